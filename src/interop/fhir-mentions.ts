import { documentMarks, embeddedText } from './embedded-document.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { identifierMark, identifierMarks, type Mark, normalId, uuidIn } from './fhir-mark.ts';
import {
  containedPatient,
  type PatientName,
  patientNameOf,
  patientNamesIn,
  plainReference,
  saysPatient,
  searchedIdentifiers,
} from './fhir-reference.ts';
import { normalIdentifier } from './normal-identifier.ts';

/** Types that stand for a person. */
const PERSONS: ReadonlySet<string> = new Set(['RelatedPerson', 'Person']);
const MARKED = /(?:^|\/)(RelatedPerson|Person|Group|Location)\/([A-Za-z0-9.-]{1,64})(?=[/?]|$)/;
const PATIENT_IN_TEXT = /\bPatient(?:\/|%2F)([A-Za-z0-9-](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9-])?)/gi;
const ABOUT_PATIENT = /(?:^|[&.])(?:patient|subject|beneficiary|identifier)\b/;
const OF_PATIENT = /^(?:patient|subject|beneficiary)(?::Patient)?(?:\._id)?$/;
/** Ends of extensions' URLs that say that their value is a person. */
const PERSON_URL =
  /patient|mother|father|parent|child|sibling|brother|sister|newborn|infant|baby|twin|spouse|partner|relative|related|guardian|guarantor|person|family|donor|recipient|subject|mrn|member/i;
const EXTENSION_TEXTS = ['valueString', 'valueId', 'valueUri', 'valueUrl', 'valueCode', 'valueMarkdown'] as const;
const CONTACT = new Set(['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other']);
/** Texts that are no longer than this may be an identifier as a whole. */
const MAX_TOKEN = 512;
/** Members that hold what base64 packs. */
const PACKED: ReadonlySet<string> = new Set(['data', 'query', 'valueBase64Binary', 'url']);
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
  readonly #resource: JsonObject;
  readonly #maxNames: number;

  /** No more than `maxNames` (and one) names are kept. */
  constructor(resource: JsonObject, maxNames: number) {
    this.#resource = resource;
    this.#maxNames = maxNames;
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
      for (const name of patientNamesIn(object, this.#resource)) this.#name(name);
    if (typeof object['url'] === 'string') this.#extension(object['url'], object);
    if (object['answer'] !== undefined || object['valueString'] !== undefined) this.#labelled(object);
    const { system, code } = object;
    if (typeof system === 'string' && typeof code === 'string' && !TERMINOLOGY.test(system))
      this.#identifier(system, code);
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
  }

  /** Notes any other text, with the name of its member. */
  text(text: string, key = ''): void {
    if (this.links) return;
    if (PACKED.has(key)) this.#embedded(text, key);
    if (NUMBERS.has(key)) this.#number(text);
    else if (isValue(key) && DISTINCTIVE.test(text.trim())) this.#number(text);
    this.#prose(text);
    if (text.includes('&#')) this.#prose(unescaped(text));
    if (text.includes('atient')) this.#search(text);
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

  #embedded(data: string, key: string): void {
    if (key === 'url' && !/^data:/i.test(data)) return;
    const text = embeddedText(data);
    if (text === null) return;
    this.text(text);
    for (const mark of documentMarks(text)) this.marks.add(mark);
  }

  #identifier(system: string, value: string): void {
    const identifier = normalIdentifier(system, value);
    if (identifier !== null) this.marks.add(identifierMark(identifier));
  }

  /** A number without its system. */
  #number(value: string): void {
    for (const mark of identifierMarks({ value: value.trim() })) this.marks.add(mark);
  }

  /** What an answer or detail about a person says, where its label says that it is about one. */
  #labelled(object: JsonObject): void {
    const label = ['linkId', 'text', 'type', 'name'].map((key) => asText(object[key]) ?? '').join(' ');
    if (!PERSON_URL.test(label)) return;
    for (const answer of [object, ...asList(object['answer']).map(asObject)])
      for (const key of [...EXTENSION_TEXTS, 'valueInteger']) {
        const value = answer?.[key];
        if (typeof value === 'string' || typeof value === 'number') this.#number(String(value));
      }
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
      if (OF_PATIENT.test(key)) this.marks.add(`Patient/${normalId(value.replace(/^.*\//, ''))}`);
    }
  }

  /** A bare number or id counts in an extension about a person, and one that is long enough in any. */
  #extension(url: string, extension: JsonObject): void {
    const aboutPerson = PERSON_URL.test(url.slice(url.lastIndexOf('/') + 1));
    for (const key of EXTENSION_TEXTS) {
      const text = asText(extension[key])?.trim();
      if (text === undefined || (!aboutPerson && !DISTINCTIVE.test(text))) continue;
      for (const mark of identifierMarks({ value: text })) this.marks.add(mark);
      this.marks.add(`Patient/${normalId(text)}`);
    }
    const number = extension['valueInteger'];
    if (aboutPerson && typeof number === 'number') this.#number(String(number));
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

function isValue(key: string): boolean {
  return key.startsWith('value') && (EXTENSION_TEXTS as readonly string[]).includes(key);
}

/** Whether an object that has the type of a resource refers to one: other elements have a `type` too. */
function isReference(object: JsonObject): boolean {
  if (object['resourceType'] !== undefined) return false;
  return object['reference'] !== undefined || object['identifier'] !== undefined || object['display'] !== undefined;
}
