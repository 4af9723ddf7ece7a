import { readFile, stat } from 'node:fs/promises';
import { utf8Decode } from '../core/bytes.ts';
import { type Categories, categoriesOf } from '../core/categories.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { isPlaceholder, readIdentifier } from '../core/patient-identifier.ts';
import { type CsvRow, csvRows } from './csv-rows.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** Whose a file is, and what it holds. */
export interface SubjectFile {
  /** `system|value`, in normal form. */
  readonly identifier: string;
  readonly categories: Categories;
}

/** By relative path. */
export type SubjectMap = ReadonlyMap<string, SubjectFile>;

/** Path, identifier, and codes of categories parted by blanks or semicolons. */
type Row = readonly [file: string, identifier: string, categories: string];

/** Reads a map from JSON (`{"path": "system|value"}`, or `{"path": {"identifier": …, "category": "IMG HIV"}}`) or CSV
 *  (RFC 4180: path, identifier and, if need be, category; a first line `path,…` is a heading). Throws IMPORT_INVALID
 *  for an empty identifier, an unknown category, a path given twice and anything else of another form. */
export async function readSubjectMap(path: string): Promise<SubjectMap> {
  const { size } = await stat(path).catch((cause) => {
    throw invalid(`The subject map ${path} cannot be read.`, cause);
  });
  if (size > MAX_BYTES) throw invalid(`The subject map has more than ${MAX_BYTES} bytes.`);
  const text = utf8Decode(await readFile(path)).replace(/^\uFEFF/, '');
  const rows = /\.json$/i.test(path) ? jsonRows(text) : mapRows(text);
  const map = new Map<string, SubjectFile>();
  for (const [file, identifier, categories] of rows) {
    const read = readIdentifier(identifier);
    if (file === '') throw invalid('The subject map has a row without a path.');
    if (!read.ok) throw invalid(`The identifier that the subject map gives for ${file} ${read.problem}.`);
    if (isPlaceholder(read.text.slice(read.text.indexOf('|') + 1)))
      throw invalid(`The identifier that the subject map gives for ${file} says that there is none.`);
    const name = file.replace(/^\.\//, '').normalize('NFC');
    if (map.has(name)) throw invalid(`The subject map names ${name} twice.`);
    map.set(name, { identifier: read.text, categories: categoriesNamed(categories, name) });
  }
  return map;
}

function categoriesNamed(text: string, file: string): Categories {
  try {
    return categoriesOf(
      text
        .toUpperCase()
        .split(/[\s;]+/)
        .filter((code) => code !== ''),
    );
  } catch (cause) {
    if (!isCustosError(cause, 'INPUT_INVALID')) throw cause;
    throw invalid(`The subject map labels ${file} wrongly: ${cause.message}`, cause);
  }
}

function jsonRows(text: string): Row[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid('The subject map is no JSON.', cause);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalid('The subject map is no object.');
  return Object.entries(value).map(([file, row]): Row => {
    if (typeof row === 'string') return [file, row, ''];
    const { identifier, category = '', ...others } = (row ?? {}) as Record<string, unknown>;
    if (typeof identifier !== 'string') throw invalid(`The identifier of ${file} is no text.`);
    if (typeof category !== 'string' || Object.keys(others).length > 0)
      throw invalid(`The row of ${file} has something else than the texts identifier and category.`);
    return [file, identifier, category];
  });
}

function mapRows(text: string): Row[] {
  const rows = readCsv(text);
  if (/^path$/i.test(rows[0]?.cells[0] ?? '')) rows.shift();
  return rows.map(({ line, cells }): Row => {
    const [file, identifier, categories = ''] = cells;
    if (file === undefined || identifier === undefined || cells.length > 3)
      throw invalid(`Line ${line} of the subject map has not two or three columns.`);
    return [file, identifier, categories];
  });
}

function readCsv(text: string): CsvRow[] {
  try {
    return csvRows(text, ',');
  } catch (cause) {
    if (!isCustosError(cause, 'INPUT_INVALID')) throw cause;
    throw invalid(`The subject map: ${cause.message}`, cause);
  }
}

function invalid(message: string, cause?: unknown): CustosError {
  return new CustosError('IMPORT_INVALID', message, { cause });
}
