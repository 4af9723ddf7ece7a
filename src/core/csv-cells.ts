/** What a file in UTF-8 may begin with: spreadsheets tell its encoding by that, and write it. */
export const MARK = '\ufeff';
/** What a list of refused rows has besides: it is taken again as it is. */
export const PROBLEM = 'problem';

const DELIMITERS = [',', ';', '\t'];
/** Where a spreadsheet may see a formula begin, with the quotes before it: one that parts the file by another character
 *  than it was written with sees cells begin within cells, and takes a mark of quotation there for a letter. */
const FORMULAS = /(?<=^|[,;\t\r\n"])'*(?=[=+\-@\t\r＝＋－＠])/g;
const GUARDED = /(?<=^|[,;\t\r\n"])'('*)(?=[=+\-@\t\r＝＋－＠])/g;

/** A cell in which no spreadsheet sees a formula. */
export function guarded(cell: string): string {
  return cell.replace(FORMULAS, "'$&");
}

/** A cell as it was before `guarded`. */
export function unguarded(cell: string): string {
  return cell.replace(GUARDED, '$1');
}

/** A row as it is written to a file that may be opened in a spreadsheet, also in one that parts it by another of the
 *  delimiters. `unguarded` gives the cells back as they were. */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  const written = cells.map((cell) => {
    const safe = guarded(cell);
    const isPlain = !/[,;\t"\r\n]|^\s|\s$/.test(safe);
    return isPlain ? safe : `"${safe.replaceAll('"', '""')}"`;
  });
  return `${written.join(delimiter)}\r\n`;
}

/** Such rows as a file, with the mark of its encoding. */
export function csvFile(rows: readonly (readonly string[])[]): string {
  return `${MARK}${rows.map((cells) => csvLine(cells)).join('')}`;
}

/** The line in which Excel says what parts the columns. */
const PARTED_BY = /^\ufeff?[ \t]*"?sep=(.)"?[,;\t ]*(?=[\r\n])/i;

/** A table's text and what parts its columns. A line that says that names no column: it is left out, and the others keep their numbers. */
export function partedText(
  text: string,
  columns: readonly string[],
): { readonly text: string; readonly delimiter: string } {
  const said = PARTED_BY.exec(text);
  if (said === null) return { text, delimiter: delimiterOf(text, columns) };
  return { text: text.slice(said[0].length), delimiter: said[1] ?? ',' };
}

/** That by which the first line has most columns that are known, of commas, semicolons and tabs. */
function delimiterOf(text: string, columns: readonly string[]): string {
  const [first = ''] = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const known = (delimiter: string) =>
    first.split(delimiter).filter((name) => columns.includes(plainName(name.replaceAll('"', '')))).length;
  return DELIMITERS.reduce((best, one) => (known(one) > known(best) ? one : best));
}

/** `Identified By`, `identified_by` and `identified-by` are one. */
export function plainName(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');
}
