import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { type BlobStore, MAX_BLOB_BYTES } from '../../src/vault/blob-store.ts';

/** What every engine must do; `reopen` closes the store and opens it again over the same data. */
export function blobStoreSuite(open: () => Promise<{ store: BlobStore; reopen: () => Promise<BlobStore> }>): void {
  test('gives back what was put, and undefined for the rest', async () => {
    const { store } = await open();
    const value = randomBytes(1000);
    await store.put([{ volume: 3, slot: 2, segment: 1, value }]);
    expect(await store.get({ volume: 3, slot: 2, segment: 1 })).toEqual(value);
    for (const other of [{ volume: 2 }, { slot: 1 }, { segment: 0 }]) {
      expect(await store.get({ volume: 3, slot: 2, segment: 1, ...other })).toBeUndefined();
    }
  });

  test('gives several values in the order asked for, with gaps where there are none', async () => {
    const { store } = await open();
    const at = (slot: number) => ({ volume: 1, slot, segment: 0 });
    await store.put([1, 2, 3].map((slot) => ({ ...at(slot), value: Uint8Array.of(slot) })));
    const values = await store.getMany([3, 9, 1, 3].map(at));
    expect(values.map((value) => value?.[0])).toEqual([3, undefined, 1, 3]);
    expect(await store.getMany([])).toEqual([]);
  });

  test('keeps empty and largest values, and refuses larger ones', async () => {
    const { store } = await open();
    const largest = randomBytes(MAX_BLOB_BYTES);
    await store.put([
      { volume: 1, slot: 0, segment: 0, value: new Uint8Array() },
      { volume: 1, slot: 0, segment: 1, value: largest },
    ]);
    expect((await store.get({ volume: 1, slot: 0, segment: 0 }))?.length).toBe(0);
    expect(largest.equals((await store.get({ volume: 1, slot: 0, segment: 1 })) ?? Buffer.alloc(0))).toBe(true);
    const larger = { volume: 1, slot: 1, segment: 0, value: new Uint8Array(MAX_BLOB_BYTES + 1) };
    await expect(store.put([larger])).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
  });

  test('keeps the ends of the number ranges apart', async () => {
    const { store } = await open();
    const locations = [
      { volume: 2 ** 48 - 1, slot: 2 ** 32 - 1, segment: 2 ** 32 - 1 },
      { volume: 2 ** 48 - 1, slot: 0, segment: 0 },
      { volume: 0, slot: 2 ** 32 - 1, segment: 0 },
    ];
    await store.put(locations.map((location, i) => ({ ...location, value: Uint8Array.of(i) })));
    for (const [i, location] of locations.entries()) expect((await store.get(location))?.[0]).toBe(i);
    expect(await store.volumes()).toEqual([0, 2 ** 48 - 1]);
  });

  test('lists volumes in order and removes one without touching its neighbours', async () => {
    const { store } = await open();
    const blobs = [7, 5, 6].flatMap((volume) =>
      [0, 2 ** 32 - 1].map((slot) => ({ volume, slot, segment: 2 ** 32 - 1, value: Uint8Array.of(volume) })),
    );
    await store.put(blobs);
    expect(await store.volumes()).toEqual([5, 6, 7]);
    await store.removeVolume(6);
    await store.removeVolume(6);
    expect(await store.volumes()).toEqual([5, 7]);
    expect(await store.get({ volume: 6, slot: 0, segment: 2 ** 32 - 1 })).toBeUndefined();
    expect(await store.get({ volume: 5, slot: 2 ** 32 - 1, segment: 2 ** 32 - 1 })).toBeDefined();
    expect(await store.get({ volume: 7, slot: 0, segment: 2 ** 32 - 1 })).toBeDefined();
  });

  test('has after reopening what was put, and not what was removed', async () => {
    const { store, reopen } = await open();
    const value = randomBytes(300_000);
    await store.put([
      { volume: 1, slot: 0, segment: 0, value },
      { volume: 2, slot: 0, segment: 0, value },
    ]);
    await store.removeVolume(2);
    const again = await reopen();
    expect(value.equals((await again.get({ volume: 1, slot: 0, segment: 0 })) ?? Buffer.alloc(0))).toBe(true);
    expect(await again.volumes()).toEqual([1]);
  });

  test('takes writes and reads side by side', async () => {
    const { store } = await open();
    await Promise.all(
      Array.from({ length: 32 }, async (_, slot) => {
        await store.put([{ volume: 1, slot, segment: 0, value: Uint8Array.of(slot) }]);
        expect((await store.get({ volume: 1, slot, segment: 0 }))?.[0]).toBe(slot);
      }),
    );
  });
}
