import type { GatewayClient } from '../client/gateway-client.ts';
import { type Group, listGroups } from '../client/groups.ts';
import { isCustosError } from '../core/errors.ts';
import { distinctNames } from '../core/namesakes.ts';
import { nameOfOthers } from '../core/spoken-name.ts';
import { shortId } from './pick.ts';

/** A group for people: its name in quotes where no other group has or looks like it, else the beginning of its id. */
export interface GroupNames {
  (group: string): string;
  /** Undefined where it has no name that is its alone. */
  called(group: string): string | undefined;
}

/** Names are of help, and nothing rests on them: where they cannot be had, groups go by their ids. */
export async function groupNames(client: GatewayClient): Promise<GroupNames> {
  try {
    return groupNamesOf(await listGroups(client));
  } catch (error) {
    if (isCustosError(error)) return groupNamesOf([]);
    throw error;
  }
}

/** Of a list that is at hand. */
export function groupNamesOf(groups: readonly Group[]): GroupNames {
  const names = new Map(groups.map(({ group, name = '' }) => [group as string, nameOfOthers(name) ?? '']));
  const distinct = distinctNames([...names.values()].filter((name) => name !== ''));
  const called = (group: string): string | undefined => {
    const name = names.get(group);
    return name && distinct.has(name) ? `“${name}”` : undefined;
  };
  return Object.assign((group: string) => called(group) ?? shortId(group, names.keys()), { called });
}
