import { DUPLICATE, type FhirIndex } from './fhir-index.ts';

/** Who is named by marks: identifiers, UUIDs, ids in texts, and RelatedPersons, Persons and Groups, who stand for
 *  patients. */
export class NamedPatients {
  readonly #index: FhirIndex;
  /** Ordinals of the Patients that a mark may mean, of which it means one. */
  readonly #oneOf = new Map<number, number[]>();
  /** Ordinals of the Patients that a mark means, all of them. */
  readonly #allOf = new Map<number, ReadonlySet<number>>();
  /** Whom an entry that is a RelatedPerson or Person stands for. */
  readonly #self = new Map<number, Set<number>>();

  /** `ownersOf` tells the ordinals of the Patients in the compartments of an entry; `earlier`: see `earlierNumbers`. */
  constructor(
    index: FhirIndex,
    earlier: ReadonlyMap<number, readonly number[]>,
    ownersOf: (entry: number) => ReadonlySet<number>,
  ) {
    this.#index = index;
    for (const [hash, ordinals] of earlier) for (const ordinal of ordinals) push(this.#oneOf, hash, ordinal);
    const ordinals = new Map(index.livePatients().map(([ordinal, { entry }]) => [entry, ordinal]));
    const persons = new Map<number, number[]>();
    for (const [entry, hash] of index.handles.all()) {
      const ordinal = ordinals.get(entry);
      if (ordinal !== undefined) push(this.#oneOf, hash, ordinal);
      else if (isPerson(index.typeOf(entry)) && index.owner.at(entry) !== DUPLICATE) push(persons, hash, entry);
    }
    if (persons.size > 0) this.#findPersons(persons, ordinals, ownersOf);
  }

  /** Whether an entry's marks name a Patient other than `owner`. */
  namesAnother(entry: number, owner: number): boolean {
    for (const patient of this.#self.get(entry) ?? []) if (patient !== owner) return true;
    for (const hash of this.#index.marks.of(entry)) {
      const some = this.#oneOf.get(hash);
      if (some !== undefined && !some.includes(owner)) return true;
      for (const patient of this.#allOf.get(hash) ?? []) if (patient !== owner) return true;
    }
    return false;
  }

  /** Whether an entry's marks name any Patient. */
  namesAny(entry: number): boolean {
    return this.namesAnother(entry, -1);
  }

  #findPersons(
    persons: ReadonlyMap<number, readonly number[]>,
    ordinals: ReadonlyMap<number, number>,
    ownersOf: (entry: number) => ReadonlySet<number>,
  ): void {
    const entries = new Set([...persons.values()].flat());
    for (const entry of entries) {
      const linked = this.#index.typeOf(entry) === 'Person' ? ownersOf(entry) : new Set<number>();
      this.#self.set(entry, linked.union(this.#marked(entry)));
    }
    for (const [entry, ordinal] of ordinals) this.#link(entry, new Set([ordinal]), persons);
    for (let round = 0; round < MAX_LINKS; round++)
      for (const entry of entries)
        if (this.#index.typeOf(entry) === 'Person') this.#link(entry, this.#self.get(entry) ?? new Set(), persons);
    for (const [hash, named] of persons) {
      const patients = named.map((entry) => {
        const self = this.#self.get(entry) ?? new Set<number>();
        return self.size > 0 && this.#index.typeOf(entry) !== 'Group' ? self : self.union(ownersOf(entry));
      });
      this.#allOf.set(
        hash,
        patients.reduce((all, some) => all.union(some), new Set<number>()),
      );
    }
    for (const entry of entries) if (this.#index.typeOf(entry) === 'Group') this.#self.delete(entry);
  }

  /** Tells the persons that an entry's marks name that they are `patients` too. */
  #link(entry: number, patients: ReadonlySet<number>, persons: ReadonlyMap<number, readonly number[]>): void {
    for (const hash of this.#index.marks.of(entry)) {
      for (const person of persons.get(hash) ?? []) {
        if (person === entry || this.#index.typeOf(person) === 'Group') continue;
        for (const patient of patients) this.#self.get(person)?.add(patient);
        if (this.#index.typeOf(entry) !== 'Person') continue;
        for (const patient of this.#self.get(person) ?? []) this.#self.get(entry)?.add(patient);
      }
    }
  }

  #marked(entry: number): Set<number> {
    return new Set([...this.#index.marks.of(entry)].flatMap((hash) => this.#oneOf.get(hash) ?? []));
  }
}

/** Persons that are linked through more others than this are told apart. */
const MAX_LINKS = 4;

function isPerson(type: string): boolean {
  return type === 'RelatedPerson' || type === 'Person' || type === 'Group';
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else if (!known.includes(value)) known.push(value);
}
