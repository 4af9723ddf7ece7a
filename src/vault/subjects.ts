import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Bytes, concat, fromHex, toHex, utf8, utf8Decode } from '../core/bytes.ts';
import { type Agreement, compareDemographics, type Demographics, NO_DEMOGRAPHICS } from '../core/demographics.ts';
import { CustosError } from '../core/errors.ts';
import type { Pseudonym } from '../core/ids.ts';
import { normalIdentifier, readIdentifier } from '../core/patient-identifier.ts';
import { Turns } from '../core/turns.ts';
import type { Database, Write } from './database.ts';
import { DEMOGRAPHICS_BYTES, DemographicHashes, decodeDemographics, encodeDemographics } from './demographic-hashes.ts';
import { IdentifierList, type ListedPerson } from './identifier-list.ts';
import { IdentityHashes } from './identity-hashes.ts';
import { type Keyring, rowKey, rowRest, rowWrapped } from './keyring.ts';
import { openBox, sealBox } from './sealed-box.ts';
import { SNAPSHOT_KEY } from './snapshots.ts';
import { indexKey, type Known, regroup, SubjectIndex, type Suppression } from './subject-index.ts';
import { identityKey, type OwnerKeys, ownerKeys } from './subject-keys.ts';

const SHREDDED = utf8('e');
/** Says by which normal form identifiers are indexed, and by which they were at first where that was another one. */
const FORM = utf8('f');
/** The third one takes full-width letters and digits for plain ones. */
const NORMAL_FORM = '3';
const SUBJECTS = utf8('s');
const AFTER_SUBJECTS = utf8('t');
const CACHED_KEYS = 16_384;
const REINDEX_BATCH = 1000;

/** What a subject's row says of the person, sealed under the subject's own key. */
interface Identity {
  /** Keyed hash of the identifier. */
  readonly hash: Bytes;
  /** In normal form. */
  readonly identifier: string;
  /** Keyed hashes of the person's other identifiers. */
  readonly aliases: readonly Bytes[];
  /** As keyed hashes. Nothing is known where an earlier version enrolled the person. */
  readonly demographics: Demographics;
}

/** What a record says of a person, in plain text. */
export interface Described {
  readonly pseudonym: Pseudonym;
  readonly demographics: Demographics;
}

/** An identifier that is found to be another one of a person who is enrolled. */
export interface Alias {
  readonly pseudonym: Pseudonym;
  readonly identifier: string;
}

/** The map between a hospital's identifiers (`system|value`) and random pseudonyms, with the subjects' keys. All
 *  of it lies in the keys' database, so that erasure reaches as far as the backups of keys. Identifiers are compared
 *  in the normal form of `core/patient-identifier`; INPUT_INVALID for what has none. */
export class Subjects {
  readonly #database: Database;
  readonly #keyring: Keyring;
  readonly #index: SubjectIndex;
  readonly #demographics: DemographicHashes;
  readonly #recent = new LRUCache<string, OwnerKeys>({ max: CACHED_KEYS });
  /** Taken by whoever looks identifiers up and enrols by what it found. */
  readonly identifying = new Turns();
  #hashes = new IdentityHashes();
  /** Once somebody asked for it. */
  #listed: { readonly list: IdentifierList; readonly read: Promise<void> } | undefined;
  /** Counts erasures, so that what was being read meanwhile is not remembered. */
  #erasures = 0;

  private constructor(database: Database, keyring: Keyring, vaultKey: Bytes) {
    this.#database = database;
    this.#keyring = keyring;
    this.#index = new SubjectIndex(database, vaultKey);
    this.#demographics = new DemographicHashes(vaultKey);
  }

  /** Whether identifiers are indexed by the normal form of today, as in every vault that keeps a census. */
  static async isIndexed(database: Database): Promise<boolean> {
    return (await database.get(FORM)) !== undefined;
  }

  /** Indexes identifiers anew where an earlier version did it by another normal form. */
  static async open(database: Database, keyring: Keyring, vaultKey: Bytes): Promise<Subjects> {
    const subjects = new Subjects(database, keyring, vaultKey);
    await subjects.#openIndex();
    return subjects;
  }

  /** The pseudonym of each identifier, drawn at random where it is new; null where the person was erased. Durable
   *  once resolved; the same identifier always gets the same pseudonym. `aliases` are further identifiers of those who
   *  are new, for each identifier, as for `addAliases`. Throws CONFLICT where an identifier stands for two
   *  pseudonyms. */
  async enrollMany(
    identifiers: readonly string[],
    aliases: readonly (readonly string[])[] = [],
  ): Promise<(Pseudonym | null)[]> {
    return this.#keyring.exclusive.take(async () => {
      const known = await this.#index.find(identifiers);
      const taken = new Set(identifiers.map((identifier) => normalIdentifier(identifier)));
      const free = await this.#freeHashes(aliases, taken);
      const fresh = new Map<string, Pseudonym>();
      const writes: Write[] = [];
      const found = identifiers.map((identifier, i) => {
        const standing = only(known[i]);
        if (standing !== undefined) return standing;
        if (known[i]?.erased === true) return null;
        const normal = normalIdentifier(identifier);
        const twin = fresh.get(normal);
        if (twin !== undefined) return twin;
        const pseudonym = toHex(randomBytes(32)) as Pseudonym;
        fresh.set(normal, pseudonym);
        writes.push(...this.#newRows(pseudonym, normal, free[i] ?? []));
        return pseudonym;
      });
      if (writes.length > 0) await this.#database.write(writes);
      for (const [normal, pseudonym] of fresh) this.#listed?.list.add(pseudonym, normal);
      return found;
    });
  }

  async enroll(identifier: string): Promise<Pseudonym | null> {
    const [pseudonym] = await this.enrollMany([identifier]);
    return pseudonym ?? null;
  }

  async find(identifier: string): Promise<Pseudonym | null> {
    const [known] = await this.#index.find([identifier]);
    return only(known) ?? null;
  }

  /** Whom the identifiers of each group stand for, without enrolling anybody. */
  async lookUp(groups: readonly (readonly string[])[]): Promise<Known[][]> {
    return regroup(await this.#index.find(groups.flat()), groups);
  }

  /** Lets further identifiers of enrolled persons find them. One that stands for anybody already, or is of an erased
   *  person, stays as it is; so does one of a pseudonym that is gone. Durable once resolved. */
  async addAliases(aliases: readonly Alias[]): Promise<void> {
    await this.#keyring.exclusive.take(async () => {
      const free = await this.#freeHashes(aliases.map(({ identifier }) => [identifier]));
      const added = new Map<Pseudonym, Bytes[]>();
      for (const [i, { pseudonym }] of aliases.entries()) {
        const hashes = free[i] ?? [];
        if (hashes.length > 0) added.set(pseudonym, [...(added.get(pseudonym) ?? []), ...hashes]);
      }
      await this.#writeAliases(added);
    });
  }

  /** Whether each record may be of the person, by what earlier ones said; `unknown` for a person who is gone. */
  async compare(records: readonly Described[]): Promise<Agreement[]> {
    const identities = await this.#identitiesOf(records.map(({ pseudonym }) => pseudonym));
    return records.map(({ demographics }, i) => {
      const known = identities[i];
      if (known === undefined) return 'unknown';
      return compareDemographics(known.identity.demographics, this.#demographics.of(known.id, demographics));
    });
  }

  /** Remembers what the records say; what one leaves open stays as it was. Durable once resolved. */
  async describe(records: readonly Described[]): Promise<void> {
    await this.#keyring.exclusive.take(async () => {
      const identities = await this.#identitiesOf(records.map(({ pseudonym }) => pseudonym));
      const writes = records.flatMap(({ demographics }, i): Write[] => {
        const known = identities[i];
        if (known === undefined) return [];
        const { id, row, identity } = known;
        const [before, said] = [identity.demographics, this.#demographics.of(id, demographics)];
        const after = { birthDate: said.birthDate ?? before.birthDate, sex: said.sex ?? before.sex };
        const isSame = after.birthDate === before.birthDate && after.sex === before.sex;
        return isSame ? [] : [this.#identify(id, row, { ...identity, demographics: after })];
      });
      if (writes.length > 0) await this.#database.write(writes);
    });
  }

  /** Who a pseudonym is. Throws KEY_SHREDDED, KEY_MISSING. */
  async identifierOf(pseudonym: Pseudonym): Promise<string> {
    const id = fromHex(pseudonym, 32);
    const row = await this.#database.get(rowKey('subject', id));
    if (row === undefined) throw await this.#absent(pseudonym);
    return this.#identityOf(id, row).identifier;
  }

  /** Everybody who is enrolled, in the order of their numbers. Who they are is opened at the first call, and kept in memory until
   *  they are erased. */
  async inOrder(): Promise<readonly ListedPerson[]> {
    this.#listed ??= this.#beginList();
    const { list, read } = this.#listed;
    await read;
    return list.inOrder();
  }

  #beginList() {
    const list = new IdentifierList();
    const read = this.#readInto(list);
    // What could not be read is tried again by whoever asks next.
    read.catch(() => (this.#listed = undefined));
    return { list, read };
  }

  async #readInto(list: IdentifierList): Promise<void> {
    for await (const [key, row] of this.#database.entries(SUBJECTS, AFTER_SUBJECTS)) {
      const id = key.subarray(1);
      list.add(toHex(id) as Pseudonym, this.#identityOf(id, row).identifier);
    }
  }

  async *pseudonyms(): AsyncGenerator<Pseudonym> {
    for await (const key of this.#database.keys(SUBJECTS, AFTER_SUBJECTS)) yield toHex(key.subarray(1)) as Pseudonym;
  }

  /** Everybody who is enrolled, by hashes of the identifier of the enrolment. `hashesOf` has to be the same function at
   *  each call: what it gave is kept in memory, so that only the first pass opens every identity. */
  async *identityHashes(
    hashesOf: (identifier: string) => readonly number[],
  ): AsyncGenerator<readonly [pseudonym: Pseudonym, hashes: Float64Array]> {
    const erasures = this.#erasures;
    const [known, all] = [this.#hashes.rewind(), new IdentityHashes()];
    for await (const [key, row] of this.#database.entries(SUBJECTS, AFTER_SUBJECTS)) {
      const id = key.subarray(1);
      const hashes = known.next(id) ?? Float64Array.from(hashesOf(this.#identityOf(id, row).identifier));
      all.push(id, hashes);
      yield [toHex(id) as Pseudonym, hashes];
    }
    if (erasures === this.#erasures) this.#hashes = all;
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

  /** Destroys the subject's key and its rows in the map, and leaves suppression tokens. Once resolved, no live file
   *  of the keys' database holds the wrapped key (deleted, then the files rewritten without it). Copies in backups
   *  remain until they expire, and so may freed blocks of the disk: these hold the key only as wrapped by the root
   *  key, so rotating the root key and destroying the old one ends them too. False where it was erased before.
   *  Throws KEY_MISSING for an unknown subject. */
  async shred(pseudonym: Pseudonym, optOut: Suppression['optOut'] = 'none'): Promise<boolean> {
    const id = fromHex(pseudonym, 32);
    const key = rowKey('subject', id);
    return this.#keyring.exclusive.take(async () => {
      const row = await this.#database.get(key);
      if (row === undefined) {
        const absent = await this.#absent(pseudonym);
        if (absent.code === 'KEY_SHREDDED') return false;
        throw absent;
      }
      const { hash, aliases } = this.#identityOf(id, row);
      const suppression: Suppression = { erasedAt: Date.now(), optOut };
      const indexKeys = [hash, ...aliases].map(indexKey);
      // Out of memory and into tables first: a compaction merges tables, it does not thin out a single one.
      const compacted = [key, SNAPSHOT_KEY, ...indexKeys];
      await this.#compact(...compacted);
      await this.#database.write([
        { key, value: null },
        { key: SNAPSHOT_KEY, value: null },
        { key: concat(SHREDDED, id), value: utf8(String(suppression.erasedAt)) },
        ...(await this.#forget(pseudonym, [hash, ...aliases], suppression)),
      ]);
      this.#erasures++;
      this.#hashes = new IdentityHashes();
      this.#listed?.list.delete(pseudonym);
      this.#recent.delete(pseudonym);
      await this.#compact(...compacted);
      return true;
    });
  }

  /** Everybody who was erased. */
  async erased(): Promise<Set<Pseudonym>> {
    const found = new Set<Pseudonym>();
    for await (const key of this.#database.keys(SHREDDED, FORM)) found.add(toHex(key.subarray(1)) as Pseudonym);
    return found;
  }

  /** Null where no person of this identifier was erased. */
  async suppression(identifier: string): Promise<Suppression | null> {
    return this.#index.suppression(identifier);
  }

  /** For a person who comes back and wants to take part again: the next enrolment gives a new pseudonym. */
  async liftSuppression(identifier: string): Promise<void> {
    await this.#keyring.exclusive.take(() => this.#database.write(this.#index.lift(identifier)));
  }

  /** An identifier that stands for somebody else as well goes on standing for them, and is not suppressed. */
  async #forget(pseudonym: Pseudonym, hashes: readonly Bytes[], suppression: Suppression): Promise<Write[]> {
    const writes = hashes.map(async (hash) => {
      const others = (await this.#index.pseudonymsOf(hash)).filter((other) => other !== pseudonym);
      const standing = this.#index.write(hash, others);
      return others.length > 0 ? [standing] : [standing, this.#index.suppress(hash, suppression)];
    });
    return (await Promise.all(writes)).flat();
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

  #newRows(pseudonym: Pseudonym, identifier: string, aliases: readonly Bytes[]): Write[] {
    const id = fromHex(pseudonym, 32);
    const hash = this.#index.hash(identifier);
    const { key, row } = this.#keyring.wrapNew('subject', id);
    const found = [hash, ...aliases].map((one) => this.#index.write(one, [pseudonym]));
    return [identified(id, key, row, { hash, identifier, aliases, demographics: NO_DEMOGRAPHICS }), ...found];
  }

  /** Hashes of the identifiers of each group that stand for nobody yet, each in one group only. `taken` are normal
   *  forms that are about to stand for somebody. */
  async #freeHashes(groups: readonly (readonly string[])[], taken = new Set<string>()): Promise<Bytes[][]> {
    const known = regroup(await this.#index.find(groups.flat()), groups);
    return groups.map((group, i) =>
      group.flatMap((identifier, j) => {
        const normal = normalIdentifier(identifier);
        const one = known[i]?.[j];
        if (one === undefined || one.erased || one.pseudonyms.length > 0 || taken.has(normal)) return [];
        taken.add(normal);
        return [this.#index.hash(normal)];
      }),
    );
  }

  async #writeAliases(added: ReadonlyMap<Pseudonym, readonly Bytes[]>): Promise<void> {
    const identities = await this.#identitiesOf([...added.keys()]);
    const writes = [...added].flatMap(([pseudonym, hashes], i) => {
      const known = identities[i];
      if (known === undefined) return [];
      const { id, row, identity } = known;
      const aliases = [...identity.aliases, ...hashes];
      const found = hashes.map((hash) => this.#index.write(hash, [pseudonym]));
      return [this.#identify(id, row, { ...identity, aliases }), ...found];
    });
    if (writes.length > 0) await this.#database.write(writes);
  }

  /** With their rows; undefined for whoever is gone. */
  async #identitiesOf(
    pseudonyms: readonly Pseudonym[],
  ): Promise<({ id: Bytes; row: Bytes; identity: Identity } | undefined)[]> {
    const ids = pseudonyms.map((pseudonym) => fromHex(pseudonym, 32));
    const rows = await this.#database.getMany(ids.map((id) => rowKey('subject', id)));
    return ids.map((id, i) => {
      const row = rows[i];
      return row === undefined ? undefined : { id, row, identity: this.#identityOf(id, row) };
    });
  }

  /** The subject's row with another identity. */
  #identify(id: Bytes, row: Bytes, identity: Identity): Write {
    return identified(id, this.#keyring.unwrap('subject', id, row), row, identity);
  }

  #identityOf(id: Bytes, row: Bytes): Identity {
    const key = identityKey(this.#keyring.unwrap('subject', id, row));
    const plaintext = openBox(key, identityContext(id), rowRest(row));
    const zero = plaintext.indexOf(0, 32);
    const end = zero === -1 ? plaintext.length : zero;
    const rest = plaintext.subarray(Math.min(end + 1, plaintext.length));
    const isDescribed = rest.length % 32 === DEMOGRAPHICS_BYTES;
    const aliasesEnd = isDescribed ? rest.length - DEMOGRAPHICS_BYTES : rest.length;
    const aliases: Bytes[] = [];
    for (let at = 0; at < aliasesEnd; at += 32) aliases.push(rest.subarray(at, at + 32));
    const demographics = isDescribed ? decodeDemographics(rest.subarray(aliasesEnd)) : NO_DEMOGRAPHICS;
    const identifier = utf8Decode(plaintext.subarray(32, end));
    return { hash: plaintext.subarray(0, 32), identifier, aliases, demographics };
  }

  async #openIndex(): Promise<void> {
    const row = await this.#database.get(FORM);
    let form = row === undefined ? '' : utf8Decode(row);
    if (!form.endsWith(NORMAL_FORM)) {
      const older = await this.#reindex();
      form = older ? `${form.slice(0, 1) || '1'} to ${NORMAL_FORM}` : NORMAL_FORM;
      await this.#database.write([{ key: FORM, value: utf8(form) }]);
    }
    if (form !== NORMAL_FORM) this.#index.searchOlderSpellings();
  }

  /** May be interrupted and repeated. Gives whether the vault was in use before. */
  async #reindex(): Promise<boolean> {
    let writes: Write[] = [];
    let pending = new Map<string, readonly Pseudonym[]>();
    let used = (await this.#database.firstKey(SHREDDED, FORM)) !== undefined;
    for await (const [key, row] of this.#database.entries(SUBJECTS, AFTER_SUBJECTS)) {
      used = true;
      writes.push(...(await this.#reindexed(key.subarray(1), row, pending)));
      if (writes.length < REINDEX_BATCH) continue;
      await this.#database.write(writes);
      writes = [];
      pending = new Map();
    }
    if (writes.length > 0) await this.#database.write(writes);
    return used;
  }

  /** An identifier that has no normal form any more is found by nothing: it stays in its subject's row. */
  async #reindexed(id: Bytes, row: Bytes, pending: Map<string, readonly Pseudonym[]>): Promise<Write[]> {
    const identity = this.#identityOf(id, row);
    const read = readIdentifier(identity.identifier);
    if (!read.ok || read.text === identity.identifier) return [];
    const pseudonym = toHex(id) as Pseudonym;
    const hash = this.#index.hash(read.text);
    const standing = pending.get(toHex(hash)) ?? (await this.#index.pseudonymsOf(hash));
    const all = [...new Set([...standing, pseudonym])];
    pending.set(toHex(hash), all);
    return [
      this.#index.write(identity.hash, []),
      this.#index.write(hash, all),
      this.#identify(id, row, { ...identity, hash, identifier: read.text }),
    ];
  }
}

/** A subject's row: its wrapped key, and, sealed under `key`, hash ‖ identifier [‖ 0 ‖ hashes of aliases
 *  [‖ demographics]]. */
function identified(id: Bytes, key: Bytes, row: Bytes, identity: Identity): Write {
  const { hash, identifier, aliases, demographics } = identity;
  const isDescribed = demographics.birthDate !== null || demographics.sex !== null;
  const rest = [...aliases, ...(isDescribed ? [encodeDemographics(demographics)] : [])];
  const end = rest.length === 0 ? [] : [Uint8Array.of(0), ...rest];
  const box = sealBox(identityKey(key), identityContext(id), concat(hash, utf8(identifier), ...end));
  return { key: rowKey('subject', id), value: concat(rowWrapped(row), box) };
}

/** Throws CONFLICT for several. */
function only(known: Known | undefined): Pseudonym | undefined {
  const [pseudonym, other] = known?.pseudonyms ?? [];
  if (other === undefined) return pseudonym;
  throw new CustosError(
    'CONFLICT',
    `One identifier stands for ${known?.pseudonyms.join(' and ')}: its spellings were told apart once. Erase the one that is not in use.`,
  );
}

function identityContext(id: Bytes): Bytes {
  return concat(utf8('custos/identity/v1\0'), id);
}
