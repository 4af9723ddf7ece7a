import { type Bytes, utf8Decode } from '../../core/bytes.ts';
import type { Json } from '../../core/canonical.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { GrantId } from '../../core/ids.ts';
import type { GrantOpening, OpeningHead, OpeningListLine, OpeningRowLine } from '../../core/openings.ts';
import { checkShape, digest, integer, listOf, object, optional, rule, type Shape, text } from '../../core/shape.ts';

export type OpenedRow = OpeningRowLine['row'];
export type Listed = OpeningListLine['listed'];

/** The openings of one entry, in their form; nothing is verified yet. */
export interface Openings {
  readonly head: OpeningHead['opening'];
  /** The items of all rows, by position. */
  readonly listed: Listed;
  readonly grants: ReadonlyMap<GrantId, GrantOpening>;
  /** By position; undefined for a row that nothing opens. */
  readonly rows: readonly (OpenedRow | 'erased' | undefined)[];
}

const MAX_ROWS = 4_096;
/** As many hashes as a tree can have beside each of its leaves. */
const MAX_PROOF = MAX_ROWS * 53;

const LEAF: Shape = {
  salt: digest,
  digest,
  size: integer(),
  mediaType: text(/^[\x20-\x7e]{1,255}$/, 'a media type'),
  categories: integer(0, 0xffff_ffff),
  owner: digest,
  source: digest,
};
const HEAD: Shape = {
  logId: digest,
  seq: integer(),
  dataset: digest,
  version: integer(1, 0xffff_ffff),
  count: integer(1, MAX_ROWS),
  manifestSize: integer(1),
  parameters: optional(rule('an object', (value) => typeof value === 'object' && value !== null)),
};
const LISTED: Shape = {
  items: listOf(integer(), MAX_ROWS),
  leaves: listOf(digest, MAX_ROWS),
  proof: listOf(digest, MAX_PROOF),
};
const ROW: Shape = {
  position: integer(0, MAX_ROWS - 1),
  leaf: object(LEAF, 'row.leaf'),
  prf: digest,
  ownerSalt: optional(digest),
  subject: optional(digest),
  grant: optional(digest),
};
const GRANT: Shape = {
  grant: digest,
  subject: digest,
  terms: rule('an object', (value) => typeof value === 'object' && value !== null),
  deadline: optional(integer(0, 2 ** 48 - 1)),
  form: optional(digest),
};
const ERASED: Shape = { position: integer(0, MAX_ROWS - 1) };

/** Gives the reason instead where a line is not of its form, stands twice or out of order. */
export function readOpenings(bytes: Bytes): Openings | string {
  try {
    return read(utf8Decode(bytes).split('\n'));
  } catch (error) {
    if (isCustosError(error)) return error.message;
    if (error instanceof SyntaxError) return 'A line is not JSON.';
    throw error;
  }
}

function read(lines: readonly string[]): Openings {
  const [first = '{}', second = '{}', ...rest] = lines.filter((line) => line !== '');
  const head = shaped(parse(first).opening ?? null, HEAD, 'opening') as unknown as OpeningHead['opening'];
  const listed = shaped(parse(second).listed ?? null, LISTED, 'listed') as unknown as Listed;
  if (listed.items.length !== listed.leaves.length) throw invalid('The list has more items than leaf hashes, or less.');
  const grants = new Map<GrantId, GrantOpening>();
  const rows: (OpenedRow | 'erased' | undefined)[] = new Array(head.count).fill(undefined);
  for (const line of rest) {
    const value = parse(line);
    if (value.row !== undefined) {
      const row = shaped(value.row, ROW, 'row') as unknown as OpenedRow;
      place(rows, row.position, row);
    } else if (value.grant !== undefined) {
      const grant = shaped(value.grant, GRANT, 'grant') as unknown as GrantOpening;
      grants.set(grant.grant, grant);
    } else {
      const { position } = shaped(value.erased ?? null, ERASED, 'erased') as unknown as { position: number };
      place(rows, position, 'erased');
    }
  }
  return { head, listed, grants, rows };
}

function place(rows: (OpenedRow | 'erased' | undefined)[], position: number, value: 'erased' | OpenedRow): void {
  if (position >= rows.length || rows[position] !== undefined) {
    throw invalid('A row stands twice, or beyond the count.');
  }
  rows[position] = value;
}

function parse(line: string): Readonly<Record<string, Json>> {
  const value: unknown = JSON.parse(line);
  return typeof value === 'object' && value !== null ? (value as Record<string, Json>) : {};
}

function shaped(value: Json, shape: Shape, name: string): Readonly<Record<string, Json>> {
  return checkShape(value, shape, name);
}

function invalid(message: string): CustosError {
  return new CustosError('INPUT_INVALID', message);
}
