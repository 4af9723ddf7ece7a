import type { GatewayClient } from '../client/gateway-client.ts';
import { listMembers, type Member } from '../client/members.ts';
import { isCustosError } from '../core/errors.ts';
import { distinctNames } from '../core/namesakes.ts';
import { nameOfOthers } from '../core/spoken-name.ts';
import { shortId } from './pick.ts';

/** A member for people: its organisation's name where no other member has or looks like it, else the beginning of its identity. */
export type MemberNames = (member: string) => string;

/** Names are of help, and nothing rests on them: where they cannot be had, members go by their ids. */
export async function memberNames(client: GatewayClient): Promise<MemberNames> {
  try {
    return namesOf(await listMembers(client));
  } catch (error) {
    if (isCustosError(error)) return (member) => member;
    throw error;
  }
}

/** Of a list that is at hand. A gateway goes by the member that it acts for. */
export function namesOf(members: readonly Member[]): MemberNames {
  const byIdentity = new Map(members.map((one) => [one.identity as string, one]));
  const ids = [...byIdentity.keys()];
  const own = members.filter(({ identity, principal }) => identity === principal);
  const distinct = distinctNames(own.flatMap(({ name }) => name ?? []));
  const name = (member: string): string => {
    const { principal = member, name: told } = byIdentity.get(member) ?? {};
    const called = told === undefined ? undefined : nameOfOthers(told);
    if (principal !== member) return `gateway of ${name(principal)}`;
    return called !== undefined && distinct.has(called) ? `“${called}”` : shortId(member, ids);
  };
  return name;
}
