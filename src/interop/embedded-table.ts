import { type Mark, marksOf } from './fhir-mark.ts';
import { isPersonsNumber } from './person-label.ts';

/** A line of xDT or GDT: length, field, content. Field 8000 begins a record. */
const XDT = /^\d{3}8000/;
/** The patient's number, and numbers of the insured (KBV data sets, GDT 2.1). */
const XDT_NUMBER = /^\d{3}(?:3000|3105|3119)(.{1,60})$/;
const MAX_HEADER = 4000;
const MAX_CELL = 60;
const SEPARATORS = [';', '\t', ',', '|'] as const;

/** Numbers of people in the lines of a practice's system, and in the columns of a table that says whose they are. */
export function tableMarks(text: string): Mark[] {
  if (XDT.test(text))
    return text.split(/[\r\n]+/).flatMap((line) => marksOf(null, XDT_NUMBER.exec(line)?.[1]?.trim() ?? ''));
  const end = text.slice(0, MAX_HEADER).search(/[\r\n]/);
  return end === -1 ? [] : columnMarks(text.slice(0, end), text.slice(end));
}

function columnMarks(header: string, rows: string): Mark[] {
  const separator = SEPARATORS.find((one) => header.includes(one)) ?? ';';
  const numbers = header
    .split(separator)
    .map((cell) => cell.length <= MAX_CELL && isPersonsNumber(plain(cell)))
    .flatMap((isNumber, column) => (isNumber ? [column] : []));
  if (numbers.length === 0) return [];
  return rows.split(/[\r\n]+/).flatMap((row) => {
    const cells = row.split(separator);
    return numbers.flatMap((column) => marksOf(null, plain(cells[column] ?? '')));
  });
}

function plain(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/, '$1');
}
