import { type Bytes, concat, fromHex, toHex, uintBytes, utf8 } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Pseudonym } from '../core/ids.ts';
import type { Database, Write } from './database.ts';
import { deriveKey, hmac, openBox, sealBox } from './sealed-box.ts';
import type { Subjects } from './subjects.ts';

/** Each has keys of its own. */
export type RecordNamespace =
  | 'terms'
  | 'evidence'
  | 'release'
  | 'dataset'
  | 'operation'
  | 'passkey'
  | 'notification'
  | 'consent'
  | 'paper';

export interface SealedRecord {
  readonly id: Bytes;
  /** Whose key it hangs on, if anyone's. */
  readonly subject: Pseudonym | null;
  /** Null where the subject was erased. */
  readonly bytes: Bytes | null;
}

/** One of several changes that happen together or not at all. */
export interface RecordChange {
  readonly namespace: RecordNamespace;
  readonly id: Bytes;
  /** Null deletes. */
  readonly bytes: Bytes | null;
  readonly subject: Pseudonym | null;
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
    await this.write([{ namespace, id, bytes, subject }]);
  }

  /** As `put`, for many at once: all or none. */
  async write(changes: readonly RecordChange[]): Promise<void> {
    const writes: Write[] = [];
    for (const change of changes)
      writes.push({ key: recordKey(change.namespace, change.id), value: await this.#sealed(change) });
    await this.#database.write(writes);
  }

  /** Null where there is none. Throws KEY_SHREDDED where its subject was erased. */
  async get(namespace: RecordNamespace, id: Bytes): Promise<Bytes | null> {
    const key = recordKey(namespace, id);
    const value = await this.#database.get(key);
    return value === undefined ? null : this.#open(namespace, id, key, value);
  }

  /** In the order of the ids; null where there is none, and where its subject was erased. */
  async getMany(namespace: RecordNamespace, ids: readonly Bytes[]): Promise<(Bytes | null)[]> {
    const keys = ids.map((id) => recordKey(namespace, id));
    const values = await this.#database.getMany(keys);
    const opened: (Bytes | null)[] = [];
    for (const [i, value] of values.entries()) {
      const [id, key] = [ids[i], keys[i]];
      const isThere = value !== undefined && id !== undefined && key !== undefined;
      opened.push(isThere ? await this.#openUnlessErased(namespace, id, key, value) : null);
    }
    return opened;
  }

  async delete(namespace: RecordNamespace, id: Bytes): Promise<void> {
    await this.#database.write([{ key: recordKey(namespace, id), value: null }]);
  }

  /** Deletes a record of which `isOver` says so; one that is written meanwhile stays, and one whose subject was erased. */
  async deleteIf(namespace: RecordNamespace, id: Bytes, isOver: (bytes: Bytes) => boolean): Promise<void> {
    const key = recordKey(namespace, id);
    const value = await this.#database.get(key);
    const bytes = value === undefined ? null : await this.#openUnlessErased(namespace, id, key, value);
    if (value !== undefined && bytes !== null && isOver(bytes)) await this.#database.deleteSame(key, value);
  }

  /** All of a namespace whose ids begin with the prefix, in order of ids, as they stood at the first step. */
  async *all(namespace: RecordNamespace, prefix = ''): AsyncGenerator<SealedRecord> {
    const { from, to, idAt } = rangeOf(namespace, prefix);
    for await (const [key, value] of this.#database.entries(from, to)) {
      const id = key.subarray(idAt);
      yield { id, subject: subjectOf(value), bytes: await this.#openUnlessErased(namespace, id, key, value) };
    }
  }

  /** As `all`, the ids alone, from what follows the prefix on. */
  async *ids(namespace: RecordNamespace, prefix = '', first = ''): AsyncGenerator<Bytes> {
    const { from, to, idAt } = rangeOf(namespace, prefix);
    for await (const key of this.#database.keys(concat(from, utf8(first)), to)) yield key.subarray(idAt);
  }

  /** Null for one that is to be deleted. */
  async #sealed({ namespace, id, bytes, subject }: RecordChange): Promise<Bytes | null> {
    if (id.length === 0 || id.length > MAX_ID_BYTES || (bytes?.length ?? 0) > MAX_RECORD_BYTES) {
      throw new CustosError('INPUT_TOO_LARGE', 'A record has at most 4 MiB and an id of 1 to 128 bytes.');
    }
    if (bytes === null) return null;
    const key = recordKey(namespace, id);
    const owner = subject === null ? new Uint8Array() : fromHex(subject, 32);
    const box = sealBox(await this.#sealingKey(namespace, id, subject), concat(key, owner), bytes);
    return concat(uintBytes(owner.length, 1), owner, box);
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
