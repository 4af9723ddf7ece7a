import { type Bytes, utf8, utf8Decode } from './bytes.ts';
import { CustosError } from './errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const MAX_DEPTH = 32;
/** Printable ASCII without quote and backslash: in form NFC, and written as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** RFC 8785 bytes of a value. Refuses what I-JSON cannot hold (lone surrogates, NaN), integers beyond
 *  2^53 and text that is not NFC, so that equal values have equal bytes on every machine. */
export function canonicalBytes(value: Json): Bytes {
  return utf8(canonicalText(value));
}

/** The same as text. A member's text is part of its object's. */
export function canonicalText(value: Json): string {
  return write(value, 0);
}

/** Reads bytes that are already canonical, at most `maxBytes`. Whatever a lenient parser would let pass
 *  (duplicate keys, white space, escapes that need not be, other spellings of a number) is refused. */
export function parseCanonical(bytes: Bytes, maxBytes: number): Json {
  if (bytes.length > maxBytes) {
    throw new CustosError('INPUT_TOO_LARGE', `The JSON has ${bytes.length} bytes; at most ${maxBytes} are taken.`);
  }
  const text = utf8Decode(bytes);
  const value = parseJson(text);
  if (write(value, 0) !== text) {
    throw new CustosError('JSON_NOT_CANONICAL', 'The JSON is not in canonical form (RFC 8785).');
  }
  return value;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new CustosError('JSON_NOT_CANONICAL', 'The text is not JSON.', { cause });
  }
}

/** In one pass: the gateway writes an entry and its evidence for each access. Members are sorted by UTF-16 code units;
 *  strings and numbers are as ECMAScript writes them (RFC 8785 §3.2.2). */
function write(value: Json, depth: number): string {
  if (depth > MAX_DEPTH) throw new CustosError('JSON_NOT_CANONICAL', `The JSON nests deeper than ${MAX_DEPTH} levels.`);
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') return writeNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') throw new CustosError('JSON_NOT_CANONICAL', 'The value has no JSON form.');
  if (Array.isArray(value)) return `[${value.map((member) => write(member, depth + 1)).join(',')}]`;
  return writeObject(value as { readonly [key: string]: Json | undefined }, depth);
}

function writeObject(object: { readonly [key: string]: Json | undefined }, depth: number): string {
  let text = '';
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${writeText(key)}:${write(member, depth + 1)}`;
  }
  return `{${text}}`;
}

function writeText(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed() || text.normalize('NFC') !== text) {
    throw new CustosError('JSON_NOT_CANONICAL', 'The JSON holds text that is not well-formed Unicode in form NFC.');
  }
  return JSON.stringify(text);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw new CustosError('JSON_NOT_CANONICAL', 'The JSON holds a number beyond 2^53.');
  }
  return String(value);
}
