/** Where a spreadsheet may see a formula begin, also in one that parts the file by another character than it was written with. */
const FORMULAS = /(?<=^|[,;\t\r\n"])'*(?=[=+\-@\t\r＝＋－＠])/g;

/** A file that may be opened in a spreadsheet: with the mark of its encoding, and no cell is a formula there. `readTable` gives the
 *  cells back as they were. */
export function csvFile(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((cells) => cells.map(written).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function written(cell: string): string {
  const guarded = cell.replace(FORMULAS, "'$&");
  return /[,;\t"\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
