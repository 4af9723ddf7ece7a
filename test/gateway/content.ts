import type { LeafJson } from '../../src/core/content.ts';
import { contentDecoder } from '../../src/core/content-decoder.ts';
import { type ContentEnd, decodeRows, type ReleaseHead } from '../../src/core/content-frame.ts';

export interface SentItem {
  readonly index: number;
  readonly name: string;
  readonly leaf: LeafJson;
  readonly bytes: Uint8Array;
}

export interface SentContent {
  readonly releases: readonly ReleaseHead[];
  readonly items: readonly SentItem[];
  readonly end: ContentEnd | undefined;
}

/** What a content stream holds; nothing is checked. */
export function contentOf(bytes: Uint8Array): SentContent {
  const releases: ReleaseHead[] = [];
  const indexes: number[] = [];
  const heads: { name: string; leaf: LeafJson; data: Uint8Array[] }[] = [];
  let end: ContentEnd | undefined;
  for (const record of contentDecoder().push(bytes)) {
    if (record.kind === 'release') releases.push(record.release);
    else if (record.kind === 'rows') indexes.push(...decodeRows(record.payload, releases.at(-1)?.count ?? 0).indexes);
    else if (record.kind === 'item') heads.push({ ...record.item, data: [] });
    else if (record.kind === 'data') heads.at(-1)?.data.push(record.bytes);
    else end = record.end;
  }
  const items = heads.map(({ data, ...head }, i) => ({ ...head, index: indexes[i] ?? -1, bytes: Buffer.concat(data) }));
  return { releases, items, end };
}
