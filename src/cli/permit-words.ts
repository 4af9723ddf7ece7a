import type { GatewayClient } from '../client/gateway-client.ts';
import type { Permit } from '../client/permits.ts';
import { basisWords } from '../core/basis-words.ts';
import { dateWords } from '../core/date-words.ts';
import { type Digest, ZERO_DIGEST } from '../core/ids.ts';
import { purposeLabel } from '../core/purpose-names.ts';
import { counted } from './counted.ts';
import type { Names } from './names.ts';
import { type PersonNames, personNames } from './person-names.ts';

type Named = Pick<Permit, 'requester' | 'delivery' | 'persons' | 'recipientKeyDigest'>;

/** So many persons are named in a column; more are counted. */
const MAX_NAMED = 3;

const STATE_WORDS: Readonly<Record<string, string>> = {
  awaitsCountersignature: 'waits for an authority to countersign',
  awaitsAcceptance: 'waits for the requester to accept the agreement',
  active: 'counts',
  revoked: 'was revoked',
  expired: 'has ended',
  notYetValid: 'does not count yet',
  memberInactive: 'does not count: a member is suspended or lost its role',
  datasetRetired: 'does not count: the dataset was retired',
};

/** Whether a permit counts, and if not, why. */
export function permitStateWords({ state }: Pick<Permit, 'state'>): string {
  return STATE_WORDS[state] ?? state;
}

/** Who may use permits of a list: names for the persons that these name. */
export function permitPersonNames(
  gateway: GatewayClient,
  permits: readonly Pick<Permit, 'persons'>[],
  members?: (member: string) => string,
): Promise<PersonNames> {
  return personNames(
    gateway,
    permits.flatMap(({ persons = [] }) => persons),
    members,
  );
}

/** The persons who alone may use a permit; undefined where all of the requester's may, and empty where nobody knows whom it names. */
export function personsOf({ delivery, persons, recipientKeyDigest }: Named): readonly Digest[] | undefined {
  if (persons !== undefined) return persons;
  return delivery === 'sealed' || recipientKeyDigest === ZERO_DIGEST ? undefined : [];
}

/** Who may use a permit, as a column or a line shows it, all of them where `isWhole`. */
export function permitPersonWords(permit: Named, names: PersonNames, isWhole = false): string {
  const persons = personsOf(permit);
  if (persons === undefined) return 'all of the requester’s';
  if (persons.length === 0) return 'persons whom this gateway does not know: nobody can use it';
  if (!isWhole && persons.length > MAX_NAMED) return counted(persons.length, 'person');
  return persons.map((person) => names(person, permit.requester)).join(', ');
}

/** All that a permit says, for people. */
export function permitLines(permit: Permit, names: Pick<Names, 'member' | 'dataset'>, called: PersonNames): string[] {
  const { requester, dataset, purpose, from, until, identifiable, basis, delivery } = permit;
  return [
    `Permit ${permit.permit} ${permitStateWords(permit)}.`,
    `  requester: ${names.member(requester)}`,
    `  persons: ${permitPersonWords(permit, called, true)}`,
    `  dataset: ${names.dataset(dataset)}${identifiable ? ', also what identifies people' : ''}`,
    `  purpose: ${purposeLabel(purpose) || 'any, in an emergency'}`,
    `  from ${dateWords(from)} until ${dateWords(until)}`,
    `  leaves as: ${delivery}; basis: ${basisWords(basis)}`,
  ];
}
