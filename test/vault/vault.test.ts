import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bytes, equalBytes, toHex } from '../../src/core/bytes.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { itemLeafHash, NO_SOURCE, ownerCommitment, SHARED_OWNER, sourceCommitment } from '../../src/core/item.ts';
import { verifyInclusion } from '../../src/core/merkle.ts';
import type { Blob, BlobLocation, BlobStore } from '../../src/vault/blob-store.ts';
import { storageError } from '../../src/vault/storage-error.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { collect, newDataset, newVault, openVault } from './workspace.ts';

const META = { subject: null, kind: 'file', mediaType: 'text/plain', categories: 0, name: 'file.txt' } as const;

/** Keeps blobs in memory and lets a test change them behind the vault's back. */
class MemoryBlobs implements BlobStore {
  readonly values = new Map<string, Bytes>();
  /** Rejects puts after this many. */
  room = Number.POSITIVE_INFINITY;

  async put(blobs: readonly Blob[]): Promise<void> {
    if (this.room-- <= 0) throw storageError(new Error('IO error: 000012.log: No space left on device'), 'writing');
    for (const blob of blobs) this.values.set(keyOf(blob), Buffer.from(blob.value));
  }

  async get(location: BlobLocation): Promise<Bytes | undefined> {
    return this.values.get(keyOf(location));
  }

  async getMany(locations: readonly BlobLocation[]): Promise<(Bytes | undefined)[]> {
    return locations.map((location) => this.values.get(keyOf(location)));
  }

  async removeVolume(volume: number): Promise<void> {
    for (const key of this.values.keys()) if (key.startsWith(`${volume}/`)) this.values.delete(key);
  }

  async volumes(): Promise<number[]> {
    return [...new Set([...this.values.keys()].map((key) => Number(key.split('/')[0])))].sort((a, b) => a - b);
  }

  async close(): Promise<void> {}
}

function keyOf({ volume, slot, segment }: BlobLocation): string {
  return `${volume}/${slot}/${segment}`;
}

async function memoryVault(): Promise<{ vault: Vault; blobs: MemoryBlobs; reopen: () => Promise<Vault> }> {
  const { vault: first, options } = await newVault();
  await first.close();
  const blobs = new MemoryBlobs();
  const vault = await openVault({ ...options, blobs });
  const reopen = async (): Promise<Vault> => {
    await vault.close();
    return openVault({ ...options, blobs });
  };
  return { vault, blobs, reopen };
}

describe('vault', () => {
  test('gives back every item of a version, also after reopening, with leaves that the manifest root commits to', async () => {
    const { vault, options } = await newVault();
    const subjects = (await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2', 'urn:a|3'])) as Pseudonym[];
    const draft = await vault.createDraft(newDataset());
    const contents = new Map<string, { bytes: Buffer; subject: Pseudonym | null }>();
    for (let i = 0; i < 67; i++) {
      const bytes = randomBytes(i === 13 ? 700_000 : (i * i * 7) % 9000);
      const subject = i % 4 === 0 ? null : (subjects[i % 3] ?? null);
      contents.set(toHex(sha256(bytes)), { bytes, subject });
      await draft.putItem([bytes], { ...META, subject, categories: i, origin: `path/${i}` });
    }
    const { summary } = await vault.seal(draft);
    expect(summary).toMatchObject({ items: 67, sharedCount: 17, subjects: 3, state: 'sealed', version: null });
    await vault.versions.markPublished(summary.volume, 1);
    await vault.close();

    const again = await openVault(options);
    const published = again.versions.published(summary.dataset, 1);
    expect(published).toMatchObject({ manifestRoot: summary.manifestRoot, state: 'published' });
    const view = await again.versions.view(summary.volume);
    const records = await again.itemRecords(summary.volume, [...view.sizes.keys()]);
    const root = Buffer.from(summary.manifestRoot.slice(2), 'hex');
    for (const [index, record] of records.entries()) {
      if (record === null) throw new Error('erased');
      const bytes = await collect(again.readItem(summary.volume, index));
      const expected = contents.get(toHex(record.leaf.digest));
      expect(expected?.bytes.equals(bytes)).toBe(true);
      expect(record.subject).toBe(expected?.subject);
      expect(record.leaf.size).toBe(bytes.length);
      expect(equalBytes(itemLeafHash(record.leaf), record.leafHash)).toBe(true);
      const owner = record.subject === null ? SHARED_OWNER : ownerCommitment(record.ownerSalt, record.subject);
      expect(equalBytes(record.leaf.owner, owner)).toBe(true);
      expect(verifyInclusion(record.leafHash, index, view.items, view.tree.inclusion(index), root)).toBe(true);
      expect(record.leaf.categories).toBe(view.categories[index]);
    }
    expect(new Set(records.map((record) => record?.name)).size).toBe(67);
    expect(records.map((record) => record?.origin)).not.toEqual([...records.keys()].map((i) => `path/${i}`));
  });

  test('commits to what an item was made from', async () => {
    const { vault } = await newVault();
    const draft = await vault.createDraft(newDataset());
    const parent = randomBytes(32);
    await draft.putItem([Buffer.from('child')], { ...META, parent });
    await draft.putItem([Buffer.from('orphan')], META);
    const { summary } = await vault.seal(draft);
    for (const record of await vault.itemRecords(summary.volume, [0, 1])) {
      if (record?.source === null) expect(record.leaf.source).toEqual(NO_SOURCE);
      else expect(record?.leaf.source).toEqual(sourceCommitment(record?.source.salt ?? parent, parent));
    }
  });

  test('reads any range of an item', async () => {
    const { vault } = await newVault();
    const draft = await vault.createDraft(newDataset());
    const bytes = randomBytes(600_000);
    await draft.putItem([bytes.subarray(0, 100), bytes.subarray(100)], META);
    const { summary } = await vault.seal(draft);
    await fc.assert(
      fc.asyncProperty(fc.nat(600_000), fc.nat(600_000), async (a, b) => {
        const range = { from: Math.min(a, b), to: Math.max(a, b) };
        const out = await collect(vault.readItem(summary.volume, 0, { range }));
        expect(out.equals(bytes.subarray(range.from, range.to))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('reads a list of items as it reads each alone, whatever their sizes, and goes on past erased ones', async () => {
    const { vault } = await newVault();
    const subjects = (await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2'])) as Pseudonym[];
    const draft = await vault.createDraft(newDataset());
    for (let i = 0; i < 150; i++) {
      const size = i % 50 === 7 ? 600_000 : i * 30;
      await draft.putItem([randomBytes(size)], { ...META, subject: subjects[i % 3] ?? null });
    }
    const { summary } = await vault.seal(draft);
    await vault.shredSubject(subjects[0] as Pseudonym);
    const indexes = Array.from({ length: 150 }, (_, i) => (i * 7) % 150);
    const seen: number[] = [];
    let erased = 0;
    for await (const { index, record, content } of vault.readItems(summary.volume, indexes)) {
      seen.push(index);
      if (record === null) {
        erased++;
        await expect(vault.openItem(summary.volume, index)).rejects.toMatchObject({ code: 'KEY_SHREDDED' });
        expect(await collect(content)).toHaveLength(0);
        continue;
      }
      expect(record).toEqual((await vault.openItem(summary.volume, index)).record);
      expect((await collect(content)).equals(await collect(vault.readItem(summary.volume, index)))).toBe(true);
    }
    expect(seen).toEqual(indexes);
    expect(erased).toBe(50);
  });

  test('recognises a version of the same content, whatever its order, and no other', async () => {
    const { vault } = await newVault();
    const dataset = newDataset();
    const seal = async (of: typeof dataset, ...texts: string[]): Promise<number | undefined> => {
      const draft = await vault.createDraft(of);
      for (const text of texts) await draft.putItem([Buffer.from(text)], META);
      const { summary, unchangedSince } = await vault.seal(draft);
      return unchangedSince === null ? undefined : summary.volume - unchangedSince.volume;
    };
    expect(await seal(dataset, 'a', 'b', 'b')).toBeUndefined();
    expect(await seal(dataset, 'b', 'a', 'b')).toBe(1);
    expect(await seal(dataset, 'a', 'a', 'b')).toBeUndefined();
    expect(await seal(dataset, 'a', 'b')).toBeUndefined();
    expect(await seal(newDataset(), 'a', 'b')).toBeUndefined();
    const [first] = vault.versions.list(dataset);
    await vault.versions.markPublished(first?.volume ?? 0, 1);
    expect(await seal(dataset, 'b', 'b', 'a')).toBe(5);
  });

  test('forgets what was never sealed at the next opening, and keeps what was', async () => {
    const { vault, blobs, reopen } = await memoryVault();
    const sealed = await vault.createDraft(newDataset());
    await sealed.putItem([Buffer.from('kept')], META);
    const { summary } = await vault.seal(sealed);
    const lost = await vault.createDraft(newDataset());
    await lost.putItem([randomBytes(6_000_000)], META);
    await lost.finish();
    expect(await blobs.volumes()).toEqual([summary.volume, lost.volume]);
    const again = await reopen();
    expect(await blobs.volumes()).toEqual([summary.volume]);
    expect((await collect(again.readItem(summary.volume, 0))).toString()).toBe('kept');
    expect((await again.createDraft(newDataset())).volume).toBeGreaterThan(lost.volume);
  });

  test('discards drafts and sealed versions, never published ones', async () => {
    const { vault, blobs } = await memoryVault();
    const dataset = newDataset();
    const [a, b] = [await vault.createDraft(dataset), await vault.createDraft(dataset)];
    for (const draft of [a, b]) await draft.putItem([Buffer.from('x')], META);
    await vault.discard(a);
    await expect(a.putItem([], META)).rejects.toMatchObject({ code: 'CONFLICT' });
    const { summary } = await vault.seal(b);
    await vault.versions.markPublished(summary.volume, 1);
    await vault.versions.markPublished(summary.volume, 1);
    await expect(vault.discard(summary.volume)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(vault.versions.markPublished(summary.volume, 2)).rejects.toMatchObject({ code: 'CONFLICT' });
    const c = await vault.createDraft(dataset);
    await c.putItem([Buffer.from('y')], META);
    const second = (await vault.seal(c)).summary;
    await expect(vault.versions.markPublished(second.volume, 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    await vault.discard(second.volume);
    expect(await blobs.volumes()).toEqual([summary.volume]);
    expect(() => vault.versions.summary(second.volume)).toThrow(expect.objectContaining({ code: 'ITEM_UNKNOWN' }));
  });

  test('refuses an empty version and items that are not there', async () => {
    const { vault } = await newVault();
    await expect(vault.seal(await vault.createDraft(newDataset()))).rejects.toMatchObject({ code: 'IMPORT_NOTHING' });
    const draft = await vault.createDraft(newDataset());
    await draft.putItem([], META);
    const { summary } = await vault.seal(draft);
    for (const index of [1, -1, 0.5, Number.NaN]) {
      await expect(vault.openItem(summary.volume, index)).rejects.toMatchObject({ code: 'ITEM_UNKNOWN' });
    }
    expect(await collect(vault.readItem(summary.volume, 0))).toHaveLength(0);
  });

  test('leaves a draft usable after the source of one item failed', async () => {
    const { vault } = await newVault();
    const draft = await vault.createDraft(newDataset());
    async function* failing(): AsyncGenerator<Bytes> {
      yield randomBytes(500_000);
      throw new Error('connection lost');
    }
    await expect(draft.putItem(failing(), META)).rejects.toThrow('connection lost');
    await draft.putItem([Buffer.from('whole')], META);
    const { summary } = await vault.seal(draft);
    expect(summary.items).toBe(1);
    expect((await collect(vault.readItem(summary.volume, 0))).toString()).toBe('whole');
  });

  test('takes nothing of an item whose bytes still come when its draft ends', async () => {
    const { vault, blobs } = await memoryVault();
    for (const end of ['seal', 'discard'] as const) {
      const draft = await vault.createDraft(newDataset());
      await draft.putItem([Buffer.from('whole')], META);
      const { promise, resolve } = Promise.withResolvers<void>();
      async function* slow(): AsyncGenerator<Bytes> {
        yield randomBytes(3_000_000);
        await promise;
        yield randomBytes(3_000_000);
      }
      const late = draft.putItem(slow(), META);
      late.catch(() => undefined);
      await vault[end](draft);
      const before = await blobs.volumes();
      resolve();
      await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await blobs.volumes()).toEqual(before);
    }
    expect(vault.versions.list()).toMatchObject([{ items: 1 }]);
  });

  test('reports a full disk, publishes nothing, and works again when there is room', async () => {
    const { vault, blobs } = await memoryVault();
    for (const room of [0, 1, 2]) {
      blobs.room = room;
      const draft = await vault.createDraft(newDataset());
      const attempt = async (): Promise<unknown> => {
        for (let i = 0; i < 3; i++) await draft.putItem([randomBytes(5_000_000)], META);
        return vault.seal(draft);
      };
      await expect(attempt()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
      blobs.room = Number.POSITIVE_INFINITY;
      await vault.discard(draft);
      expect(await blobs.volumes()).toEqual([]);
    }
    const draft = await vault.createDraft(newDataset());
    await draft.putItem([Buffer.from('now')], META);
    expect((await vault.seal(draft)).summary.items).toBe(1);
    expect(vault.versions.list()).toHaveLength(1);
  });

  test('never serves a value that was flipped, swapped between items, rolled back or removed (G7, R10)', async () => {
    const { vault, blobs } = await memoryVault();
    const subjects = (await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2'])) as Pseudonym[];
    const draft = await vault.createDraft(newDataset());
    const size = 300_000;
    for (const subject of [...subjects, ...subjects]) await draft.putItem([randomBytes(size)], { ...META, subject });
    const { summary } = await vault.seal(draft);
    const { slots } = await vault.versions.view(summary.volume);
    const key = (index: number, segment: number): string =>
      keyOf({ volume: summary.volume, slot: slots[index] ?? 0, segment });
    const original = new Map(blobs.values);
    const value = (name: string): Buffer => Buffer.from(original.get(name) ?? []);
    const flip = (name: string, at: number): Buffer => {
      const bytes = value(name);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes;
    };
    const cases: [string, Buffer | null][] = [
      [key(0, 0), flip(key(0, 0), 100)],
      [key(0, 1), flip(key(0, 1), 5)],
      [key(0, 0), value(key(1, 0))],
      [key(0, 0), value(key(2, 0))],
      [key(0, 1), value(key(2, 1))],
      [key(0, 1), value(key(0, 1)).subarray(0, -1)],
      [key(0, 0), Buffer.alloc(0)],
      [key(0, 1), null],
    ];
    for (const [name, changed] of cases) {
      if (changed === null) blobs.values.delete(name);
      else blobs.values.set(name, changed);
      await expect(collect(vault.readItem(summary.volume, 0))).rejects.toMatchObject({ code: 'SEGMENT_CORRUPT' });
      for (const [original_name, bytes] of original) blobs.values.set(original_name, bytes);
    }
    expect((await collect(vault.readItem(summary.volume, 0))).length).toBe(size);
  });

  test('refuses a manifest that was changed or exchanged on the disk', async () => {
    const { vault, blobs, reopen } = await memoryVault();
    const dataset = newDataset();
    const summaries = [];
    for (const text of ['a', 'b']) {
      const draft = await vault.createDraft(dataset);
      await draft.putItem([Buffer.from(text)], META);
      summaries.push((await vault.seal(draft)).summary);
    }
    const again = await reopen();
    const [first, second] = summaries.map(({ volume }) => keyOf({ volume, slot: 0xffffffff, segment: 0 }));
    blobs.values.set(first ?? '', Buffer.from(blobs.values.get(second ?? '') ?? []));
    await expect(again.versions.view(summaries[0]?.volume ?? 0)).rejects.toMatchObject({ code: 'SEGMENT_CORRUPT' });
    expect((await again.versions.view(summaries[1]?.volume ?? 0)).items).toBe(1);
  });

  test('takes uploads side by side', async () => {
    const { vault } = await newVault();
    const draft = await vault.createDraft(newDataset());
    const contents = Array.from({ length: 8 }, (_, i) => randomBytes(900_000 + i));
    async function* slowly(bytes: Buffer): AsyncGenerator<Bytes> {
      for (let at = 0; at < bytes.length; at += 100_000) {
        await new Promise(setImmediate);
        yield bytes.subarray(at, at + 100_000);
      }
    }
    await Promise.all(contents.map((bytes) => draft.putItem(slowly(bytes), META)));
    const { summary } = await vault.seal(draft);
    const out = await Promise.all(contents.map((_, i) => collect(vault.readItem(summary.volume, i))));
    const hashes = (all: readonly Buffer[]): string[] => all.map((bytes) => toHex(sha256(bytes))).sort();
    expect(hashes(out)).toEqual(hashes(contents));
  });

  test('puts items into an order that does not follow their writing', async () => {
    const { vault } = await newVault();
    const draft = await vault.createDraft(newDataset());
    for (let i = 0; i < 64; i++) await draft.putItem([Uint8Array.of(i)], META);
    const { slots } = await vault.versions.view((await vault.seal(draft)).summary.volume);
    expect([...slots]).not.toEqual([...slots].sort((a, b) => a - b));
    expect([...slots].sort((a, b) => a - b)).toEqual([...Array(64).keys()]);
  });
});

describe('sealed records', () => {
  test('are kept by namespace and id, replaced, listed in order and deleted', async () => {
    const { vault, options } = await newVault();
    await vault.records.put('terms', Buffer.from('b'), Buffer.from('1'));
    await vault.records.put('terms', Buffer.from('a'), Buffer.from('2'));
    await vault.records.put('evidence', Buffer.from('a'), Buffer.from('3'));
    await vault.records.put('terms', Buffer.from('b'), Buffer.from('4'));
    await vault.close();
    const { records } = await openVault(options);
    const all = await Array.fromAsync(records.all('terms'));
    expect(all.map(({ id, bytes }) => `${id}=${bytes}`)).toEqual(['a=2', 'b=4']);
    await records.delete('terms', Buffer.from('a'));
    expect(await records.get('terms', Buffer.from('a'))).toBeNull();
    expect(`${await records.get('evidence', Buffer.from('a'))}`).toBe('3');
  });

  test('are listed also by how their ids begin', async () => {
    const { vault } = await newVault();
    for (const id of ['ending', 'ending/', 'ending/1', 'ending/é', 'ending0', 'ledger/1']) {
      await vault.records.put('operation', Buffer.from(id), Buffer.from(id));
    }
    await vault.records.put('terms', Buffer.from('ending/1'), Buffer.from('of other terms'));
    const some = await Array.fromAsync(vault.records.all('operation', 'ending/'));
    expect(some.map(({ id, bytes }) => `${id}=${bytes}`)).toEqual(
      ['ending/', 'ending/1', 'ending/é'].map((id) => `${id}=${id}`),
    );
  });

  test('sealed for other rooms open in their own place, group and purpose alone', async () => {
    const { vault, options } = await newVault();
    const [id, other] = [Buffer.from('entry 1'), Buffer.from('entry 2')];
    const sealed = vault.sealer('evidence').seal(7, id, Buffer.from('who asked'));
    expect(Buffer.from(sealed).includes('who asked')).toBe(false);
    await vault.close();
    const again = await openVault(options);
    expect(`${again.sealer('evidence').open(7, id, sealed)}`).toBe('who asked');
    const flipped = Buffer.from(sealed);
    flipped[20] = (flipped[20] ?? 0) ^ 1;
    for (const attempt of [
      () => again.sealer('evidence').open(7, other, sealed),
      () => again.sealer('release').open(7, id, sealed),
      () => again.sealer('evidence').open(8, id, sealed),
      () => again.sealer('evidence').open(7, id, flipped),
      () => again.sealer('evidence').open(7, id, sealed.subarray(0, 20)),
    ]) {
      expect(attempt).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
    }
  });

  test('are refused where they are too large or have no id', async () => {
    const { vault } = await newVault();
    for (const [id, bytes] of [
      [0, 1],
      [129, 1],
      [1, 4 * 1024 * 1024 + 1],
    ] as const) {
      const put = vault.records.put('terms', Buffer.alloc(id, 1), Buffer.alloc(bytes));
      await expect(put).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
    }
  });
});
