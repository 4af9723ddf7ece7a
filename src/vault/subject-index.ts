import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Bytes, concat, fromHex, toHex, utf8, utf8Decode } from '../core/bytes.ts';
import type { Pseudonym } from '../core/ids.ts';
import { normalIdentifier, systemOf } from '../core/patient-identifier.ts';
import type { Database, Write } from './database.ts';
import { deriveKey, hmac, openBox, sealBox } from './sealed-box.ts';

const INDEX = utf8('n');
const SUPPRESSED = utf8('x');

/** What is left of an erased person: enough to recognise it at the next import, nothing that names its pseudonym. */
export interface Suppression {
  /** Milliseconds since 1970 UTC. */
  readonly erasedAt: number;
  readonly optOut: 'none' | 'research' | 'all';
}

/** Whom an identifier stands for. */
export interface Known {
  /** One at most, unless spellings that are one by today's normal form were told apart by an earlier one. */
  readonly pseudonyms: readonly Pseudonym[];
  /** Whether a person of this identifier was erased. */
  readonly erased: boolean;
}

/** The rows by which identifiers find pseudonyms and suppressions: keyed hashes of normal forms, with sealed values. */
export class SubjectIndex {
  readonly #database: Database;
  readonly #indexKey: KeyObject;
  readonly #sealKey: KeyObject;
  /** Whether suppressions may lie under the normal form of earlier versions: their texts are gone. */
  #older = false;

  constructor(database: Database, vaultKey: Bytes) {
    this.#database = database;
    this.#indexKey = createSecretKey(deriveKey(vaultKey, 'subject/index'));
    this.#sealKey = createSecretKey(deriveKey(vaultKey, 'subject/map'));
  }

  searchOlderSpellings(): void {
    this.#older = true;
  }

  /** Throws INPUT_INVALID for what is no identifier. */
  hash(identifier: string): Bytes {
    return this.#hashOf(normalIdentifier(identifier));
  }

  async find(identifiers: readonly string[]): Promise<Known[]> {
    const hashes = identifiers.map((identifier) => this.hash(identifier));
    const rows = await this.#database.getMany(hashes.map(indexKey));
    const erased = await this.#erased(identifiers);
    return hashes.map((hash, i) => ({
      pseudonyms: rows[i] === undefined ? [] : this.#open(hash, rows[i]),
      erased: erased[i] ?? false,
    }));
  }

  async pseudonymsOf(hash: Bytes): Promise<readonly Pseudonym[]> {
    const row = await this.#database.get(indexKey(hash));
    return row === undefined ? [] : this.#open(hash, row);
  }

  /** Makes the identifier stand for these, and for nobody where there are none. */
  write(hash: Bytes, pseudonyms: readonly Pseudonym[]): Write {
    const key = indexKey(hash);
    if (pseudonyms.length === 0) return { key, value: null };
    return { key, value: sealBox(this.#sealKey, key, concat(...pseudonyms.map((id) => fromHex(id, 32)))) };
  }

  suppress(hash: Bytes, suppression: Suppression): Write {
    const key = concat(SUPPRESSED, hash);
    return { key, value: sealBox(this.#sealKey, key, utf8(JSON.stringify(suppression))) };
  }

  async suppression(identifier: string): Promise<Suppression | null> {
    const keys = this.#suppressionKeys(identifier);
    const boxes = await this.#database.getMany(keys);
    const at = boxes.findIndex((box) => box !== undefined);
    const [key, box] = [keys[at], boxes[at]];
    if (key === undefined || box === undefined) return null;
    return JSON.parse(utf8Decode(openBox(this.#sealKey, key, box))) as Suppression;
  }

  lift(identifier: string): Write[] {
    return this.#suppressionKeys(identifier).map((key) => ({ key, value: null }));
  }

  async #erased(identifiers: readonly string[]): Promise<boolean[]> {
    const keys = identifiers.map((identifier) => this.#suppressionKeys(identifier));
    const rows = regroup(await this.#database.getMany(keys.flat()), keys);
    return rows.map((own) => own.some((row) => row !== undefined));
  }

  #suppressionKeys(identifier: string): Bytes[] {
    const normal = normalIdentifier(identifier);
    const texts = this.#older ? new Set([normal, ...olderSpellings(identifier, normal)]) : [normal];
    return [...texts].map((text) => concat(SUPPRESSED, this.#hashOf(text)));
  }

  #hashOf(text: string): Bytes {
    return hmac(this.#indexKey, utf8(text));
  }

  #open(hash: Bytes, row: Bytes): Pseudonym[] {
    const ids = openBox(this.#sealKey, indexKey(hash), row);
    return Array.from({ length: ids.length / 32 }, (_, i) => toHex(ids.subarray(32 * i, 32 * i + 32)) as Pseudonym);
  }
}

/** The members of a flat list in groups as long as those given. */
export function regroup<T>(flat: readonly T[], groups: readonly (readonly unknown[])[]): T[][] {
  const found: T[][] = [];
  let at = 0;
  for (const { length } of groups) {
    found.push(flat.slice(at, at + length));
    at += length;
  }
  return found;
}

/** Where a row of the index lies. */
export function indexKey(hash: Bytes): Bytes {
  return concat(INDEX, hash);
}

/** How earlier versions may have written an identifier: as it was given, but for Unicode form and outer white space. */
function olderSpellings(given: string, normal: string): string[] {
  const system = systemOf(normal);
  const value = normal.slice(system.length + 1);
  const spelled = [given.normalize('NFC').trim(), `${system}/|${value}`];
  if (system === '') spelled.push(value);
  if (system.startsWith('urn:oid:')) spelled.push(`${system.slice('urn:oid:'.length)}|${value}`);
  return spelled;
}
