import { randomBytes } from 'node:crypto';
import {
  type Bytes,
  concat,
  equalBytes,
  fromBase64Url,
  toBase64Url,
  uintBytes,
  utf8,
  utf8Decode,
} from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { Turns } from '../core/turns.ts';
import type { Database, Write } from './database.ts';
import { loadRootKey, newParameters, type RootKeySource, type ScryptParameters } from './root-key.ts';
import { BOX_OVERHEAD, deriveKey, openBox, sealBox } from './sealed-box.ts';

/** What a wrapped key is for; the first byte of its row's key. */
export type KeyKind = 'vault' | 'subject' | 'dataset' | 'snapshot';

interface RootRecord {
  readonly v: 1;
  /** Counts rotations; stands before each wrapped key. */
  readonly epoch: number;
  readonly kdf: ScryptParameters | null;
  /** Tells a wrong root key at once. */
  readonly check: string;
  /** While a rotation runs: the wrapping key before it, under the new one. */
  readonly previous?: string;
}

const ROOT_ROW = utf8('R');
const KIND_PREFIX: Readonly<Record<KeyKind, string>> = {
  vault: 'V',
  subject: 's',
  dataset: 'd',
  snapshot: 'p',
};
const WRAPPED_BYTES = 4 + 32 + BOX_OVERHEAD;
const ROTATION_BATCH = 1000;

/** Wraps keys under the root key and keeps them in the keys' database. What is beyond the first
 *  `WRAPPED_BYTES` of a row belongs to whoever wrote it. */
export class Keyring {
  readonly #database: Database;
  /** Taken by whatever reads and then writes rows of keys, so that a rotation does not bring back a destroyed key. */
  readonly exclusive = new Turns();
  #root: RootRecord;
  #wrapping: Bytes;
  #previous: Bytes | null;

  private constructor(database: Database, root: RootRecord, wrapping: Bytes) {
    this.#database = database;
    this.#root = root;
    this.#wrapping = wrapping;
    this.#previous =
      root.previous === undefined
        ? null
        : openBox(wrapping, previousContext(root.epoch), fromBase64Url(root.previous), 'STORE_CORRUPT');
  }

  /** Whether the database holds keys already. */
  static async exists(database: Database): Promise<boolean> {
    return (await database.get(ROOT_ROW)) !== undefined;
  }

  /** Throws CONFLICT where keys are. */
  static async create(database: Database, source: RootKeySource): Promise<Keyring> {
    if (await Keyring.exists(database)) throw new CustosError('CONFLICT', 'The keys exist already.');
    const { root, wrapping } = await newRoot(source, 1);
    const keyring = new Keyring(database, root, wrapping);
    const vaultKey = { key: rowKey('vault', new Uint8Array()), value: keyring.wrapNew('vault', new Uint8Array()).row };
    await database.write([{ key: ROOT_ROW, value: encodeRoot(root) }, vaultKey]);
    return keyring;
  }

  /** Throws KEY_WRONG where the root key is not the one that the keys were last wrapped with. Finishes a
   *  rotation that was interrupted. */
  static async open(database: Database, source: RootKeySource): Promise<Keyring> {
    const record = await database.get(ROOT_ROW);
    if (record === undefined)
      throw new CustosError('KEY_MISSING', 'There are no keys. Restore them from their backup.');
    const root = decodeRoot(record);
    const key = await loadRootKey(source, root.kdf);
    if (!equalBytes(deriveKey(key, 'root/check'), fromBase64Url(root.check))) {
      throw new CustosError('KEY_WRONG', 'The root key or passphrase is not the one that protects these keys.');
    }
    const keyring = new Keyring(database, root, deriveKey(key, 'root/wrap'));
    if (root.previous !== undefined) await keyring.#finishRotation();
    return keyring;
  }

  /** The key from which the keys of all purposes derive that are neither a subject's nor a dataset's. */
  async vaultKey(): Promise<Bytes> {
    const key = await this.find('vault', new Uint8Array());
    if (key === null) throw new CustosError('STORE_CORRUPT', 'The key of the vault is gone. Restore the keys.');
    return key;
  }

  wrapNew(kind: KeyKind, id: Bytes): { readonly key: Bytes; readonly row: Bytes } {
    const key = randomBytes(32);
    return { key, row: this.#wrap(kind, id, key) };
  }

  async find(kind: KeyKind, id: Bytes): Promise<Bytes | null> {
    const row = await this.#database.get(rowKey(kind, id));
    return row === undefined ? null : this.unwrap(kind, id, row);
  }

  unwrap(kind: KeyKind, id: Bytes, row: Bytes): Bytes {
    const epoch = Buffer.from(row.buffer, row.byteOffset, row.length).readUInt32BE(0);
    const wrapping = epoch === this.#root.epoch ? this.#wrapping : this.#previous;
    if (wrapping === null) throw new CustosError('STORE_CORRUPT', 'A key is wrapped by a root key of the past.');
    return openBox(wrapping, wrapContext(kind, id, epoch), row.subarray(4, WRAPPED_BYTES), 'STORE_CORRUPT');
  }

  /** Rewraps every key under a new root key; the data stay as they are. Once resolved, nothing is left that the
   *  old root key opens, save in backups and in blocks that the disk has freed but not overwritten. An
   *  interrupted rotation is finished at the next opening, which needs the new root key. */
  async rotate(source: RootKeySource): Promise<void> {
    await this.exclusive.take(async () => {
      const { root, wrapping } = await newRoot(source, this.#root.epoch + 1);
      if (equalBytes(wrapping, this.#wrapping)) {
        throw new CustosError('CONFIG_INVALID', 'The new root key is the old one. Create a new key file first.');
      }
      const previous = toBase64Url(sealBox(wrapping, previousContext(root.epoch), this.#wrapping));
      const pending: RootRecord = { ...root, previous };
      await this.#database.write([{ key: ROOT_ROW, value: encodeRoot(pending) }]);
      this.#previous = this.#wrapping;
      this.#wrapping = wrapping;
      this.#root = pending;
    });
    await this.#finishRotation();
  }

  async #finishRotation(): Promise<void> {
    for (const kind of ['vault', 'dataset', 'snapshot', 'subject'] as const) {
      const last = utf8(String.fromCharCode(KIND_PREFIX[kind].charCodeAt(0) + 1));
      let from: Bytes | null = utf8(KIND_PREFIX[kind]);
      while (from !== null) {
        const start: Bytes = from;
        from = await this.exclusive.take(() => this.#rewrap(kind, start, last));
      }
    }
    await this.exclusive.take(async () => {
      const { previous: _, ...root } = this.#root;
      await this.#database.write([{ key: ROOT_ROW, value: encodeRoot(root) }]);
      this.#root = root;
      this.#previous = null;
    });
    await this.#database.compact(new Uint8Array(), Uint8Array.of(0xff));
  }

  /** One batch; gives the key to go on from, or null at the end. */
  async #rewrap(kind: KeyKind, from: Bytes, to: Bytes): Promise<Bytes | null> {
    const writes: Write[] = [];
    let next: Bytes | null = null;
    for await (const [key, row] of this.#database.entries(from, to)) {
      if (writes.length === ROTATION_BATCH) {
        next = key;
        break;
      }
      const id = key.subarray(1);
      const wrapped = this.#wrap(kind, id, this.unwrap(kind, id, row));
      writes.push({ key, value: concat(wrapped, row.subarray(WRAPPED_BYTES)) });
    }
    if (writes.length > 0) await this.#database.write(writes);
    return next;
  }

  #wrap(kind: KeyKind, id: Bytes, key: Bytes): Bytes {
    const { epoch } = this.#root;
    return concat(uintBytes(epoch, 4), sealBox(this.#wrapping, wrapContext(kind, id, epoch), key));
  }
}

export function rowKey(kind: KeyKind, id: Bytes): Bytes {
  return concat(utf8(KIND_PREFIX[kind]), id);
}

/** The wrapped key at the beginning of its row. */
export function rowWrapped(row: Bytes): Bytes {
  return row.subarray(0, WRAPPED_BYTES);
}

/** What follows the wrapped key in its row. */
export function rowRest(row: Bytes): Bytes {
  return row.subarray(WRAPPED_BYTES);
}

async function newRoot(source: RootKeySource, epoch: number): Promise<{ root: RootRecord; wrapping: Bytes }> {
  const kdf = newParameters(source);
  const key = await loadRootKey(source, kdf);
  const check = toBase64Url(deriveKey(key, 'root/check'));
  return { root: { v: 1, epoch, kdf, check }, wrapping: deriveKey(key, 'root/wrap') };
}

function encodeRoot(root: RootRecord): Bytes {
  return utf8(JSON.stringify(root));
}

function decodeRoot(bytes: Bytes): RootRecord {
  try {
    const root = JSON.parse(utf8Decode(bytes)) as RootRecord;
    if (root.v === 1 && Number.isInteger(root.epoch) && typeof root.check === 'string') return root;
  } catch (cause) {
    throw new CustosError('STORE_CORRUPT', 'The record of the root key is damaged. Restore the keys.', { cause });
  }
  throw new CustosError('STORE_CORRUPT', 'The keys are of a format unknown here. Use a newer Custos.');
}

function wrapContext(kind: KeyKind, id: Bytes, epoch: number): Bytes {
  return concat(utf8(`custos/wrap/v1/${kind}\0`), uintBytes(epoch, 4), id);
}

function previousContext(epoch: number): Bytes {
  return concat(utf8('custos/wrap/v1/previous\0'), uintBytes(epoch, 4));
}
