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
import { NOT_A_PATIENT, type PatientNames, UNKNOWN } from './patient-names.ts';

/** A patient's ordinal, -1 for a shared resource, or why it goes to quarantine; null: a duplicate, reported before. */
export type Ownership = number | QuarantineReason | null;

/** Tells whose each entry is, now that all Patients of the import are known. */
export class FhirOwners {
  readonly #index: FhirIndex;
  /** Patient's ordinal by number of name, UNKNOWN or NOT_A_PATIENT. */
  readonly #patientOf: Int32Array;
  readonly #held: ReadonlyMap<number, QuarantineReason>;

  /** `held`: why Patients are held back, by ordinal. */
  constructor(index: FhirIndex, names: PatientNames, held: ReadonlyMap<number, QuarantineReason>) {
    this.#index = index;
    this.#patientOf = Int32Array.from(index.names.list, (name) => names.resolve(name));
    this.#held = held;
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
    return this.#held.get(patient) ?? patient;
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
