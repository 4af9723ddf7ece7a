import { type Bytes, concat, fromHex, toHex, uintBytes, utf8 } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Pseudonym } from '../core/ids.ts';
import type { Database } from './database.ts';
import { deriveKey, hmac, openBox, sealBox } from './sealed-box.ts';
import type { Subjects } from './subjects.ts';

/** Each has keys of its own. */
export type RecordNamespace = 'terms' | 'evidence' | 'release' | 'dataset' | 'operation' | 'passkey';

export interface SealedRecord {
  readonly id: Bytes;
  /** Whose key it hangs on, if anyone's. */
  readonly subject: Pseudonym | null;
  /** Null where the subject was erased. */
  readonly bytes: Bytes | null;
}

const PREFIX = 'r';
const MAX_ID_BYTES = 128;
const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** Small sealed records of other rooms: grant terms, evidence, release bitmaps. A record that belongs to a subject
 *  is sealed under that subject's key and goes with it. */
export class SealedRecords {
  readonly #database: Database;
  readonly #subjects: Subjects;
  readonly #vaultKey: Bytes;

  constructor(database: Database, subjects: Subjects, vaultKey: Bytes) {
    this.#database = database;
    this.#subjects = subjects;
    this.#vaultKey = vaultKey;
  }

  /** Durable once resolved; replaces what was there. Throws KEY_SHREDDED for an erased subject. */
  async put(namespace: RecordNamespace, id: Bytes, bytes: Bytes, subject: Pseudonym | null = null): Promise<void> {
    if (id.length === 0 || id.length > MAX_ID_BYTES || bytes.length > MAX_RECORD_BYTES) {
      throw new CustosError('INPUT_TOO_LARGE', 'A record has at most 4 MiB and an id of 1 to 128 bytes.');
    }
    const key = recordKey(namespace, id);
    const owner = subject === null ? new Uint8Array() : fromHex(subject, 32);
    const box = sealBox(await this.#sealingKey(namespace, id, subject), concat(key, owner), bytes);
    await this.#database.write([{ key, value: concat(uintBytes(owner.length, 1), owner, box) }]);
  }

  /** Null where there is none. Throws KEY_SHREDDED where its subject was erased. */
  async get(namespace: RecordNamespace, id: Bytes): Promise<Bytes | null> {
    const key = recordKey(namespace, id);
    const value = await this.#database.get(key);
    return value === undefined ? null : this.#open(namespace, id, key, value);
  }

  async delete(namespace: RecordNamespace, id: Bytes): Promise<void> {
    await this.#database.write([{ key: recordKey(namespace, id), value: null }]);
  }

  /** All of a namespace whose ids begin with the prefix, in order of ids, as they stood at the first step. */
  async *all(namespace: RecordNamespace, prefix = ''): AsyncGenerator<SealedRecord> {
    const { from, to, idAt } = rangeOf(namespace, prefix);
    for await (const [key, value] of this.#database.entries(from, to)) {
      const id = key.subarray(idAt);
      yield { id, subject: subjectOf(value), bytes: await this.#openUnlessErased(namespace, id, key, value) };
    }
  }

  /** As `all`, the ids alone. */
  async *ids(namespace: RecordNamespace, prefix = ''): AsyncGenerator<Bytes> {
    const { from, to, idAt } = rangeOf(namespace, prefix);
    for await (const key of this.#database.keys(from, to)) yield key.subarray(idAt);
  }

  async #openUnlessErased(namespace: RecordNamespace, id: Bytes, key: Bytes, value: Bytes): Promise<Bytes | null> {
    try {
      return await this.#open(namespace, id, key, value);
    } catch (error) {
      if (isCustosError(error, 'KEY_SHREDDED')) return null;
      throw error;
    }
  }

  async #open(namespace: RecordNamespace, id: Bytes, key: Bytes, value: Bytes): Promise<Bytes> {
    const subject = subjectOf(value);
    const sealing = await this.#sealingKey(namespace, id, subject);
    const boxAt = 1 + (value[0] ?? 0);
    return openBox(sealing, concat(key, value.subarray(1, boxAt)), value.subarray(boxAt));
  }

  /** A key for each record: however many there are, none comes near the limit of AES-GCM with random nonces. */
  async #sealingKey(namespace: RecordNamespace, id: Bytes, subject: Pseudonym | null): Promise<Bytes> {
    const base =
      subject === null
        ? deriveKey(this.#vaultKey, `records/${namespace}`)
        : (await this.#subjects.keys(subject)).records;
    return hmac(base, recordKey(namespace, id));
  }
}

function subjectOf(value: Bytes): Pseudonym | null {
  return value[0] === 32 ? (toHex(value.subarray(1, 33)) as Pseudonym) : null;
}

function recordKey(namespace: RecordNamespace, id: Bytes): Bytes {
  return concat(utf8(`${PREFIX}${namespace}\0`), id);
}

function rangeOf(namespace: RecordNamespace, prefix: string): { from: Bytes; to: Bytes; idAt: number } {
  const from = recordKey(namespace, utf8(prefix));
  const to = from.slice();
  // No byte of UTF-8 is the highest one.
  to[to.length - 1] = (to.at(-1) ?? 0) + 1;
  return { from, to, idAt: recordKey(namespace, new Uint8Array()).length };
}
