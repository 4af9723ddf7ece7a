import type { Mark } from '../interop/fhir-mark.ts';
import { familyWords, isNameOf, nameInPlace, type PersonName } from '../interop/fhir-person-name.ts';
import { type HeldPlace, hasInstitutionWord, type PlaceFacts } from '../interop/fhir-place.ts';
import { numberKey, sameNumber } from '../interop/fhir-telecom.ts';
import { sourceHash } from '../vault/sources.ts';
import { DUPLICATE, type FhirIndex } from './fhir-index.ts';
import { Households } from './households.ts';

interface Place {
  readonly entry: number;
  readonly facts: PlaceFacts;
  readonly location: boolean;
  held: HeldPlace | null;
}

const NOBODY = -1;
const SEVERAL = -2;
const UNKNOWN = -3;
/** A number that more people have is an institution's: a hospital that is called for them, or its default. */
const FEW = 20;

/** Tells homes and families from hospitals, now that it is known who was where. */
export class FhirPlaces {
  readonly #index: FhirIndex;
  readonly #places = new Map<number, Place>();
  readonly #byHandle = new Map<number, Place[]>();
  readonly #people: FhirIndex['people'];
  /** The patient, one of the household, whose resources refer to a Location, or one of the constants above. */
  readonly #visitor = new Map<Place, number>();

  /** `patientOf` tells the ordinal of the Patient whose an entry is; null where nobody can tell. */
  constructor(index: FhirIndex, patientOf: (entry: number) => number | null) {
    this.#index = index;
    for (const { entry, facts } of index.places) {
      if (index.owner.at(entry) === DUPLICATE) continue;
      const place = { entry, facts, location: index.typeOf(entry) === 'Location', held: facts.held };
      this.#places.set(entry, place);
      for (const handle of facts.handles) {
        add(this.#byHandle, this.#hashOf(handle), place);
      }
    }
    this.#people = index.people.filter(({ entry }) => index.owner.at(entry) !== DUPLICATE);
    if (this.#places.size === 0) return;
    const households = new Households(index, this.#people, FEW);
    this.#findVisitors((entry) => {
      const patient = patientOf(entry);
      return patient === null ? null : households.of(patient);
    });
    this.#findNeighbours();
    this.#findNumbers();
    for (const place of this.#places.values()) place.held ??= this.#isOfOneHousehold(place) ? 'residence' : null;
    for (const place of this.#places.values()) place.held ??= this.#heldAbove(place);
  }

  /** Why a Location or Organization is not shared; null where it may be. */
  heldFor(entry: number): HeldPlace | null {
    return this.#places.get(entry)?.held ?? null;
  }

  /** By handle first: many places may bear one. */
  #findVisitors(patientOf: (entry: number) => number | null): void {
    const visitors = new Map<number, number>();
    for (const [entry, hash] of this.#index.marks.all()) {
      if (!this.#byHandle.has(hash) || this.#places.has(entry) || this.#index.owner.at(entry) === DUPLICATE) continue;
      const patient = patientOf(entry) ?? UNKNOWN;
      if (patient !== NOBODY) visitors.set(hash, both(visitors.get(hash) ?? UNKNOWN, patient));
    }
    for (const [hash, visitor] of visitors)
      for (const place of this.#byHandle.get(hash) ?? [])
        this.#visitor.set(place, both(this.#visitor.get(place) ?? UNKNOWN, visitor));
  }

  /** Finds the places that are called as a patient or relative is, or stand where one lives. */
  #findNeighbours(): void {
    const byWord = new Map<string, Place[]>();
    const byStreet = new Map<string, Place[]>();
    const byAddress = new Map<string, Place[]>();
    for (const place of this.#places.values()) {
      for (const word of new Set(place.facts.names.flat())) add(byWord, word, place);
      for (const word of new Set(place.facts.streets.flat())) add(byStreet, word, place);
      if (!place.facts.institution) for (const address of place.facts.addresses) add(byAddress, address, place);
    }
    for (const { facts } of this.#people) {
      const { names, addresses } = facts;
      for (const name of names)
        for (const place of byWord.get(familyWords(name)[0] ?? '') ?? [])
          if (place.held === null && this.#isCalled(place, name)) place.held = 'names-person';
      for (const address of addresses) {
        for (const place of byAddress.get(address) ?? []) place.held ??= 'residence';
        byAddress.delete(address);
        const [street = ''] = address.split('/', 1);
        for (const place of byStreet.get(street.split(' ', 1)[0] ?? '') ?? [])
          if (place.held === null && this.#isCalledAfter(place, street)) place.held = 'residence';
      }
    }
  }

  /** Finds the places that are called by the number of a few people. */
  #findNumbers(): void {
    const places = new Map<string, Place[]>();
    for (const place of this.#places.values())
      if (!place.facts.institution)
        for (const key of new Set(place.facts.numbers.map(numberKey))) add(places, key, place);
    const callers = new Map<string, number>();
    for (const { facts } of this.#people)
      for (const key of new Set(facts.numbers.map(numberKey)))
        if (places.has(key)) callers.set(key, (callers.get(key) ?? 0) + 1);
    for (const { facts } of this.#people)
      for (const number of facts.numbers) {
        const key = numberKey(number);
        if ((callers.get(key) ?? 0) > FEW) continue;
        for (const place of places.get(key) ?? [])
          if (place.facts.numbers.some((own) => sameNumber(own, number))) place.held ??= 'residence';
      }
  }

  #isCalled(place: Place, name: PersonName): boolean {
    return place.facts.names.some((words) => {
      const { rest, dwelling } = nameInPlace(words);
      if (rest.length === 0) return false;
      if (isNameOf(rest, name)) return rest.length > 1 || dwelling || !this.#isManaged(place);
      const family = familyWords(name);
      if (family.length === 0 || !family.every((word) => rest.includes(word))) return false;
      return (
        name.given.some((word) => rest.includes(word)) &&
        !hasInstitutionWord(words.join(' ')) &&
        !this.#isManaged(place)
      );
    });
  }

  /** Whether a place has a patient's street and number as its name. */
  #isCalledAfter({ facts }: Place, street: string): boolean {
    if (facts.institution || !/^(?=.*\d).*\p{L}/u.test(street)) return false;
    return facts.streets.some((words) => ` ${words.join(' ')} `.includes(` ${street} `));
  }

  /** A Location that the resources of one household alone refer to, and no institution answers for, may be its home. */
  #isOfOneHousehold(place: Place): boolean {
    const visitor = this.#visitor.get(place) ?? NOBODY;
    if (!place.location || visitor === NOBODY || visitor === SEVERAL) return false;
    return !place.facts.institution && !this.#isManaged(place);
  }

  /** Whether an institution stands above: one that the export does not hold counts, a circle does not, nor does what
   *  is above a home. */
  #isManaged(place: Place): boolean {
    const within = (one: Place): boolean => one === place || (one.held === null && one.location);
    for (const above of this.#above(place, within)) {
      if (above === null) return true;
      if (above !== place && above.held === null && (!above.location || this.#isSure(above))) return true;
    }
    return false;
  }

  #isSure(place: Place): boolean {
    return place.facts.institution || this.#visitor.get(place) === SEVERAL;
  }

  #heldAbove(place: Place): HeldPlace | null {
    for (const above of this.#above(place, () => true))
      if (above !== null && above !== place && above.held !== null) return above.held;
    return null;
  }

  /** Every place above one, the nearest first, each once; null for one that the export does not hold. Goes on from
   *  those that `within` tells, and looks up each name once: many places may bear it. */
  *#above(place: Place, within: (place: Place) => boolean): Generator<Place | null> {
    const names = new Set<number>();
    const seen = new Set<Place>([place]);
    let level = [place];
    for (let height = 0; level.length > 0 && height < MAX_ABOVE; height++) {
      const hashes = level.filter(within).flatMap(({ facts }) => facts.above.map((mark) => this.#hashOf(mark)));
      level = [];
      for (const hash of hashes) {
        if (names.has(hash)) continue;
        names.add(hash);
        const above = this.#byHandle.get(hash) ?? [null];
        for (const one of above) {
          if (one !== null && seen.has(one)) continue;
          yield one;
          if (one === null) continue;
          seen.add(one);
          level.push(one);
        }
      }
    }
  }

  #hashOf(mark: Mark): number {
    return sourceHash(mark, this.#index.seed);
  }
}

const MAX_ABOVE = 16;

/** Whose a place is that one and another one visit. */
function both(one: number, other: number): number {
  if (one === UNKNOWN) return other;
  return other === UNKNOWN || other === one ? one : SEVERAL;
}

function add<Key>(map: Map<Key, Place[]>, key: Key, place: Place): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [place]);
  else known.push(place);
}
