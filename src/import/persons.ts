import { type Demographics, NO_DEMOGRAPHICS } from '../core/demographics.ts';
import type { Pseudonym } from '../core/ids.ts';
import type { QuarantineReason } from '../core/import-report.ts';
import { isResourceId } from '../interop/fhir-identifier.ts';
import { normalId } from '../interop/fhir-mark.ts';
import { sourceHash } from '../vault/sources.ts';
import { regroup } from '../vault/subject-index.ts';
import type { Alias, Described, Subjects } from '../vault/subjects.ts';
import type { FhirIndex, IndexedPatient } from './fhir-index.ts';
import { alikeForm, identityHashesOf } from './identity-marks.ts';
import {
  type Claim,
  contradicts,
  type Evidence,
  everybodyIn,
  evidenceOf,
  isSecondaryAlone,
} from './person-evidence.ts';
import { RecordLinks } from './record-links.ts';
import { isUnique, sourceAliases } from './source-aliases.ts';

export interface PersonOptions {
  readonly subjects: Subjects;
  /** Servers of the export, as `normalUrl` spells them. */
  readonly servers: readonly string[];
  /** Whether anybody has decided anything under a pseudonym: a signer, a consent, an objection. */
  readonly hasSay: (pseudonym: Pseudonym) => boolean;
  /** Those that own anything that is kept. */
  readonly ownersAmong: (pseudonyms: ReadonlySet<Pseudonym>) => Promise<ReadonlySet<Pseudonym>>;
  /** The holder has carried the narrower choices of merged records over to those that replace them. */
  readonly acceptMerged: boolean;
  /** The holder has made sure that Patients are whom their numbers lead to, whatever was said of the person before. */
  readonly acceptCorrected: boolean;
  /** The holder says that numbers which are but spelled apart are of different persons. */
  readonly acceptAlike: boolean;
  /** The ordinal of the Patient that a name of the index means, or null. */
  readonly resolve: (name: string) => number | null;
}

/** A patient of the import, as far as the vault's map and the records tell who it is. */
export interface Person {
  /** By which it is enrolled, where it is new. */
  readonly identifier: string;
  /** Null where it is new. */
  readonly pseudonym: Pseudonym | null;
  /** Left out: a person of one of its identifiers was erased. */
  readonly erased: boolean;
  /** Identifiers by which it is to be found from now on. */
  readonly aliases: readonly string[];
  /** To be remembered. */
  readonly demographics: Demographics;
}

/** A pseudonym by which a person was known as well whose record stands under another one now. */
export interface MergedRecord {
  readonly replaced: Pseudonym;
  readonly survivor: Pseudonym;
  /** Known by nothing but a former number, which may be somebody else's. */
  readonly former: boolean;
  /** The holder said that the narrower choices were carried over. */
  readonly accepted: boolean;
}

export interface Persons {
  /** By ordinal. */
  readonly found: ReadonlyMap<number, Person>;
  /** Why a patient is held back, with all that is of it, by ordinal. */
  readonly held: ReadonlyMap<number, QuarantineReason>;
  /** Pseudonyms of those who are held back as merged records. */
  readonly unsettled: ReadonlySet<Pseudonym>;
  readonly merged: readonly MergedRecord[];
  /** Patients that are linked with others. */
  readonly linked: number;
}

/** Some 20 ms of ciphers and hashes, for which others wait. */
const LOOK_UP_BATCH = 128;

/** Tells who the Patients of an import are, and enrols nobody. A person keeps the pseudonym by which its numbers, its
 *  resource, or the records that it replaces are known. Held back are records that were merged into another one,
 *  patients whom their numbers do not tell apart, those whom nothing but a former number makes known (it may have been
 *  corrected because it was somebody else's), persons whose records stand under several pseudonyms of which another
 *  one has had a say: a withdrawal under it would not be seen, and whoever may be somebody else than the person of the
 *  number, by birth date or sex, or since nobody says on which server an id was given. */
export async function identifyPersons(index: FhirIndex, options: PersonOptions): Promise<Persons> {
  const identification = new Identification(index, options);
  return identification.run();
}

/** Enrols those who are new; null for whoever was erased. */
export async function enrollPersons(
  subjects: Subjects,
  persons: Persons,
  ordinals: readonly number[],
  signal?: AbortSignal,
): Promise<Map<number, Pseudonym | null>> {
  const pseudonyms = new Map<number, Pseudonym | null>();
  for (let at = 0; at < ordinals.length; at += LOOK_UP_BATCH) {
    signal?.throwIfAborted();
    const batch = ordinals.slice(at, at + LOOK_UP_BATCH).flatMap((ordinal) => {
      const person = persons.found.get(ordinal);
      return person === undefined ? [] : [{ ordinal, ...person }];
    });
    const fresh = batch.filter(({ pseudonym, erased }) => pseudonym === null && !erased);
    const identifiers = fresh.map(({ identifier }) => identifier);
    const enrolled = await subjects.enrollMany(
      identifiers,
      fresh.map(({ aliases }) => aliases),
    );
    for (const { ordinal, pseudonym } of batch) pseudonyms.set(ordinal, pseudonym);
    for (const [i, { ordinal }] of fresh.entries()) pseudonyms.set(ordinal, enrolled[i] ?? null);
    const aliases = batch.flatMap(({ pseudonym, aliases: own }): Alias[] =>
      pseudonym === null ? [] : own.map((identifier) => ({ pseudonym, identifier })),
    );
    if (aliases.length > 0) await subjects.addAliases(aliases);
    const described = batch.flatMap(({ ordinal, demographics }): Described[] => {
      const pseudonym = pseudonyms.get(ordinal) ?? null;
      return pseudonym === null ? [] : [{ pseudonym, demographics }];
    });
    await subjects.describe(described);
  }
  return pseudonyms;
}

class Identification {
  readonly #index: FhirIndex;
  readonly #options: PersonOptions;
  readonly #links: RecordLinks;
  readonly #live: readonly (readonly [number, IndexedPatient])[];
  readonly #held = new Map<number, QuarantineReason>();
  readonly #found = new Map<number, Person>();
  readonly #unsettled = new Set<Pseudonym>();
  readonly #merged: MergedRecord[] = [];
  /** Patients with a bare id whom the vault knows, and who were born on the same day, or not. */
  readonly #bare = { agree: [] as number[], contradict: 0 };
  /** Pseudonyms by hash of the mark of a number of this import. */
  readonly #alike = new Map<number, Set<Pseudonym>>();

  constructor(index: FhirIndex, options: PersonOptions) {
    this.#index = index;
    this.#options = options;
    this.#live = index.livePatients();
    this.#links = new RecordLinks(index, options.resolve);
  }

  async run(): Promise<Persons> {
    this.#holdLinked();
    this.#holdShared();
    this.#holdNamesakes();
    const claims = this.#live.map(([ordinal]) => ordinal).filter((ordinal) => !this.#held.has(ordinal));
    await this.#findAlike(claims);
    for (let at = 0; at < claims.length; at += LOOK_UP_BATCH) {
      await this.#lookUp(claims.slice(at, at + LOOK_UP_BATCH).map((ordinal) => this.#claimOf(ordinal)));
    }
    this.#holdBare();
    this.#holdSame();
    const inUse = new Set([...this.#found.values()].map(({ pseudonym }) => pseudonym));
    const merged = this.#merged.filter(({ replaced, survivor }) => inUse.has(survivor) && !inUse.has(replaced));
    return { found: this.#found, held: this.#held, unsettled: this.#unsettled, merged, linked: this.#links.linked };
  }

  #holdLinked(): void {
    const { replaced, disputed, unclear, siblings } = this.#links;
    for (const ordinal of [...replaced, ...disputed]) this.#held.set(ordinal, 'merged-record');
    if (this.#options.acceptMerged) return;
    for (const ordinal of [...unclear, ...siblings]) this.#held.set(ordinal, 'merged-record');
  }

  /** Patients who share a number, or have none: two persons under one pseudonym would let the consent of one release
   *  the data of the other. A number of a record that was merged is its survivor's alone. */
  #holdShared(): void {
    for (const [ordinal, { current }] of this.#live)
      if (current.length === 0 && !this.#links.replaced.has(ordinal)) this.#held.set(ordinal, 'patient-unidentified');
    this.#holdSharing((number) => number, 'patient-unidentified');
    if (!this.#options.acceptAlike) this.#holdSharing(alikeForm, 'numbers-alike');
  }

  /** Holds whoever shares the form of a number. */
  #holdSharing(formOf: (number: string) => string, reason: QuarantineReason): void {
    const holders = new Map<string, number>();
    const shared = new Set<string>();
    const merged = new Map<string, Set<number>>();
    const forms = this.#live.map(([ordinal, patient]) => [ordinal, new Set(numbersOf(patient).map(formOf))] as const);
    for (const [ordinal, own] of forms) {
      for (const form of own) {
        if (this.#links.replaced.has(ordinal)) merged.set(form, (merged.get(form) ?? new Set()).add(ordinal));
        else if (holders.has(form)) shared.add(form);
        else holders.set(form, ordinal);
      }
    }
    for (const [ordinal, own] of forms) {
      if (this.#links.replaced.has(ordinal) || this.#held.get(ordinal) === 'patient-unidentified') continue;
      if (!own.isDisjointFrom(shared)) {
        this.#held.set(ordinal, reason);
        continue;
      }
      const foreign = [...own].flatMap((form) => [...(merged.get(form) ?? [])]);
      if (foreign.length === 0) continue;
      const replaced = this.#links.replacedBy(ordinal);
      if (foreign.some((record) => !replaced.has(record))) this.#held.set(ordinal, 'merged-record');
    }
  }

  /** Whom the vault knows by numbers that are alike to those of this import. */
  async #findAlike(ordinals: readonly number[]): Promise<void> {
    if (this.#options.acceptAlike || ordinals.length === 0) return;
    const wanted = new Set(ordinals.flatMap((ordinal) => this.#alikeHashesOf(ordinal)));
    const all = this.#options.subjects.identityHashes(identityHashesOf(this.#index.seed));
    for await (const [pseudonym, hashes] of all)
      for (const hash of hashes)
        if (wanted.has(hash)) this.#alike.set(hash, (this.#alike.get(hash) ?? new Set()).add(pseudonym));
  }

  #alikeHashesOf(ordinal: number): number[] {
    const patient = this.#index.patients[ordinal];
    const numbers = patient === undefined ? [] : numbersOf(patient).filter((number) => !isResourceId(number));
    return numbers.map((number) => sourceHash(alikeForm(number), this.#index.seed));
  }

  /** Two persons whose resources have one id. */
  #holdNamesakes(): void {
    for (const group of Map.groupBy(this.#live, ([, { id }]) => normalId(id)).values())
      if (group.length > 1) for (const [ordinal] of group) this.#held.set(ordinal, 'patient-unidentified');
  }

  #claimOf(ordinal: number): Claim {
    const patient = this.#index.patients[ordinal];
    const inherited = new Set([...this.#links.replacedBy(ordinal)].flatMap((record) => this.#textsOf(record)));
    const { current: numbers = [], former = [], id = '' } = patient ?? {};
    const source = sourceAliases(id, this.#options.servers);
    const [onServer] = isUnique(id) ? [] : source;
    const isLocal = (number: string): boolean => onServer !== undefined && isResourceId(number);
    const named = numbers.map((number) => (isLocal(number) ? (onServer ?? number) : number));
    const own = named.filter((number) => !inherited.has(number));
    const current = own.length > 0 ? own : named;
    const earlier = [...former, ...numbers.filter(isLocal)].filter((number) => !inherited.has(number));
    const demographics = patient?.demographics ?? NO_DEMOGRAPHICS;
    const bare = current.some(isResourceId) && !isUnique(id);
    return { ordinal, current, source, former: earlier, inherited: [...inherited], demographics, bare };
  }

  #textsOf(ordinal: number): string[] {
    const patient = this.#index.patients[ordinal];
    if (patient === undefined) return [];
    return [...patient.current, ...patient.former, ...sourceAliases(patient.id, this.#options.servers)];
  }

  async #lookUp(claims: readonly Claim[]): Promise<void> {
    const texts = claims.map(({ current, source, former, inherited }) => [
      ...current,
      ...source,
      ...former,
      ...inherited,
    ]);
    const known = await this.#options.subjects.lookUp(texts);
    const records = claims.map(({ demographics }, i) =>
      everybodyIn(known[i] ?? []).map((pseudonym) => ({ pseudonym, demographics })),
    );
    const agreements = regroup(await this.#options.subjects.compare(records.flat()), records);
    const all = claims.map((claim, i) => {
      const own = new Map(records[i]?.map(({ pseudonym }, j) => [pseudonym, agreements[i]?.[j] ?? 'unknown']));
      return evidenceOf(claim, known[i] ?? [], own);
    });
    const bare = all.flatMap(({ claim, pseudonym }) => (claim.bare && pseudonym !== null ? [pseudonym] : []));
    const owners = await this.#options.ownersAmong(new Set(bare));
    for (const evidence of all) this.#decide(evidence, owners);
  }

  #decide(evidence: Evidence, owners: ReadonlySet<Pseudonym>): void {
    const { claim, known, found, pseudonym } = evidence;
    const { ordinal, current, source, former, inherited, demographics } = claim;
    const everybody = everybodyIn(known);
    const doubt = this.#doubtOf(evidence, owners);
    if (claim.bare && pseudonym !== null) {
      if (doubt === null) this.#bare.agree.push(ordinal);
      if (evidence.agreements.get(pseudonym) === 'contradicts') this.#bare.contradict++;
    }
    if (doubt !== null) {
      this.#held.set(ordinal, doubt);
      for (const one of everybody) this.#unsettled.add(one);
      return;
    }
    const surely = new Set(found.slice(0, -1).flatMap((group) => [...group]));
    if (pseudonym !== null)
      for (const replaced of everybody.filter((one) => one !== pseudonym)) {
        const accepted = this.#options.acceptMerged;
        this.#merged.push({ replaced, survivor: pseudonym, former: !surely.has(replaced), accepted });
      }
    // A former number may be given to somebody else: it makes nobody known who is not already.
    const texts = [...current, ...source, ...former, ...inherited];
    const aliases = texts.filter((text, i) => known[i]?.pseudonyms.length === 0 && !former.includes(text));
    const erased = known.some((one) => one.erased);
    const standing = erased ? null : pseudonym;
    this.#found.set(ordinal, { identifier: current[0] ?? '', pseudonym: standing, erased, aliases, demographics });
  }

  /** Why it is not certain who a Patient is, or null. */
  #doubtOf(evidence: Evidence, owners: ReadonlySet<Pseudonym>): QuarantineReason | null {
    const { claim, known, found, strongest, pseudonym, rivals } = evidence;
    const { acceptMerged, acceptCorrected, hasSay } = this.#options;
    if (rivals.length > 0) return 'merged-record';
    if (claim.bare && pseudonym !== null && this.#mayBeAnother(evidence, pseudonym, owners)) return 'server-unnamed';
    if (!acceptCorrected && (contradicts(evidence) || isSecondaryAlone(evidence))) return 'other-person';
    const everybody = everybodyIn(known);
    const alike = this.#alikeHashesOf(claim.ordinal).flatMap((hash) => [...(this.#alike.get(hash) ?? [])]);
    if (alike.some((other) => !everybody.includes(other))) return 'numbers-alike';
    const byFormer = strongest === found.length - 1;
    const doubtful = byFormer || everybody.some((other) => other !== pseudonym && hasSay(other));
    return doubtful && !acceptMerged ? 'merged-record' : null;
  }

  /** Whether the one whom a bare id leads to may be somebody else. Of whom there is nothing, as after an import that was
   *  cut off, nothing can get into wrong hands. */
  #mayBeAnother({ agreements }: Evidence, pseudonym: Pseudonym, owners: ReadonlySet<Pseudonym>): boolean {
    const agreement = agreements.get(pseudonym);
    if (agreement !== 'unknown') return agreement !== 'agrees';
    return owners.has(pseudonym) || this.#options.hasSay(pseudonym);
  }

  /** Where more bare ids lead to somebody else than to the same person, this is another server: those who agree do so
   *  by chance. */
  #holdBare(): void {
    if (this.#bare.contradict <= this.#bare.agree.length) return;
    for (const ordinal of this.#bare.agree) {
      this.#found.delete(ordinal);
      this.#held.set(ordinal, 'server-unnamed');
    }
  }

  /** Two records that lead to one pseudonym, by numbers of then and now. */
  #holdSame(): void {
    const by = Map.groupBy(this.#found, ([, { pseudonym }]) => pseudonym);
    for (const [pseudonym, group] of by) {
      if (pseudonym === null || group.length < 2) continue;
      this.#unsettled.add(pseudonym);
      for (const [ordinal] of group) {
        this.#found.delete(ordinal);
        this.#held.set(ordinal, 'patient-unidentified');
      }
    }
  }
}

function numbersOf({ current, former }: IndexedPatient): string[] {
  return [...current, ...former];
}
