import { type Bytes, concat, equalBytes, fromHex, toHex } from '../core/bytes.ts';
import { canonicalBytes, type Json, parseCanonical } from '../core/canonical.ts';
import { ifReadable } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import type { Digest } from '../core/ids.ts';
import { checkShape, digest, integer, listOf, object, type Shape } from '../core/shape.ts';
import type { Position } from './journal.ts';
import type { BlockRef } from './ports.ts';

/** All that a start needs of the journal before `position`, so that only what follows is read. */
export interface Snapshot {
  readonly position: Position;
  /** Root of the tree at `position.seq`. */
  readonly root: Bytes;
  /** Of the last entry; there is one, since a log begins with an entry. */
  readonly time: number;
  readonly block: BlockRef;
  /** Revocations without an answer from the ledger, by sequence number. */
  readonly pending: readonly number[];
}

const MAX_BYTES = 16 * 1024 * 1024;
const SHAPE: Shape = {
  v: integer(1, 1),
  segment: integer(),
  offset: integer(1),
  seq: integer(1),
  digest,
  root: digest,
  time: integer(),
  block: object({ height: integer(), hash: digest }, 'snapshot.block'),
  pending: listOf(integer(), 1_000_000),
};

/** SHA-256 of what follows ‖ canonical JSON. */
export function encodeSnapshot({ position, root, time, block, pending }: Snapshot): Bytes {
  const { segment, offset, seq } = position;
  const body = canonicalBytes({
    v: 1,
    segment,
    offset,
    seq,
    digest: toHex(position.digest),
    root: toHex(root),
    time,
    block: { ...block },
    pending,
  });
  return concat(sha256(body), body);
}

/** Undefined for whatever `encodeSnapshot` has not written: a snapshot is a cache, and the journal can do without. */
export function decodeSnapshot(bytes: Bytes): Snapshot | undefined {
  const body = bytes.subarray(32);
  if (bytes.length > MAX_BYTES || !equalBytes(sha256(body), bytes.subarray(0, 32))) return undefined;
  const value = parseShape(body);
  if (value === undefined) return undefined;
  const { segment, offset, seq, time, block, pending } = value as unknown as Position & Snapshot;
  return {
    position: { segment, offset, seq, digest: fromHex(String(value.digest), 32) },
    root: fromHex(String(value.root), 32),
    time,
    block: { height: block.height, hash: block.hash as Digest },
    pending,
  };
}

function parseShape(body: Bytes): { readonly [key: string]: Json } | undefined {
  return ifReadable(() => checkShape(parseCanonical(body, MAX_BYTES), SHAPE, 'snapshot'));
}
