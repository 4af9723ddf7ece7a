import type { Json } from '../core/canonical.ts';
import type { JsonObject } from './fhir-json.ts';
import { bareMark, identifierMark, identifierMarks, type Mark } from './fhir-mark.ts';
import { normalIdentifier } from './normal-identifier.ts';

/** Longer ones are read no further: messages and letters are shorter, and pictures say nothing here. */
const MAX_DATA = 512 * 1024;
const DATA_URL = /^data:[^,]{0,200};base64,/i;
const BASE64 = /^[A-Za-z0-9+/_=\s-]+$/;
const MAX_DEPTH = 64;
/** `root` and `extension` of an instance identifier (CDA), and `system` and `value` (FHIR as XML), in either order. */
const XML_IDENTIFIERS = [
  /\broot\s*=\s*["']([^"'<>]{1,200})["']\s+extension\s*=\s*["']([^"'<>]{1,200})["']/g,
  /<system\s+value\s*=\s*["']([^"'<>]{1,300})["']\s*\/>\s*<value\s+value\s*=\s*["']([^"'<>]{1,200})["']/g,
] as const;
const XML_TURNED = /\bextension\s*=\s*["']([^"'<>]{1,200})["']\s+root\s*=\s*["']([^"'<>]{1,200})["']/g;
/** Patient (PID, MRG) and relatives (NK1, GT1, IN1) of an HL7 v2 message. */
const V2_PERSON = /^(?:PID|MRG|NK1|GT1|IN1)\|/;

/** The text that base64 or a `data:` URL packs; null where it is none, is too long or is no text. */
export function embeddedText(data: string): string | null {
  if (data.length < 8 || data.length > MAX_DATA) return null;
  const packed = data.replace(DATA_URL, '');
  if (!BASE64.test(packed)) return null;
  const bytes = Buffer.from(packed, 'base64');
  const sample = bytes.subarray(0, 64);
  if (sample.includes(0) || sample.toString('latin1').startsWith('%PDF')) return null;
  return bytes.toString('utf8');
}

/** Marks of the identifiers in a document that stands within a resource: FHIR as JSON or XML, CDA, HL7 v2. */
export function documentMarks(text: string): Mark[] {
  const start = text.trimStart();
  if (/^[[{]/.test(start)) return jsonMarks(start);
  if (start.startsWith('<')) return xmlMarks(start);
  return /(?:^|[\r\n])MSH\|/.test(start) ? messageMarks(start) : [];
}

function jsonMarks(text: string): Mark[] {
  try {
    return [...marksWithin(JSON.parse(text) as Json, 0)];
  } catch {
    return [];
  }
}

function* marksWithin(value: Json, depth: number): Generator<Mark> {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (!Array.isArray(value) && (value as JsonObject)['value'] !== undefined)
    yield* identifierMarks(value as JsonObject);
  for (const member of Object.values(value)) yield* marksWithin(member as Json, depth + 1);
}

function xmlMarks(text: string): Mark[] {
  const pairs = XML_IDENTIFIERS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, root, value]) => [root, value]),
  );
  const turned = [...text.matchAll(XML_TURNED)].map(([, value, root]) => [root, value]);
  return [...pairs, ...turned].flatMap(([root = '', value = '']) => {
    const identifier = normalIdentifier(root, value);
    return identifier === null ? [] : [identifierMark(identifier)];
  });
}

function messageMarks(text: string): Mark[] {
  return text
    .split(/[\r\n]+/)
    .filter((segment) => V2_PERSON.test(segment))
    .flatMap((segment) => segment.split(/[|~^&]/))
    .filter((component) => /\d/.test(component))
    .map(bareMark)
    .filter((mark) => mark !== null);
}
