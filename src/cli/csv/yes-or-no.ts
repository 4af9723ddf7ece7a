import { cellFault } from './row-report.ts';

const YES = new Set(['yes', 'y', 'true', '1']);
const NO = new Set(['no', 'n', 'false', '0']);

/** What a cell of a column answers. INPUT_INVALID, with the column, for what is neither. */
export function yesOrNo(column: string, text: string): boolean {
  const said = text.toLowerCase();
  if (YES.has(said) || NO.has(said)) return YES.has(said);
  throw cellFault(column, `“${text.slice(0, 40)}” is neither yes nor no.`);
}
