import type { Bytes } from '../core/bytes.ts';
import { deriveKey } from './sealed-box.ts';

/** Everything that dies with a subject's key (or, for shared items, hangs on the dataset's). */
export interface OwnerKeys {
  /** Opens the private part of items: data key, salts, digest. */
  readonly items: Bytes;
  /** Key of the release rows' PRF. */
  readonly rows: Bytes;
  /** Opens the subject's sealed records: grant terms, evidence. */
  readonly records: Bytes;
  /** Opens what identifies the person. */
  readonly identity: Bytes;
}

export function ownerKeys(key: Bytes): OwnerKeys {
  return {
    items: deriveKey(key, 'owner/items'),
    rows: deriveKey(key, 'owner/rows'),
    records: deriveKey(key, 'owner/records'),
    identity: identityKey(key),
  };
}

/** `identity` alone, where the others are not needed: each costs as much. */
export function identityKey(key: Bytes): Bytes {
  return deriveKey(key, 'owner/identity');
}

/** Keeps the most recently used of `limit` entries. */
export class RecentKeys {
  readonly #limit: number;
  readonly #entries = new Map<string, OwnerKeys>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(id: string): OwnerKeys | undefined {
    const keys = this.#entries.get(id);
    if (keys !== undefined) {
      this.#entries.delete(id);
      this.#entries.set(id, keys);
    }
    return keys;
  }

  set(id: string, keys: OwnerKeys): void {
    this.#entries.set(id, keys);
    if (this.#entries.size <= this.#limit) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(id: string): void {
    this.#entries.delete(id);
  }
}
