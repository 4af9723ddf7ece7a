import { normalId } from '../interop/fhir-mark.ts';
import {
  DUPLICATE,
  type FhirIndex,
  identifiersOf,
  NAMES_PATIENT,
  NAMES_PERSON,
  NOT_SHAREABLE,
  OF_NO_PATIENT,
  OF_NOBODY,
  OF_RESIDENCE,
  OF_SEVERAL,
  OF_STAFF,
} from './fhir-index.ts';
import { FhirPlaces } from './fhir-places.ts';
import type { QuarantineReason } from './import-report.ts';
import { NamedPatients } from './named-patients.ts';

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
  readonly #named: NamedPatients;
  readonly #places: FhirPlaces;

  /** `identified`: Patients' ordinals by identifier that references use, null where several have it. `base` is the
   *  export's own server; without it, the one that all absolute references name. */
  constructor(index: FhirIndex, identified: ReadonlyMap<string, number | null>, base?: string) {
    this.#index = index;
    const ids = patientsById(index);
    const server = base ?? onlyBase(index.names.list);
    this.#patientOf = Int32Array.from(index.names.list, (name) => resolve(name, ids, identified, server));
    this.#usable = usablePatients(index);
    this.#named = new NamedPatients(index, (entry) => this.#patientsOf(this.#ownerNames(entry)));
    this.#places = new FhirPlaces(index, (entry) => {
      const [only, ...others] = this.#patientsOf(this.#ownerNames(entry));
      return only !== undefined && only >= 0 && others.length === 0 ? only : null;
    });
  }

  of(entry: number): Ownership {
    const owner = this.#index.owner.at(entry);
    if (owner >= 0) return this.#single(this.#patientOf[owner] ?? UNKNOWN, entry);
    if (owner === OF_SEVERAL) return this.#severalNames(entry);
    if (owner === OF_NOBODY) return this.#shared(entry);
    if (owner === OF_NO_PATIENT) return 'no-patient';
    if (owner === NOT_SHAREABLE) return 'not-shareable';
    if (owner === OF_STAFF) return 'staff';
    if (owner === NAMES_PATIENT) return 'shared-names-patient';
    if (owner === OF_RESIDENCE) return 'residence';
    if (owner === NAMES_PERSON) return 'names-person';
    return owner === DUPLICATE ? null : 'unknown-patient';
  }

  #shared(entry: number): Ownership {
    if (this.#named.namesAny(entry)) return 'shared-names-patient';
    return this.#places.heldFor(entry) ?? -1;
  }

  #single(patient: number, entry: number): Ownership {
    if (patient === NOT_A_PATIENT) return 'no-patient';
    if (patient === UNKNOWN) return 'unknown-patient';
    if (this.#named.namesAnother(entry, patient)) return 'several-patients';
    return this.#usable[patient] === true ? patient : 'patient-unidentified';
  }

  #severalNames(entry: number): Ownership {
    const names = this.#index.several.get(entry);
    const owners = this.#patientsOf(names?.owners ?? []);
    const all = owners.union(this.#patientsOf(names?.mentions ?? []));
    const [only] = owners;
    if (only === undefined) return 'no-patient';
    return all.size > 1 ? 'several-patients' : this.#single(only, entry);
  }

  #ownerNames(entry: number): readonly number[] {
    const owner = this.#index.owner.at(entry);
    return owner >= 0 ? [owner] : (this.#index.several.get(entry)?.owners ?? []);
  }

  #patientsOf(names: readonly number[]): Set<number> {
    return new Set(
      names.map((name) => this.#patientOf[name] ?? UNKNOWN).filter((patient) => patient !== NOT_A_PATIENT),
    );
  }
}

/** Ordinals by id; UNKNOWN where two Patients have one UUID in different spellings. */
function patientsById(index: FhirIndex): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [ordinal, { id }] of index.livePatients()) {
    const known = normalId(id);
    ids.set(known, ids.has(known) ? UNKNOWN : ordinal);
  }
  return ids;
}

function resolve(
  name: string,
  ids: ReadonlyMap<string, number>,
  identified: ReadonlyMap<string, number | null>,
  server: string | null,
): number {
  const text = name.slice(1);
  if (name.startsWith('i')) return ids.get(text) ?? UNKNOWN;
  if (/^[uUqQ]/.test(name)) {
    const found = new Set(identifiersOf(name).flatMap((one) => (identified.has(one) ? [identified.get(one)] : [])));
    if (/^u/i.test(name) && ids.has(text)) found.add(ids.get(text));
    const [only] = found;
    if (found.size === 0) return /^[uq]/.test(name) ? NOT_A_PATIENT : UNKNOWN;
    return found.size === 1 ? (only ?? UNKNOWN) : UNKNOWN;
  }
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
