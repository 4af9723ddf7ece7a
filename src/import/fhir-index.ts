import { isAscii, isUtf8 } from 'node:buffer';
import type { Categories } from '../core/categories.ts';
import type { Demographics } from '../core/demographics.ts';
import { PATIENT_PATHS, SHARED_TYPES, STAFF_TYPES } from '../interop/fhir-compartment.ts';
import { type Deletion, deletionsOf } from '../interop/fhir-deletions.ts';
import { demographicsOf } from '../interop/fhir-demographics.ts';
import { allIdentifiers, type PatientNumbers, patientNumbers } from '../interop/fhir-identifier.ts';
import type { JsonObject } from '../interop/fhir-json.ts';
import { SensitivityLabels } from '../interop/fhir-labels.ts';
import { type LinkType, linkedPatients, patientLinks } from '../interop/fhir-links.ts';
import { normalId } from '../interop/fhir-mark.ts';
import { PEOPLE, type PersonFacts, personFacts } from '../interop/fhir-person.ts';
import { type HeldPlace, type PlaceFacts, placeFacts } from '../interop/fhir-place.ts';
import { type PatientName, URI_SYSTEM } from '../interop/fhir-reference.ts';
import { releaseOf } from '../interop/fhir-release.ts';
import { MAX_NAMES, type ParsedResource, readResource } from '../interop/fhir-resource.ts';
import { type Target, targetsOf } from '../interop/fhir-targets.ts';
import { KnownCodings } from '../interop/known-codings.ts';
import { numbersInTexts, shortNumbersOf } from '../interop/shared-text.ts';
import { TextMemory } from '../interop/text-memory.ts';
import { Column, Names } from '../vault/column.ts';
import { sourceHash } from '../vault/sources.ts';
import { EntryHashes, type EntryHashesData, firstOf } from './entry-hashes.ts';
import { Tally } from './import-report.ts';
import { isUnique } from './source-aliases.ts';
import { eachInTurns, type OthersTurn, sortedInTurns } from './turned-sort.ts';

/** Whose a resource is, before names are resolved: the number of the one name, or one of these. */
export const OF_NOBODY = -1;
export const OF_NO_PATIENT = -2;
export const NOT_SHAREABLE = -3;
export const OF_STAFF = -4;
export const NAMES_PATIENT = -5;
/** Several names; see `several`. */
export const OF_SEVERAL = -6;
/** Left out, and reported as what it is: a repetition, an older version, a deletion. */
export const DUPLICATE = -7;
/** A Location or Organization that is held back whatever else is known; see `HeldPlace`. */
export const OF_RESIDENCE = -8;
export const NAMES_PERSON = -9;
/** Names no patient, and is about resources whose patients are told later; see `targets`. Names in `several` are mentions. */
export const OF_TARGETS = -10;
/** Stands for a target that cannot be told. */
export const UNKNOWN_TARGET = Number.NaN;

const HELD: Readonly<Record<HeldPlace, number>> = { residence: OF_RESIDENCE, 'names-person': NAMES_PERSON };

export interface IndexOptions {
  readonly identifierSystem?: string | undefined;
  readonly staff: boolean;
  /** Milliseconds since 1970 UTC, against which periods are held. */
  readonly now: number;
}

type Resource = Extract<ParsedResource, { ok: true }>;

/** An index as plain data, to be handed from one thread to another. */
export interface IndexData {
  readonly columns: {
    readonly owner: Int32Array;
    readonly kind: Uint32Array;
    readonly file: Uint16Array;
    readonly offset: Float64Array;
    readonly length: Uint32Array;
    readonly line: Uint32Array;
    readonly idHash: Float64Array;
  };
  readonly kinds: readonly string[];
  readonly names: readonly string[];
  readonly several: ReadonlyMap<number, SeveralNames>;
  readonly patients: readonly IndexedPatient[];
  readonly places: readonly IndexedPlace[];
  readonly people: readonly IndexedPerson[];
  readonly linkages: readonly IndexedLinkage[];
  readonly marks: EntryHashesData;
  readonly handles: EntryHashesData;
  readonly targets: EntryHashesData;
  readonly targetServers: ReadonlySet<string>;
  readonly referred: EntryHashesData;
  readonly labelHandles: EntryHashesData;
  readonly restricted: Uint32Array;
  readonly unread: Uint32Array;
  readonly deletions: readonly IndexedDeletion[];
  readonly releases: Readonly<Record<string, number>>;
}

interface IndexedDeletion extends Deletion {
  readonly entry: number;
}

interface SeveralNames {
  readonly owners: readonly number[];
  readonly mentions: readonly number[];
}

export interface IndexedPatient extends PatientNumbers {
  /** -1 for a patient of an earlier import, who has no line in this one. */
  readonly entry: number;
  readonly id: string;
  readonly demographics: Demographics;
  /** To other records of the person; `name` as in `FhirIndex.names`. */
  readonly links: readonly { readonly type: LinkType; readonly name: string }[];
  readonly inactive: boolean;
  readonly deceased: boolean;
  /** Whether it says a name, an address, a contact number or a picture. */
  readonly named: boolean;
}

/** Where a line stands. `deleted`: in a folder of what the server no longer has. */
export interface LinePlace {
  readonly file: number;
  readonly deleted: boolean;
  readonly offset: number;
  readonly length: number;
  readonly line: number;
}

/** A Location or Organization. */
interface IndexedPlace {
  readonly entry: number;
  readonly facts: PlaceFacts;
}

/** A Patient, RelatedPerson or Person. */
interface IndexedPerson {
  readonly entry: number;
  readonly facts: PersonFacts;
}

/** A Person or Linkage that says of several Patients to be records of one person. */
interface IndexedLinkage {
  readonly entry: number;
  readonly names: readonly number[];
}

/** What the first pass learns of each resource: 36 bytes in columns, 12 for each mark and reference, and nothing of its text but of
 *  people and places. */
export class FhirIndex {
  /** Number of the owner's name, or one of the constants above. */
  readonly owner = new Column(Int32Array);
  /** Number in `kinds`. */
  readonly kind = new Column(Uint32Array);
  readonly file = new Column(Uint16Array);
  readonly offset = new Column(Float64Array);
  readonly length = new Column(Uint32Array);
  readonly line = new Column(Uint32Array);
  readonly #idHash = new Column(Float64Array);
  /** `<type>\0<categories>`. */
  readonly kinds = new Names();
  /** By number in `kinds`. */
  readonly #types: string[] = [];
  /** Patients' names: `i<id>`, `a<base> <id>`, `u<uuid>`, `q<identifier>` (perhaps a patient), `U<uuid>`,
   *  `Q<identifier>` (surely one), `?`. Several identifiers of one patient are parted by LF. */
  readonly names = new Names();
  readonly several = new Map<number, SeveralNames>();
  /** By what each entry may name somebody, and by what entries may be named; see `Mark`. */
  readonly marks = new EntryHashes();
  readonly handles = new EntryHashes();
  /** By the entries that others are about: hash of type and id, below 0 (see `foreignHash`) where the reference names a
   *  server and the id may be another one's on another, or UNKNOWN_TARGET. */
  readonly targets = new EntryHashes();
  /** Servers that such references name. */
  readonly targetServers = new Set<string>();
  /** What each entry refers to by type and id, and by what those are named whose labels pass; see `passLabels`. */
  readonly referred = new EntryHashes();
  readonly labelHandles = new EntryHashes();
  /** Entries that are marked as restricted without saying why. */
  readonly restricted = new Column(Uint32Array);
  /** Entries of patients that hold what was not searched for other people. */
  readonly unread = new Column(Uint32Array);
  readonly places: IndexedPlace[] = [];
  readonly people: IndexedPerson[] = [];
  readonly linkages: IndexedLinkage[] = [];
  /** Each Patient, with the identifiers by which it is known. */
  readonly patients: IndexedPatient[] = [];
  readonly deletions: IndexedDeletion[] = [];
  /** Resources that are of another release than R4, by its name. */
  readonly releases = new Tally();
  readonly #labels = new SensitivityLabels();
  readonly #memory = new TextMemory();
  readonly #codings = new KnownCodings(this.#labels, this.#memory);
  #lastKind = { type: '', categories: 0, number: -1 };
  /** The name by id that was last looked up. */
  #last: { readonly id: string | null; readonly number: number } = { id: null, number: -1 };
  readonly #options: IndexOptions;
  readonly seed: number;

  /** Indexes that are to be joined need the same `seed`. */
  constructor(options: IndexOptions, seed: number) {
    this.#options = options;
    this.seed = seed;
  }

  get size(): number {
    return this.owner.length;
  }

  /** Null, or what is wrong with the line: then it is left out. `NO_TYPE` where it may be no FHIR at all. */
  add(bytes: Buffer, place: LinePlace): string | null {
    const text = textOf(bytes);
    if (text === null) return 'is not valid UTF-8';
    const parsed = readResource(text, this.#labels, this.#memory, this.#codings);
    if (!parsed.ok) return parsed.problem;
    const numbers = parsed.type === 'Patient' ? this.#numbersOf(parsed.resource) : null;
    if (numbers !== null && numbers.problem !== null) return `is a Patient whose number ${numbers.problem}`;
    const entry = this.owner.push(OF_NOBODY);
    this.kind.push(this.#kindOf(parsed.type, parsed.categories));
    this.file.push(place.file);
    this.offset.push(place.offset);
    this.length.push(place.length);
    this.line.push(place.line);
    this.#idHash.push(parsed.id === '' ? withoutId(entry) : sourceHash(`${parsed.type}/${parsed.id}`, this.seed));
    if (parsed.restricted) this.restricted.push(entry);
    const shared = this.#isShareable(parsed.type);
    const marks = shared ? parsed.marks.union(numbersInTexts(parsed.resource)) : parsed.marks;
    for (const mark of marks) this.marks.push(entry, sourceHash(mark, this.seed));
    for (const handle of parsed.handles) this.handles.push(entry, sourceHash(handle, this.seed));
    if (parsed.type === 'Patient')
      for (const handle of shortNumbersOf(parsed.resource)) this.handles.push(entry, sourceHash(handle, this.seed));
    for (const mark of parsed.referred) this.referred.push(entry, sourceHash(mark, this.seed));
    for (const handle of parsed.labelHandles) this.labelHandles.push(entry, sourceHash(handle, this.seed));
    this.owner.set(entry, this.#ownerOf(entry, parsed, numbers, place.deleted));
    if (parsed.unread && isOfPatient(this.owner.at(entry))) this.unread.push(entry);
    const release = releaseOf(parsed.resource, parsed.type);
    if (release !== null) this.releases.add(release);
    return null;
  }

  /** Keyed hash of type and id, equal for equal ones under one seed; below 0 for an entry without id. */
  idHashOf(entry: number): number {
    return this.#idHash.at(entry);
  }

  /** Entries that may be of these types and ids (`<type>/<id>`). */
  entriesOf(resources: Iterable<string>): number[] {
    const hashes = new Set([...resources].map((resource) => sourceHash(resource, this.seed)));
    const found: number[] = [];
    for (let entry = 0; hashes.size > 0 && entry < this.size; entry++) {
      if (hashes.has(this.#idHash.at(entry))) found.push(entry);
    }
    return found;
  }

  data(): IndexData {
    const columns = {
      owner: this.owner.view(),
      kind: this.kind.view(),
      file: this.file.view(),
      offset: this.offset.view(),
      length: this.length.view(),
      line: this.line.view(),
      idHash: this.#idHash.view(),
    };
    const { several, patients, places, people, linkages, deletions, targetServers } = this;
    const [marks, handles, targets] = [this.marks.data(), this.handles.data(), this.targets.data()];
    const [referred, labelHandles] = [this.referred.data(), this.labelHandles.data()];
    const [kinds, names] = [this.kinds.list, this.names.list];
    const [restricted, unread] = [this.restricted.view(), this.unread.view()];
    const releases = this.releases.counts;
    const lists = { several, patients, places, people, linkages, deletions, targetServers };
    const hashes = { marks, handles, targets, referred, labelHandles };
    return { columns, kinds, names, ...lists, ...hashes, restricted, unread, releases };
  }

  /** Appends the entries `from` to `to` of another index, whose lines are `lines` further down in their file than it
   *  says. */
  absorb(part: IndexData, from: number, to: number, lines: number): void {
    const shift = this.size - from;
    this.#absorbColumns(part, from, to, lines);
    const number = (name: number): number => this.names.number(part.names[name] ?? '?');
    const shifted = <T extends { readonly entry: number }>(list: readonly T[]): T[] =>
      list
        .slice(firstOf(list, from, entryOf), firstOf(list, to, entryOf))
        .map((one) => ({ ...one, entry: one.entry + shift }));
    for (const patient of shifted(part.patients)) this.patients.push(patient);
    for (const place of shifted(part.places)) this.places.push(place);
    for (const person of shifted(part.people)) this.people.push(person);
    for (const { entry, names } of shifted(part.linkages)) this.linkages.push({ entry, names: names.map(number) });
    for (const deletion of shifted(part.deletions)) this.deletions.push(deletion);
    const between = (entries: Uint32Array): Uint32Array =>
      entries.subarray(firstOf(entries, from, Number), firstOf(entries, to, Number));
    for (const entry of between(part.restricted)) this.restricted.push(entry + shift);
    for (const entry of between(part.unread)) this.unread.push(entry + shift);
    this.marks.absorb(part.marks, from, to, shift);
    this.handles.absorb(part.handles, from, to, shift);
    this.targets.absorb(part.targets, from, to, shift);
    for (const server of part.targetServers) this.targetServers.add(server);
    this.referred.absorb(part.referred, from, to, shift);
    this.labelHandles.absorb(part.labelHandles, from, to, shift);
  }

  #absorbColumns({ columns, ...part }: IndexData, from: number, to: number, lines: number): void {
    const shift = this.size - from;
    const number = (name: number): number => this.names.number(part.names[name] ?? '?');
    for (let entry = from; entry < to; entry++) {
      const owner = columns.owner[entry] ?? OF_NO_PATIENT;
      this.owner.push(owner >= 0 ? number(owner) : owner);
      this.kind.push(this.kinds.number(part.kinds[columns.kind[entry] ?? 0] ?? ''));
      this.file.push(columns.file[entry] ?? 0);
      this.offset.push(columns.offset[entry] ?? 0);
      this.length.push(columns.length[entry] ?? 0);
      this.line.push((columns.line[entry] ?? 0) + lines);
      const hash = columns.idHash[entry] ?? 0;
      this.#idHash.push(hash < 0 ? withoutId(entry + shift) : hash);
      const named = owner === OF_SEVERAL || owner === OF_TARGETS ? part.several.get(entry) : undefined;
      if (named === undefined) continue;
      this.several.set(entry + shift, { owners: named.owners.map(number), mentions: named.mentions.map(number) });
    }
  }

  typeOf(entry: number): string {
    return this.#typeOfKind(this.kind.at(entry));
  }

  #typeOfKind(kind: number): string {
    const known = this.#types[kind];
    if (known !== undefined) return known;
    const [type = ''] = (this.kinds.list[kind] ?? '').split('\0', 1);
    this.#types[kind] = type;
    return type;
  }

  /** How many entries there are of each type. */
  typeCounts(): Readonly<Record<string, number>> {
    const counts = new Float64Array(this.kinds.list.length);
    for (const kind of this.kind.view()) counts[kind] = (counts[kind] ?? 0) + 1;
    const types = new Tally();
    for (const [kind, count] of counts.entries()) if (count > 0) types.add(this.#typeOfKind(kind), count);
    return types.counts;
  }

  categoriesOf(entry: number): Categories {
    return Number((this.kinds.list[this.kind.at(entry)] ?? '').split('\0')[1] ?? 0);
  }

  /** Adds categories to those of an entry. */
  label(entry: number, more: Categories): void {
    const categories = (this.categoriesOf(entry) | more) >>> 0;
    this.kind.set(entry, this.kinds.number(`${this.typeOf(entry)}\0${categories}`));
  }

  /** Ordinals and Patients, without lines that are left out: whose those are is what the line that counts says. */
  livePatients(): (readonly [number, IndexedPatient])[] {
    return [...this.patients.entries()].filter(([, { entry }]) => entry === -1 || this.owner.at(entry) !== DUPLICATE);
  }

  /** Names of Patients that are said to be records of one person, without lines that are left out. */
  liveLinkages(): string[][] {
    return this.linkages
      .filter(({ entry }) => this.owner.at(entry) !== DUPLICATE)
      .map(({ names }) => names.map((name) => this.names.list[name] ?? '?'));
  }

  /** Groups of entries that may have one type and id, in order of appearance within a group. */
  async sameIds(othersTurn: OthersTurn): Promise<number[][]> {
    const sorted = await sortedInTurns(this.#idHash.view(), othersTurn);
    const twice = new Map<number, number[]>();
    await eachInTurns(sorted.length, othersTurn, (i) => {
      if (i > 0 && sorted[i] === sorted[i - 1]) twice.set(sorted[i] ?? 0, []);
    });
    if (twice.size === 0) return [];
    await eachInTurns(this.size, othersTurn, (entry) => twice.get(this.#idHash.at(entry))?.push(entry));
    return [...twice.values()];
  }

  /** Identifiers by which references name patients; to be looked for in the Patients. */
  wantedIdentifiers(): Set<string> {
    return new Set(this.names.list.flatMap(identifiersOf));
  }

  /** All identifiers of a Patient's line. */
  identifiersIn(text: string): string[] {
    const parsed = readResource(text, this.#labels, this.#memory, this.#codings);
    return parsed.ok ? allIdentifiers(parsed.resource) : [];
  }

  #numbersOf(patient: JsonObject): PatientNumbers {
    return patientNumbers(patient, this.#options.identifierSystem, this.#options.now);
  }

  #ownerOf(entry: number, parsed: Resource, numbers: PatientNumbers | null, deleted: boolean): number {
    const { type, id, resource, owners, mentions } = parsed;
    const deletions = type === 'Bundle' ? deletionsOf(resource) : deleted && id !== '' ? [gone(type, id)] : [];
    for (const deletion of deletions) this.deletions.push({ ...deletion, entry });
    if (deletions.length > 0 || deleted) return DUPLICATE;
    const linked = this.#numbers(linkedPatients(resource, type));
    if (linked.length > 1) this.linkages.push({ entry, names: linked });
    const facts = PEOPLE.has(type) ? personFacts(resource) : undefined;
    if (facts) this.people.push({ entry, facts });
    if (numbers !== null) {
      const named = facts !== undefined && (saysWho(facts) || resource['photo'] !== undefined);
      this.patients.push({ entry, id, ...numbers, ...standingOf(resource), named });
      return this.#compartmentOwner(entry, [{ by: 'id', id: normalId(id) }], mentions);
    }
    if (this.#isShareable(type)) {
      const facts = type === 'Location' || type === 'Organization' ? placeFacts(resource, type, id) : null;
      if (facts !== null) this.places.push({ entry, facts });
      if (mentions.length > 0 || parsed.person || parsed.unread) return NAMES_PATIENT;
      return facts === null || facts.held === null ? OF_NOBODY : HELD[facts.held];
    }
    if (STAFF_TYPES.has(type)) return OF_STAFF;
    if (!Object.hasOwn(PATIENT_PATHS, type)) return NOT_SHAREABLE;
    const about = targetsOf(resource, type);
    for (const hash of new Set(about.map((target) => this.#targetHash(target)))) this.targets.push(entry, hash);
    if (about.length === 0 || owners.length > 0 || mentions.length > MAX_NAMES)
      return this.#compartmentOwner(entry, owners, mentions);
    const named = mentions.map((name) => this.#number(name));
    if (named.length > 0) this.several.set(entry, { owners: [], mentions: named });
    return OF_TARGETS;
  }

  #targetHash(target: Target | null): number {
    if (target === null) return UNKNOWN_TARGET;
    const hash = sourceHash(`${target.type}/${target.id}`, this.seed);
    if (target.base === null || isUnique(target.id)) return hash;
    this.targetServers.add(target.base);
    return foreignHash(hash);
  }

  #isShareable(type: string): boolean {
    return SHARED_TYPES.has(type) || (STAFF_TYPES.has(type) && this.#options.staff);
  }

  #compartmentOwner(entry: number, owners: readonly PatientName[], mentions: readonly PatientName[]): number {
    if (owners.length > MAX_NAMES || mentions.length > MAX_NAMES) {
      this.several.set(entry, { owners: [this.names.number('?')], mentions: [] });
      return OF_SEVERAL;
    }
    const ownerNames = this.#numbers(owners);
    const mentioned = this.#numbers(mentions);
    const [first] = ownerNames;
    if (first === undefined) return OF_NO_PATIENT;
    const others = mentioned.filter((name) => name !== first);
    if (ownerNames.length === 1 && others.length === 0) return first;
    this.several.set(entry, { owners: ownerNames, mentions: others });
    return OF_SEVERAL;
  }

  /** Lines of one kind mostly follow one another. */
  #kindOf(type: string, categories: Categories): number {
    if (type !== this.#lastKind.type || categories !== this.#lastKind.categories)
      this.#lastKind = { type, categories, number: this.kinds.number(`${type}\0${categories}`) };
    return this.#lastKind.number;
  }

  /** Of each name once. */
  #numbers(names: readonly PatientName[]): number[] {
    const [first] = names;
    if (first === undefined) return [];
    if (names.length === 1) return [this.#number(first)];
    return [...new Set(names.map((name) => this.#number(name)))];
  }

  /** Exports mostly hold a patient's resources together. */
  #number(name: PatientName): number {
    if (name.by !== 'id') return this.names.number(nameText(name));
    if (name.id !== this.#last.id) this.#last = { id: name.id, number: this.names.number(nameText(name)) };
    return this.#last.number;
  }
}

/** Null for what is no UTF-8. Most lines are ASCII, which is told and read many times faster. */
function textOf(bytes: Buffer): string | null {
  if (isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

function standingOf(patient: JsonObject): Pick<IndexedPatient, 'demographics' | 'links' | 'inactive' | 'deceased'> {
  const { deceasedBoolean, deceasedDateTime } = patient;
  return {
    demographics: demographicsOf(patient),
    links: patientLinks(patient).map(({ type, name }) => ({ type, name: name === null ? '?' : nameText(name) })),
    inactive: patient['active'] === false,
    deceased: deceasedBoolean === true || typeof deceasedDateTime === 'string',
  };
}

function saysWho({ names, addresses, numbers }: PersonFacts): boolean {
  return names.length + addresses.length + numbers.length > 0;
}

function entryOf({ entry }: { readonly entry: number }): number {
  return entry;
}

function gone(type: string, id: string): Deletion {
  return { resource: `${type}/${id}`, at: null };
}

/** Turns the hash of a target into that of one on another server, perhaps, and back. */
export function foreignHash(hash: number): number {
  return -1 - hash;
}

function isOfPatient(owner: number): boolean {
  return owner >= 0 || owner === OF_SEVERAL;
}

/** Stands for the hash of an entry that has no id, and is no other's. */
function withoutId(entry: number): number {
  return -1 - entry;
}

function nameText(name: PatientName): string {
  switch (name.by) {
    case 'id':
      return `i${name.id}`;
    case 'url':
      return `a${name.base} ${name.id}`;
    case 'uuid':
      return `${name.certain ? 'U' : 'u'}${name.id}`;
    case 'identifier':
      return `${name.certain ? 'Q' : 'q'}${name.identifiers.join('\n')}`;
    case 'unresolvable':
      return '?';
  }
}

/** The server and id of an absolute name, whatever blanks the server's URL holds; null for any other name. */
export function absoluteName(name: string): { readonly base: string; readonly id: string } | null {
  const at = name.lastIndexOf(' ');
  return name.startsWith('a') && at !== -1 ? { base: name.slice(1, at), id: name.slice(at + 1) } : null;
}

/** The identifiers by which the text of a name looks for a patient. */
export function identifiersOf(name: string): string[] {
  const text = name.slice(1);
  if (/^u/i.test(name)) return [`${URI_SYSTEM}|urn:uuid:${text}`];
  return /^q/i.test(name) ? text.split('\n') : [];
}
