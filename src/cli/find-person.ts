import type { LoggedAct } from '../client/acts.ts';
import type { StaffMember } from '../client/staff.ts';
import type { Digest } from '../core/ids.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

const PERSON: Kind<StaffMember> = {
  one: 'person',
  id: ({ person }) => person,
  name: ({ name }) => name,
  rather: ({ ended }) => ended === undefined,
  look: `${ownCommand('staff list')} shows who there is.`,
};

const LOGGED: Kind<Digest> = {
  one: 'person',
  id: (person) => person,
  look: `${ownCommand('acts log')} shows whom the log has. Of others give the pseudonym whole.`,
};

/** The person that is named as `pick` takes it; of several with one name, who still acts. */
export function personAmong(staff: readonly StaffMember[], wanted: string): StaffMember {
  return pick(wanted, staff, PERSON);
}

/** The pseudonym, of those that acts in the log name, that begins so. */
export function pseudonymAmong(acts: readonly LoggedAct[], wanted: string): Digest {
  return pick(wanted, [...new Set(acts.flatMap(({ person }) => person ?? []))], LOGGED);
}
