import { ACTS_PT } from './acts-pt.ts';
import type { Facts } from './entry-columns.ts';
import { ROWS } from './row-words.ts';

/** What orders of persons may have been, by the evidence that an entry does not hold itself. */
const ACTS = [...Object.keys(ACTS_PT), ...Object.values(ACTS_PT)];
const WITHDRAWN = Object.values(ROWS).flatMap(({ withdrawn }) =>
  Object.values(withdrawn).flatMap((by) => Object.values<string>(by)),
);

/** All that the row of such an entry may say, in each language of the pages: names are searched for by themselves. Which withdrawal or
 *  order it was stands behind an entry, so that it has all of these. */
export function saidIn({ kind, outcome, reason }: Facts): readonly string[] {
  const rows = Object.values(ROWS).flatMap(({ row, reasons }) => [
    (row[kind] as Readonly<Record<string, string>> | undefined)?.[outcome] ?? '',
    outcome === 'refused' || outcome === 'interrupted'
      ? ((reasons as Readonly<Record<string, string>>)[reason ?? 'none'] ?? '')
      : '',
  ]);
  const said = rows.map((one) => one.replaceAll(/\{\{\w+\}\}/g, ''));
  if (kind === 'revocation') return [...said, ...WITHDRAWN];
  const isOrder = kind === 'act' && (outcome === 'ordered' || outcome === 'proposed');
  return isOrder ? [...said, ...ACTS] : said;
}
