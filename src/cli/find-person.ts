import type { StaffMember } from '../client/staff.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

const PERSON: Kind<StaffMember> = {
  one: 'person',
  id: ({ person }) => person,
  name: ({ name }) => name,
  rather: ({ ended }) => ended === undefined,
  look: `${ownCommand('staff list')} shows who there is.`,
};

/** The person that is named as `pick` takes it; of several with one name, who still acts. */
export function personAmong(staff: readonly StaffMember[], wanted: string): StaffMember {
  return pick(wanted, staff, PERSON);
}
