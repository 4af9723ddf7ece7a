import { type Bytes, readUint, utf8Decode } from './bytes.ts';
import type { Json } from './canonical.ts';
import {
  CONTENT_START,
  type ContentEnd,
  type ItemHead,
  RECORD_HEAD_BYTES,
  RECORDS,
  type RecordKind,
  type ReleaseHead,
  unreadable,
} from './content-frame.ts';
import { checkShape, digest, integer, object, rule, type Shape } from './shape.ts';

/** What a content stream holds, in its order. Nothing is verified. `data` comes as it arrives, in pieces of the chunks
 *  that were given; `rows` are read by `decodeRows`, which needs to know how many there are. */
export type ContentRecord =
  | { readonly kind: 'release'; readonly release: ReleaseHead }
  | { readonly kind: 'rows'; readonly payload: Bytes }
  | { readonly kind: 'item'; readonly item: ItemHead }
  | { readonly kind: 'data'; readonly bytes: Bytes }
  | { readonly kind: 'end'; readonly end: ContentEnd };

const anyText = rule('text', (value) => typeof value === 'string');
const leaf: Shape = {
  ...{ salt: digest, digest, size: integer(), mediaType: anyText, categories: integer(0, 0xffff_ffff) },
  ...{ owner: digest, source: digest },
};
const numbersByReason = rule('numbers by reason', (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((one) => integer().test(one));
});
const count = integer(1, 0xffff_ffff);
/** What the JSON of each kind must be before anything in it is used. */
const SHAPES: Readonly<Record<'release' | 'item' | 'end', Shape>> = {
  release: { receipt: anyText, seq: integer(), count, manifestSize: count },
  item: { name: anyText, leaf: object(leaf, 'leaf') },
  end: { releases: integer(), items: integer(), withheld: numbersByReason },
};
const KINDS = new Map(Object.entries(RECORDS).map(([kind, { type }]) => [type, kind as RecordKind]));

/** What a record's payload has memory for at first: more only as it comes. */
const FIRST_BYTES = 4096;

interface OpenRecord {
  readonly kind: RecordKind;
  readonly length: number;
  /** Bytes of the payload that are still to come. */
  left: number;
  /** Those that came, of a payload that is cut over several chunks. */
  kept: Bytes;
}

export interface ContentDecoder {
  /** The records that end in the chunk, and data as far as it has come. Throws PROOF_INVALID where the stream is not of
   *  this format: every length is held to its bound before anything of it is kept. What was given is taken only as the
   *  records are; chunks must not change while they are read. */
  push(chunk: Bytes): Generator<ContentRecord, void, undefined>;
}

/** Reads a content stream as it comes, cut anywhere. */
export function contentDecoder(): ContentDecoder {
  let head: Bytes = new Uint8Array(CONTENT_START.length);
  let filled = 0;
  let hasBegun = false;
  let open: OpenRecord | undefined;

  /** Whether the start of the stream, or the head of a record, is whole now. */
  const fill = (chunk: Bytes, at: number): number => {
    const taken = Math.min(head.length - filled, chunk.length - at);
    head.set(chunk.subarray(at, at + taken), filled);
    filled += taken;
    return taken;
  };
  const openNext = (): OpenRecord | undefined => {
    filled = 0;
    if (hasBegun) return openedBy(head);
    if (CONTENT_START.some((byte, i) => byte !== head[i])) throw unreadable('it is no content stream of version 1');
    hasBegun = true;
    head = new Uint8Array(RECORD_HEAD_BYTES);
    return undefined;
  };

  return {
    *push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        if (open === undefined) {
          at += fill(chunk, at);
          if (filled < head.length) return;
          open = openNext();
          if (open === undefined) continue;
        }
        const piece = chunk.subarray(at, at + open.left);
        at += piece.length;
        open.left -= piece.length;
        const record = taken(open, piece);
        if (open.left === 0) open = undefined;
        if (record) yield record;
      }
    },
  };
}

function openedBy(head: Bytes): OpenRecord {
  const kind = KINDS.get(head[0] ?? 0);
  if (kind === undefined) throw unreadable('a record is of no known type');
  const length = readUint(head, 1, 4);
  if (length === 0 || length > RECORDS[kind].max) throw unreadable(`a record of ${kind} has ${length} bytes`);
  return { kind, length, left: length, kept: new Uint8Array() };
}

/** The record that the piece ends, if it does. */
function taken(open: OpenRecord, piece: Bytes): ContentRecord | undefined {
  if (open.kind === 'data') return piece.length > 0 ? { kind: 'data', bytes: piece } : undefined;
  if (piece.length === open.length) return wholeRecord(open.kind, piece);
  keep(open, piece);
  return open.left === 0 ? wholeRecord(open.kind, open.kept) : undefined;
}

/** A chunk may be large, and a payload come byte by byte: neither is kept beyond what came. */
function keep(open: OpenRecord, piece: Bytes): void {
  const before = open.length - open.left - piece.length;
  if (before + piece.length > open.kept.length) {
    const grown = new Uint8Array(Math.min(open.length, Math.max(FIRST_BYTES, 2 * (before + piece.length))));
    grown.set(open.kept.subarray(0, before));
    open.kept = grown;
  }
  open.kept.set(piece, before);
}

function wholeRecord(kind: Exclude<RecordKind, 'data'>, payload: Bytes): ContentRecord {
  switch (kind) {
    case 'rows':
      return { kind, payload: payload.slice() };
    case 'release':
      return { kind, release: parsed<ReleaseHead>(kind, payload) };
    case 'item':
      return { kind, item: parsed<ItemHead>(kind, payload) };
    case 'end':
      return { kind, end: parsed<ContentEnd>(kind, payload) };
  }
}

function parsed<Value>(kind: keyof typeof SHAPES, payload: Bytes): Value {
  try {
    return checkShape(JSON.parse(utf8Decode(payload)) as Json, SHAPES[kind], kind) as Value;
  } catch {
    throw unreadable(`a record of ${kind} is not as it must be`);
  }
}
