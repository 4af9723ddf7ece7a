import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Bytes, concat, fromHex, toHex, utf8 } from '../core/bytes.ts';
import type { Demographics } from '../core/demographics.ts';
import { deriveKey, hmac } from './sealed-box.ts';

const HASH_BYTES = 8;
const NOTHING = `0x${'00'.repeat(HASH_BYTES)}`;
/** No multiple of what an alias takes: by this the rest of an identity shows whether they are there. */
export const DEMOGRAPHICS_BYTES = 2 * HASH_BYTES;

/** Keyed hashes of when a person was born and of which sex, so that a number which was given to somebody else is seen.
 *  There are few birth dates: whoever has the vault's key can try them all, and nobody else. Equal dates of two people
 *  have different hashes. */
export class DemographicHashes {
  readonly #key: KeyObject;

  constructor(vaultKey: Bytes) {
    this.#key = createSecretKey(deriveKey(vaultKey, 'subject/demographics'));
  }

  /** `id` is the person's. */
  of(id: Bytes, { birthDate, sex }: Demographics): Demographics {
    const hash = (text: string | null): string | null =>
      text === null ? null : toHex(hmac(this.#key, id, utf8(text)).subarray(0, HASH_BYTES));
    return { birthDate: hash(birthDate), sex: hash(sex) };
  }
}

export function encodeDemographics({ birthDate, sex }: Demographics): Bytes {
  return concat(...[birthDate, sex].map((hash) => fromHex(hash ?? NOTHING, HASH_BYTES)));
}

export function decodeDemographics(bytes: Bytes): Demographics {
  const [birthDate = null, sex = null] = [0, HASH_BYTES].map((at) => {
    const hash = toHex(bytes.subarray(at, at + HASH_BYTES));
    return hash === NOTHING ? null : hash;
  });
  return { birthDate, sex };
}
