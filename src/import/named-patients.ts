import { madeAt } from '../interop/recall.ts';
import { DUPLICATE, type FhirIndex } from './fhir-index.ts';

/** Whom somebody stands for: two patients at the most, which is enough to tell whether another one than the owner is
 *  among them, however many share a number. */
class SomePatients {
  first = NONE;
  second = NONE;

  get none(): boolean {
    return this.first === NONE;
  }

  add(patient: number): void {
    if (this.first === NONE) this.first = patient;
    else if (this.second === NONE && patient !== this.first) this.second = patient;
  }

  addAll(others: SomePatients): void {
    if (others.first !== NONE) this.add(others.first);
    if (others.second !== NONE) this.add(others.second);
  }

  hasOther(owner: number): boolean {
    return (this.first !== NONE && this.first !== owner) || (this.second !== NONE && this.second !== owner);
  }
}

const NONE = Number.MIN_SAFE_INTEGER;

/** Who is named by marks: identifiers, UUIDs, ids in texts, and RelatedPersons, Persons and Groups, who stand for
 *  patients. Its time grows with the marks, not with how many share one. */
export class NamedPatients {
  readonly #index: FhirIndex;
  /** Ordinals of the Patients that a mark may mean, of which it means one. */
  readonly #oneOf = new Map<number, Set<number>>();
  /** The Patients that a mark means, all of them. */
  readonly #allOf = new Map<number, SomePatients>();
  /** Whom an entry that is a RelatedPerson or Person stands for. */
  readonly #self = new Map<number, SomePatients>();
  /** Entries of persons by their handles. */
  readonly #persons = new Map<number, number[]>();
  readonly #ownersOf: (entry: number) => ReadonlySet<number>;

  /** `ownersOf` tells the ordinals of the Patients in the compartments of an entry; `earlier`: see `earlierNumbers`. */
  constructor(
    index: FhirIndex,
    earlier: ReadonlyMap<number, ReadonlySet<number>>,
    ownersOf: (entry: number) => ReadonlySet<number>,
  ) {
    this.#index = index;
    this.#ownersOf = ownersOf;
    for (const [hash, ordinals] of earlier) this.#oneOf.set(hash, new Set(ordinals));
    const ordinals = new Map(index.livePatients().map(([ordinal, { entry }]) => [entry, ordinal]));
    for (const [entry, hash] of index.handles.all()) {
      const ordinal = ordinals.get(entry);
      if (ordinal !== undefined) madeAt(this.#oneOf, hash, () => new Set<number>()).add(ordinal);
      else if (isPerson(index.typeOf(entry)) && index.owner.at(entry) !== DUPLICATE)
        madeAt(this.#persons, hash, (): number[] => []).push(entry);
    }
    if (this.#persons.size > 0) this.#findPersons(ordinals);
  }

  /** Whether an entry's marks name a Patient other than `owner`. */
  namesAnother(entry: number, owner: number): boolean {
    if (this.#self.get(entry)?.hasOther(owner) === true) return true;
    for (const hash of this.#index.marks.of(entry)) {
      if (this.#oneOf.get(hash)?.has(owner) === false) return true;
      if (this.#allOf.get(hash)?.hasOther(owner) === true) return true;
    }
    return false;
  }

  /** Whether an entry's marks name any Patient. */
  namesAny(entry: number): boolean {
    return this.namesAnother(entry, -1);
  }

  #findPersons(ordinals: ReadonlyMap<number, number>): void {
    const entries = new Set([...this.#persons.values()].flat());
    const persons = [...entries].filter((entry) => this.#index.typeOf(entry) === 'Person');
    for (const entry of entries) this.#self.set(entry, this.#marked(entry));
    for (const entry of persons) for (const patient of this.#ownersOf(entry)) this.#self.get(entry)?.add(patient);
    this.#tellPersons(ordinals);
    for (let round = 0; round < MAX_LINKS; round++) this.#joinLinked(persons);
    for (const [hash, named] of this.#persons) {
      const all = madeAt(this.#allOf, hash, () => new SomePatients());
      for (const entry of named) {
        const self = this.#self.get(entry);
        if (self !== undefined) all.addAll(self);
        if (self === undefined || self.none || this.#index.typeOf(entry) === 'Group')
          for (const patient of this.#ownersOf(entry)) all.add(patient);
      }
    }
    for (const entry of entries) if (this.#index.typeOf(entry) === 'Group') this.#self.delete(entry);
  }

  /** Tells the persons whom Patients name that they are those patients. */
  #tellPersons(ordinals: ReadonlyMap<number, number>): void {
    const patients = new Map<number, SomePatients>();
    for (const [entry, ordinal] of ordinals)
      for (const hash of this.#index.marks.of(entry))
        if (this.#persons.has(hash)) madeAt(patients, hash, () => new SomePatients()).add(ordinal);
    for (const [hash, some] of patients) this.#tell(hash, some);
  }

  /** Whoever a Person links to, and the Person, stand for the same patients. */
  #joinLinked(persons: readonly number[]): void {
    const joined = new Map<number, SomePatients>();
    for (const entry of persons)
      for (const hash of this.#index.marks.of(entry)) {
        const self = this.#self.get(entry);
        if (self !== undefined && this.#persons.has(hash)) madeAt(joined, hash, () => this.#allAt(hash)).addAll(self);
      }
    for (const entry of persons)
      for (const hash of this.#index.marks.of(entry)) {
        const all = joined.get(hash);
        if (all !== undefined) this.#self.get(entry)?.addAll(all);
      }
    for (const [hash, all] of joined) this.#tell(hash, all);
  }

  #allAt(hash: number): SomePatients {
    const all = new SomePatients();
    for (const person of this.#linkable(hash)) all.addAll(this.#self.get(person) ?? all);
    return all;
  }

  #tell(hash: number, patients: SomePatients): void {
    for (const person of this.#linkable(hash)) this.#self.get(person)?.addAll(patients);
  }

  #linkable(hash: number): number[] {
    return (this.#persons.get(hash) ?? []).filter((person) => this.#index.typeOf(person) !== 'Group');
  }

  #marked(entry: number): SomePatients {
    const some = new SomePatients();
    for (const hash of this.#index.marks.of(entry))
      for (const patient of this.#oneOf.get(hash) ?? []) {
        some.add(patient);
        if (some.second !== NONE) return some;
      }
    return some;
  }
}

/** Persons that are linked through more others than this are told apart. */
const MAX_LINKS = 4;

function isPerson(type: string): boolean {
  return type === 'RelatedPerson' || type === 'Person' || type === 'Group';
}
