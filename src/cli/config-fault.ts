import type { z } from 'zod';
import { didYouMean } from '../core/nearest-name.ts';

/** What is wrong with the bytes of a JSON file that people edit, in words; undefined where they are JSON. */
export function textFault(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'is empty. Put it back from a backup.';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return 'begins with a byte order mark. Save it as UTF-8 without one.';
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'is no UTF-8 text. Save it as UTF-8, or put it back from a backup.';
  }
  if (text.includes('\0')) return 'holds zero bytes. Save it as UTF-8, or put it back from a backup.';
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `is no JSON${jsonPlace(text, error)}. Correct it, or put it back from a backup.`;
  }
}

/** Where a text is no JSON, in words that follow "is no JSON". By V8's message: it names the place since Node 20, save at the end of the text. */
export function jsonPlace(text: string, error: unknown): string {
  const [, digits] = /at position (\d+)/.exec(String(error)) ?? [];
  const position = digits === undefined ? text.trimEnd().length : Number(digits);
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  const isComma = /[}\]]/.test(text[position] ?? '') && /,\s*$/.test(before);
  if (isComma) return ` at line ${line}: the comma before “${text[position]}” is one too many`;
  if (/^\/[/*]/.test(text.slice(position))) return ` at line ${line}: comments are not allowed`;
  return position >= text.trimEnd().length ? ': it ends too early' : ` at line ${line}, column ${column}`;
}

/** The first thing that a person has to mend, in words. `value` is what was read, `known` the names that may stand there. */
export function valueFault(value: unknown, issues: readonly z.core.$ZodIssue[], known: readonly string[]): string {
  // A name that is mistyped is missing as well: the mistyping is what tells.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) return 'is wrong.';
  const where = issue.path.join('.');
  const at = where === '' ? '' : ` at ${where}`;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const missing = issues.filter((other) => isMissing(value, other.path)).map(({ path }) => String(path.at(-1)));
    const meant = missing.length === 1 ? ` (${missing[0]} is missing)` : '';
    // A name of another place is no mistyped one.
    const near = meant === '' && !known.includes(key) ? didYouMean(key, known) : '';
    return `is wrong${at}: nobody knows ${JSON.stringify(key)}${meant}.${near} Correct or remove it.`;
  }
  if (isMissing(value, issue.path)) return `is wrong: ${where} is missing. Put it back.`;
  if (issue.code === 'invalid_type') {
    const found = valueAt(value, issue.path);
    const kind = issue.expected === 'int' ? 'whole number' : issue.expected;
    return `is wrong${at}: it must be ${kind === 'array' ? 'a list' : `a ${kind}`}, and is ${named(found)}.`;
  }
  return `is wrong${at}: ${issue.message.replace(/\.$/, '')}.`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  return path.length > 0 && valueAt(value, path) === undefined;
}

function named(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `text (${JSON.stringify(value.slice(0, 40))})` : String(value);
}
