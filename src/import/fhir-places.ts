import type { Mark } from '../interop/fhir-mark.ts';
import {
  familyWords,
  hasInitialOf,
  isNameOf,
  type Namesakes,
  nameInPlace,
  namesakes,
} from '../interop/fhir-person-name.ts';
import {
  type HeldPlace,
  hasInstitutionWord,
  isCompany,
  type PlaceFacts,
  streetSpellings,
} from '../interop/fhir-place.ts';
import { numberKey, sameNumber } from '../interop/fhir-telecom.ts';
import { sourceHash } from '../vault/sources.ts';
import { DUPLICATE, type FhirIndex } from './fhir-index.ts';
import { Households } from './households.ts';

interface Place {
  readonly entry: number;
  readonly facts: PlaceFacts;
  readonly location: boolean;
  held: HeldPlace | null;
  /** Whether it is called as persons are, or as somebody of the export. */
  person: boolean;
}

const NOBODY = -1;
const SEVERAL = -2;
const UNKNOWN = -3;
/** A number that more people have is an institution's: a hospital that is called for them, or its default. */
const FEW = 20;
/** Where people of more family names live, no one family does. */
const OF_ONE_FAMILY = 2;

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
      const place = {
        entry,
        facts,
        location: index.typeOf(entry) === 'Location',
        held: facts.held,
        person: facts.person,
      };
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
    this.#findNamesakes();
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
    const numbers = this.#patientNumbers();
    for (const [entry, hash] of this.#index.marks.all()) {
      if (
        !this.#byHandle.has(hash) ||
        numbers.has(hash) ||
        this.#places.has(entry) ||
        this.#index.owner.at(entry) === DUPLICATE
      )
        continue;
      const patient = patientOf(entry) ?? UNKNOWN;
      if (patient !== NOBODY) visitors.set(hash, both(visitors.get(hash) ?? UNKNOWN, patient));
    }
    for (const [hash, visitor] of visitors)
      for (const place of this.#byHandle.get(hash) ?? [])
        this.#visitor.set(place, both(this.#visitor.get(place) ?? UNKNOWN, visitor));
  }

  /** What names a place and a Patient as well: that a resource has its patient's number is no visit. */
  #patientNumbers(): Set<number> {
    const numbers = new Set<number>();
    for (const [entry, hash] of this.#index.handles.all())
      if (this.#byHandle.has(hash) && this.#index.typeOf(entry) === 'Patient') numbers.add(hash);
    return numbers;
  }

  /** Finds the places that are called as a patient or relative is. */
  #findNamesakes(): void {
    const byWord = new Map<string, Place[]>();
    for (const place of this.#places.values())
      for (const word of new Set(place.facts.names.flat())) add(byWord, word, place);
    for (const name of namesakes(this.#people.flatMap(({ facts }) => facts.names)))
      for (const place of byWord.get(name.family[0] ?? '') ?? []) {
        if (place.person || !this.#isCalled(place, name)) continue;
        place.person = true;
        place.held ??= 'names-person';
      }
  }

  /** Finds the places that stand where a patient or relative lives, or are called after that. */
  #findNeighbours(): void {
    const byStreet = new Map<string, Place[]>();
    const addresses = new Set<string>();
    const families = new Map<string, Set<string>>();
    for (const place of this.#places.values()) {
      for (const word of new Set(place.facts.streets.flat())) add(byStreet, word, place);
      for (const address of place.facts.addresses) addresses.add(address);
    }
    for (const { entry, facts } of this.#people) {
      const [name] = facts.names;
      const family = name === undefined ? `#${entry}` : familyWords(name).join(' ');
      for (const address of facts.addresses) {
        const [street = ''] = address.split('/', 1);
        for (const one of [address, `${street}/`]) {
          const known = families.get(one) ?? new Set();
          if (addresses.has(one) && known.size <= OF_ONE_FAMILY) families.set(one, known.add(family));
        }
        for (const spelling of streetSpellings(street))
          for (const place of byStreet.get(spelling.split(' ', 1)[0] ?? '') ?? [])
            if (place.held === null && isCalledAfter(place, spelling)) place.held = 'residence';
      }
    }
    for (const place of this.#places.values()) {
      const residents = new Set(place.facts.addresses.flatMap((address) => [...(families.get(address) ?? [])]));
      if (residents.size === 0) continue;
      const isKnown = place.facts.institution && (residents.size > OF_ONE_FAMILY || hasInstitutionName(place));
      if (!isKnown) place.held ??= 'residence';
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

  /** A family name alone is as often a ward's; with a given name it is the person's, whatever stands beside it. */
  #isCalled(place: Place, people: Namesakes): boolean {
    return place.facts.names.some((words) => {
      const { rest, dwelling } = nameInPlace(words);
      if (!people.family.every((word) => rest.includes(word))) return false;
      if (isNameOf(rest, people)) return rest.length > 1 || dwelling || !this.#isManaged(place);
      if (rest.some((word) => word.length > 1 && people.given.has(word))) return true;
      const text = words.join(' ');
      return hasInitialOf(words, people) && !hasInstitutionWord(text) && !isCompany(text);
    });
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
      if (above !== place && isAnswering(above) && (!above.location || this.#isSure(above))) return true;
    }
    return false;
  }

  #isSure(place: Place): boolean {
    return place.facts.institution || this.#visitor.get(place) === SEVERAL;
  }

  /** What stands above a place makes it a home, or part of one; that an institution has a person as its contact, or is
   *  called after one, says nothing of its wards. */
  #heldAbove(place: Place): HeldPlace | null {
    for (const above of this.#above(place, () => true))
      if (above !== null && above !== place && isHome(above)) return above.held;
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

function hasInstitutionName({ facts }: Place): boolean {
  return facts.names.some((words) => hasInstitutionWord(words.join(' ')));
}

/** Whether a place or organisation is one that may answer for others. */
function isAnswering(place: Place): boolean {
  return place.held === null || (place.held === 'names-person' && isInstitution(place));
}

function isHome(place: Place): boolean {
  return place.held === 'residence' || (place.person && !isInstitution(place));
}

function isInstitution(place: Place): boolean {
  return place.facts.institution || hasInstitutionName(place);
}

/** Whether a place has a patient's street and number as its name. */
function isCalledAfter({ facts }: Place, street: string): boolean {
  return !facts.institution && facts.streets.some((words) => ` ${words.join(' ')} `.includes(` ${street} `));
}

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
