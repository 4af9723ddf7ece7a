import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { levelFault } from '../../src/core/level-files.ts';

/** What Level has on disks alone, and its types leave out. */
interface Compactable {
  compactRange(start: string, end: string): Promise<void>;
}

const KEYS = 3_000;
let root: string;
let directory: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'custos-level-'));
  const options = { writeBufferSize: 65_536, compression: false };
  const database = new Level(join(root, 'whole'), options);
  for (let key = 0; key < KEYS; key++) await database.put(`key ${(key * 7_919) % KEYS}`, `value ${key} `.repeat(150));
  // Nothing is left to do in the background, and what was replaced is removed at the next opening.
  await (database as unknown as Compactable).compactRange('', '~');
  await database.close();
  const again = new Level(join(root, 'whole'), options);
  await again.open();
  await again.close();
});
beforeEach(async () => {
  directory = await mkdtemp(join(root, 'copy-'));
  await cp(join(root, 'whole'), directory, { recursive: true });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const fault = async () =>
  levelFault(
    () => readdir(directory),
    (name) => readFile(join(directory, name)),
  );
const tables = async () => (await readdir(directory)).filter((name) => name.endsWith('.ldb'));

async function held(): Promise<number> {
  await using database = new Level(directory, { createIfMissing: false });
  return (await database.keys().all()).length;
}

describe('the files of a Level database', () => {
  it('are well as it left them, opened again too', async () => {
    expect((await tables()).length).toBeGreaterThan(1);
    expect(await fault()).toBeUndefined();
    expect(await held()).toBe(KEYS);
    expect(await fault()).toBeUndefined();
  });

  it('are well beside a table that a process was killed over, as LevelDB sees it', async () => {
    const [whole = ''] = await tables();
    const bytes = await readFile(join(directory, whole));
    await writeFile(join(directory, '999998.ldb'), bytes.subarray(0, bytes.length >> 1));
    await writeFile(join(directory, '999999.ldb'), '');
    expect(await fault()).toBeUndefined();
    expect(await held()).toBe(KEYS);
    expect((await tables()).filter((name) => name.startsWith('99999'))).toEqual([]);
  });

  it('are not judged by what another process takes away meanwhile', async () => {
    const gone = async (name: string) => {
      if (name.endsWith('.ldb')) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
      return readFile(join(directory, name));
    };
    expect(await levelFault(() => readdir(directory), gone)).toBeUndefined();
    const lists = [['CURRENT'], await readdir(directory)];
    const changing = async () => lists.shift() ?? readdir(directory);
    expect(await levelFault(changing, (name) => readFile(join(directory, name)))).toBeUndefined();
  });

  it.each<[string, string, (bytes: Buffer) => Uint8Array | undefined]>([
    ['a flipped bit', 'damaged', (bytes) => bytes.fill((bytes[99] ?? 0) ^ 1, 99, 100)],
    ['a lost end', 'damaged', (bytes) => bytes.subarray(0, bytes.length - 1)],
    ['an end too many', 'damaged', (bytes) => Buffer.concat([bytes, bytes.subarray(-60)])],
    ['nothing in it', 'damaged', () => Buffer.alloc(0)],
    ['no file', 'missing', () => undefined],
  ])('name each table with %s', async (_, what, change) => {
    for (const name of await tables()) {
      const path = join(directory, name);
      const whole = await readFile(path);
      const changed = change(Buffer.from(whole));
      if (changed) await writeFile(path, changed);
      else await rm(path);
      const said = await fault();
      expect(said).toContain(name);
      expect(said).toContain(what);
      await writeFile(path, whole);
    }
  });
});
