import { type LoggedAct, loggedActs } from '../client/acts.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { listPermits } from '../client/permits.ts';
import { listResolutions } from '../client/resolutions.ts';
import { listStaff, type StaffMember } from '../client/staff.ts';
import { type Digest, isDigest } from '../core/ids.ts';
import { ifShown } from './if-shown.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

const PERSON: Kind<StaffMember> = {
  one: 'person',
  id: ({ person }) => person,
  name: ({ name }) => name,
  rather: ({ ended }) => ended === undefined,
  look: `${ownCommand('staff list')} shows who there is.`,
};

type Known = Pick<StaffMember, 'person' | 'ended'> & { readonly name?: string };

const KNOWN: Kind<Known> = {
  one: 'person',
  id: ({ person }) => person,
  name: ({ name }) => name,
  rather: ({ ended }) => ended === undefined,
  look: `${ownCommand('acts log')} shows whom the log has, and ${ownCommand('permit list')} whom permits name. Of others give the pseudonym whole.`,
};

/** The person that is named as `pick` takes it; of several with one name, who still acts. */
export function personAmong(staff: readonly StaffMember[], wanted: string): StaffMember {
  return pick(wanted, staff, PERSON);
}

/** The pseudonym of a person of any organisation: whole, or as `pick` takes it of those whom the caller may see at this gateway. `acts`
 *  are those of its log, where they are at hand. */
export async function personNamed(
  gateway: GatewayClient,
  wanted: string,
  acts?: readonly LoggedAct[],
): Promise<Digest> {
  const [person] = await personsNamed(gateway, [wanted], acts);
  return person as Digest;
}

/** As `personNamed`, in their order. */
export async function personsNamed(
  gateway: GatewayClient,
  wanted: readonly string[],
  acts?: readonly LoggedAct[],
): Promise<Digest[]> {
  const typed = wanted.map((one) => (isDigest(one.toLowerCase()) ? (one.toLowerCase() as Digest) : one));
  if (typed.every(isDigest)) return typed as Digest[];
  const known = await personsKnown(gateway, acts);
  return typed.map((one) => (isDigest(one) ? one : pick(one, known, KNOWN).person));
}

/** Whom lists of this gateway show to the caller: its organisation's persons, and who acted, is named by a permit, or was asked about. */
async function personsKnown(gateway: GatewayClient, acts?: readonly LoggedAct[]): Promise<readonly Known[]> {
  const staff: readonly Known[] = await ifShown(listStaff(gateway));
  const permits = await ifShown(listPermits(gateway));
  const asked = await ifShown(listResolutions(gateway));
  const logged = acts ?? (await ifShown(Array.fromAsync(loggedActs(gateway))));
  const others = [
    ...permits.flatMap(({ persons = [] }) => persons),
    ...asked.flatMap(({ person, by }) => [person, ...(by === undefined ? [] : [by])]),
    ...logged.flatMap(({ person }) => person ?? []),
  ];
  const known = new Map<Digest, Known>(others.map((person) => [person, { person }]));
  for (const one of staff) known.set(one.person, one);
  return [...known.values()];
}
