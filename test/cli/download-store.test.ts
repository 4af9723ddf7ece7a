import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DownloadStore } from '../../src/cli/download-store.ts';
import type { ContentEvent } from '../../src/client/content-reader.ts';
import type { DatasetId } from '../../src/core/ids.ts';

const OF = { dataset: `0x${'ab'.repeat(32)}` as DatasetId, version: 1 };
type Item = Extract<ContentEvent, { type: 'item' }>['item'];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-store-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function itemOf(index: number, content: string, mediaType: string, name: string): Item {
  const digest = `0x${createHash('sha256').update(content).digest('hex')}`;
  return { index, name, leaf: { digest, size: content.length, mediaType } } as unknown as Item;
}

async function receive(
  store: DownloadStore,
  index: number,
  content: string,
  mediaType = 'application/octet-stream',
  name = 'file',
): Promise<void> {
  const item = itemOf(index, content, mediaType, name);
  await store.take({ type: 'item', item });
  await store.take({ type: 'data', bytes: Buffer.from(content) });
  await store.take({ type: 'verified', item });
}

describe('a download', () => {
  it('puts nothing under its name before it was verified', async () => {
    const store = await DownloadStore.open(directory, OF);
    await store.take({ type: 'item', item: itemOf(1, 'x', 'text/plain', 'a.txt') });
    await store.take({ type: 'data', bytes: Buffer.from('x') });
    expect(await readdir(directory)).toEqual(['.item-1.part']);
    await store.close();
    expect(await readdir(directory)).toEqual([]);
  });

  it('takes no name from a gateway, since nothing commits to one', async () => {
    const store = await DownloadStore.open(directory, OF);
    const names = [
      '../../etc/passwd',
      '/etc/passwd',
      '.ssh',
      'items.ndjson',
      'release-1.tlog-proof',
      'CON',
      'a\u0000b',
      '',
    ];
    for (const [index, name] of names.entries()) await receive(store, index, name, 'text/plain', name);
    const plain = names.map((_, index) => `item-${index}.txt`);
    expect((await readdir(directory)).sort()).toEqual([...plain, 'items.ndjson'].sort());
  });

  it('names files by what the chain commits to: number, media type, type of the FHIR resources', async () => {
    const store = await DownloadStore.open(directory, OF);
    const fhir = 'application/fhir+ndjson';
    await receive(store, 1, '{"id":"a","resourceType":"Condition"}\n{"resourceType":"Patient"}\n', fhir);
    await receive(store, 2, '{"resourceType":"../../x"}\n', fhir);
    await receive(store, 3, `{"id":"${'x'.repeat(5000)}","resourceType":"Late"}`, fhir);
    await receive(store, 4, '{"resourceType":"Condition"}', 'application/dicom');
    await receive(store, 5, 'bytes', '../x');
    await receive(store, 6, 'bytes', 'constructor');
    expect((await readdir(directory)).sort()).toEqual(
      ['Condition-1.ndjson', 'item-2.ndjson', 'item-3.ndjson', 'item-4.dcm', 'item-5', 'item-6', 'items.ndjson'].sort(),
    );
  });

  it('never writes an item of another version over one that is there', async () => {
    const store = await DownloadStore.open(directory, OF);
    await receive(store, 1, 'one');
    const other = await DownloadStore.open(directory, { ...OF, version: 2 });
    await receive(other, 1, 'two');
    expect(await readFile(join(directory, 'item-1'), 'utf8')).toBe('one');
    expect(await readFile(join(directory, 'abababab-2-item-1'), 'utf8')).toBe('two');
  });

  it('goes on where it stopped, and trusts only bytes that are those listed', async () => {
    const store = await DownloadStore.open(directory, OF);
    await receive(store, 1, '1');
    await receive(store, 2, '2');
    await writeFile(join(directory, 'item-2'), 'changed');
    await writeFile(join(directory, 'items.ndjson'), '{"torn', { flag: 'a' });
    const again = await DownloadStore.open(directory, OF);
    expect([again.has(1), again.has(2), again.has(3)]).toEqual([true, false, false]);
    await receive(again, 3, '3');
    const last = await DownloadStore.open(directory, OF);
    expect([last.has(1), last.has(3)]).toEqual([true, true]);
    const other = await DownloadStore.open(directory, { ...OF, version: 2 });
    expect(other.has(1)).toBe(false);
  });
});
