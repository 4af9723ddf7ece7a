import { randomBytes } from 'node:crypto';
import { type Bytes, concat, fromHex, toHex, utf8, utf8Decode } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Pseudonym } from '../core/ids.ts';
import type { Database, Write } from './database.ts';
import { type Keyring, rowKey, rowRest } from './keyring.ts';
import { deriveKey, hmac, openBox, sealBox } from './sealed-box.ts';
import { type OwnerKeys, ownerKeys, RecentKeys } from './subject-keys.ts';

const INDEX = utf8('n');
const SUPPRESSED = utf8('x');
const SHREDDED = utf8('e');
const CACHED_KEYS = 16_384;
const MAX_IDENTIFIER_BYTES = 1024;

/** What is left of an erased person: enough to recognise it at the next import, nothing that names its pseudonym. */
export interface Suppression {
  /** Milliseconds since 1970 UTC. */
  readonly erasedAt: number;
  readonly optOut: 'none' | 'research' | 'all';
}

/** The map between a hospital's identifiers (`system|value`) and random pseudonyms, with the subjects' keys. All
 *  of it lies in the keys' database, so that erasure reaches as far as the backups of keys. */
export class Subjects {
  readonly #database: Database;
  readonly #keyring: Keyring;
  readonly #indexKey: Bytes;
  readonly #sealKey: Bytes;
  readonly #recent = new RecentKeys(CACHED_KEYS);
  /** Counts erasures, so that a key that was being read meanwhile is not remembered. */
  #erasures = 0;

  constructor(database: Database, keyring: Keyring, vaultKey: Bytes) {
    this.#database = database;
    this.#keyring = keyring;
    this.#indexKey = deriveKey(vaultKey, 'subject/index');
    this.#sealKey = deriveKey(vaultKey, 'subject/map');
  }

  /** The pseudonym of each identifier, drawn at random where it is new; null where the person was erased. Durable
   *  once resolved; the same identifier always gets the same pseudonym. */
  async enrollMany(identifiers: readonly string[]): Promise<(Pseudonym | null)[]> {
    const indexes = identifiers.map((identifier) => this.#index(identifier));
    return this.#keyring.exclusive.run(async () => {
      const known = await this.#database.getMany(indexes.map((index) => concat(INDEX, index)));
      const suppressed = await this.#database.getMany(indexes.map((index) => concat(SUPPRESSED, index)));
      const fresh = new Map<string, Pseudonym>();
      const writes: Write[] = [];
      const found = indexes.map((index, i) => {
        const row = known[i];
        if (row !== undefined) return this.#openIndex(index, row);
        if (suppressed[i] !== undefined) return null;
        const twin = fresh.get(toHex(index));
        if (twin !== undefined) return twin;
        const pseudonym = toHex(randomBytes(32)) as Pseudonym;
        fresh.set(toHex(index), pseudonym);
        writes.push(...this.#newRows(pseudonym, index, identifiers[i] ?? ''));
        return pseudonym;
      });
      if (writes.length > 0) await this.#database.write(writes);
      return found;
    });
  }

  async enroll(identifier: string): Promise<Pseudonym | null> {
    const [pseudonym] = await this.enrollMany([identifier]);
    return pseudonym ?? null;
  }

  async find(identifier: string): Promise<Pseudonym | null> {
    const index = this.#index(identifier);
    const row = await this.#database.get(concat(INDEX, index));
    return row === undefined ? null : this.#openIndex(index, row);
  }

  /** Who a pseudonym is. Throws KEY_SHREDDED, KEY_MISSING. */
  async identifierOf(pseudonym: Pseudonym): Promise<string> {
    const id = fromHex(pseudonym, 32);
    const row = await this.#database.get(rowKey('subject', id));
    if (row === undefined) throw await this.#absent(pseudonym);
    const { identity } = ownerKeys(this.#keyring.unwrap('subject', id, row));
    return utf8Decode(openBox(identity, identityContext(id), rowRest(row)).subarray(32));
  }

  async *pseudonyms(): AsyncGenerator<Pseudonym> {
    for await (const key of this.#database.keys(utf8('s'), utf8('t'))) yield toHex(key.subarray(1)) as Pseudonym;
  }

  /** Throws KEY_SHREDDED where the subject was erased, KEY_MISSING where it is unknown here. */
  async keys(pseudonym: Pseudonym): Promise<OwnerKeys> {
    const [keys] = await this.keysOf([pseudonym]);
    if (keys === null || keys === undefined) throw await this.#absent(pseudonym);
    return keys;
  }

  /** Null for whoever was erased. Throws KEY_MISSING for one that was not and whose key is not here: it would pass for
   *  erased. */
  async keysOf(pseudonyms: readonly Pseudonym[]): Promise<(OwnerKeys | null)[]> {
    const found = pseudonyms.map((pseudonym) => this.#recent.get(pseudonym) ?? null);
    const missing = [...found.keys()].filter((i) => found[i] === null);
    if (missing.length === 0) return found;
    const erasures = this.#erasures;
    const ids = missing.map((i) => fromHex(pseudonyms[i] ?? '', 32));
    const rows = await this.#database.getMany(ids.map((id) => rowKey('subject', id)));
    if (erasures !== this.#erasures) return this.keysOf(pseudonyms);
    for (const [j, i] of missing.entries()) {
      const [id, row, pseudonym] = [ids[j], rows[j], pseudonyms[i]];
      if (id === undefined || pseudonym === undefined) continue;
      if (row === undefined) {
        const absent = await this.#absent(pseudonym);
        if (absent.code !== 'KEY_SHREDDED') throw absent;
        continue;
      }
      found[i] = ownerKeys(this.#keyring.unwrap('subject', id, row));
      this.#recent.set(pseudonym, found[i]);
    }
    return found;
  }

  /** Destroys the subject's key and its row in the map, and leaves a suppression token. Once resolved, no live file
   *  of the keys' database holds the wrapped key (deleted, then the files rewritten without it). Copies in backups
   *  remain until they expire, and so may freed blocks of the disk: these hold the key only as wrapped by the root
   *  key, so rotating the root key and destroying the old one ends them too. False where it was erased before.
   *  Throws KEY_MISSING for an unknown subject. */
  async shred(pseudonym: Pseudonym, optOut: Suppression['optOut'] = 'none'): Promise<boolean> {
    const id = fromHex(pseudonym, 32);
    const key = rowKey('subject', id);
    return this.#keyring.exclusive.run(async () => {
      const row = await this.#database.get(key);
      if (row === undefined) {
        const absent = await this.#absent(pseudonym);
        if (absent.code === 'KEY_SHREDDED') return false;
        throw absent;
      }
      const index = this.#indexOf(id, row);
      const indexKey = concat(INDEX, index);
      const suppression: Suppression = { erasedAt: Date.now(), optOut };
      // Out of memory and into tables first: a compaction merges tables, it does not thin out a single one.
      await this.#compact(key, indexKey);
      await this.#database.write([
        { key, value: null },
        { key: indexKey, value: null },
        { key: concat(SHREDDED, id), value: utf8(String(suppression.erasedAt)) },
        { key: concat(SUPPRESSED, index), value: this.#sealSuppression(index, suppression) },
      ]);
      this.#erasures++;
      this.#recent.delete(pseudonym);
      await this.#compact(key, indexKey);
      return true;
    });
  }

  /** Null where no person of this identifier was erased. */
  async suppression(identifier: string): Promise<Suppression | null> {
    const index = this.#index(identifier);
    const box = await this.#database.get(concat(SUPPRESSED, index));
    if (box === undefined) return null;
    return JSON.parse(utf8Decode(openBox(this.#sealKey, concat(SUPPRESSED, index), box))) as Suppression;
  }

  /** For a person who comes back and wants to take part again: the next enrolment gives a new pseudonym. */
  async liftSuppression(identifier: string): Promise<void> {
    await this.#keyring.exclusive.run(() =>
      this.#database.write([{ key: concat(SUPPRESSED, this.#index(identifier)), value: null }]),
    );
  }

  async #absent(pseudonym: Pseudonym): Promise<CustosError> {
    if ((await this.#database.get(concat(SHREDDED, fromHex(pseudonym, 32)))) !== undefined) {
      return new CustosError('KEY_SHREDDED', 'The subject was erased; its data cannot be decrypted any more.');
    }
    return new CustosError('KEY_MISSING', 'The subject is unknown here. If it should be known, restore the keys.');
  }

  async #compact(...keys: readonly Bytes[]): Promise<void> {
    for (const key of keys) await this.#database.compact(key, concat(key, Uint8Array.of(0)));
  }

  #newRows(pseudonym: Pseudonym, index: Bytes, identifier: string): Write[] {
    const id = fromHex(pseudonym, 32);
    const { key, row } = this.#keyring.wrapNew('subject', id);
    const identity = sealBox(ownerKeys(key).identity, identityContext(id), concat(index, utf8(normalize(identifier))));
    return [
      { key: rowKey('subject', id), value: concat(row, identity) },
      { key: concat(INDEX, index), value: sealBox(this.#sealKey, concat(INDEX, index), id) },
    ];
  }

  #openIndex(index: Bytes, row: Bytes): Pseudonym {
    return toHex(openBox(this.#sealKey, concat(INDEX, index), row)) as Pseudonym;
  }

  #indexOf(id: Bytes, row: Bytes): Bytes {
    const { identity } = ownerKeys(this.#keyring.unwrap('subject', id, row));
    return openBox(identity, identityContext(id), rowRest(row)).subarray(0, 32);
  }

  #sealSuppression(index: Bytes, suppression: Suppression): Bytes {
    return sealBox(this.#sealKey, concat(SUPPRESSED, index), utf8(JSON.stringify(suppression)));
  }

  #index(identifier: string): Bytes {
    return hmac(this.#indexKey, utf8(normalize(identifier)));
  }
}

/** One spelling for each identifier. */
function normalize(identifier: string): string {
  const text = identifier.normalize('NFC').trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (text === '' || utf8(text).length > MAX_IDENTIFIER_BYTES || /[\u0000-\u001f\u007f]/.test(text)) {
    throw new CustosError(
      'INPUT_INVALID',
      `A subject's identifier has 1 to ${MAX_IDENTIFIER_BYTES} bytes and no control characters.`,
    );
  }
  return text;
}

function identityContext(id: Bytes): Bytes {
  return concat(utf8('custos/identity/v1\0'), id);
}
