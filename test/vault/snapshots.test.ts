import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../src/core/bytes.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { Database } from '../../src/vault/database.ts';
import { rowKey, rowWrapped } from '../../src/vault/keyring.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { newVault, openVault } from './workspace.ts';

const THREE_SEGMENTS = Buffer.alloc(2.5 * 2 ** 20, 'a line of a snapshot ');

async function sealed(vault: { snapshots: { begin(): Promise<{ seal(bytes: Bytes): Promise<Bytes> }> } }) {
  return (await vault.snapshots.begin()).seal(THREE_SEGMENTS);
}

describe('a sealed snapshot', () => {
  it('is opened as it was sealed, also by a later run and under another root key', async () => {
    const { vault, options } = await newVault();
    const [empty, file] = [await (await vault.snapshots.begin()).seal(Buffer.alloc(0)), await sealed(vault)];
    expect(Buffer.from(file).includes('snapshot')).toBe(false);
    await vault.close();
    const again = await openVault(options);
    const rootKey = { file: join(options.directory, 'another.key') };
    await createRootKeyFile(rootKey.file);
    await again.rotateRoot(rootKey);
    expect(Buffer.compare(await again.snapshots.open(file), THREE_SEGMENTS)).toBe(0);
    expect(await again.snapshots.open(empty)).toHaveLength(0);
  });

  it('is refused where a byte of any part is another one, is missing, or lies elsewhere', async () => {
    const { vault } = await newVault();
    const file = Buffer.from(await sealed(vault));
    const segment = 2 ** 20 + 16;
    for (const at of [0, 1, 2, 3, 4, 40, 68, 68 + segment - 1, 68 + segment, file.length - 1]) {
      const flipped = Buffer.from(file);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await expect(vault.snapshots.open(flipped), `byte ${at}`).rejects.toMatchObject({ code: 'SEGMENT_CORRUPT' });
    }
    for (const end of [0, 10, 68, 70, 68 + segment, 68 + 2 * segment, file.length - 1]) {
      const cut = file.subarray(0, end);
      await expect(vault.snapshots.open(cut), `first ${end}`).rejects.toMatchObject({ code: 'SEGMENT_CORRUPT' });
    }
    const [head, one, two, rest] = [0, 68, 68 + segment, 68 + 2 * segment].map((from, i) =>
      file.subarray(from, i === 0 ? 68 : i === 3 ? file.length : from + segment),
    ) as [Buffer, Buffer, Buffer, Buffer];
    for (const parts of [
      [head, two, one, rest],
      [head, one, two],
      [head, one, two, rest, rest],
    ]) {
      await expect(vault.snapshots.open(Buffer.concat(parts))).rejects.toMatchObject({ code: 'SEGMENT_CORRUPT' });
    }
    await expect((await newVault()).vault.snapshots.open(file)).rejects.toMatchObject({ code: 'KEY_SHREDDED' });
  });

  it('goes with the key of anybody who is erased, also where it was begun before and is sealed after (G8)', async () => {
    const { vault, options } = await newVault();
    const [ann, bob] = (await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2'])) as Pseudonym[];
    const begun = await vault.snapshots.begin();
    expect(begun.erased).toEqual(new Set());
    const before = await begun.seal(THREE_SEGMENTS);
    await vault.close();
    const row = Buffer.from(rowWrapped((await keysRow(options.directory)) as Bytes));
    const again = await openVault(options);
    const under = await again.snapshots.begin();
    await again.shredSubject(ann as Pseudonym);
    const late = await under.seal(THREE_SEGMENTS);
    for (const file of [before, late]) {
      await expect(again.snapshots.open(file)).rejects.toMatchObject({ code: 'KEY_SHREDDED' });
    }
    const after = await again.snapshots.begin();
    expect(after.erased).toEqual(new Set([ann]));
    const file = await after.seal(THREE_SEGMENTS);
    expect(await again.snapshots.open(file)).toHaveLength(THREE_SEGMENTS.length);
    for (const old of [before, late]) {
      await expect(again.snapshots.open(old)).rejects.toMatchObject({ code: 'SEGMENT_CORRUPT' });
    }
    expect(bob).toBeDefined();
    await again.close();
    const keys = join(options.directory, 'keys');
    const bytes = await Promise.all((await readdir(keys)).map((name) => readFile(join(keys, name))));
    expect(Buffer.concat(bytes).includes(row)).toBe(false);
  });
});

async function keysRow(directory: string): Promise<Bytes | undefined> {
  await using keys = await Database.open(join(directory, 'keys'));
  return keys.get(rowKey('snapshot', new Uint8Array()));
}
