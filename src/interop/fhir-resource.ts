import type { Json } from '../core/canonical.ts';
import { type Categories, HL7_SENSITIVITY } from '../core/categories.ts';
import { birthMarks } from './birth-mark.ts';
import { isResourceType, PATIENT_PATHS } from './fhir-compartment.ts';
import { FhirElement } from './fhir-element.ts';
import { asList, asObject, asText, type JsonObject, valuesAt } from './fhir-json.ts';
import type { SensitivityLabels } from './fhir-labels.ts';
import { handlesOf, type Mark, normalId } from './fhir-mark.ts';
import { Mentions } from './fhir-mentions.ts';
import { isOwnNumber } from './fhir-record-number.ts';
import { ContainedPatients, type PatientName, patientNamesIn } from './fhir-reference.ts';
import { releaseOfType } from './fhir-release.ts';

/** What a line of an export says of itself. */
export type ParsedResource =
  | { readonly ok: false; readonly problem: string; readonly notFhir?: true }
  | {
      readonly ok: true;
      readonly type: string;
      /** Empty for a message that has none. */
      readonly id: string;
      /** Patients named where the compartment looks. */
      readonly owners: readonly PatientName[];
      /** Surely patients, wherever they are named. */
      readonly mentions: readonly PatientName[];
      /** Perhaps patients, persons or places, wherever they are named. */
      readonly marks: ReadonlySet<Mark>;
      /** Marks by which others may name this resource. */
      readonly handles: readonly Mark[];
      /** Whether it holds, or refers to, a Patient, RelatedPerson or Person. */
      readonly person: boolean;
      /** Whether it holds what nobody could read, as pictures and archives, and that may name anybody. */
      readonly unread: boolean;
      readonly categories: Categories;
      /** Whether it is marked as restricted without saying why; then it bears every sensitive category. */
      readonly restricted: boolean;
      readonly resource: JsonObject;
    };

const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
/** A code that has the form of one of ICD-10, wherever no system is named. */
const ICD_CODE = /^\s*[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}\s*$/i;
const ID = /^[A-Za-z0-9.-]{1,64}$/;
/** The same as a text, with the certainty that German systems append. */
const ICD_TEXT = /^\s*([A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4})[+*!#]?(?:\s+[AGVZ])?\s*$/i;
const SPACE = 0x20;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
/** What exports write beside the data: messages, which need no id. */
const WITHOUT_ID: ReadonlySet<string> = new Set(['OperationOutcome', 'Parameters', 'Bundle']);
const MAX_DEPTH = 64;
/** More names than any honest resource of one patient has. */
export const MAX_NAMES = 64;
/** Names of elements that people or machines write sentences into. */
const PROSE =
  /^(?:display|div|title|topic|summary|details?|description|conclusion|comments?|reason|instructions?|answerString)$|(?:text|String|Markdown|Instruction|Description|Interpretation)$/i;
const ADDRESSEE = ['family', 'given', 'line', 'city', 'postalCode'] as const;
/** Elements that say whom a resource is about; the others of a compartment say who took part. */
const ABOUT: ReadonlySet<string> = new Set(['subject', 'patient', 'beneficiary', 'individual', 'candidate']);
/** Types that say of somebody else than their patient when that one was born. */
const RELATIVES: ReadonlySet<string> = new Set(['RelatedPerson', 'Person', 'FamilyMemberHistory']);
/** Types that others name, and are looked for when all is read. */
const NAMED_TYPES: ReadonlySet<string> = new Set(['Patient', 'RelatedPerson', 'Person', 'Group', 'Location']);

const PATHS = new Map(
  Object.entries(PATIENT_PATHS).map(([type, paths]) => [type, paths.map((path) => path.split('.'))]),
);

interface Found {
  readonly texts: string[];
  readonly codes: string[];
  readonly mediaTypes: string[];
  readonly mentions: Mentions;
  members: number;
}

/** Reads one line. `text` is what `Buffer.toString` gave for valid UTF-8. */
export function readResource(text: string, labels: SensitivityLabels): ParsedResource {
  const resource = parse(text);
  if (resource === null) return { ok: false, problem: 'is no JSON object' };
  const type = asText(resource['resourceType']);
  if (type === null) return { ok: false, problem: 'has no resourceType', notFhir: true };
  if (!isResourceType(type))
    return { ok: false, problem: `is of the type "${printable(type)}", which R4 does not have${otherRelease(type)}` };
  const id = asText(resource['id']);
  const needsId = !WITHOUT_ID.has(type) || id !== null;
  if (needsId && (id === null || !ID.test(id))) return { ok: false, problem: 'has no valid id' };
  const contained = new ContainedPatients(resource);
  const found: Found = {
    texts: [],
    codes: [],
    mediaTypes: [],
    mentions: new Mentions(contained, MAX_NAMES),
    members: 0,
  };
  if (!walk(resource, found, 0, '', null)) return { ok: false, problem: `nests deeper than ${MAX_DEPTH} levels` };
  if (membersIn(text) !== found.members) return { ok: false, problem: 'repeats a member of an object' };
  const owners = ownersOf(resource, type, contained);
  found.mentions.end(type === 'Patient' && id !== null ? [{ by: 'id', id: normalId(id) }] : owners);
  const { names: mentions, marks, person, unread } = found.mentions;
  const identifiers = asList(resource['identifier'])
    .map(asObject)
    .filter((one) => one !== null && (type !== 'Patient' || isOwnNumber(one))) as JsonObject[];
  const handles = NAMED_TYPES.has(type) && id !== null ? handlesOf(type, id, identifiers) : [];
  if (type === 'Patient') handles.push(...birthMarks(resource));
  const { categories, restricted } = labels.of(resource, type, found);
  const said = { owners, mentions, marks, handles, person, unread, categories, restricted };
  return { ok: true, type, id: id ?? '', ...said, resource };
}

/** Whoever took part in a resource owns it only where nothing says whom it is about: a Condition of a child that its
 *  mother reported is not hers because the child is unknown. */
function ownersOf(resource: JsonObject, type: string, contained: ContainedPatients): PatientName[] {
  const [about, others]: [PatientName[], PatientName[]] = [[], []];
  let isAboutSomebody = false;
  for (const path of PATHS.get(type) ?? []) {
    const isAbout = ABOUT.has(path.join('.'));
    for (const element of valuesAt(resource, path)) {
      isAboutSomebody ||= isAbout;
      (isAbout ? about : others).push(...patientNamesIn(element, contained));
    }
    if (about.length + others.length > MAX_NAMES) break;
  }
  if (isAboutSomebody && about.length === 0) return [];
  if (about.length + others.length === 1) return [...about, ...others];
  return [...about.map((name) => ('certain' in name ? { ...name, certain: true } : name)), ...others];
}

/** Gathers what labels and references there are, wherever they stand. False where it nests too deep. */
function walk(value: Json, found: Found, depth: number, key: string, parent: FhirElement | null): boolean {
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return parent === null || walkList(value, found, depth, key, parent);
  const object = value as JsonObject;
  const element = new FhirElement(object, key, parent);
  if (depth > 0) found.mentions.object(element);
  else if (RELATIVES.has(String(object['resourceType']))) found.mentions.birth(element);
  for (const name in object) {
    found.members++;
    const member = object[name];
    if (name === 'security' || name === 'securityLabel') noteSecurity(member, found);
    if (typeof member === 'string') {
      if (depth > 0 || name !== 'id') note(name, member, element, found, isNameOrAddress);
      if (name === 'code' && object['system'] !== undefined) noteCode(object['system'], member, found);
      else if (name === 'code' && ICD_CODE.test(member)) found.codes.push(`icd-10|${member}`);
      if (name === 'confidentiality') found.codes.push(`${CONFIDENTIALITY}|${member}`);
    } else if (typeof member === 'number') {
      found.mentions.number(member, name, element);
      if (name === 'code') noteCode(object['system'], String(member), found);
    } else if (typeof member === 'object' && member !== null && !walk(member, found, depth + 1, name, element))
      return false;
  }
  return true;
}

function walkList(list: readonly Json[], found: Found, depth: number, key: string, parent: FhirElement): boolean {
  for (const member of list) {
    if (typeof member === 'string') note(key, member, parent, found, never);
    else if (typeof member === 'number') found.mentions.number(member, key, parent);
    else if (typeof member === 'object' && member !== null && !walk(member, found, depth + 1, key, parent))
      return false;
  }
  return true;
}

/** Old systems write codes without quotes, and what should be one as a list. */
function noteCode(system: Json | undefined, code: string, found: Found): void {
  for (const one of asList(system)) if (typeof one === 'string') found.codes.push(`${one}|${code}`);
}

/** Security labels count without their system too. */
function noteSecurity(labels: Json | undefined, found: Found): void {
  for (const label of asList(labels).map(asObject)) {
    for (const coding of [label, ...asList(label?.['coding']).map(asObject)]) {
      const code = asText(coding?.['code']);
      if (code === null || coding?.['system'] !== undefined) continue;
      found.codes.push(`${HL7_SENSITIVITY}|${code}`, `${CONFIDENTIALITY}|${code}`);
    }
  }
}

/** What people and streets are called says nothing of their health. */
function isNameOrAddress(object: JsonObject): boolean {
  return ADDRESSEE.some((name) => object[name] !== undefined);
}

function never(): boolean {
  return false;
}

function note(
  key: string,
  text: string,
  element: FhirElement,
  found: Found,
  isAddressee: (object: JsonObject) => boolean,
): void {
  if (key === 'reference') return found.mentions.reference(text, element);
  found.mentions.text(text, key, element);
  if (key === 'contentType') found.mediaTypes.push(text);
  const icd = key === 'valueCode' || PROSE.test(key) ? ICD_TEXT.exec(text) : null;
  if (icd !== null) found.codes.push(`icd-10|${icd[1]}`);
  if (PROSE.test(key) && !isAddressee(element.object)) found.texts.push(text);
}

function parse(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text) as Json);
  } catch {
    return null;
  }
}

/** How many members all objects of a valid JSON text have, each as often as it stands there. */
function membersIn(text: string): number {
  let count = 0;
  for (let open = text.indexOf('"'); open !== -1; ) {
    let close = text.indexOf('"', open + 1);
    if (text.charCodeAt(close - 1) === BACKSLASH) while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
    let next = close + 1;
    while (text.charCodeAt(next) <= SPACE) next++;
    if (text.charCodeAt(next) === COLON) count++;
    open = text.indexOf('"', next);
  }
  return count;
}

/** Whether an odd number of backslashes stands before the quote. */
function isEscaped(text: string, quote: number): boolean {
  let at = quote;
  while (text.charCodeAt(at - 1) === BACKSLASH) at--;
  return (quote - at) % 2 === 1;
}

function otherRelease(type: string): string {
  const release = releaseOfType(type);
  return release === null ? '' : ` (FHIR ${release} has it)`;
}

function printable(text: string): string {
  return text.replace(/[^\w.-]/g, '?').slice(0, 40);
}
