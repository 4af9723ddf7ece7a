import { concat, fromHex, toHex } from './bytes.ts';
import { CustosError } from './errors.ts';
import { domainHash } from './hash.ts';
import type { Digest } from './ids.ts';

/** A permit names at most this many persons. */
export const MAX_PERMIT_PERSONS = 256;

/** The persons who may use a permit that is not for sealed delivery, as the permit has them on chain (`recipientKeyDigest`): H over
 *  their pseudonyms in ascending order, each once. INPUT_INVALID for none, or more than a permit may name. */
export function permitPersonsDigest(persons: readonly Digest[]): Digest {
  const sorted = [...new Set(persons)].sort();
  if (sorted.length === 0 || sorted.length > MAX_PERMIT_PERSONS) {
    throw new CustosError(
      'INPUT_INVALID',
      `A permit names 1 to ${MAX_PERMIT_PERSONS} persons, or none for all of the requester’s.`,
    );
  }
  return toHex(domainHash('recipients', concat(...sorted.map((person) => fromHex(person, 32))))) as Digest;
}
