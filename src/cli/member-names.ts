import type { GatewayClient } from '../client/gateway-client.ts';
import { listMembers, type Member } from '../client/members.ts';
import { isCustosError } from '../core/errors.ts';
import { distinctNames } from '../core/namesakes.ts';
import { nameOfOthers } from '../core/spoken-name.ts';
import { shortId } from './pick.ts';

/** A member for people: its organisation's name where no other member has or looks like it, else the beginning of its identity. */
export interface MemberNames {
  (member: string): string;
  /** Undefined where it has no name that is its alone. */
  called(member: string): string | undefined;
}

/** Names are of help, and nothing rests on them: where they cannot be had, members go by their ids. */
export async function memberNames(client: GatewayClient): Promise<MemberNames> {
  try {
    return namesOf(await listMembers(client));
  } catch (error) {
    if (isCustosError(error)) return Object.assign((member: string) => member, { called: () => undefined });
    throw error;
  }
}

/** Of a list that is at hand. A gateway goes by the member that it acts for. */
export function namesOf(members: readonly Member[]): MemberNames {
  const byIdentity = new Map(members.map((one) => [one.identity as string, one]));
  const ids = [...byIdentity.keys()];
  const own = members.filter(({ identity, principal }) => identity === principal);
  const distinct = distinctNames(own.flatMap(({ name }) => name ?? []));
  const called = (member: string): string | undefined => {
    const { name: told } = byIdentity.get(member) ?? {};
    const name = told === undefined ? undefined : nameOfOthers(told);
    return name !== undefined && distinct.has(name) ? `“${name}”` : undefined;
  };
  const ofPrincipal = (member: string, name: (of: string) => string | undefined): string | undefined => {
    const { principal = member } = byIdentity.get(member) ?? {};
    if (principal === member) return name(member);
    const holder = name(principal);
    return holder === undefined ? undefined : `gateway of ${holder}`;
  };
  return Object.assign(
    (member: string) => ofPrincipal(member, (of) => called(of) ?? shortId(of, ids)) ?? shortId(member, ids),
    { called: (member: string) => ofPrincipal(member, called) },
  );
}
