import { isAscii } from 'node:buffer';
import { type Bytes, utf8Decode } from '../../core/bytes.ts';
import type { Json } from '../../core/canonical.ts';
import { CustosError, ifReadable, isCustosError } from '../../core/errors.ts';
import type { GrantId } from '../../core/ids.ts';
import type { GrantOpening, OpeningHead, OpeningListLine, OpeningRowLine } from '../../core/openings.ts';
import { MAX_PERMIT_PERSONS } from '../../core/permit-persons.ts';
import { checkShape, digest, integer, listOf, object, optional, rule, type Shape, text } from '../../core/shape.ts';
import { termsFromJson } from '../../core/terms.ts';
import { rowTurns } from '../source/row-turns.ts';
import { MAX_ROWS, readRowLine } from './row-line.ts';

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
  recipients: optional(listOf(digest, MAX_PERMIT_PERSONS)),
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

type Rows = (OpenedRow | 'erased' | undefined)[];

/** Grants whose lines are kept, and how long these may be. */
const MAX_KEPT = 16_384;
const MAX_KEPT_LINE = 2_048;
const GRANT_LINE = '{"grant":';

/** Reads openings. Entry after entry opens the same grants by the same lines: each is read once, and is the same object
 *  from then on. */
export class OpeningReader {
  readonly #grants = new Map<string, GrantOpening>();

  /** Gives the reason instead where a line is not of its form, stands twice or out of order. Gives way to others. */
  async read(bytes: Bytes): Promise<Openings | string> {
    try {
      return await this.#read(decode(bytes).split('\n'));
    } catch (error) {
      if (isCustosError(error)) return error.message;
      if (error instanceof SyntaxError) return 'A line is not JSON.';
      throw error;
    }
  }

  async #read(lines: readonly string[]): Promise<Openings> {
    const [first = '{}', second = '{}', ...rest] = lines.filter((line) => line !== '');
    const head = shaped(parse(first).opening ?? null, HEAD, 'opening') as unknown as OpeningHead['opening'];
    const listed = shaped(parse(second).listed ?? null, LISTED, 'listed') as unknown as Listed;
    if (listed.items.length !== listed.leaves.length) {
      throw invalid('The list has more items than leaf hashes, or less.');
    }
    const grants = new Map<GrantId, GrantOpening>();
    const rows: Rows = new Array(head.count).fill(undefined);
    for await (const [from, until] of rowTurns(rest.length)) {
      for (const line of rest.slice(from, until)) this.#readLine(line, grants, rows);
    }
    return { head, listed, grants, rows };
  }

  #readLine(line: string, grants: Map<GrantId, GrantOpening>, rows: Rows): void {
    const plain = readRowLine(line);
    if (plain !== undefined) return place(rows, plain.position, plain);
    const known = line.startsWith(GRANT_LINE) ? this.#grants.get(line) : undefined;
    if (known !== undefined) return void grants.set(known.grant, known);
    const value = parse(line);
    if (value.row !== undefined) {
      const row = shaped(value.row, ROW, 'row') as unknown as OpenedRow;
      place(rows, row.position, row);
    } else if (value.grant !== undefined) {
      const grant = shaped(value.grant, GRANT, 'grant') as unknown as GrantOpening;
      this.#keep(line, grant);
      grants.set(grant.grant, grant);
    } else {
      const { position } = shaped(value.erased ?? null, ERASED, 'erased') as unknown as { position: number };
      place(rows, position, 'erased');
    }
  }

  /** A copy of the line: the line itself is a view of all that came with it. Nothing is kept of one that is not as small as
   *  terms are, whatever a gateway writes. */
  #keep(line: string, grant: GrantOpening): void {
    if (line.length > MAX_KEPT_LINE || ifReadable(() => termsFromJson({ ...grant.terms })) === undefined) return;
    if (this.#grants.size >= MAX_KEPT) this.#grants.clear();
    this.#grants.set(Buffer.from(line).toString(), grant);
  }
}

/** Text of ASCII alone takes half the memory, and is found to be so in no time. */
function decode(bytes: Bytes): string {
  if (!isAscii(bytes)) return utf8Decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function place(rows: Rows, position: number, value: 'erased' | OpenedRow): void {
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
