import { type Bytes, fromHex, type Hex, toHex, utf8, utf8Decode } from '../../core/bytes.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { RecordChange, RecordNamespace, SealedRecords } from '../../vault/sealed-records.ts';

/** How keys are written. */
interface KeyForm<Key extends string> {
  /** With which the ids of all of them begin. */
  readonly prefix: string;
  write(key: Key): Bytes;
  /** Undefined for an id of another table. */
  read(id: Bytes): Key | undefined;
}

/** Keys behind a word that tells the tables of one namespace apart. */
export function named<Key extends string>(prefix: string): KeyForm<Key> {
  return {
    prefix,
    write: (key) => utf8(prefix + key),
    read: (id) => utf8Decode(id).slice(prefix.length) as Key,
  };
}

/** Keys of 32 bytes in hex. */
export function digests<Key extends Hex>(): KeyForm<Key> {
  return {
    prefix: '',
    write: (key) => fromHex(key, 32),
    read: (id) => (id.length === 32 ? (toHex(id) as Key) : undefined),
  };
}

/** One kind of the gateway's records: JSON, sealed by the vault. */
export class RecordTable<Key extends string, Value> {
  readonly #records: SealedRecords;
  readonly #namespace: RecordNamespace;
  readonly #form: KeyForm<Key>;

  constructor(records: SealedRecords, namespace: RecordNamespace, form: KeyForm<Key>) {
    this.#records = records;
    this.#namespace = namespace;
    this.#form = form;
  }

  async get(key: Key): Promise<Value | undefined> {
    const bytes = await this.#records.get(this.#namespace, this.#form.write(key));
    return bytes === null ? undefined : parsed(bytes);
  }

  /** Durable once resolved. What is `subject`'s goes with its key. */
  async put(key: Key, value: Value, subject?: Pseudonym): Promise<void> {
    await this.#records.put(this.#namespace, this.#form.write(key), utf8(JSON.stringify(value)), subject);
  }

  /** A `put`, or where the value is null a `delete`, that happens together with others (`SealedRecords.write`). */
  change(key: Key, value: Value | null, subject?: Pseudonym): RecordChange {
    const bytes = value === null ? null : utf8(JSON.stringify(value));
    return { namespace: this.#namespace, id: this.#form.write(key), bytes, subject: subject ?? null };
  }

  /** In the order of the keys; undefined where there is none, and where its subject was erased. */
  async getMany(keys: readonly Key[]): Promise<(Value | undefined)[]> {
    const all = await this.#records.getMany(
      this.#namespace,
      keys.map((key) => this.#form.write(key)),
    );
    return all.map((bytes) => (bytes === null ? undefined : parsed(bytes)));
  }

  async delete(key: Key): Promise<void> {
    await this.#records.delete(this.#namespace, this.#form.write(key));
  }

  /** Keys of all of them that begin so, as they are stored and in order, from what follows that on; also of erased subjects. */
  async *ids(beginning = '', first = ''): AsyncGenerator<Bytes> {
    for await (const id of this.#records.ids(this.#namespace, this.#form.prefix + beginning, first)) {
      if (this.#form.read(id) !== undefined) yield id;
    }
  }

  /** The same keys as they are read, as they stood at the first step. */
  async *keys(beginning = '', first = ''): AsyncGenerator<Key> {
    for await (const id of this.ids(beginning, first)) {
      const key = this.#form.read(id);
      if (key !== undefined) yield key;
    }
  }

  /** All of them whose keys begin so, as they stood at the first step; those of erased subjects are left out. */
  async *all(beginning = ''): AsyncGenerator<readonly [key: Key, value: Value]> {
    for await (const { id, bytes } of this.#records.all(this.#namespace, this.#form.prefix + beginning)) {
      const key = bytes === null ? undefined : this.#form.read(id);
      if (key !== undefined && bytes !== null) yield [key, parsed<Value>(bytes)];
    }
  }
}

function parsed<Value>(bytes: Bytes): Value {
  return JSON.parse(utf8Decode(bytes)) as Value;
}
