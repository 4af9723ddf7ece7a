import type { Json } from '../core/canonical.ts';
import type { JsonObject } from './fhir-json.ts';
import { bareMark, identifierMark, identifierMarks, type Mark } from './fhir-mark.ts';
import { normalIdentifier } from './normal-identifier.ts';

/** Longer ones are read no further: messages are shorter, and letters say at their beginning whose they are. */
const MAX_DATA = 512 * 1024;
const MAX_PREFIX = 256;
/** A `data:` URL that packs its text by per cent signs. */
const PLAIN_URL = /^data:(?![^,]{0,200};base64,)/i;
const DATA_URL = /^data:[^,]{0,200};base64,/i;
const BASE64 = /^[A-Za-z0-9+/_=\s-]+$/;
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

/** The text that base64 or a `data:` URL packs, or its beginning; null where it is none. */
export function embeddedText(data: string): string | null {
  if (data.length < 8) return null;
  if (PLAIN_URL.test(data)) return decoded(data.slice(data.indexOf(',') + 1, MAX_DATA));
  const packed = data
    .slice(0, MAX_DATA + MAX_PREFIX)
    .replace(DATA_URL, '')
    .slice(0, MAX_DATA);
  if (!BASE64.test(packed)) return null;
  const bytes = Buffer.from(packed, 'base64');
  const sample = bytes.subarray(0, 64);
  if (sample.toString('latin1', 0, 2) === '\xff\xfe') return bytes.toString('utf16le');
  if (sample.includes(0) || sample.toString('latin1').startsWith('%PDF')) return null;
  return bytes.toString('utf8');
}

function decoded(url: string): string {
  return url.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}

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
