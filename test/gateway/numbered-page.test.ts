import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pseudonym } from '../../src/core/ids.ts';
import { numberedKey, numberedPage } from '../../src/gateway/records/numbered-page.ts';
import { named, RecordTable } from '../../src/gateway/records/record-table.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { Vault } from '../../src/vault/vault.ts';

let directory: string;
let vault: Vault;
let table: RecordTable<string, number>;
let erased: Pseudonym;

/** Fifty of one list, of which those from the tenth to the twenty-ninth are of somebody erased, between two other lists. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-pages-'));
  const file = join(directory, 'root.key');
  await createRootKeyFile(file);
  vault = await Vault.open({ directory: join(directory, 'vault'), rootKey: { file }, create: true });
  table = new RecordTable(vault.records, 'paper', named('page-test/'));
  const beside = new RecordTable<string, number>(vault.records, 'paper', named('page-tesu/'));
  const [one, other] = (await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2'])) as [Pseudonym, Pseudonym];
  erased = other;
  for (const list of ['a/', 'b/', 'c/']) {
    for (let i = 0; i < 50; i++) {
      const isErased = list === 'b/' && i >= 10 && i < 30;
      await table.put(numberedKey(i * 7, list), i, isErased ? other : one);
    }
  }
  await beside.put(numberedKey(0), 99, one);
  await vault.shredSubject(erased);
}, 60_000);
afterAll(async () => {
  await vault.close();
  await rm(directory, { recursive: true });
});

async function pages(beginning: string, limit: number): Promise<number[][]> {
  const found: number[][] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page: { items: readonly number[]; next?: number } = await numberedPage(
      table,
      { beginning, from, limit },
      async (keys) => (await table.getMany(keys)).filter((one) => one !== undefined),
    );
    found.push([...page.items]);
    from = page.next;
  }
  return found;
}
const counted = (count: number) => Array.from({ length: count }, (_, i) => i);

it.each([1, 7, 10, 25, 49, 50, 51, 1_000])('comes to each of a list once, in order, in pages of %i', async (limit) => {
  for (const list of ['a/', 'c/']) {
    const found = await pages(list, limit);
    expect(found.flat()).toEqual(counted(50));
    expect(found.map(({ length }) => length)).toEqual(
      counted(Math.ceil(50 / limit)).map((page) => Math.min(limit, 50 - page * limit)),
    );
  }
});

it.each([1, 9, 10, 11, 20, 30, 1_000])(
  'lists nothing of erased patients, and no shorter page for it: %i',
  async (limit) => {
    const found = await pages('b/', limit);
    expect(found.flat()).toEqual(counted(50).filter((i) => i < 10 || i >= 30));
    expect(found.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
  },
);

it('begins at the first number from there on, and ends behind the last', async () => {
  const page = (from: number) =>
    numberedPage(table, { beginning: 'a/', from, limit: 2 }, async (keys) =>
      (await table.getMany(keys)).filter((one) => one !== undefined),
    );
  expect(await page(8)).toEqual({ items: [2, 3], next: 28 });
  expect(await page(49 * 7)).toEqual({ items: [49] });
  expect(await page(Number.MAX_SAFE_INTEGER)).toEqual({ items: [] });
});
