import type { Group } from '../client/groups.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

const GROUP: Kind<Group> = {
  one: 'group',
  id: ({ group }) => group,
  name: ({ name }) => name,
  look: `${ownCommand('group list')} shows which there are.`,
};

/** The group that is named as `pick` takes it. */
export function groupAmong(groups: readonly Group[], wanted: string): Group {
  return pick(wanted, groups, GROUP);
}
