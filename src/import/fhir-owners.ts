import {
  DUPLICATE,
  type FhirIndex,
  NAMES_PATIENT,
  NOT_SHAREABLE,
  OF_NO_PATIENT,
  OF_NOBODY,
  OF_SEVERAL,
  OF_STAFF,
} from './fhir-index.ts';
import type { QuarantineReason } from './import-report.ts';

/** A patient's ordinal, -1 for a shared resource, or why it goes to quarantine; null: a duplicate, reported before. */
export type Ownership = number | QuarantineReason | null;

const UNKNOWN = -1;
const NOT_A_PATIENT = -2;

/** Tells whose each entry is, now that all Patients of the import are known. */
export class FhirOwners {
  readonly #index: FhirIndex;
  /** Patient's ordinal by number of name, UNKNOWN or NOT_A_PATIENT. */
  readonly #patientOf: Int32Array;
  readonly #usable: readonly boolean[];

  /** `identified`: Patients' ordinals by identifier that references use, null where several have it. `base` is the
   *  export's own server; without it, the one that all absolute references name. */
  constructor(index: FhirIndex, identified: ReadonlyMap<string, number | null>, base?: string) {
    this.#index = index;
    const ids = new Map(index.livePatients().map(([ordinal, { id }]) => [id, ordinal]));
    const server = base ?? onlyBase(index.names.list);
    this.#patientOf = Int32Array.from(index.names.list, (name) => resolve(name, ids, identified, server));
    this.#usable = usablePatients(index);
  }

  of(entry: number): Ownership {
    const owner = this.#index.owner.at(entry);
    if (owner >= 0) return this.#single(this.#patientOf[owner] ?? UNKNOWN);
    if (owner === OF_SEVERAL) return this.#severalNames(entry);
    if (owner === OF_NOBODY) return -1;
    if (owner === OF_NO_PATIENT) return 'no-patient';
    if (owner === NOT_SHAREABLE) return 'not-shareable';
    if (owner === OF_STAFF) return 'staff';
    if (owner === NAMES_PATIENT) return 'shared-names-patient';
    return owner === DUPLICATE ? null : 'unknown-patient';
  }

  #single(patient: number): Ownership {
    if (patient === NOT_A_PATIENT) return 'no-patient';
    if (patient === UNKNOWN) return 'unknown-patient';
    return this.#usable[patient] === true ? patient : 'patient-unidentified';
  }

  #severalNames(entry: number): Ownership {
    const names = this.#index.several.get(entry);
    const resolveAll = (numbers: readonly number[]): Set<number> =>
      new Set(numbers.map((number) => this.#patientOf[number] ?? UNKNOWN).filter((p) => p !== NOT_A_PATIENT));
    const owners = resolveAll(names?.owners ?? []);
    const all = owners.union(resolveAll(names?.mentions ?? []));
    const [only] = owners;
    if (only === undefined) return 'no-patient';
    return all.size > 1 ? 'several-patients' : this.#single(only);
  }
}

function resolve(
  name: string,
  ids: ReadonlyMap<string, number>,
  identified: ReadonlyMap<string, number | null>,
  server: string | null,
): number {
  const text = name.slice(1);
  if (name.startsWith('i')) return ids.get(text) ?? UNKNOWN;
  if (name.startsWith('u')) return ids.get(text) ?? NOT_A_PATIENT;
  if (name.startsWith('q')) return identified.get(text) ?? (identified.has(text) ? UNKNOWN : NOT_A_PATIENT);
  if (name.startsWith('Q')) return identified.get(text) ?? UNKNOWN;
  const [base, id] = text.split(' ');
  return name.startsWith('a') && base === server && id !== undefined ? (ids.get(id) ?? UNKNOWN) : UNKNOWN;
}

/** Null where absolute references name several servers: then none of them is trusted. */
function onlyBase(names: readonly string[]): string | null {
  const bases = new Set(names.filter((name) => name.startsWith('a')).map((name) => name.slice(1).split(' ', 1)[0]));
  const [base] = bases;
  return bases.size === 1 && base !== undefined ? base : null;
}

/** A Patient counts where it has an identifier that no other Patient of the import has: two persons under one
 *  pseudonym would let the consent of one release the data of the other. */
function usablePatients(index: FhirIndex): boolean[] {
  const count = new Map<string, number>();
  for (const [, { identifier }] of index.livePatients()) {
    if (identifier !== null) count.set(identifier, (count.get(identifier) ?? 0) + 1);
  }
  return index.patients.map(({ identifier }) => identifier !== null && count.get(identifier) === 1);
}
