import type { Json } from '../core/canonical.ts';
import { compareDemographics } from '../core/demographics.ts';
import type { ImportReport, Place } from '../core/import-report.ts';
import { compareInstants } from '../interop/fhir-date.ts';
import { isResourceId } from '../interop/fhir-identifier.ts';
import { asObject } from '../interop/fhir-json.ts';
import { compareVersions, type ResourceVersion, versionOf } from '../interop/fhir-version.ts';
import { DUPLICATE, type FhirIndex, type IndexedPatient, OF_SEVERAL } from './fhir-index.ts';
import type { Problems } from './import-report.ts';
import { isUnique } from './source-aliases.ts';
import type { OthersTurn } from './turned-sort.ts';

export interface VersionPorts {
  /** The line of an entry. */
  readonly text: (entry: number) => string;
  readonly place: (entry: number) => Place;
  readonly othersTurn: OthersTurn;
}

const MAX_PLACES = 20;
/** Of each the lines are read again. */
const GROUPS_A_TURN = 64;
const TIED = 'and meta.lastUpdated and meta.versionId do not tell which is newer; if skipped, that one counts';
const TWO_OWNERS =
  'and of another patient, and meta.lastUpdated does not tell that this was corrected; if skipped, none of them counts';
const TWO_PERSONS =
  'and of another person by its numbers, birth date or sex: import each server by itself; if skipped, both persons are held back with all that is theirs';

/** Decides which line counts where several are of one type and id. Lines that are equal byte for byte are one; of
 *  different ones the newest by `meta` counts, and where that cannot be told the import is refused. Two servers count
 *  their resources alike: Patients whose numbers, or else birth date or sex, differ are two persons and no versions,
 *  and a resource of another patient is a newer version only by its time, since each server numbers versions for
 *  itself. What the server deleted is left out unless its line is newer. Deterministic whatever thread read which
 *  file. */
export class VersionChoice {
  /** Lines that repeat another one byte for byte. */
  repeated = 0;
  readonly superseded = new Places();
  readonly deleted = new Places();
  readonly #index: FhirIndex;
  readonly #ports: VersionPorts;
  readonly #problems: Problems;
  /** By entry. */
  #patients: ReadonlyMap<number, IndexedPatient> | undefined;

  constructor(index: FhirIndex, ports: VersionPorts, problems: Problems) {
    this.#index = index;
    this.#ports = ports;
    this.#problems = problems;
  }

  async run(): Promise<void> {
    const { othersTurn } = this.#ports;
    for (const [i, group] of (await this.#index.sameIds(othersTurn)).entries()) {
      if (i % GROUPS_A_TURN === 0) await othersTurn();
      const byKey = Map.groupBy(
        group.filter((entry) => this.#index.owner.at(entry) !== DUPLICATE),
        (entry) => this.#keyOf(entry),
      );
      for (const entries of byKey.values()) if (entries.length > 1) this.#choose(entries);
    }
    this.#leaveOutDeleted();
  }

  #choose(entries: readonly number[]): void {
    const texts = new Map<string, number>();
    for (const entry of entries) {
      const text = this.#ports.text(entry);
      if (!texts.has(text)) texts.set(text, entry);
      else {
        this.repeated++;
        this.#leaveOut(entry);
      }
    }
    if (texts.size === 1) return;
    const versions = [...texts].map(([text, entry]) => ({ entry, version: versionIn(text) }));
    if (this.#areTwoPersons(versions.map(({ entry }) => entry))) return this.#refuse(versions, TWO_PERSONS);
    const latest = versions.reduce((best, one) => (isNewer(one, best) ? one : best));
    const older = versions.filter((one) => one !== latest);
    if (older.some((one) => this.#isMoved(one, latest))) {
      for (const { entry } of versions) this.#leaveOut(entry);
      return this.#refuse(versions, TWO_OWNERS);
    }
    if (!older.every((one) => isNewer(latest, one))) {
      for (const { entry } of versions.slice(1)) this.#leaveOut(entry);
      return this.#refuse(versions, TIED);
    }
    for (const { entry } of older) {
      this.superseded.add(this.#ports.place(entry));
      this.#leaveOut(entry);
    }
  }

  /** They stay in the index where they are skipped: whoever they are, each is held back, and so is what names them. */
  #areTwoPersons(entries: readonly number[]): boolean {
    this.#patients ??= new Map(this.#index.patients.map((patient) => [patient.entry, patient]));
    return !areOnePerson(entries.flatMap((entry) => this.#patients?.get(entry) ?? []));
  }

  /** Whether two versions are of two patients, and no time tells that this was corrected. */
  #isMoved(older: Versioned, newer: Versioned): boolean {
    const [from, to] = [this.#ownersOf(older.entry), this.#ownersOf(newer.entry)];
    if (from === null || to === null || from === to) return false;
    const [a, b] = [older.version.updated, newer.version.updated];
    return a === null || b === null || compareInstants(a, b) >= 0 || !isNewer(newer, older);
  }

  /** Whom the compartment of an entry tells; null for nobody. */
  #ownersOf(entry: number): string | null {
    const owner = this.#index.owner.at(entry);
    if (owner === OF_SEVERAL) return (this.#index.several.get(entry)?.owners ?? []).toSorted().join();
    return owner >= 0 ? String(owner) : null;
  }

  #refuse([first, ...others]: readonly Versioned[], why: string): void {
    if (first === undefined) return;
    const { file, line } = this.#ports.place(first.entry);
    const type = this.#index.typeOf(first.entry);
    for (const { entry } of others) {
      const here = this.#ports.place(entry);
      this.#problems.add(here.file, here.line, `repeats the ${type} of ${file}:${line} with other content, ${why}`);
    }
  }

  #leaveOutDeleted(): void {
    const deletions = Map.groupBy(this.#index.deletions, ({ resource }) => resource);
    for (const entry of this.#index.entriesOf(deletions.keys())) {
      if (this.#index.owner.at(entry) === DUPLICATE) continue;
      const { updated } = versionIn(this.#ports.text(entry));
      const gone = deletions.get(this.#keyOf(entry))?.some(({ at }) => {
        return at === null || updated === null || compareInstants(updated, at) <= 0;
      });
      if (gone !== true) continue;
      this.deleted.add(this.#ports.place(entry));
      this.#leaveOut(entry);
    }
  }

  #leaveOut(entry: number): void {
    this.#index.owner.set(entry, DUPLICATE);
  }

  #keyOf(entry: number): string {
    const { id } = JSON.parse(this.#ports.text(entry)) as { id: string };
    return `${this.#index.typeOf(entry)}/${id}`;
  }
}

/** Counts places, and keeps the first. */
class Places {
  count = 0;
  readonly examples: Place[] = [];

  add(place: Place): void {
    this.count++;
    if (this.examples.length < MAX_PLACES) this.examples.push(place);
  }

  get report(): ImportReport['superseded'] {
    return { count: this.count, examples: this.examples };
  }
}

interface Versioned {
  readonly entry: number;
  readonly version: ResourceVersion;
}

function isNewer(a: Versioned, b: Versioned): boolean {
  return (compareVersions(a.version, b.version) ?? 0) > 0;
}

function versionIn(text: string): ResourceVersion {
  return versionOf(asObject(JSON.parse(text) as Json) ?? {});
}

/** Whether Patients of one id may be versions of one: they have numbers in common, each with another one, or nothing
 *  speaks against it. Numbers of one resource may all be replaced, but only an id that is nobody else's says that it is
 *  one resource. */
function areOnePerson(patients: readonly IndexedPatient[]): boolean {
  const [first, ...others] = patients;
  if (first === undefined) return true;
  const numbers = numbersOf(first);
  const rest = new Set(others);
  for (let size = -1; size !== rest.size; ) {
    size = rest.size;
    for (const other of rest) {
      const own = numbersOf(other);
      if (own.isDisjointFrom(numbers)) continue;
      for (const number of own) numbers.add(number);
      rest.delete(other);
    }
  }
  return [...rest].every((one) => patients.every((other) => one === other || mayBeOne(one, other)));
}

/** For Patients that have no number in common. */
function mayBeOne(a: IndexedPatient, b: IndexedPatient): boolean {
  if (numbersOf(a).size > 0 && numbersOf(b).size > 0 && !isUnique(a.id)) return false;
  return compareDemographics(a.demographics, b.demographics) !== 'contradicts';
}

function numbersOf({ current, former }: IndexedPatient): Set<string> {
  return new Set([...current.filter((number) => !isResourceId(number)), ...former]);
}
