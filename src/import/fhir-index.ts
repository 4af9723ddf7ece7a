import { isUtf8 } from 'node:buffer';
import { PATIENT_PATHS, SHARED_TYPES, STAFF_TYPES } from '../interop/fhir-compartment.ts';
import { allIdentifiers, patientIdentifier } from '../interop/fhir-identifier.ts';
import { SensitivityLabels } from '../interop/fhir-labels.ts';
import type { PatientName } from '../interop/fhir-reference.ts';
import { MAX_NAMES, type ParsedResource, readResource } from '../interop/fhir-resource.ts';
import { Column, Names } from '../vault/column.ts';
import type { Problems } from './import-report.ts';

/** Whose a resource is, before names are resolved: the number of the one name, or one of these. */
export const OF_NOBODY = -1;
export const OF_NO_PATIENT = -2;
export const NOT_SHAREABLE = -3;
export const OF_STAFF = -4;
export const NAMES_PATIENT = -5;
/** Several names; see `several`. */
export const OF_SEVERAL = -6;
export const DUPLICATE = -7;

export interface IndexOptions {
  readonly identifierSystem?: string | undefined;
  readonly staff: boolean;
}

type Resource = Extract<ParsedResource, { ok: true }>;

/** An index as plain data, to be handed from one thread to another. */
export interface IndexData {
  readonly columns: {
    readonly owner: Int32Array;
    readonly kind: Uint16Array;
    readonly file: Uint16Array;
    readonly offset: Float64Array;
    readonly length: Uint32Array;
    readonly line: Uint32Array;
    readonly idHash: Float64Array;
  };
  readonly kinds: readonly string[];
  readonly names: readonly string[];
  readonly several: ReadonlyMap<number, NamedPatients>;
  readonly patients: readonly IndexedPatient[];
}

interface NamedPatients {
  readonly owners: readonly number[];
  readonly mentions: readonly number[];
}

interface IndexedPatient {
  readonly entry: number;
  readonly id: string;
  readonly identifier: string | null;
}

/** What the first pass learns of each resource: 34 bytes in columns, and nothing of its text. */
export class FhirIndex {
  /** Number of the owner's name, or one of the constants above. */
  readonly owner = new Column(Int32Array);
  /** Number in `kinds`. */
  readonly kind = new Column(Uint16Array);
  readonly file = new Column(Uint16Array);
  readonly offset = new Column(Float64Array);
  readonly length = new Column(Uint32Array);
  readonly line = new Column(Uint32Array);
  readonly #idHash = new Column(Float64Array);
  /** `<type>\0<categories>`. */
  readonly kinds = new Names();
  /** Patients' names: `i<id>`, `a<base> <id>`, `u<uuid>`, `q<identifier>` (perhaps a patient), `Q<identifier>`, `?`. */
  readonly names = new Names();
  readonly several = new Map<number, NamedPatients>();
  /** Entry of each Patient, and the identifier by which it is known. */
  readonly patients: IndexedPatient[] = [];
  readonly #labels = new SensitivityLabels();
  readonly #options: IndexOptions;
  readonly #problems: Problems;
  readonly #seed: number;

  /** Indexes that are to be joined need the same `seed`. */
  constructor(options: IndexOptions, problems: Problems, seed: number) {
    this.#options = options;
    this.#seed = seed;
    this.#problems = problems;
  }

  get size(): number {
    return this.owner.length;
  }

  /** False where the file's first line shows that it is no FHIR. */
  add(
    bytes: Buffer | null,
    place: { file: number; name: string; offset: number; length: number; line: number },
  ): boolean {
    if (bytes === null) return this.#refuse(place, 'is too long');
    if (!isUtf8(bytes)) return this.#refuse(place, 'is not valid UTF-8');
    const parsed = readResource(bytes.toString('utf8'), this.#labels);
    if (!parsed.ok) return parsed.notFhir === true ? false : this.#refuse(place, parsed.problem);
    const entry = this.owner.push(OF_NOBODY);
    this.kind.push(this.kinds.number(`${parsed.type}\0${parsed.categories}`));
    this.file.push(place.file);
    this.offset.push(place.offset);
    this.length.push(place.length);
    this.line.push(place.line);
    this.#idHash.push(hash53(`${parsed.type}/${parsed.id}`, this.#seed));
    this.owner.set(entry, this.#ownerOf(entry, parsed));
    return true;
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
    const { several, patients } = this;
    return { columns, kinds: this.kinds.list, names: this.names.list, several, patients };
  }

  /** Appends the entries `from` to `to` of another index. */
  absorb(part: IndexData, from: number, to: number): void {
    const shift = this.size - from;
    const { columns } = part;
    const number = (name: number): number => this.names.number(part.names[name] ?? '?');
    for (let entry = from; entry < to; entry++) {
      const owner = columns.owner[entry] ?? OF_NO_PATIENT;
      this.owner.push(owner >= 0 ? number(owner) : owner);
      this.kind.push(this.kinds.number(part.kinds[columns.kind[entry] ?? 0] ?? ''));
      this.file.push(columns.file[entry] ?? 0);
      this.offset.push(columns.offset[entry] ?? 0);
      this.length.push(columns.length[entry] ?? 0);
      this.line.push(columns.line[entry] ?? 0);
      this.#idHash.push(columns.idHash[entry] ?? 0);
      const named = owner === OF_SEVERAL ? part.several.get(entry) : undefined;
      if (named === undefined) continue;
      this.several.set(entry + shift, { owners: named.owners.map(number), mentions: named.mentions.map(number) });
    }
    for (const patient of part.patients) {
      if (patient.entry >= from && patient.entry < to) this.patients.push({ ...patient, entry: patient.entry + shift });
    }
  }

  typeOf(entry: number): string {
    return (this.kinds.list[this.kind.at(entry)] ?? '').split('\0', 1)[0] ?? '';
  }

  /** Ordinals and Patients, without lines that repeat an earlier one: whose those are is what the earlier one says. */
  livePatients(): (readonly [number, IndexedPatient])[] {
    return [...this.patients.entries()].filter(([, { entry }]) => this.owner.at(entry) !== DUPLICATE);
  }

  /** Groups of entries that may have one type and id, in order of appearance within a group. */
  sameIds(): number[][] {
    const sorted = this.#idHash.view().slice().sort();
    const twice = new Map<number, number[]>();
    for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) twice.set(sorted[i] ?? 0, []);
    if (twice.size === 0) return [];
    for (let entry = 0; entry < this.size; entry++) twice.get(this.#idHash.at(entry))?.push(entry);
    return [...twice.values()];
  }

  /** Identifiers by which references name patients; to be looked for in the Patients. */
  wantedIdentifiers(): Set<string> {
    return new Set(this.names.list.filter((name) => /^[qQ]/.test(name)).map((name) => name.slice(1)));
  }

  /** All identifiers of a Patient's line. */
  identifiersIn(text: string): string[] {
    const parsed = readResource(text, this.#labels);
    return parsed.ok ? allIdentifiers(parsed.resource) : [];
  }

  #ownerOf(entry: number, parsed: Resource): number {
    const { type, owners, mentions } = parsed;
    if (type === 'Patient') {
      this.patients.push({
        entry,
        id: parsed.id,
        identifier: patientIdentifier(parsed.resource, this.#options.identifierSystem),
      });
      return this.names.number(`i${parsed.id}`);
    }
    const shareable = SHARED_TYPES.has(type) || (STAFF_TYPES.has(type) && this.#options.staff);
    if (shareable) return mentions.length === 0 ? OF_NOBODY : NAMES_PATIENT;
    if (STAFF_TYPES.has(type)) return OF_STAFF;
    if (!Object.hasOwn(PATIENT_PATHS, type)) return NOT_SHAREABLE;
    return this.#compartmentOwner(entry, owners, mentions);
  }

  #compartmentOwner(entry: number, owners: readonly PatientName[], mentions: readonly PatientName[]): number {
    if (owners.length > MAX_NAMES || mentions.length > MAX_NAMES) {
      this.several.set(entry, { owners: [this.names.number('?')], mentions: [] });
      return OF_SEVERAL;
    }
    const ownerNames = [...new Set(owners.map((name) => this.names.number(nameText(name))))];
    const mentioned = [...new Set(mentions.map((name) => this.names.number(nameText(name))))];
    const [first] = ownerNames;
    if (first === undefined) return OF_NO_PATIENT;
    const others = mentioned.filter((name) => name !== first);
    if (ownerNames.length === 1 && others.length === 0) return first;
    this.several.set(entry, { owners: ownerNames, mentions: others });
    return OF_SEVERAL;
  }

  #refuse(place: { name: string; line: number }, problem: string): true {
    this.#problems.add(place.name, place.line, problem);
    return true;
  }
}

function nameText(name: PatientName): string {
  switch (name.by) {
    case 'id':
      return `i${name.id}`;
    case 'url':
      return `a${name.base} ${name.id}`;
    case 'uuid':
      return `u${name.id}`;
    case 'identifier':
      return `${name.certain ? 'Q' : 'q'}${name.identifier}`;
    case 'unresolvable':
      return '?';
  }
}

/** Two rounds of 32 bits (FNV-1a, and its mirror with another prime), seeded so that nobody can aim at collisions;
 *  a collision costs one comparison of the lines. */
function hash53(text: string, seed: number): number {
  let low = seed ^ 0x811c9dc5;
  let high = ~seed ^ 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return (high >>> 11) * 0x100000000 + (low >>> 0);
}
