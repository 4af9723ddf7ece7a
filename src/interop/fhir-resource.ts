import type { Json } from '../core/canonical.ts';
import type { Categories } from '../core/categories.ts';
import { birthMarks } from './birth-mark.ts';
import { isResourceType, PATIENT_PATHS, STAFF_TYPES } from './fhir-compartment.ts';
import { FhirElement, isValue } from './fhir-element.ts';
import { asList, asObject, asText, type JsonObject, valuesAt } from './fhir-json.ts';
import { codeInText, isTelling, LabelSum, type SensitivityLabels } from './fhir-labels.ts';
import { handlesOf, type Mark, normalId } from './fhir-mark.ts';
import { Mentions } from './fhir-mentions.ts';
import { PEOPLE } from './fhir-person.ts';
import { isOwnNumber } from './fhir-record-number.ts';
import { ContainedPatients, type PatientName, patientNamesIn } from './fhir-reference.ts';
import { labelHandles, referredMark } from './fhir-referred.ts';
import { releaseOfType } from './fhir-release.ts';
import { KnownCodings } from './known-codings.ts';
import {
  ADDRESSEE,
  CODE,
  CONFIDENTIALITY,
  CONTENT_TYPE,
  DIAGNOSIS,
  DISPLAY,
  OTHER,
  PROSE,
  REFERENCE,
  SECURITY,
  SYSTEM,
  UNIT,
  VALUE,
} from './member-names.ts';
import { TextMemory } from './text-memory.ts';

/** What a line of an export says of itself. */
export type ParsedResource =
  | { readonly ok: false; readonly problem: string }
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
      /** What it refers to by type and id, and what others name it by where its labels pass to them. */
      readonly referred: ReadonlySet<Mark>;
      readonly labelHandles: readonly Mark[];
      /** Whether it holds, or refers to, a Patient, RelatedPerson or Person. */
      readonly person: boolean;
      /** Whether it holds what nobody could read, as pictures and archives, and that may name anybody. */
      readonly unread: boolean;
      readonly categories: Categories;
      /** Whether it is marked as restricted without saying why; then it bears every sensitive category. */
      readonly restricted: boolean;
      readonly resource: JsonObject;
    };

/** What is wrong with a line that may be no FHIR at all. */
export const NO_TYPE = 'has no resourceType';
const CONFIDENTIALITY_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
/** Types whose `code` is a diagnosis. */
const DIAGNOSED: ReadonlySet<string> = new Set('Condition ClinicalImpression DetectedIssue Flag'.split(' '));
/** Types that are no matter of a patient: rooms, wares and doses have codes that look like diagnoses. */
const THINGS: ReadonlySet<string> = new Set(
  `Device DeviceDefinition Endpoint HealthcareService Location Medication Organization Practitioner PractitionerRole
  Specimen Substance`.split(/\s+/),
);
const ID = /^[A-Za-z0-9.-]{1,64}$/;
const SPACE = 0x20;
const COLON = 0x3a;
const QUOTE = 0x22;
/** What ends a name, and neither begins a text nor escapes its quote. */
const IN_NAME = Uint8Array.from({ length: 128 }, (_, code) => Number(/\w/.test(String.fromCharCode(code))));
const BACKSLASH = 0x5c;
/** What exports write beside the data: messages, which need no id. */
const WITHOUT_ID: ReadonlySet<string> = new Set(['OperationOutcome', 'Parameters', 'Bundle']);
const MAX_DEPTH = 64;
/** More names than any honest resource of one patient has. */
export const MAX_NAMES = 64;
/** What labels of confidentiality are called, in seven languages. */
const RESTRICTED =
  /\b(?:restricted|vertraulich|gesperrt|eingeschr(?:ä|ae)nkt|restreinte?|restringid[oa]|riservat[oa]|beperkt|restrit[oa])\b/i;
/** Elements that say whom a resource is about; the others of a compartment say who took part. */
const ABOUT: ReadonlySet<string> = new Set(['subject', 'patient', 'beneficiary', 'individual', 'candidate']);
/** Types that say of somebody else than their patient when that one was born. */
const RELATIVES: ReadonlySet<string> = new Set(['RelatedPerson', 'Person', 'FamilyMemberHistory']);
/** Types that others name, and are looked for when all is read. */
const NAMED_TYPES: ReadonlySet<string> = new Set(['Patient', 'RelatedPerson', 'Person', 'Group', 'Location']);

const PATHS = new Map(
  Object.entries(PATIENT_PATHS).map(([type, paths]) => [
    type,
    paths.map((path) => ({ path: path.split('.'), isAbout: ABOUT.has(path) })),
  ]),
);

const NONE: readonly JsonObject[] = [];
const NO_MARKS: ReadonlySet<Mark> = new Set();

interface Found {
  readonly labels: LabelSum;
  /** Whether codes tell by their form what they are. */
  readonly telling: boolean;
  /** Null while there is none. */
  referred: Set<Mark> | null;
  readonly mentions: Mentions;
  readonly memory: TextMemory;
  readonly codings: KnownCodings;
  members: number;
}

/** Reads one line. `text` is what `Buffer.toString` gave for valid UTF-8. What `labels`, `memory` and `codings` remember of
 *  other lines makes it faster, and no different. */
export function readResource(
  text: string,
  labels: SensitivityLabels,
  memory = new TextMemory(),
  codings = new KnownCodings(labels, memory),
): ParsedResource {
  const resource = parse(text);
  if (resource === null) return { ok: false, problem: 'is no JSON object' };
  const type = asText(resource['resourceType']);
  if (type === null) return { ok: false, problem: NO_TYPE };
  if (!isResourceType(type))
    return { ok: false, problem: `is of the type "${printable(type)}", which R4 does not have${otherRelease(type)}` };
  const id = asText(resource['id']);
  const needsId = !WITHOUT_ID.has(type) || id !== null;
  if (needsId && (id === null || !ID.test(id))) return { ok: false, problem: 'has no valid id' };
  const contained = new ContainedPatients(resource);
  const found: Found = {
    labels: new LabelSum(labels),
    telling: !THINGS.has(type),
    referred: null,
    mentions: new Mentions(contained, MAX_NAMES, memory),
    memory,
    codings,
    members: 0,
  };
  if (!walk(resource, found, 0, '', null, false))
    return { ok: false, problem: `nests deeper than ${MAX_DEPTH} levels` };
  if (membersIn(text) !== found.members) return { ok: false, problem: 'repeats a member of an object' };
  const owners = ownersOf(resource, type, contained);
  found.mentions.end(type === 'Patient' && id !== null ? [{ by: 'id', id: normalId(id) }] : owners);
  const { names: mentions, marks, person, unread } = found.mentions;
  const identifiers = resource['identifier'] === undefined ? NONE : identifiersOf(resource, type);
  const handles = NAMED_TYPES.has(type) && id !== null ? handlesOf(type, id, identifiers) : [];
  if (type === 'Patient') handles.push(...birthMarks(resource));
  const { categories, restricted } = found.labels.of(resource, type);
  return {
    ok: true,
    type,
    id: id ?? '',
    owners,
    mentions,
    marks,
    handles,
    referred: found.referred ?? NO_MARKS,
    labelHandles: labelHandles(type, id ?? '', identifiers, categories),
    person,
    unread,
    categories,
    restricted,
    resource,
  };
}

function identifiersOf(resource: JsonObject, type: string): readonly JsonObject[] {
  return asList(resource['identifier'])
    .map(asObject)
    .filter((one) => one !== null && (type !== 'Patient' || isOwnNumber(one))) as JsonObject[];
}

/** Whoever took part in a resource owns it only where nothing says whom it is about: a Condition of a child that its
 *  mother reported is not hers because the child is unknown. */
function ownersOf(resource: JsonObject, type: string, contained: ContainedPatients): PatientName[] {
  const [about, others]: [PatientName[], PatientName[]] = [[], []];
  let isAboutSomebody = false;
  for (const { path, isAbout } of PATHS.get(type) ?? []) {
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
function walk(
  value: Json,
  found: Found,
  depth: number,
  key: string,
  parent: FhirElement | null,
  diagnosis: boolean,
): boolean {
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return parent === null || walkList(value, found, depth, key, parent, diagnosis);
  const object = value as JsonObject;
  let kinds = 0;
  let members = 0;
  for (const name in object) {
    kinds |= found.memory.kindOf(name);
    members++;
  }
  found.members += members;
  const isCoding = (kinds & (OTHER | SYSTEM | CODE)) === (SYSTEM | CODE);
  if (isCoding && parent !== null && isKnown(object, kinds, found, parent.inValue || isValue(key), diagnosis))
    return true;
  const element = new FhirElement(object, key, parent);
  if (depth > 0) found.mentions.object(element, kinds);
  else if (RELATIVES.has(String(object['resourceType']))) found.mentions.birth(element);
  for (const name in object) {
    const member = object[name];
    const kind = found.memory.kindOf(name);
    if ((kind & SECURITY) !== 0) noteSecurity(member, found);
    if (typeof member === 'string') {
      if (depth > 0 || name !== 'id') note(name, kind, member, element, found, object, kinds);
      if (name === 'code') noteCode(object, member, found, diagnosis);
      if ((kind & CONFIDENTIALITY) !== 0) found.labels.code(`${CONFIDENTIALITY_SYSTEM}|${member}`);
    } else if (typeof member === 'number') {
      found.mentions.number(member, name, kind, element);
      if (name === 'code') noteCode(object, String(member), found, diagnosis);
    } else if (typeof member === 'object' && member !== null) {
      const within = diagnosis || (kind & DIAGNOSIS) !== 0 || (name === 'code' && isDiagnosed(object));
      if (!walk(member, found, depth + 1, name, element, within)) return false;
    }
  }
  return true;
}

/** Whether a Coding, or a Quantity of a system, is one that names nobody, and whose labels are known; then they are
 *  noted. */
function isKnown(object: JsonObject, kinds: number, found: Found, inValue: boolean, diagnosis: boolean): boolean {
  const { system, code, display = '' } = object;
  if (typeof system !== 'string' || typeof code !== 'string' || typeof display !== 'string') return false;
  if ((kinds & (VALUE | UNIT)) !== 0) return isKnownQuantity(object, kinds, found, system, code);
  const known = found.codings.coding(system, code, display);
  if (known === null || (known.numbered && inValue)) return false;
  found.labels.labels(known.labels);
  if (found.telling) found.labels.add(diagnosis ? known.diagnosis : known.form);
  return true;
}

function isKnownQuantity(object: JsonObject, kinds: number, found: Found, system: string, code: string): boolean {
  const { value, unit = '' } = object;
  if ((kinds & DISPLAY) !== 0 || typeof unit !== 'string' || (value !== undefined && typeof value !== 'number'))
    return false;
  const known = found.codings.quantity(system, code, unit);
  if (known !== null) found.labels.labels(known.labels);
  return known !== null;
}

function walkList(
  list: readonly Json[],
  found: Found,
  depth: number,
  key: string,
  parent: FhirElement,
  diagnosis: boolean,
): boolean {
  const kind = found.memory.kindOf(key);
  for (const member of list) {
    if (typeof member === 'string') note(key, kind, member, parent, found, null, 0);
    else if (typeof member === 'number') found.mentions.number(member, key, kind, parent);
    else if (typeof member === 'object' && member !== null && !walk(member, found, depth + 1, key, parent, diagnosis))
      return false;
  }
  return true;
}

/** Old systems write codes without quotes, and what should be one as a list. Units of measure are no diagnoses. */
function noteCode(object: JsonObject, code: string, found: Found, diagnosis: boolean): void {
  const system = object['system'];
  if (typeof system === 'string') found.labels.code(`${system}|${code}`);
  else for (const one of asList(system)) if (typeof one === 'string') found.labels.code(`${one}|${code}`);
  if (!found.telling || !isTelling(code) || object['value'] !== undefined || object['unit'] !== undefined) return;
  for (const one of system === undefined ? [''] : asList(system))
    found.labels.form(`${asText(one) ?? ''}|${code}`, diagnosis);
}

function isDiagnosed(object: JsonObject): boolean {
  const type = asText(object['resourceType']);
  return type !== null && DIAGNOSED.has(type);
}

/** Security labels count in any system, without one, and by what they say in words. */
function noteSecurity(labels: Json | undefined, found: Found): void {
  for (const label of asList(labels)) {
    if (typeof label === 'string') found.labels.security(`|${label}`);
    const concept = asObject(label);
    for (const coding of [concept, ...asList(concept?.['coding']).map(asObject)]) {
      const code = asText(coding?.['code']);
      const systems = coding?.['system'] === undefined ? [''] : asList(coding['system']);
      if (code !== null) for (const system of systems) found.labels.security(`${asText(system) ?? ''}|${code}`);
      for (const said of [code, coding?.['display'], coding?.['text']]) {
        if (typeof said !== 'string') continue;
        found.labels.text(said);
        if (RESTRICTED.test(said)) found.labels.security('|R');
      }
    }
  }
}

/** What institutions, services, medicines and devices are called says what they are for; their `alias` is a list. */
function isName(key: string, object: JsonObject | null): boolean {
  if (key === 'alias') return true;
  if (key !== 'name' || object === null) return false;
  const type = asText(object['resourceType']);
  return type === null ? object['type'] !== undefined : !PEOPLE.has(type) && !STAFF_TYPES.has(type);
}

/** `object` is what holds the member, whose members are of `kinds`; null where it is one of a list. What people and
 *  streets are called says nothing of their health. */
function note(
  key: string,
  kind: number,
  text: string,
  element: FhirElement,
  found: Found,
  object: JsonObject | null,
  kinds: number,
): void {
  if ((kind & REFERENCE) !== 0) {
    const mark = referredMark(text, object ?? {});
    if (mark !== null) found.referred = (found.referred ?? new Set<Mark>()).add(mark);
    return found.mentions.reference(text, element);
  }
  found.mentions.text(text, key, kind, element);
  if ((kind & CONTENT_TYPE) !== 0) found.labels.mediaType(text);
  const isProse = (kind & PROSE) !== 0;
  const code = key === 'valueCode' || isProse ? codeInText(text) : null;
  if (code !== null) found.labels.code(code);
  if (isName(key, object) || (isProse && (kinds & ADDRESSEE) === 0)) found.labels.text(text);
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
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    const before = text.charCodeAt(at - 1);
    if (before === QUOTE) {
      if (IN_NAME[text.charCodeAt(at - 2)] !== 1) return membersByStrings(text);
      count++;
    } else if (before <= SPACE) return membersByStrings(text);
  }
  return count;
}

/** The same, whatever stands in names, in texts and between both: string by string. */
function membersByStrings(text: string): number {
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
