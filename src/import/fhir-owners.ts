import type { Json } from '../core/canonical.ts';
import type { QuarantineReason } from '../core/import-report.ts';
import { asObject } from '../interop/fhir-json.ts';
import { FullNames } from '../interop/full-names.ts';
import { staffNameWords, textsIn } from '../interop/shared-text.ts';
import {
  DUPLICATE,
  type FhirIndex,
  NAMES_PATIENT,
  NAMES_PERSON,
  NOT_SHAREABLE,
  OF_NO_PATIENT,
  OF_NOBODY,
  OF_RESIDENCE,
  OF_SEVERAL,
  OF_STAFF,
  OF_TARGETS,
} from './fhir-index.ts';
import { FhirPlaces } from './fhir-places.ts';
import { NamedPatients } from './named-patients.ts';
import { NOT_A_PATIENT, type PatientNames, UNKNOWN } from './patient-names.ts';
import type { TargetOwners } from './target-owners.ts';

/** A patient's ordinal, -1 for a shared resource, or why it goes to quarantine; null: a duplicate, reported before. */
export type Ownership = number | QuarantineReason | null;

/** A Provenance of a Provenance and so on; longer rows are held back. */
const MAX_STEPS = 8;

/** What is known of the Patients of an import. */
export interface OwnerFacts {
  readonly names: PatientNames;
  readonly targets: TargetOwners;
  /** Why Patients are held back, by ordinal. */
  readonly held: ReadonlyMap<number, QuarantineReason>;
  /** See `earlierNumbers`. */
  readonly earlier: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Tells whose each entry is, now that all Patients of the import are known. */
export class FhirOwners {
  readonly #index: FhirIndex;
  /** Patient's ordinal by number of name, UNKNOWN or NOT_A_PATIENT. */
  readonly #patientOf: Int32Array;
  readonly #held: ReadonlyMap<number, QuarantineReason>;
  readonly #named: NamedPatients;
  readonly #targets: TargetOwners;
  /** Whose those are that are about others, and others about them. */
  readonly #between = new Map<number, Ownership>();
  readonly #places: FhirPlaces;
  /** Of everybody who may be named in a shared resource. */
  readonly #names = new FullNames();
  readonly #text: (entry: number) => string;

  /** `text`: the line of an entry. */
  constructor(index: FhirIndex, { names, targets, held, earlier }: OwnerFacts, text: (entry: number) => string) {
    this.#index = index;
    this.#text = text;
    this.#patientOf = Int32Array.from(index.names.list, (name) => names.resolve(name));
    this.#held = held;
    this.#named = new NamedPatients(index, earlier, (entry) => this.#patientsOf(this.#ownerNames(entry)));
    this.#targets = targets;
    this.#places = new FhirPlaces(index, (entry) => {
      const [only, ...others] = this.#patientsOf(this.#ownerNames(entry));
      return only !== undefined && only >= 0 && others.length === 0 ? only : null;
    });
    for (const { entry, facts } of index.people)
      if (index.owner.at(entry) !== DUPLICATE) for (const name of facts.names) this.#names.add(name);
  }

  of(entry: number): Ownership {
    return this.#ofTargets(entry, 0);
  }

  /** Whose an entry is by itself. */
  #own(entry: number): Ownership {
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

  /** Whose an entry is by itself and by what it is about: one patient, whose all that is. What is held back, or is not
   *  here, holds back what is about it. */
  #ofTargets(entry: number, depth: number): Ownership {
    const owner = this.#index.owner.at(entry);
    if (owner === DUPLICATE || !this.#targets.has(entry)) return this.#own(entry);
    const known = depth === 0 ? undefined : this.#between.get(entry);
    if (known !== undefined) return known;
    if (depth > 0) this.#between.set(entry, 'no-patient'); // for what is about itself, through whatever others
    const found = this.#aboutOne(entry, owner === OF_TARGETS ? null : this.#own(entry), depth);
    if (depth > 0) this.#between.set(entry, found);
    return found;
  }

  #aboutOne(entry: number, own: Ownership, depth: number): Ownership {
    if (typeof own === 'string' && own !== 'no-patient') return own;
    let patient = typeof own === 'string' ? null : own;
    for (const target of this.#targets.of(entry)) {
      const of = target === null || depth === MAX_STEPS ? 'unknown-patient' : this.#ofTargets(target, depth + 1);
      if (typeof of === 'string') return of;
      if (patient !== null && of !== patient) return 'several-patients';
      patient = of;
    }
    if (patient === null || typeof own === 'number') return patient ?? 'no-patient';
    const mentioned = this.#patientsOf(this.#index.several.get(entry)?.mentions ?? []);
    return mentioned.union(new Set([patient])).size > 1 ? 'several-patients' : this.#single(patient, entry);
  }

  #shared(entry: number): Ownership {
    if (this.#named.namesAny(entry)) return 'shared-names-patient';
    const held = this.#places.heldFor(entry);
    if (held !== null) return held;
    return this.#isNamed(entry) ? 'shared-names-patient' : -1;
  }

  /** Reads the line again: texts are too long to be kept, and few resources are shared. */
  #isNamed(entry: number): boolean {
    const resource = asObject(JSON.parse(this.#text(entry)) as Json) ?? {};
    const own = staffNameWords(resource, this.#index.typeOf(entry));
    return textsIn(resource).some((text) => this.#names.in(text, own));
  }

  #single(patient: number, entry: number): Ownership {
    if (patient === NOT_A_PATIENT) return 'no-patient';
    if (patient === UNKNOWN) return 'unknown-patient';
    if (this.#named.namesAnother(entry, patient)) return 'several-patients';
    return this.#held.get(patient) ?? patient;
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
