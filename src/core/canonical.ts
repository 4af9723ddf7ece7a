import serialize from 'canonicalize';
import { type Bytes, utf8, utf8Decode } from './bytes.ts';
import { CustosError } from './errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const MAX_DEPTH = 32;

/** RFC 8785 bytes of a value. Refuses what I-JSON cannot hold (lone surrogates, NaN), integers beyond
 *  2^53 and text that is not NFC, so that equal values have equal bytes on every machine. */
export function canonicalBytes(value: Json): Bytes {
  checkValue(value, 0);
  const text = serialize(value);
  if (text === undefined) throw new CustosError('JSON_NOT_CANONICAL', 'The value has no JSON form.');
  return utf8(text);
}

/** Reads bytes that are already canonical, at most `maxBytes`. Whatever a lenient parser would let pass
 *  (duplicate keys, white space, escapes that need not be, other spellings of a number) is refused. */
export function parseCanonical(bytes: Bytes, maxBytes: number): Json {
  if (bytes.length > maxBytes) {
    throw new CustosError('INPUT_TOO_LARGE', `The JSON has ${bytes.length} bytes; at most ${maxBytes} are taken.`);
  }
  const text = utf8Decode(bytes);
  const value = parseJson(text);
  checkValue(value, 0);
  if (serialize(value) !== text) {
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

function checkValue(value: Json, depth: number): void {
  if (depth > MAX_DEPTH) throw new CustosError('JSON_NOT_CANONICAL', `The JSON nests deeper than ${MAX_DEPTH} levels.`);
  if (typeof value === 'string') return checkText(value);
  if (typeof value === 'number') return checkNumber(value);
  if (value === null || typeof value !== 'object') return;
  for (const [key, member] of Object.entries(value)) {
    checkText(key);
    if (member !== undefined) checkValue(member, depth + 1);
  }
}

function checkText(text: string): void {
  if (!text.isWellFormed() || text.normalize('NFC') !== text) {
    throw new CustosError('JSON_NOT_CANONICAL', 'The JSON holds text that is not well-formed Unicode in form NFC.');
  }
}

function checkNumber(value: number): void {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw new CustosError('JSON_NOT_CANONICAL', 'The JSON holds a number beyond 2^53.');
  }
}
