import type { Pseudonym } from '../core/ids.ts';
import { isResourceId } from '../interop/fhir-identifier.ts';
import { normalId } from '../interop/fhir-mark.ts';
import { type Known, regroup } from '../vault/subject-index.ts';
import type { Alias, Subjects } from '../vault/subjects.ts';
import type { FhirIndex, IndexedPatient } from './fhir-index.ts';
import type { QuarantineReason } from './import-report.ts';
import { RecordLinks } from './record-links.ts';
import { isUnique, sourceAliases } from './source-aliases.ts';

export interface PersonOptions {
  readonly subjects: Subjects;
  /** Servers of the export, as `normalUrl` spells them. */
  readonly servers: readonly string[];
  /** Whether anybody has decided anything under a pseudonym: a signer, a consent, an objection. */
  readonly hasSay: (pseudonym: Pseudonym) => boolean;
  /** The holder has carried the narrower choices of merged records over to those that replace them. */
  readonly acceptMerged: boolean;
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

const LOOK_UP_BATCH = 4096;

/** Tells who the Patients of an import are, and enrols nobody. A person keeps the pseudonym by which its numbers, its
 *  resource, or the records that it replaces are known. Held back are records that were merged into another one,
 *  patients whom their numbers do not tell apart, those whom nothing but a former number makes known (it may have been
 *  corrected because it was somebody else's), and persons whose records stand under several pseudonyms of which another
 *  one has had a say: a withdrawal under it would not be seen. */
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
  }
  return pseudonyms;
}

/** What a patient's own record and those that it replaces call the person. */
interface Claim {
  readonly ordinal: number;
  /** Numbers that hold now and were never another record's, the best first. */
  readonly current: readonly string[];
  /** Of its resource; see `sourceAliases`. */
  readonly source: readonly string[];
  readonly former: readonly string[];
  /** All those of the records that it replaces. */
  readonly inherited: readonly string[];
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

  constructor(index: FhirIndex, options: PersonOptions) {
    this.#index = index;
    this.#options = options;
    this.#live = index.livePatients();
    const ordinals = this.#live.map(([ordinal]) => ordinal);
    this.#links = new RecordLinks(index.patients, ordinals, options.resolve);
  }

  async run(): Promise<Persons> {
    this.#holdLinked();
    this.#holdAlike();
    this.#holdNamesakes();
    const claims = this.#live.map(([ordinal]) => ordinal).filter((ordinal) => !this.#held.has(ordinal));
    for (let at = 0; at < claims.length; at += LOOK_UP_BATCH) {
      await this.#lookUp(claims.slice(at, at + LOOK_UP_BATCH).map((ordinal) => this.#claimOf(ordinal)));
    }
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
  #holdAlike(): void {
    const holders = new Map<string, number>();
    const shared = new Set<string>();
    const merged = new Map<string, Set<number>>();
    for (const [ordinal, patient] of this.#live) {
      for (const number of [...patient.current, ...patient.former]) {
        if (this.#links.replaced.has(ordinal)) merged.set(number, (merged.get(number) ?? new Set()).add(ordinal));
        else if (holders.has(number)) shared.add(number);
        else holders.set(number, ordinal);
      }
    }
    for (const [ordinal, { current, former }] of this.#live) {
      if (this.#links.replaced.has(ordinal)) continue;
      const numbers = [...current, ...former];
      if (current.length === 0 || numbers.some((number) => shared.has(number))) {
        this.#held.set(ordinal, 'patient-unidentified');
        continue;
      }
      const foreign = numbers.flatMap((number) => [...(merged.get(number) ?? [])]);
      if (foreign.length === 0) continue;
      const own = this.#links.replacedBy(ordinal);
      if (foreign.some((record) => !own.has(record))) this.#held.set(ordinal, 'merged-record');
    }
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
    return { ordinal, current, source, former: earlier, inherited: [...inherited] };
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
    for (const [i, claim] of claims.entries()) this.#decide(claim, known[i] ?? []);
  }

  #decide({ ordinal, current, source, former, inherited }: Claim, known: readonly Known[]): void {
    const everybody = new Set(known.flatMap(({ pseudonyms }) => pseudonyms));
    const [asSource = [], asFormer = [], asOthers = []] = regroup(known.slice(current.length), [
      source,
      former,
      inherited,
    ]);
    const evidence = [...known.slice(0, current.length).map((one) => [one]), asSource, asOthers, asFormer];
    const found = evidence.map((group) => new Set(group.flatMap(({ pseudonyms }) => pseudonyms)));
    const strongest = found.findIndex(({ size }) => size > 0);
    const [pseudonym = null, ...rivals] = found[strongest] ?? [];
    const others = [...everybody].filter((one) => one !== pseudonym);
    const doubtful = strongest === evidence.length - 1 || others.some((other) => this.#options.hasSay(other));
    if (rivals.length > 0 || (doubtful && !this.#options.acceptMerged)) {
      this.#held.set(ordinal, 'merged-record');
      for (const one of everybody) this.#unsettled.add(one);
      return;
    }
    const surely = new Set(found.slice(0, -1).flatMap((group) => [...group]));
    if (pseudonym !== null)
      for (const replaced of others) {
        const accepted = this.#options.acceptMerged;
        this.#merged.push({ replaced, survivor: pseudonym, former: !surely.has(replaced), accepted });
      }
    // A former number may be given to somebody else: it makes nobody known who is not already.
    const texts = [...current, ...source, ...former, ...inherited];
    const aliases = texts.filter((text, i) => known[i]?.pseudonyms.length === 0 && !former.includes(text));
    const erased = known.some((one) => one.erased);
    this.#found.set(ordinal, { identifier: current[0] ?? '', pseudonym: erased ? null : pseudonym, erased, aliases });
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
