import { readFile, stat } from 'node:fs/promises';
import { utf8Decode } from '../core/bytes.ts';
import { type Categories, categoriesOf } from '../core/categories.ts';
import { partedText, unguarded } from '../core/csv-cells.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { noNumberIn, readIdentifier } from '../core/patient-identifier.ts';
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

interface Row {
  /** Where it stands, for an error. */
  readonly where: string;
  readonly file: string;
  readonly identifier: string;
  /** Codes, parted by blanks or semicolons. */
  readonly categories: string;
}

const COLUMNS = ['path', 'file', 'filename', 'identifier', 'patient', 'number', 'mrn', 'category', 'sensitivity'];
/** What people call the columns, in their order. */
const HEADINGS = [
  /^(?:path|file|file ?name)$/i,
  /^(?:identifier|patient|number|mrn)$/i,
  /^(?:category|categories|sensitivity)$/i,
] as const;
/** Letters alone: neither a number of a patient's nor, beside one that is none, a file. */
const WORD = /^[\p{L} _-]+$/u;

/** Reads a map from JSON (`{"path": "system|value"}`, or `{"path": {"identifier": …, "category": "IMG HIV"}}`) or CSV
 *  (RFC 4180: path, identifier and, if need be, category; a first line of such names is a heading, and says what parts the columns). Throws IMPORT_INVALID
 *  for an empty identifier, an unknown category, a path given twice and anything else of another form. */
export async function readSubjectMap(path: string): Promise<SubjectMap> {
  const { size } = await stat(path).catch((cause) => {
    throw invalid(`The subject map ${path} cannot be read.`, cause);
  });
  if (size > MAX_BYTES) throw invalid(`The subject map has more than ${MAX_BYTES} bytes.`);
  const text = textOf(await readFile(path));
  const rows = /\.json$/i.test(path) ? jsonRows(text) : mapRows(text);
  const map = new Map<string, SubjectFile>();
  for (const row of rows) {
    const { where, file, categories } = row;
    if (file === '') throw invalid(`In ${where}, the path is missing.`);
    const identifier = identifierOf(row);
    const name = file.replace(/^\.\//, '').normalize('NFC');
    if (map.has(name)) throw invalid(`In ${where}, ${name} is named for the second time.`);
    map.set(name, { identifier, categories: categoriesNamed(categories, name, where) });
  }
  return map;
}

function identifierOf({ where, file, identifier }: Row): string {
  const read = readIdentifier(identifier);
  const problem = read.ok ? noNumberIn(read.text) : read.problem;
  if (read.ok && problem === undefined) return read.text;
  throw invalid(
    `In ${where}, the identifier given for ${file} ${problem}. Give the patient's number there, as system|value, or take the row out.`,
  );
}

function categoriesNamed(text: string, file: string, where: string): Categories {
  try {
    return categoriesOf(
      text
        .toUpperCase()
        .split(/[\s;]+/)
        .filter((code) => code !== ''),
    );
  } catch (cause) {
    if (!isCustosError(cause, 'INPUT_INVALID')) throw cause;
    throw invalid(`In ${where}, ${file} is labelled wrongly: ${cause.message}`, cause);
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
    const where = 'the subject map';
    if (typeof row === 'string') return { where, file, identifier: row, categories: '' };
    const { identifier, category = '', ...others } = (row ?? {}) as Record<string, unknown>;
    if (typeof identifier !== 'string') throw invalid(`The identifier of ${file} is no text.`);
    if (typeof category !== 'string' || Object.keys(others).length > 0)
      throw invalid(`The row of ${file} has something else than the texts identifier and category.`);
    return { where, file, identifier, categories: category };
  });
}

function mapRows(text: string): Row[] {
  const rows = readCsv(text);
  const [first] = rows;
  if (first !== undefined && isHeading(first.cells)) rows.shift();
  else if (first !== undefined && first.cells.length > 1 && first.cells.every((cell) => WORD.test(cell)))
    throw invalid(
      `Line ${first.line} of the subject map looks like headings: call the columns path, identifier and, if need be, category, in this order. If it is the row of a file, write path,identifier on a line above it.`,
    );
  return rows.map(({ line, cells }): Row => {
    const [file, identifier, categories = ''] = cells;
    if (file === undefined || identifier === undefined || cells.length > 3)
      throw invalid(`Line ${line} of the subject map has not two or three columns.`);
    return { where: `line ${line} of the subject map`, file, identifier, categories };
  });
}

function isHeading(cells: readonly string[]): boolean {
  if (/^path$/i.test(cells[0] ?? '')) return true;
  return cells.length > 1 && cells.every((cell, i) => HEADINGS[i]?.test(cell) ?? false);
}

function readCsv(text: string): CsvRow[] {
  try {
    // Spreadsheets part cells by what is usual in their country, and may have guarded a name against formulas.
    const parted = partedText(text, COLUMNS);
    const rows = csvRows(parted.text, parted.delimiter);
    return rows.map(({ line, cells }) => ({ line, cells: withoutEmpty(cells).map(unguarded) }));
  } catch (cause) {
    if (!isCustosError(cause, 'INPUT_INVALID')) throw cause;
    throw invalid(`The subject map: ${cause.message}`, cause);
  }
}

/** Spreadsheets write columns that were emptied once. */
function withoutEmpty(cells: readonly string[]): readonly string[] {
  return cells.slice(HEADINGS.length).every((cell) => cell === '') ? cells.slice(0, HEADINGS.length) : cells;
}

function textOf(bytes: Uint8Array): string {
  try {
    return utf8Decode(bytes).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw invalid(
      'The subject map is not in UTF-8. Save it as “CSV UTF-8”, so that no name or number is misread.',
      cause,
    );
  }
}

function invalid(message: string, cause?: unknown): CustosError {
  return new CustosError('IMPORT_INVALID', message, { cause });
}
