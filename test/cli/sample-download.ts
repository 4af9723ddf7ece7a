import { createHash } from 'node:crypto';
import type { DownloadStore } from '../../src/cli/download-store.ts';
import type { ContentItem } from '../../src/client/content-reader.ts';
import type { DatasetId } from '../../src/core/ids.ts';

export const OF = { dataset: `0x${'ab'.repeat(32)}` as DatasetId, version: 1 };
export const FHIR = 'application/fhir+ndjson';
const TYPES = ['Condition', 'Observation', 'Patient'];

export function itemOf(index: number, content: string | Uint8Array, mediaType: string, name = 'file'): ContentItem {
  const digest = `0x${createHash('sha256').update(content).digest('hex')}`;
  const leaf = { digest, size: Buffer.byteLength(content), mediaType };
  return { position: 0, index, name, leaf } as unknown as ContentItem;
}

/** As a download hands it over, in pieces. */
export async function receive(
  store: DownloadStore,
  index: number,
  content: string,
  mediaType = 'application/octet-stream',
  name = 'file',
): Promise<void> {
  const item = itemOf(index, content, mediaType, name);
  const bytes = Buffer.from(content);
  await store.take({ type: 'item', item });
  for (let at = 0; at < bytes.length; at += 65_536) {
    await store.take({ type: 'data', bytes: bytes.subarray(at, at + 65_536) });
  }
  await store.take({ type: 'verified', item });
}

/** One of many items of three types, small and large, ending within a line or at its end. */
export function fhirItem(index: number): { readonly type: string; readonly text: string } {
  const type = TYPES[index % 3] ?? '';
  const filling = 'x'.repeat(index === 7 ? 5 * 2 ** 20 : 100 * (index % 50));
  const line = JSON.stringify({ resourceType: type, id: `${index}`, filling });
  return { type, text: index % 4 === 0 ? line : `${line}\n` };
}
