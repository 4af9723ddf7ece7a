import { normalUrl } from '../core/patient-identifier.ts';
import type { FhirIndex } from './fhir-index.ts';
import type { ServerSeen } from './import-report.ts';

/** What a name comes to that is no ordinal: surely a patient, nobody can tell which; perhaps none at all. */
export const UNKNOWN = -1;
export const NOT_A_PATIENT = -2;

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
    this.#ids = new Map(index.livePatients().map(([ordinal, { id }]) => [id, ordinal]));
    this.#identified = identified;
  }

  /** Ordinal, UNKNOWN or NOT_A_PATIENT. */
  resolve(name: string): number {
    const text = name.slice(1);
    if (name.startsWith('i')) return this.#ids.get(text) ?? UNKNOWN;
    if (name.startsWith('u')) return this.#ids.get(text) ?? NOT_A_PATIENT;
    if (name.startsWith('q')) {
      return this.#identified.get(text) ?? (this.#identified.has(text) ? UNKNOWN : NOT_A_PATIENT);
    }
    if (name.startsWith('Q')) return this.#identified.get(text) ?? UNKNOWN;
    const [base = '', id] = text.split(' ');
    const own = name.startsWith('a') && id !== undefined && this.servers.includes(normalUrl(base));
    return own ? (this.#ids.get(id) ?? UNKNOWN) : UNKNOWN;
  }
}

/** The servers whose absolute references count: those that were given, by whatever spelling; else the one that all
 *  absolute references name. Where they name several, none of them is trusted. */
export function serversOf(index: FhirIndex, given: readonly string[]): string[] {
  if (given.length > 0) return [...new Set(given.map(normalUrl))];
  const seen = serversSeen(index, []);
  return seen.length === 1 ? seen.map(({ server }) => server) : [];
}

/** Servers that references name, with how many patients they name on each. */
export function serversSeen(index: FhirIndex, trusted: readonly string[]): ServerSeen[] {
  const counts = new Map<string, number>();
  for (const name of index.names.list) {
    if (!name.startsWith('a')) continue;
    const server = normalUrl(name.slice(1).split(' ', 1)[0] ?? '');
    counts.set(server, (counts.get(server) ?? 0) + 1);
  }
  return [...counts].map(([server, patients]) => ({ server, patients, trusted: trusted.includes(server) }));
}
