import type { Json } from '../core/canonical.ts';
import type { Categories } from '../core/categories.ts';
import { isResourceType, PATIENT_PATHS } from './fhir-compartment.ts';
import { asObject, asText, type JsonObject, valuesAt } from './fhir-json.ts';
import type { SensitivityLabels } from './fhir-labels.ts';
import { type PatientName, patientNameOf, patientNamesIn } from './fhir-reference.ts';
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
      /** Patients named anywhere else. */
      readonly mentions: readonly PatientName[];
      readonly categories: Categories;
      readonly resource: JsonObject;
    };

const ID = /^[A-Za-z0-9.-]{1,64}$/;
/** What exports write beside the data: messages, which need no id. */
const WITHOUT_ID: ReadonlySet<string> = new Set(['OperationOutcome', 'Parameters', 'Bundle']);
const MAX_DEPTH = 64;
/** More names than any honest resource of one patient has. */
export const MAX_NAMES = 64;

const PATHS = new Map(
  Object.entries(PATIENT_PATHS).map(([type, paths]) => [type, paths.map((path) => path.split('.'))]),
);

interface Found {
  readonly texts: string[];
  readonly codes: string[];
  readonly mentions: PatientName[];
  references: number;
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
  const found: Found = { texts: [], codes: [], mentions: [], references: 0 };
  if (!walk(resource, found, 0)) return { ok: false, problem: `nests deeper than ${MAX_DEPTH} levels` };
  if (occurrences(text, '"reference"') > found.references)
    return { ok: false, problem: 'repeats a member "reference"' };
  const owners = type === 'Patient' ? [] : ownersOf(resource, type);
  const mentions = type === 'Patient' ? [] : found.mentions;
  const categories = labels.of(resource, type, found.texts, found.codes);
  return { ok: true, type, id: id ?? '', owners, mentions, categories, resource };
}

function ownersOf(resource: JsonObject, type: string): PatientName[] {
  const owners: PatientName[] = [];
  for (const path of PATHS.get(type) ?? []) {
    for (const element of valuesAt(resource, path)) owners.push(...patientNamesIn(element, resource));
    if (owners.length > MAX_NAMES) break;
  }
  return owners;
}

/** Gathers what labels and references there are, wherever they stand. False where it nests too deep. */
function walk(value: Json, found: Found, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    for (const member of value) {
      if (typeof member === 'object' && member !== null && !walk(member, found, depth + 1)) return false;
      if (member === 'reference') found.references++;
    }
    return true;
  }
  const object = value as JsonObject;
  for (const key in object) {
    const member = object[key];
    if (typeof member === 'string') note(key, member, object, found);
    else if (key === 'reference') found.references++;
    if (typeof member === 'object' && member !== null && !walk(member, found, depth + 1)) return false;
  }
  return true;
}

function note(key: string, member: string, object: JsonObject, found: Found): void {
  if (key === 'reference') {
    found.references++;
    const name = found.mentions.length > MAX_NAMES ? null : patientNameOf(member);
    if (name !== null) found.mentions.push(name);
  } else if (key === 'display' || key === 'text' || key === 'title' || key === 'description') {
    found.texts.push(member);
  } else if (key === 'code' && typeof object['system'] === 'string') {
    found.codes.push(`${object['system']}|${member}`);
  }
  if (member === 'reference') found.references++;
}

function parse(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text) as Json);
  } catch {
    return null;
  }
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

function otherRelease(type: string): string {
  const release = releaseOfType(type);
  return release === null ? '' : ` (FHIR ${release} has it)`;
}

function printable(text: string): string {
  return text.replace(/[^\w.-]/g, '?').slice(0, 40);
}
