import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Level } from 'level';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Database } from '../../src/vault/database.ts';
import { afterTest, temporaryDirectory } from './workspace.ts';

const KILOBYTES = 100;
const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;
const key = (number: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};

async function open(directory: string): Promise<Database> {
  const database = await Database.open(directory);
  afterTest(() => database.close());
  return database;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a database on a disk that is full', () => {
  // The kernel's limit on the size of a file stands for the disk: a write fails in the middle, as on a full one.
  test.skipIf(!hasPrlimit)('keeps all that it acknowledged, also when there is room again', async () => {
    const directory = join(await temporaryDirectory(), 'data');
    const writer = join(import.meta.dirname, 'full-disk-writer.ts');
    const limited = `trap '' XFSZ; ulimit -S -f ${2 * KILOBYTES}; exec "$0" "$@"`;
    const out = execFileSync('sh', ['-c', limited, process.execPath, writer, directory], { encoding: 'utf8' });
    const { acknowledged, failure } = JSON.parse(out) as { acknowledged: number[]; failure: string };
    expect(failure).toBe('STORAGE_FULL');
    expect(acknowledged.length).toBeGreaterThan(10);
    const found = await (await open(directory)).getMany(acknowledged.map(key));
    expect(found.filter((value) => value === undefined)).toHaveLength(0);
  });

  test('fails what was written together, still reads, and takes writes again', async () => {
    const database = await open(await temporaryDirectory());
    await database.write([{ key: key(1), value: key(1) }]);
    vi.spyOn(Level.prototype, 'batch').mockRejectedValueOnce(new Error('IO error: No space left on device'));
    const together = [2, 3].map((number) => database.write([{ key: key(number), value: key(number) }]));
    for (const write of together) await expect(write).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await database.get(key(1))).toEqual(key(1));
    await database.write([{ key: key(4), value: key(4) }]);
    expect(await database.getMany([1, 2, 3, 4].map(key))).toEqual([key(1), undefined, undefined, key(4)]);
  });
});

describe('reads of one turn of the event loop', () => {
  async function holding(...numbers: readonly number[]): Promise<Database> {
    const database = await open(await temporaryDirectory());
    await database.write(numbers.map((number) => ({ key: key(number), value: key(number) })));
    return database;
  }

  test('are one to Level, and each gets what it asked for', async () => {
    const database = await holding(1, 2, 3);
    const level = vi.spyOn(Level.prototype, 'getMany');
    const asked = [database.getMany([key(3), key(9), key(1)]), database.get(key(2)), database.getMany([])];
    expect(await Promise.all(asked)).toEqual([[key(3), undefined, key(1)], key(2), []]);
    expect(level).toHaveBeenCalledTimes(1);
  });

  test('are several to Level where they ask for many keys', async () => {
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    const database = await holding(...numbers);
    const level = vi.spyOn(Level.prototype, 'getMany');
    expect(await Promise.all(numbers.map((number) => database.get(key(number))))).toEqual(numbers.map(key));
    const more = Array.from({ length: 3 }, () => database.getMany(numbers.map(key)));
    expect(await Promise.all(more)).toEqual(more.map(() => numbers.map(key)));
    expect(level.mock.calls.map(([keys]) => keys.length)).toEqual([64, 36, 100, 100, 100]);
  });

  test('fail each for itself where one of them meets damage', async () => {
    const database = await holding(1, 2);
    const { getMany } = Level.prototype;
    vi.spyOn(Level.prototype, 'getMany').mockImplementation(function (this: Level<unknown, unknown>, keys, options) {
      const isDamaged = keys.some((one) => key(2).equals(one as Uint8Array));
      return isDamaged
        ? Promise.reject(new Error('Corruption: block checksum mismatch'))
        : getMany.call(this, keys, options);
    });
    const [whole, damaged] = [database.get(key(1)), database.get(key(2))];
    await expect(damaged).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    expect(await whole).toEqual(key(1));
  });

  test('are answered before a database is closed that was asked first', async () => {
    const database = await holding(1);
    const asked = database.get(key(1));
    await database.close();
    expect(await asked).toEqual(key(1));
  });
});
