import type { ServerSeen } from '../core/import-report.ts';
import { normalUrl } from '../core/patient-identifier.ts';
import { normalId } from '../interop/fhir-mark.ts';
import { absoluteName, type FhirIndex, identifiersOf, OF_SEVERAL } from './fhir-index.ts';
import { isUnique } from './source-aliases.ts';

/** What a name comes to that is no ordinal: surely a patient, nobody can tell which; perhaps none at all. */
export const UNKNOWN = -1;
export const NOT_A_PATIENT = -2;
/** Resources that may name their patient in another way than by the URL of the server, for each that does so. */
const MAX_OTHERWISE = 0.01;

/** Tells which Patient of the import a name of the index means. */
export class PatientNames {
  /** The export's own servers, as `normalUrl` spells them. */
  readonly servers: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #identified: ReadonlyMap<string, number | null>;

  /** `identified`: Patients' ordinals by identifier that references use, null where several have it. `servers`:
   *  see `serversOf`. */
  constructor(index: FhirIndex, identified: ReadonlyMap<string, number | null>, servers: readonly string[]) {
    this.servers = servers;
    this.#ids = patientsById(index);
    this.#identified = identified;
  }

  /** Ordinal, UNKNOWN or NOT_A_PATIENT. */
  resolve(name: string): number {
    const text = name.slice(1);
    if (name.startsWith('i')) return this.#ids.get(text) ?? UNKNOWN;
    if (/^[uUqQ]/.test(name)) return this.#perhaps(name);
    const { base, id } = absoluteName(name) ?? { base: '', id: '' };
    return isUnique(id) || this.servers.includes(normalUrl(base)) ? (this.#ids.get(id) ?? UNKNOWN) : UNKNOWN;
  }

  /** By id or any identifier; UNKNOWN where they mean several Patients. */
  #perhaps(name: string): number {
    const id = name.slice(1);
    const found = new Set(
      identifiersOf(name).flatMap((one) => (this.#identified.has(one) ? [this.#identified.get(one) ?? UNKNOWN] : [])),
    );
    if (/^u/i.test(name) && this.#ids.has(id)) found.add(this.#ids.get(id) ?? UNKNOWN);
    const [only = UNKNOWN] = found;
    if (found.size === 0) return /^[uq]/.test(name) ? NOT_A_PATIENT : UNKNOWN;
    return found.size === 1 ? only : UNKNOWN;
  }
}

/** Ordinals by id; UNKNOWN where two Patients have one UUID in different spellings. */
function patientsById(index: FhirIndex): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [ordinal, patient] of index.livePatients()) {
    const id = normalId(patient.id);
    ids.set(id, ids.has(id) ? UNKNOWN : ordinal);
  }
  return ids;
}

/** The servers whose absolute references count: those that were given, by whatever spelling; else the one that all
 *  absolute references name, where it names the patients of nearly all resources. Where they name several, none of them
 *  is trusted, and neither is one beside references without a server, be it an id, an identifier, a search or a URN:
 *  those are of the server that exported, which may well be another. */
export function serversOf(index: FhirIndex, given: readonly string[]): string[] {
  if (given.length > 0) return [...new Set(given.map(normalUrl))];
  const seen = serversSeen(index, []);
  return seen.length === 1 && isNamedByUrl(index) ? seen.map(({ server }) => server) : [];
}

/** Whether nearly all resources that are somebody's name their patients by URLs, and by nothing else. */
function isNamedByUrl(index: FhirIndex): boolean {
  const isUrl = (name: number): boolean => index.names.list[name]?.startsWith('a') === true;
  const count = { byUrl: 0, otherwise: 0 };
  for (let entry = 0; entry < index.size; entry++) {
    const owner = index.owner.at(entry);
    const owners = owner >= 0 ? [owner] : owner === OF_SEVERAL ? (index.several.get(entry)?.owners ?? []) : [];
    if (owners.length === 0 || index.typeOf(entry) === 'Patient') continue;
    count[owners.every(isUrl) ? 'byUrl' : 'otherwise']++;
  }
  return count.byUrl > 0 && count.otherwise <= count.byUrl * MAX_OTHERWISE;
}

/** Servers that references name, with how many patients they name on each. */
export function serversSeen(index: FhirIndex, trusted: readonly string[]): ServerSeen[] {
  const counts = new Map<string, number>();
  for (const name of index.names.list) {
    const absolute = absoluteName(name);
    if (absolute === null) continue;
    const server = normalUrl(absolute.base);
    counts.set(server, (counts.get(server) ?? 0) + 1);
  }
  return [...counts].map(([server, patients]) => ({ server, patients, trusted: trusted.includes(server) }));
}
