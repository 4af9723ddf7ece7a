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

function itemOf(index: number, name: string, content: string): Item {
  const digest = `0x${createHash('sha256').update(content).digest('hex')}`;
  return { index, name, leaf: { digest, size: content.length } } as unknown as Item;
}

async function receive(store: DownloadStore, index: number, name: string, content: string): Promise<void> {
  const item = itemOf(index, name, content);
  await store.take({ type: 'item', item });
  await store.take({ type: 'data', bytes: Buffer.from(content) });
  await store.take({ type: 'verified', item });
}

describe('a download', () => {
  it('puts nothing under its name before it was verified', async () => {
    const store = await DownloadStore.open(directory, OF);
    await store.take({ type: 'item', item: itemOf(1, 'a.ndjson', 'x') });
    await store.take({ type: 'data', bytes: Buffer.from('x') });
    expect(await readdir(directory)).toEqual(['.item-1.part']);
    await store.close();
    expect(await readdir(directory)).toEqual([]);
  });

  it('takes no path and no reserved name from a gateway', async () => {
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
    for (const [index, name] of names.entries()) await receive(store, index, name, name);
    const plain = names.map((_, index) => `item-${index}`);
    expect((await readdir(directory)).sort()).toEqual([...plain, 'items.ndjson'].sort());
  });

  it('never writes one item over another, on any file system', async () => {
    const store = await DownloadStore.open(directory, OF);
    await receive(store, 1, 'same.bin', 'one');
    await receive(store, 2, 'SAME.bin', 'two');
    expect(await readFile(join(directory, 'same.bin'), 'utf8')).toBe('one');
    expect(await readFile(join(directory, '2-SAME.bin'), 'utf8')).toBe('two');
    const other = await DownloadStore.open(directory, { ...OF, version: 2 });
    await receive(other, 1, 'same.bin', 'three');
    expect(await readFile(join(directory, 'same.bin'), 'utf8')).toBe('one');
  });

  it('goes on where it stopped, and trusts only bytes that are those listed', async () => {
    const store = await DownloadStore.open(directory, OF);
    await receive(store, 1, 'one', '1');
    await receive(store, 2, 'two', '2');
    await writeFile(join(directory, 'two'), 'changed');
    await writeFile(join(directory, 'items.ndjson'), '{"torn', { flag: 'a' });
    const again = await DownloadStore.open(directory, OF);
    expect([again.has(1), again.has(2), again.has(3)]).toEqual([true, false, false]);
    await receive(again, 3, 'three', '3');
    const last = await DownloadStore.open(directory, OF);
    expect([last.has(1), last.has(3)]).toEqual([true, true]);
    const other = await DownloadStore.open(directory, { ...OF, version: 2 });
    expect(other.has(1)).toBe(false);
  });
});
