import type { Json } from '../core/canonical.ts';
import { documentMarks } from './embedded-document.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { identifierMark, identifierMarks, type Mark, normalId, uuidIn } from './fhir-mark.ts';
import {
  type ContainedPatients,
  containedPatient,
  type PatientName,
  patientNameOf,
  patientNamesIn,
  plainReference,
  saysPatient,
  searchedIdentifiers,
} from './fhir-reference.ts';
import { normalIdentifier } from './normal-identifier.ts';
import { PackedTexts } from './packed-text.ts';

/** Types that stand for a person. */
const PERSONS: ReadonlySet<string> = new Set(['RelatedPerson', 'Person']);
const MARKED = /(?:^|\/)(RelatedPerson|Person|Group|Location)\/([A-Za-z0-9.-]{1,64})(?=[/?]|$)/;
const PATIENT_IN_TEXT = /\bPatient(?:\/|%2F)([A-Za-z0-9-](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9-])?)/gi;
const ABOUT_PATIENT = /(?:^|[&.])(?:(?:patient|subject|beneficiary|identifier)\b|pat(?:ient)?[_-]?(?:id|nr|no)=|mrn=)/i;
const OF_PATIENT = /^(?:(?:patient|subject|beneficiary)(?::Patient)?(?:\._id)?|pat(?:ient)?[_-]?(?:id|nr|no)|mrn)$/i;
/** Labels, and ends of extensions' URLs, that say that their value is a person, in English and German. */
const PERSON =
  /patient|mother|father|parent|child|sibling|brother|sister|newborn|infant|baby|twin|spouse|partner|relative|related|guardian|guarantor|person|famil|donor|recipient|subject|mrn|member|mutter|vater|eltern|kindes|s(?:ä|ae?)ugling|neugebor|geschwister|bruder|schwester|zwilling|ehe(?:mann|frau|gatt)|angeh(?:ö|oe?)rig|vormund|spender|empf(?:ä|ae?)nger|versichert/i;
const VALUE_TEXTS: ReadonlySet<string> = new Set(
  `valueString valueId valueUri valueUrl valueCode valueMarkdown valueOid valueUuid valueCanonical
  valueInteger64`.split(/\s+/),
);
/** Values that may be a person's number without quotes. */
const VALUE_NUMBERS: ReadonlySet<string> = new Set(
  'valueInteger valuePositiveInt valueUnsignedInt valueDecimal valueInteger64'.split(' '),
);
/** Members that say what a value is. */
const LABELS = ['linkId', 'text', 'type', 'name', 'code', 'category'] as const;
/** A reference that is an id alone; shorter ones are the id of many a resource. */
const BARE_ID = /^[A-Za-z0-9.^_-]{4,64}$/;
const CONTACT = new Set(['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other']);
/** Texts that are no longer than this may be an identifier as a whole. */
const MAX_TOKEN = 512;
/** Texts that are longer than this may be a document, as some systems write it without base64. */
const MIN_DOCUMENT = 20;
/** Members that hold what base64 packs. */
const PACKED: ReadonlySet<string> = new Set(['data', 'query', 'valueBase64Binary']);
/** Members that hold a person's number without its system. */
const NUMBERS: ReadonlySet<string> = new Set(['subscriberId', 'altId']);
/** Systems whose codes are never numbers of people. */
const TERMINOLOGY =
  /^(?:https?:\/\/(?:terminology\.hl7\.org|loinc\.org|snomed\.info|unitsofmeasure\.org|(?:www\.)?hl7\.org\/fhir|www\.nlm\.nih\.gov|www\.ama-assn\.org|fhir\.de\/CodeSystem)|urn:(?:iso|ietf):)/;
const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const UUID_LENGTH = 36;
const ASCII = /^[\x20-\x7e]*$/;
const TOKENS = /((?:https?:\/\/|urn:)[^\s|<>"']{1,200})\|([^\s<>"'|]{1,100})/gi;
const ESCAPE = /&(?:#(\d{1,6})|#x([0-9a-f]{1,5}));/gi;
const DISTINCTIVE = /^(?=.*\d)[^\s]{8,64}$/;

/** Who a resource names, besides the owner that its compartment tells. */
export class Mentions {
  /** Surely patients. */
  readonly names: PatientName[] = [];
  /** Perhaps patients, persons or places. */
  readonly marks = new Set<Mark>();
  /** Whether it holds, or refers to, a Patient, RelatedPerson or Person. */
  person = false;
  /** Whether what follows stands in `Patient.link`: there other Patients are other records of the same person, but a
   *  RelatedPerson is whom the Patient is to somebody else. */
  links = false;
  readonly #packed = new PackedTexts();
  readonly #contained: ContainedPatients;
  readonly #maxNames: number;

  /** No more than `maxNames` (and one) names are kept. */
  constructor(contained: ContainedPatients, maxNames: number) {
    this.#contained = contained;
    this.#maxNames = maxNames;
  }

  /** Whether it holds what could not be read, and may name anybody. */
  get unread(): boolean {
    return this.#packed.unread || this.#packed.tooDeep;
  }

  /** Ends the reading: who hides what is said where nobody looks names somebody else. */
  end(): void {
    if (this.#packed.tooDeep) this.#name({ by: 'unresolvable' });
  }

  /** Notes an object at any depth; the resource itself excepted. */
  object(object: JsonObject): void {
    if (this.links) return;
    const type = asText(object['resourceType']);
    if (type === 'Patient') this.#name(containedPatient(object));
    if (type !== null && PERSONS.has(type)) this.person = true;
    if (object['value'] !== undefined && !CONTACT.has(String(object['system'])))
      for (const mark of identifierMarks(object)) this.marks.add(mark);
    if (saysPatient(object) && isReference(object))
      for (const name of patientNamesIn(object, this.#contained)) this.#name(name);
    if (typeof object['url'] === 'string') this.#extension(object['url'], object, false);
    this.details(object);
    const { system, code } = object;
    if (typeof system === 'string' && typeof code === 'string' && !TERMINOLOGY.test(system))
      this.#identifier(system, code);
  }

  /** Notes what an object, the resource itself included, says under a label. */
  details(object: JsonObject): void {
    if (this.links) return;
    for (const key of NUMBERS) if (typeof object[key] === 'number') this.#number(String(object[key]));
    const { answer, valueString, valueInteger } = object;
    if (answer !== undefined || valueString !== undefined || valueInteger !== undefined) this.#labelled(object);
  }

  /** Notes the text of a Reference. */
  reference(reference: string): void {
    const name = this.links ? null : patientNameOf(reference);
    if (name !== null) this.#name(name);
    const text = plainReference(reference);
    const [, type, id] = MARKED.exec(text) ?? [];
    if (type !== undefined && id !== undefined) {
      this.marks.add(`${type}/${normalId(id)}`);
      if (PERSONS.has(type)) this.person = true;
    }
    if (this.links) return;
    if (!ASCII.test(text)) this.marks.add(`Patient/${normalId(text.replace(/^.*\//, ''))}`); // letters that look like others
    if (text.includes('?')) this.#search(text);
    else this.#token(text);
    if (BARE_ID.test(text)) this.#bareId(text);
  }

  /** Notes any other text, with the name of its member. */
  text(text: string, key = ''): void {
    if (this.links) return;
    for (const packed of this.#packed.within(text, PACKED.has(key))) this.#read(packed);
    if (NUMBERS.has(key)) this.#number(text);
    else if (VALUE_TEXTS.has(key) && DISTINCTIVE.test(text.trim())) this.#number(text);
    this.#read(text);
  }

  /** Whatever a text names anybody by. */
  #read(text: string): void {
    if (text.length > MIN_DOCUMENT) for (const mark of documentMarks(text)) this.marks.add(mark);
    this.#prose(text);
    if (text.includes('&#')) this.#prose(unescaped(text));
    if (text.includes('?')) this.#search(text);
    this.#token(text);
  }

  /** Ids and tokens within sentences and markup; numbers alone are none there. */
  #prose(text: string): void {
    if (text.length > UUID_LENGTH && text.includes('-'))
      for (const [uuid] of text.matchAll(UUIDS)) this.marks.add(`uuid:${uuid.toLowerCase()}`);
    if (text.includes('|'))
      for (const [, system = '', value = ''] of text.matchAll(TOKENS)) this.#identifier(system, value);
    if (!text.includes('atient')) return;
    for (const [, id = ''] of text.matchAll(PATIENT_IN_TEXT)) this.marks.add(`Patient/${normalId(id)}`);
  }

  #identifier(system: string, value: string): void {
    const identifier = normalIdentifier(system, value);
    if (identifier !== null) this.marks.add(identifierMark(identifier));
  }

  /** A number without its system. */
  #number(value: string): void {
    for (const mark of identifierMarks({ value: value.trim() })) this.marks.add(mark);
  }

  /** An id, or a number, that stands where a reference does. */
  #bareId(id: string): void {
    this.#number(id);
    this.marks.add(`Patient/${normalId(id)}`);
  }

  /** What an answer or detail about a person says, where its label says that it is about one. */
  #labelled(object: JsonObject): void {
    const labels = LABELS.flatMap((key) => asList(object[key]).flatMap(wordsIn));
    if (!labels.some((label) => PERSON.test(label))) return;
    for (const answer of [object, ...asList(object['answer']).map(asObject)])
      for (const value of [...textsIn(answer), ...numbersIn(answer)]) this.#number(value);
  }

  #token(text: string): void {
    const uuid = uuidIn(text);
    if (uuid !== null) this.marks.add(`uuid:${uuid}`);
    const at = text.length > MAX_TOKEN ? -1 : text.indexOf('|');
    const identifier = at === -1 ? null : normalIdentifier(text.slice(0, at), text.slice(at + 1));
    if (identifier !== null) this.marks.add(identifierMark(identifier));
  }

  /** What a search looks for: an identifier, or resources of a patient. */
  #search(text: string): void {
    const at = text.length > MAX_TOKEN ? -1 : text.indexOf('?');
    if (at === -1) return;
    const query = text.slice(at + 1);
    const identifiers = searchedIdentifiers(query);
    for (const identifier of identifiers) this.marks.add(identifierMark(identifier));
    if (identifiers.length > 0 || !ABOUT_PATIENT.test(query)) return;
    for (const [key, value] of new URLSearchParams(query)) {
      this.#token(value);
      if (!OF_PATIENT.test(key)) continue;
      this.#number(value);
      this.marks.add(`Patient/${normalId(value.replace(/^.*\//, ''))}`);
    }
  }

  /** A bare number or id counts in an extension about a person and in what that one holds, and one that is long enough
   *  in any. */
  #extension(url: string, extension: JsonObject, within: boolean): void {
    const aboutPerson = within || PERSON.test(/(?:[^/]*\/)?[^/]*$/.exec(url.replace(/\/$/, ''))?.[0] ?? '');
    for (const value of textsIn(extension)) {
      const text = value.trim();
      if (aboutPerson || DISTINCTIVE.test(text)) this.#bareId(text);
    }
    if (!aboutPerson) return;
    for (const number of numbersIn(extension)) this.#number(number);
    for (const one of asList(extension['extension']).map(asObject))
      if (typeof one?.['url'] === 'string') this.#extension(one['url'], one, true);
  }

  #name(name: PatientName): void {
    if ('certain' in name && !name.certain) {
      if (name.by === 'uuid') this.marks.add(`uuid:${name.id}`);
      else for (const identifier of name.identifiers) this.marks.add(identifierMark(identifier));
    } else if (this.names.length <= this.#maxNames) {
      this.names.push(name);
    }
  }
}

/** Once: what is escaped twice shows as text. */
function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, decimal?: string, hex?: string) =>
    String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)),
  );
}

/** The words of a label: a text, or what a CodeableConcept or Coding says. */
function wordsIn(label: Json): string[] {
  const concept = asObject(label);
  if (concept === null) return typeof label === 'string' ? [label] : [];
  const texts = [concept, ...asList(concept['coding']).map(asObject)];
  return texts
    .flatMap((one) => [asText(one?.['text']), asText(one?.['display']), asText(one?.['code'])])
    .filter((text) => text !== null);
}

function textsIn(element: JsonObject | null): string[] {
  return valuesIn(element, VALUE_TEXTS).filter((value) => typeof value === 'string');
}

/** Numbers that stand without quotes, as texts. */
function numbersIn(element: JsonObject | null): string[] {
  return valuesIn(element, VALUE_NUMBERS).flatMap((value) => (typeof value === 'number' ? [String(value)] : []));
}

function valuesIn(element: JsonObject | null, members: ReadonlySet<string>): Json[] {
  const values: Json[] = [];
  for (const key in element) {
    const value = members.has(key) ? element[key] : undefined;
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** Whether an object that has the type of a resource refers to one: other elements have a `type` too. */
function isReference(object: JsonObject): boolean {
  if (object['resourceType'] !== undefined) return false;
  return object['reference'] !== undefined || object['identifier'] !== undefined || object['display'] !== undefined;
}
