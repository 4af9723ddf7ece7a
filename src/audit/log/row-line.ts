import type { OpeningRowLine } from '../../core/openings.ts';

type OpenedRow = OpeningRowLine['row'];

/** Rows of one release. */
export const MAX_ROWS = 4_096;

const DIGEST = '(0x[0-9a-f]{64})';
const INTEGER = '(0|[1-9][0-9]{0,15})';
/** What stands in JSON as it is: printable ASCII but for quotes and backslashes. */
const PLAIN = '([ !#-[\\]-~]{1,255})';
const MAX_CATEGORIES = 0xffff_ffff;
const ROW = new RegExp(
  `^\\{"row":\\{"position":([0-9]|[1-9][0-9]{1,3}),"leaf":\\{"salt":"${DIGEST}","digest":"${DIGEST}","size":${INTEGER},` +
    `"mediaType":"${PLAIN}","categories":${INTEGER},"owner":"${DIGEST}","source":"${DIGEST}"\\},"prf":"${DIGEST}"` +
    `(?:,"ownerSalt":"${DIGEST}")?(?:,"subject":"${DIGEST}")?(?:,"grant":"${DIGEST}")?\\}\\}$`,
);

/** Reads the line of a row as gateways write nearly all of them: one that matches is of its form by that alone. Undefined
 *  for any other line, which is read, or refused with a reason, as JSON. The two must agree: a test holds them together. */
export function readRowLine(line: string): OpenedRow | undefined {
  const match = ROW.exec(line);
  if (match === null) return undefined;
  const [, position, salt, digest, size, mediaType, categories, owner, source, prf, ownerSalt, subject, grant] = match;
  const leaf = { salt, digest, size: Number(size), mediaType, categories: Number(categories), owner, source };
  const row: Record<string, unknown> = { position: Number(position), leaf, prf };
  const isTooLarge = leaf.size > Number.MAX_SAFE_INTEGER || leaf.categories > MAX_CATEGORIES;
  if (isTooLarge || Number(position) >= MAX_ROWS) return undefined;
  if (ownerSalt !== undefined) row.ownerSalt = ownerSalt;
  if (subject !== undefined) row.subject = subject;
  if (grant !== undefined) row.grant = grant;
  return row as unknown as OpenedRow;
}
