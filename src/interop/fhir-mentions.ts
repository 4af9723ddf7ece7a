import { birthMarks, partsOf } from './birth-mark.ts';
import { documentIn } from './embedded-document.ts';
import type { EmbeddedPatient } from './embedded-patient.ts';
import { isResourceType } from './fhir-compartment.ts';
import type { FhirElement } from './fhir-element.ts';
import { asText, type JsonObject } from './fhir-json.ts';
import { identifierMark, identifierMarks, type Mark, marksOf, normalId, USUAL, uuidIn } from './fhir-mark.ts';
import {
  ContainedPatients,
  containedPatient,
  type PatientName,
  patientNameOf,
  patientNamesIn,
  plainReference,
  saysPatient,
  searchedIdentifiers,
  typeInReference,
  UNRESOLVABLE,
} from './fhir-reference.ts';
import { leastLength } from './identifier-standing.ts';
import { labelledNumbers } from './labelled-number.ts';
import {
  BIRTH,
  CODE,
  NUMBER,
  PACKED,
  RESOURCE_TYPE,
  SYSTEM,
  TYPE,
  VALUE,
  VALUE_NUMBER,
  VALUE_TEXT,
  WITHIN_VALUE,
} from './member-names.ts';
import { normalIdentifier } from './normal-identifier.ts';
import { PackedTexts } from './packed-text.ts';
import { ABOUT_NUMBER, ABOUT_PERSON } from './person-label.ts';
import type { TextMemory } from './text-memory.ts';

/** Types that stand for a person. */
const PERSONS: ReadonlySet<string> = new Set(['RelatedPerson', 'Person']);
/** Types whose references are marks. */
const MARKED_TYPES: ReadonlySet<string> = new Set(['RelatedPerson', 'Person', 'Group', 'Location']);
const MARKED = /(?:^|\/)(RelatedPerson|Person|Group|Location)\/([A-Za-z0-9.-]{1,64})(?=[/?]|$)/;
const PATIENT_IN_TEXT = /\bPatient(?:\/|%2F)([A-Za-z0-9-](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9-])?)/gi;
const ABOUT_PATIENT = /(?:^|[&.])(?:(?:patient|subject|beneficiary|identifier)\b|pat(?:ient)?[_-]?(?:id|nr|no)=|mrn=)/i;
const OF_PATIENT = /^(?:(?:patient|subject|beneficiary)(?::Patient)?(?:\._id)?|pat(?:ient)?[_-]?(?:id|nr|no)|mrn)$/i;
/** What stands under a label of a person without saying that it is a number counts from this length. */
const MIN_UNSAID = 5;
const MAX_VALUE = 200;
/** What may be a number or an id: a word alone, or any text with a digit. */
const DIGIT = /\d/;
const WORD = /\d|^\S{4,}$/;
const URI = /:\/\/|^urn:/i;
const NUMBER_IN_VALUE = /[\p{L}\p{N}][\p{L}\p{N}._^/-]{3,63}/gu;
/** A reference that is an id alone; shorter ones, and short ones of digits, are the id of many a resource. */
const BARE_ID = /^(?:[A-Za-z0-9.^_-]{4,64}|(?=[A-Za-z0-9.-]*[A-Za-z])[A-Za-z0-9.-]{2,3})$/;
/** What has the form of a type and an id. */
const TYPED_ID = /^([A-Za-z]{2,40})\/([A-Za-z0-9.^_-]{2,64})$/;
const PERSON_SEARCH = /(?:^|\/)(?:RelatedPerson|Person)\?/;
const CONTACT = new Set(['phone', 'fax', 'email', 'pager', 'url', 'sms']);
/** Texts that are no longer than this may be an identifier as a whole. */
const MAX_TOKEN = 512;
/** Texts that are longer than this may be a document, as some systems write it without base64. */
const MIN_DOCUMENT = 20;
const NO_MARKS: ReadonlySet<Mark> = new Set();
/** Kinds of members of objects that may name somebody. */
const TELLING = RESOURCE_TYPE | BIRTH | VALUE | TYPE | SYSTEM;
const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const UUID_LENGTH = 36;
const HYPHEN = 0x2d;
const ASCII = /^[\x20-\x7e]*$/;
const TOKENS = /((?:https?:\/\/|urn:)[^\s|<>"']{1,200})\|([^\s<>"'|]{1,100})/gi;
const ESCAPE = /&(?:#(\d{1,6})|#x([0-9a-f]{1,5}));/gi;
const DISTINCTIVE = /^(?=.*\d)[^\s]{8,64}$/;

/** Who a resource names, besides the owner that its compartment tells. */
export class Mentions {
  /** Surely patients. */
  readonly names: PatientName[] = [];
  /** Whether it holds, or refers to, a Patient, RelatedPerson or Person. */
  person = false;
  /** Null while there are none, as in most resources. */
  #marks: Set<Mark> | null = null;
  readonly #embedded: EmbeddedPatient[] = [];
  readonly #packed = new PackedTexts();
  readonly #contained: ContainedPatients;
  readonly #maxNames: number;
  readonly #memory: TextMemory;

  /** No more than `maxNames` (and one) names are kept. */
  constructor(contained: ContainedPatients, maxNames: number, memory: TextMemory) {
    this.#contained = contained;
    this.#maxNames = maxNames;
    this.#memory = memory;
  }

  /** Whether a text has nothing to be noted, whatever else the resource holds. */
  static nameNobody(text: string, memory: TextMemory): boolean {
    const alone = new Mentions(new ContainedPatients({}), 1, memory);
    const packed = alone.#packed.within(text, false);
    alone.#read(text);
    const noted = packed.length + alone.marks.size + alone.names.length + alone.#embedded.length;
    return noted === 0 && !alone.unread && !alone.person;
  }

  /** Perhaps patients, persons or places. */
  get marks(): ReadonlySet<Mark> {
    return this.#marks ?? NO_MARKS;
  }

  /** Whether it holds what could not be read, and may name anybody. */
  get unread(): boolean {
    return this.#packed.unread || this.#packed.tooDeep;
  }

  /** Ends the reading: who hides what is said where nobody looks names somebody else, and so does a document that
   *  holds another Patient than the owner. */
  end(owners: readonly PatientName[]): void {
    if (this.#packed.tooDeep) this.#name(UNRESOLVABLE);
    if (this.#embedded.length === 0) return;
    const ids = new Set(owners.map((owner) => ('id' in owner ? owner.id : null)));
    for (const { id, identifiers } of this.#embedded) {
      if (id !== null && ids.has(normalId(id))) continue;
      if (identifiers.length > 0) this.#name({ by: 'identifier', identifiers, certain: true });
      else this.#name(id === null ? UNRESOLVABLE : { by: 'id', id: normalId(id) });
    }
  }

  /** Notes an object at any depth, whose members are of `kinds`; the resource itself excepted. */
  object(element: FhirElement, kinds: number): void {
    if ((kinds & TELLING) === 0 || element.isLink) return;
    const { object } = element;
    if ((kinds & RESOURCE_TYPE) !== 0) {
      const type = asText(object['resourceType']);
      if (type === 'Patient') this.#name(containedPatient(object));
      if (type !== null && PERSONS.has(type)) this.person = true;
    }
    if ((kinds & BIRTH) !== 0) this.birth(element);
    if ((kinds & VALUE) !== 0 && !CONTACT.has(String(object['system'])))
      this.#mark(identifierMarks(object, leastLength(element)));
    if ((kinds & TYPE) !== 0 && saysPatient(object) && isReference(object))
      for (const name of patientNamesIn(object, this.#contained)) this.#name(name);
    if ((kinds & SYSTEM) === 0 || (kinds & CODE) === 0) return;
    const { system, code } = object;
    if (typeof system === 'string' && typeof code === 'string' && !this.#memory.isTerminology(system))
      this.#identifier(system, code);
  }

  /** Notes a name that stands with a date of birth: both together are one person's. The resource itself included. */
  birth({ object, parent }: FhirElement): void {
    if (object['valueHumanName'] !== undefined) this.#mark(birthMarks(object, partsOf(parent?.object)));
    else if (object['birthDate'] !== undefined || object['bornDate'] !== undefined) this.#mark(birthMarks(object));
  }

  /** Notes the text of a Reference. */
  reference(reference: string, element: FhirElement): void {
    if (element.isLink) return;
    const type = typeInReference(reference);
    const name = patientNameOf(reference, type);
    if (name !== null) this.#name(name);
    if (type !== null && isResourceType(type) && !MARKED_TYPES.has(type)) return;
    this.#spelled(reference, name === null);
  }

  /** What else a reference names than a patient by type and id. */
  #spelled(reference: string, local: boolean): void {
    const text = plainReference(reference);
    const [, type, id] = MARKED.exec(text) ?? [];
    if (type !== undefined && id !== undefined) {
      this.#add(`${type}/${normalId(id)}`);
      if (PERSONS.has(type)) this.person = true;
    }
    if (!ASCII.test(text)) this.#add(`Patient/${normalId(text.replace(/^.*\//, ''))}`); // letters that look like others
    if (text.includes('?')) this.#search(text);
    else this.#token(text);
    if (local && type === undefined && !text.includes('?')) this.#localId(text);
  }

  /** An id alone, or behind what is no type of R4: `Pat/80002`. */
  #localId(text: string): void {
    if (BARE_ID.test(text)) return this.#bareId(text);
    const [, type = '', id = ''] = (text.includes('/') && TYPED_ID.exec(text)) || [];
    if (type !== '' && !isResourceType(type)) this.#bareId(id);
  }

  /** Notes any other text, with the name of its member and what that says. */
  text(text: string, key: string, kind: number, element: FhirElement): void {
    if (element.isLink) return;
    const isPacked = (kind & PACKED) !== 0;
    const isQuiet = !isPacked && this.#memory.isQuiet(text, Mentions.nameNobody);
    if (!isQuiet) for (const packed of this.#packed.within(text, isPacked)) this.#read(packed);
    if (!isQuiet && this.#packed.isPacking) return;
    if ((kind & NUMBER) !== 0 || (key === 'name' && element.key === 'entity')) this.#number(text);
    else if ((kind & VALUE_TEXT) !== 0 || ((kind & WITHIN_VALUE) !== 0 && element.inValue))
      this.#value(text, key, kind, element);
    if (!isQuiet) this.#read(text);
  }

  /** Notes a number without quotes, with the name of its member and what that says. */
  number(number: number, key: string, kind: number, element: FhirElement): void {
    if ((kind & NUMBER) !== 0) return this.#number(String(number));
    if ((kind & VALUE_NUMBER) === 0 && (key !== 'value' || !element.inValue)) return;
    const { unit, code } = element.object;
    if ((kind & VALUE_NUMBER) !== 0 || (unit === undefined && code === undefined))
      this.#labelled(String(number), element);
  }

  /** A bare number counts where a label says that it is a person's, and one that is long enough in any value. */
  #value(whole: string, key: string, kind: number, element: FhirElement): void {
    const text = whole.trim();
    if (text.length > MAX_VALUE || !(key.startsWith('value') ? WORD : DIGIT).test(text)) return;
    const { system } = element.object;
    if (key === 'code' && typeof system === 'string' && this.#memory.isTerminology(system)) return;
    if ((kind & VALUE_TEXT) !== 0 && DISTINCTIVE.test(text)) this.#bareId(text);
    this.#rendered(text, element);
    this.#labelled(text, element);
  }

  /** What labels, its own and those around it, say to be a person's, or to be a person's number. */
  #labelled(text: string, element: FhirElement): void {
    const { meaning } = element;
    if ((meaning & ABOUT_PERSON) === 0) return;
    const least = (meaning & ABOUT_NUMBER) === 0 ? MIN_UNSAID : USUAL.bare;
    if (text.length >= least) this.#bareId(text, least);
    if (URI.test(text)) return;
    for (const [word] of text.matchAll(NUMBER_IN_VALUE))
      if (word !== text && /\d/.test(word)) this.#mark(marksOf(null, word, { ...USUAL, bare: least }));
  }

  /** An Identifier may have its value in an extension of `_value` alone. */
  #rendered(text: string, { parent }: FhirElement): void {
    if (parent?.key !== '_value' || parent.parent === null) return;
    const { object } = parent.parent;
    this.#mark(identifierMarks({ ...object, value: text }, leastLength(parent.parent)));
  }

  /** Whatever a text names anybody by. */
  #read(text: string): void {
    if (text.length > MIN_DOCUMENT) this.#document(text);
    this.#prose(text);
    if (text.includes('&#')) this.#prose(unescaped(text));
    if (text.includes('?')) this.#search(text);
    this.#token(text);
  }

  #document(text: string): void {
    const { marks, patients } = documentIn(text);
    this.#mark(marks);
    for (const patient of patients) if (this.#embedded.length <= this.#maxNames) this.#embedded.push(patient);
  }

  /** Ids, tokens and numbers that are said to be a patient's within sentences and markup. */
  #prose(text: string): void {
    if (text.length > UUID_LENGTH && mayHoldUuid(text))
      for (const [uuid] of text.matchAll(UUIDS)) this.#add(`uuid:${uuid.toLowerCase()}`);
    if (text.includes('|'))
      for (const [, system = '', value = ''] of text.matchAll(TOKENS)) this.#identifier(system, value);
    if (maySayNumber(text)) for (const number of labelledNumbers(text)) this.#number(number);
    if (!/atient/i.test(text)) return;
    for (const [, id = ''] of text.matchAll(PATIENT_IN_TEXT)) this.#add(`Patient/${normalId(id)}`);
  }

  #identifier(system: string, value: string): void {
    const identifier = normalIdentifier(system, value);
    if (identifier !== null) this.#add(identifierMark(identifier));
  }

  #mark(marks: readonly Mark[]): void {
    for (const mark of marks) this.#add(mark);
  }

  #add(mark: Mark): void {
    this.#marks ??= new Set();
    this.#marks.add(mark);
  }

  /** A number without its system. */
  #number(value: string, least = USUAL.bare): void {
    this.#mark(marksOf(null, value.trim(), { ...USUAL, bare: least }));
  }

  /** An id, or a number, that stands where a reference does. */
  #bareId(id: string, least = USUAL.bare): void {
    this.#number(id, least);
    this.#add(`Patient/${normalId(id)}`);
  }

  #token(text: string): void {
    const uuid = uuidIn(text);
    if (uuid !== null) this.#add(`uuid:${uuid}`);
    const at = text.length > MAX_TOKEN ? -1 : text.indexOf('|');
    const identifier = at === -1 ? null : normalIdentifier(text.slice(0, at), text.slice(at + 1));
    if (identifier !== null) this.#add(identifierMark(identifier));
  }

  /** What a search looks for: an identifier, or resources of a patient. */
  #search(text: string): void {
    const at = text.length > MAX_TOKEN ? -1 : text.indexOf('?');
    if (at === -1) return;
    const query = text.slice(at + 1);
    const identifiers = searchedIdentifiers(query);
    for (const identifier of identifiers) this.#add(identifierMark(identifier));
    if (identifiers.length > 0) return;
    if (!ABOUT_PATIENT.test(query)) {
      if (PERSON_SEARCH.test(text.slice(0, at + 1))) this.#name(UNRESOLVABLE);
      return;
    }
    for (const [key, value] of new URLSearchParams(query)) {
      this.#token(value);
      if (!OF_PATIENT.test(key)) continue;
      this.#number(value);
      this.#add(`Patient/${normalId(value.replace(/^.*\//, ''))}`);
    }
  }

  #name(name: PatientName): void {
    if ('certain' in name && !name.certain) {
      if (name.by === 'uuid') this.#add(`uuid:${name.id}`);
      else for (const identifier of name.identifiers) this.#add(identifierMark(identifier));
    } else if (this.names.length <= this.#maxNames) {
      this.names.push(name);
    }
  }
}

/** Whether hyphens stand as in a UUID: an expression would read long texts many times as slowly. */
function mayHoldUuid(text: string): boolean {
  for (let at = text.indexOf('-'); at !== -1; at = text.indexOf('-', at + 1))
    if ([5, 10, 15].every((more) => text.charCodeAt(at + more) === HYPHEN)) return true;
  return false;
}

/** False for dates, codes and URLs, which most texts are. */
function maySayNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return text.includes(' ');
  return !text.startsWith('http') && !text.startsWith('urn:');
}

/** Once: what is escaped twice shows as text. */
function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, decimal?: string, hex?: string) =>
    String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)),
  );
}

/** Whether an object that has the type of a resource refers to one: other elements have a `type` too. */
function isReference(object: JsonObject): boolean {
  if (object['resourceType'] !== undefined) return false;
  return object['reference'] !== undefined || object['identifier'] !== undefined || object['display'] !== undefined;
}
