import type { Json } from '../core/canonical.ts';
import { compareInstants } from '../interop/fhir-date.ts';
import { asObject } from '../interop/fhir-json.ts';
import { compareVersions, type ResourceVersion, versionOf } from '../interop/fhir-version.ts';
import { DUPLICATE, type FhirIndex } from './fhir-index.ts';
import type { ImportReport, Place, Problems } from './import-report.ts';

export interface VersionPorts {
  /** The line of an entry. */
  readonly text: (entry: number) => string;
  readonly place: (entry: number) => Place;
}

const MAX_PLACES = 20;

/** Decides which line counts where several are of one type and id. Lines that are equal byte for byte are one; of
 *  different ones the newest by `meta` counts, and where that cannot be told the import is refused. What the server
 *  deleted is left out unless its line is newer. Deterministic whatever thread read which file. */
export class VersionChoice {
  /** Lines that repeat another one byte for byte. */
  repeated = 0;
  readonly superseded = new Places();
  readonly deleted = new Places();
  readonly #index: FhirIndex;
  readonly #ports: VersionPorts;
  readonly #problems: Problems;

  constructor(index: FhirIndex, ports: VersionPorts, problems: Problems) {
    this.#index = index;
    this.#ports = ports;
    this.#problems = problems;
  }

  run(): void {
    for (const group of this.#index.sameIds()) {
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
    const latest = versions.reduce((best, one) => (isNewer(one, best) ? one : best));
    const newest = versions.every((other) => other === latest || isNewer(latest, other)) ? latest : undefined;
    for (const one of versions) {
      if (one === (newest ?? versions[0])) continue;
      if (newest !== undefined) this.superseded.add(this.#ports.place(one.entry));
      else this.#refuse(versions[0]?.entry ?? one.entry, one.entry);
      this.#leaveOut(one.entry);
    }
  }

  #refuse(first: number, entry: number): void {
    const { file, line } = this.#ports.place(first);
    const here = this.#ports.place(entry);
    const type = this.#index.typeOf(entry);
    const why = 'and meta.lastUpdated and meta.versionId do not tell which is newer; if skipped, that one counts';
    this.#problems.add(here.file, here.line, `repeats the ${type} of ${file}:${line} with other content, ${why}`);
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
  readonly version: ResourceVersion;
}

function isNewer(a: Versioned, b: Versioned): boolean {
  return (compareVersions(a.version, b.version) ?? 0) > 0;
}

function versionIn(text: string): ResourceVersion {
  return versionOf(asObject(JSON.parse(text) as Json) ?? {});
}
