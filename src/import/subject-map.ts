import { readFile, stat } from 'node:fs/promises';
import { utf8Decode } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { readIdentifier } from '../core/patient-identifier.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** Whose each file is: identifiers (`system|value`, in normal form) by relative path. */
export type SubjectMap = ReadonlyMap<string, string>;

/** Reads a map from JSON (`{"path": "system|value"}`) or CSV (RFC 4180: path, identifier; a first line `path,…` is a
 *  heading). Throws IMPORT_INVALID for an empty identifier, a path given twice and anything else of another form. */
export async function readSubjectMap(path: string): Promise<SubjectMap> {
  const { size } = await stat(path).catch((cause) => {
    throw invalid(`The subject map ${path} cannot be read.`, cause);
  });
  if (size > MAX_BYTES) throw invalid(`The subject map has more than ${MAX_BYTES} bytes.`);
  const text = utf8Decode(await readFile(path)).replace(/^\uFEFF/, '');
  const rows = /\.json$/i.test(path) ? jsonRows(text) : csvRows(text);
  const map = new Map<string, string>();
  for (const [file, identifier] of rows) {
    const read = readIdentifier(identifier);
    if (file === '') throw invalid('The subject map has a row without a path.');
    if (!read.ok) throw invalid(`The identifier that the subject map gives for ${file} ${read.problem}.`);
    const name = file.replace(/^\.\//, '');
    if (map.has(name)) throw invalid(`The subject map names ${name} twice.`);
    map.set(name, read.text);
  }
  return map;
}

function jsonRows(text: string): [string, string][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid('The subject map is no JSON.', cause);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalid('The subject map is no object.');
  return Object.entries(value).map(([file, identifier]) => {
    if (typeof identifier !== 'string') throw invalid(`The identifier of ${file} is no text.`);
    return [file, identifier];
  });
}

function csvRows(text: string): [string, string][] {
  const rows = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (/^"?path"?,/i.test(rows[0] ?? '')) rows.shift();
  return rows.map((row, i) => {
    const [, quoted, plain, quotedLast, last] =
      /^(?:"((?:[^"]|"")*)"|([^",]*)),(?:"((?:[^"]|"")*)"|([^",]*))$/.exec(row) ?? [];
    const file = quoted?.replaceAll('""', '"') ?? plain;
    const identifier = quotedLast?.replaceAll('""', '"') ?? last;
    if (file === undefined || identifier === undefined)
      throw invalid(`Row ${i + 1} of the subject map has not two columns.`);
    return [file, identifier];
  });
}

function invalid(message: string, cause?: unknown): CustosError {
  return new CustosError('IMPORT_INVALID', message, { cause });
}
