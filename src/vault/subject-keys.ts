import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import { deriveKey } from './sealed-box.ts';

/** Everything that dies with a subject's key (or, for shared items, hangs on the dataset's). */
export interface OwnerKeys {
  /** Opens the private part of items: data key, salts, digest. */
  readonly items: KeyObject;
  /** Key of the release rows' PRF. */
  readonly rows: KeyObject;
  /** Opens the subject's sealed records: grant terms, evidence. */
  readonly records: Bytes;
  /** Opens what identifies the person. */
  readonly identity: Bytes;
}

export function ownerKeys(key: Bytes): OwnerKeys {
  return {
    items: createSecretKey(deriveKey(key, 'owner/items')),
    rows: createSecretKey(deriveKey(key, 'owner/rows')),
    records: deriveKey(key, 'owner/records'),
    identity: identityKey(key),
  };
}

/** `identity` alone, where the others are not needed: each costs as much. */
export function identityKey(key: Bytes): Bytes {
  return deriveKey(key, 'owner/identity');
}
