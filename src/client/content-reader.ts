import { sha256 } from '@noble/hashes/sha2.js';
import { equalBytes, fromBase64, fromHex, type Hex, joined, utf8Decode } from '../core/bytes.ts';
import type { Json } from '../core/canonical.ts';
import type { ContentLine, DataLine, EndLine, ItemLine, LeafJson, ReleaseLine } from '../core/content.ts';
import { decodeEntry, type Entry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import { type ItemLeaf, itemLeafHash, releaseRow } from '../core/item.ts';
import { leafHash, verifyInclusion } from '../core/merkle.ts';
import { digest, integer, listOf, type MemberRule, object, rule, type Shape } from '../core/shape.ts';

/** Longest line: a segment in base64 with room to spare. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const MAX_PATH = 64;

const anyText = rule('text', (value) => typeof value === 'string');
const path = listOf(digest, MAX_PATH);
const leaf: Shape = {
  ...{ salt: digest, digest, size: integer(), mediaType: anyText, categories: integer() },
  ...{ owner: digest, source: digest },
};
const item: Shape = {
  ...{ position: integer(), index: integer(), name: anyText, leaf: object(leaf, 'leaf') },
  ...{ manifestPath: path, manifestSize: integer(), binding: digest, rowPath: path },
};
const counts = rule('numbers by reason', (value) => {
  return typeof value === 'object' && value !== null && Object.values(value).every((one) => integer().test(one));
});
/** What each kind of line must be before anything in it is used. */
const LINES: Readonly<Record<string, MemberRule>> = {
  release: object({ receipt: anyText, seq: integer(), count: integer() }, 'release'),
  item: object(item, 'item'),
  data: anyText,
  end: object({ releases: integer(), items: integer(), withheld: counts }, 'end'),
};

/** What the content is checked against, from the ledger. */
export interface Trust {
  /** Root of the version's manifest on chain. */
  readonly manifestRoot: Uint8Array;
  /** Verifies a receipt against the keys that the chain names for the gateway's log; gives the entry's bytes. */
  readonly openReceipt: (receipt: string) => Uint8Array;
}

/** What the reader hands over, in the order of the stream. The bytes of an item come before it is verified, and never more
 *  than the chain commits to: keep them aside until `verified` says that they are those. */
export type ContentEvent =
  | { readonly type: 'release'; readonly receipt: string; readonly entry: Entry }
  | { readonly type: 'item'; readonly item: ItemLine['item'] }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'verified'; readonly item: ItemLine['item'] }
  | { readonly type: 'end'; readonly end: EndLine['end'] };

interface OpenItem {
  readonly line: ItemLine['item'];
  readonly hash: ReturnType<typeof sha256.create>;
  size: number;
}

/** Reads a content stream and checks all of it: the receipt of each release, each item's inclusion in the manifest
 *  on chain and in the release, its size and digest. Throws PROOF_INVALID or ITEM_CORRUPT where something does not
 *  hold, GATEWAY_UNREACHABLE where the stream was cut off. */
export async function* readContent(
  chunks: AsyncIterable<Uint8Array>,
  trust: Trust,
): AsyncGenerator<ContentEvent, void, undefined> {
  let entry: Entry | undefined;
  let open: OpenItem | undefined;
  let left = 0;
  for await (const line of linesOf(chunks)) {
    if ('data' in line) {
      if (!open) throw broken('it holds data outside of an item');
      const bytes = dataOf(line);
      open.hash.update(bytes);
      open.size += bytes.length;
      // Else what never ends would fill the disk before it is found out.
      if (open.size > open.line.leaf.size) throw corrupt(open.line);
      yield { type: 'data', bytes };
      continue;
    }
    if (open) {
      closeItem(open);
      yield { type: 'verified', item: open.line };
      open = undefined;
    }
    if ('release' in line) {
      if (left > 0) throw broken('a release ends before its last item');
      entry = openRelease(line, trust);
      left = line.release.count;
      yield { type: 'release', receipt: line.release.receipt, entry };
    } else if ('item' in line) {
      if (!entry || left === 0) throw broken('it holds an item outside of a release');
      checkItem(line.item, entry, trust);
      left--;
      open = { line: line.item, hash: sha256.create(), size: 0 };
      yield { type: 'item', item: line.item };
    } else {
      if (left > 0) throw broken('a release ends before its last item');
      yield { type: 'end', end: line.end };
      return;
    }
  }
  throw new CustosError('GATEWAY_UNREACHABLE', 'The stream was cut off before its end. Ask again for what is missing.');
}

function dataOf({ data }: DataLine): Uint8Array {
  try {
    return fromBase64(data);
  } catch {
    throw broken('its data is not base64');
  }
}

function openRelease({ release }: ReleaseLine, trust: Trust): Entry {
  const entry = decodeEntry(trust.openReceipt(release.receipt));
  if (entry.rows === undefined || entry.seq !== release.seq || entry.rows.count !== release.count) {
    throw broken('its receipt is for another release');
  }
  return entry;
}

function checkItem(item: ItemLine['item'], entry: Entry, trust: Trust): void {
  const hash = itemLeafHash(leafOf(item.leaf));
  if (!verifyInclusion(hash, item.index, item.manifestSize, item.manifestPath.map(bytes32), trust.manifestRoot)) {
    throw broken(`item ${item.index} is not in the manifest on chain`);
  }
  const row = leafHash(releaseRow(hash, bytes32(item.binding)));
  const { root, count } = entry.rows ?? { root: '0x', count: 0 };
  if (!verifyInclusion(row, item.position, count, item.rowPath.map(bytes32), fromHex(root, 32))) {
    throw broken(`item ${item.index} is not in the release that was logged`);
  }
}

function closeItem({ line, hash, size }: OpenItem): void {
  if (size !== line.leaf.size || !equalBytes(hash.digest(), bytes32(line.leaf.digest))) {
    throw corrupt(line);
  }
}

function corrupt({ index }: ItemLine['item']): CustosError {
  return new CustosError('ITEM_CORRUPT', `The bytes of item ${index} are not those that the chain commits to.`);
}

/** The item leaf of a content line. */
export function leafOf(json: LeafJson): ItemLeaf {
  return {
    salt: bytes32(json.salt),
    digest: bytes32(json.digest),
    size: json.size,
    mediaType: json.mediaType,
    categories: json.categories,
    owner: bytes32(json.owner),
    source: bytes32(json.source),
  };
}

function bytes32(hex: Hex): Uint8Array {
  return fromHex(hex, 32);
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ContentLine, void, undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      parts.push(chunk.subarray(start, end));
      yield parseLine(parts);
      parts.length = 0;
      length = 0;
      start = end + 1;
    }
    length += chunk.length - start;
    if (length > MAX_LINE_BYTES) throw broken('a line is too long');
    if (start < chunk.length) parts.push(chunk.slice(start));
  }
}

function parseLine(parts: readonly Uint8Array[]): ContentLine {
  const [first] = parts;
  const bytes = parts.length === 1 && first ? first : joined(parts);
  try {
    const line = JSON.parse(utf8Decode(bytes)) as Record<string, Json>;
    const [kind = '', ...more] = Object.keys(line);
    const rule = Object.hasOwn(LINES, kind) ? LINES[kind] : undefined;
    if (more.length === 0 && rule?.test(line[kind] ?? null) === true) return line as unknown as ContentLine;
  } catch {
    // said below
  }
  throw broken('a line is not one of release, item, data, end');
}

function broken(why: string): CustosError {
  return new CustosError('PROOF_INVALID', `The content does not verify: ${why}. Keep its receipt and tell an auditor.`);
}
