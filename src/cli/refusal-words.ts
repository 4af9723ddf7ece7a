import type { Interruption, Refusal } from '../core/entry.ts';
import { counted } from './counted.ts';

const WORDS: Readonly<Record<Refusal | Interruption, string>> = {
  'not-a-member': 'whoever asked is no active member',
  'no-permit': 'there is no such permit',
  'permit-inactive': 'the permit does not count',
  'permit-not-accepted': 'the data use agreement was not accepted',
  'permit-not-countersigned': 'no authority has countersigned the permit',
  'purpose-not-permitted': 'the purpose is not permitted',
  'delivery-not-permitted': 'the permit is for another way of delivery',
  'identifiable-not-permitted': 'the permit does not allow what identifies people',
  'dataset-not-released': 'the dataset is not released',
  'purpose-needs-review': 'the purpose needs a review',
  'nothing-covered': 'no consent covers it',
  'revoked-since': 'it was withdrawn meanwhile',
  'person-not-permitted': 'the permit is for other persons of whoever asked',
  disconnected: 'whoever asked went away',
  revoked: 'it was withdrawn meanwhile',
  ended: 'whoever asked may ask for nothing any more',
  overdue: 'it took too long',
  failed: 'the gateway could not go on',
};

const WITHHELD: Readonly<Record<string, string>> = {
  'not-consented': 'the people whom they are about do not allow this use',
  'no-such-item': 'the version has no such item',
};

const AS_DECLARED = { ...WITHHELD, 'not-consented': 'no consent allows this use as it is declared' };

/** `8 items withheld: …`, a line for each reason; one of a later version as it is. Where the request leaves something
 *  undeclared, people may allow the use all the same. */
export function withheldWords(withheld: Readonly<Record<string, number>>, isUndeclared = false): string[] {
  const words: Readonly<Record<string, string>> = isUndeclared ? AS_DECLARED : WITHHELD;
  return Object.entries(withheld).map(
    ([reason, count]) => `${counted(count, 'item')} withheld: ${words[reason] ?? reason}`,
  );
}

/** Why something was refused or cut off; a reason of a later version as it is. */
export function refusalWords(reason: string | undefined): string {
  return reason === undefined ? '' : (WORDS[reason as Refusal | Interruption] ?? reason);
}
