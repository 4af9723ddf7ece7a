import { type Bytes, concat, readUint, uintBytes } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';

/** What is kept, sealed, of a release so that its rows can be opened again: which items, and by its place in the
 *  subject's list of grants the one that decided. It names no subject: whose an item is hangs on that subject's key. */
export interface ReleaseRecord {
  /** Item numbers in the version, ascending; position in the release is place in this list. */
  readonly items: readonly number[];
  /** For each item the 1-based place of the deciding grant among its subject's grants in ledger order; 0 where
   *  none was needed. */
  readonly grants: readonly number[];
}

const VERSION = 1;

/** version u8 ‖ count u16 ‖ first item and gaps as varints ‖ grant places as varints. */
export function encodeReleaseRecord({ items, grants }: ReleaseRecord): Bytes {
  const out: number[] = [];
  let before = -1;
  for (const item of items) {
    pushVarint(out, item - before - 1);
    before = item;
  }
  for (const place of grants) pushVarint(out, place);
  return concat(uintBytes(VERSION, 1), uintBytes(items.length, 2), Uint8Array.from(out));
}

export function decodeReleaseRecord(bytes: Bytes): ReleaseRecord {
  if (readUint(bytes, 0, 1) !== VERSION) throw corrupt();
  const count = readUint(bytes, 1, 2);
  const reader = { bytes, at: 3 };
  const items: number[] = [];
  let before = -1;
  for (let i = 0; i < count; i++) {
    before += 1 + readVarint(reader);
    items.push(before);
  }
  const grants = Array.from({ length: count }, () => readVarint(reader));
  if (reader.at !== bytes.length) throw corrupt();
  return { items, grants };
}

function pushVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

function readVarint(reader: { readonly bytes: Bytes; at: number }): number {
  let value = 0;
  for (let factor = 1; factor <= 2 ** 42; factor *= 128) {
    const byte = readUint(reader.bytes, reader.at++, 1);
    value += (byte % 128) * factor;
    if (byte < 128) return value;
  }
  throw corrupt();
}

function corrupt(): CustosError {
  return new CustosError('STORE_CORRUPT', 'A release record cannot be read. Restore the store from its backup.');
}
