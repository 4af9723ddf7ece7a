import type { Json } from '../core/canonical.ts';
import type { JsonObject } from './fhir-json.ts';
import { bareMark, identifierMark, identifierMarks, type Mark } from './fhir-mark.ts';
import { normalIdentifier } from './normal-identifier.ts';

const MAX_DEPTH = 64;
/** What any such document holds that names somebody. */
const IDENTIFYING = /MSH\||extension|value/;
/** A tag with its attributes. */
const TAG = /<[^<>]{1,1000}>/g;
const ATTRIBUTE = /\b(root|extension|value)\s{0,100}=\s{0,100}(?:"([^"<>]{1,300})"|'([^'<>]{1,300})')/g;
const SYSTEM_TAG = /^<(?:[\w-]{1,40}:)?system\s/;
const VALUE_TAG = /^<(?:[\w-]{1,40}:)?value\s/;
/** An Identifier in JSON that is no whole document: lines, or the beginning of a long one. */
const JSON_IDENTIFIER =
  /"system"\s{0,100}:\s{0,100}"([^"\\]{1,300})"\s{0,100},\s{0,100}"value"\s{0,100}:\s{0,100}"([^"\\]{1,200})"/g;
/** Patient (PID, MRG) and relatives (NK1, GT1, IN1) of an HL7 v2 message, with the fields that hold names, dates,
 *  addresses and telephones: a postal code is often somebody's number. */
const V2_PERSON: ReadonlyMap<string, readonly number[]> = new Map([
  ['PID', [5, 6, 7, 9, 11, 13, 14, 29]],
  ['MRG', [7]],
  ['NK1', [2, 4, 5, 6, 8, 9, 16, 30, 31, 32]],
  ['GT1', [3, 4, 5, 6, 7, 8, 13, 14, 17, 18]],
  ['IN1', [4, 5, 6, 7, 12, 13, 16, 18, 19, 44]],
]);

/** Marks of the identifiers in a document that stands within a resource: FHIR as JSON or XML, CDA, HL7 v2. */
export function documentMarks(text: string): Mark[] {
  if (!IDENTIFYING.test(text)) return [];
  const start = text.trimStart();
  if (/^[[{]/.test(start)) return jsonMarks(start);
  if (start.startsWith('<')) return xmlMarks(start);
  return /(?:^|[\r\n])MSH\|/.test(start) ? messageMarks(start) : [];
}

function jsonMarks(text: string): Mark[] {
  try {
    return [...marksWithin(JSON.parse(text) as Json, 0)];
  } catch {
    return [...text.matchAll(JSON_IDENTIFIER)].flatMap(([, system = '', value = '']) => marksOf(system, value));
  }
}

function* marksWithin(value: Json, depth: number): Generator<Mark> {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (!Array.isArray(value) && (value as JsonObject)['value'] !== undefined)
    yield* identifierMarks(value as JsonObject);
  for (const member of Object.values(value)) yield* marksWithin(member as Json, depth + 1);
}

/** Instance identifiers of CDA (`root` and `extension` of a tag), and Identifiers of FHIR (`system`, then `value`). */
function xmlMarks(text: string): Mark[] {
  const marks: Mark[] = [];
  let system: string | undefined;
  for (const [tag] of text.matchAll(TAG)) {
    if (tag.startsWith('</')) continue;
    const { root, extension, value } = attributesOf(tag);
    if (root !== undefined && extension !== undefined) marks.push(...marksOf(root, extension));
    if (system !== undefined && value !== undefined && VALUE_TAG.test(tag)) marks.push(...marksOf(system, value));
    system = SYSTEM_TAG.test(tag) ? value : undefined;
  }
  return marks;
}

function attributesOf(tag: string): Readonly<Record<string, string>> {
  if (!tag.includes('=')) return {};
  return Object.fromEntries([...tag.matchAll(ATTRIBUTE)].map(([, name, one, other]) => [name, one ?? other ?? '']));
}

function marksOf(system: string, value: string): Mark[] {
  const identifier = normalIdentifier(system, value);
  return identifier === null ? [] : [identifierMark(identifier)];
}

function messageMarks(text: string): Mark[] {
  return text
    .split(/[\r\n]+/)
    .flatMap((segment) => {
      const others = V2_PERSON.get(segment.slice(0, segment.indexOf('|')));
      return others === undefined ? [] : segment.split('|').filter((_, number) => !others.includes(number));
    })
    .flatMap((field) => field.split(/[~^&]/))
    .filter((component) => /\d/.test(component))
    .map(bareMark)
    .filter((mark) => mark !== null);
}
