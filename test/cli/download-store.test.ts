import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DownloadStore, type DownloadStoreOptions } from '../../src/cli/download-store.ts';
import { nextPath } from '../../src/cli/merged-file.ts';
import { partPath, workDirectory, workPath } from '../../src/cli/work-directory.ts';
import type { DatasetId } from '../../src/core/ids.ts';
import { fhirType } from '../../src/core/item-name.ts';
import { FHIR, fhirItem, itemOf, OF, receive } from './sample-download.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-store-'));
});
afterEach(async () => {
  await last?.close();
  last = undefined;
  await rm(directory, { recursive: true, force: true });
});

let last: DownloadStore | undefined;
/** One at a time has the directory: the one before is closed. */
async function opened(options: DownloadStoreOptions = {}, of: typeof OF = OF): Promise<DownloadStore> {
  await last?.close();
  last = await DownloadStore.open(directory, of, options);
  return last;
}
const text = (file: string) => readFile(join(directory, file), 'utf8');
const names = async () => (await readdir(directory)).filter((name) => name !== '.custos-get').sort();
const line = (n: number, type = 'Condition') => `{"resourceType":"${type}","n":${n}}\n`;

/** Takes the items and closes. */
async function got(items: Record<number, string>, options: DownloadStoreOptions = {}, of: typeof OF = OF) {
  const store = await opened(options, of);
  for (const [index, content] of Object.entries(items)) await receive(store, Number(index), content, FHIR);
  await store.close();
}

async function listed(): Promise<{ item: number; file: string; offset?: number; bytes: number; digest: string }[]> {
  return (await text('items.ndjson'))
    .trim()
    .split('\n')
    .map((one) => JSON.parse(one));
}

/** Each listed item must lie where the list says, in the bytes that it says. */
async function expectSound(): Promise<void> {
  for (const { file, offset = 0, bytes, digest } of await listed()) {
    const piece = (await readFile(join(directory, file))).subarray(offset, offset + bytes);
    expect(`0x${createHash('sha256').update(piece).digest('hex')}`).toBe(digest);
  }
}

describe('a download', () => {
  it('puts nothing under its name before it was verified', async () => {
    const store = await opened();
    const large = Buffer.alloc(5 * 2 ** 20, 'x');
    await store.take({ type: 'item', item: itemOf(1, large, 'text/plain') });
    await store.take({ type: 'data', bytes: large });
    expect(await names()).toEqual([]);
    expect((await readdir(workDirectory(directory))).sort()).toEqual(['item-1.part', 'lock']);
    await store.take({ type: 'item', item: itemOf(2, 'x', 'text/plain') });
    await store.take({ type: 'data', bytes: Buffer.from('x') });
    await store.close();
    expect(await names()).toEqual([]);
  });

  it('takes no name from a gateway, since nothing commits to one', async () => {
    const store = await opened();
    const given = [
      '../../etc/passwd',
      '/etc/passwd',
      '.ssh',
      'items.ndjson',
      'release-1.tlog-proof',
      'CON',
      'a\u0000b',
      '',
    ];
    for (const [index, name] of given.entries()) await receive(store, index, name, 'text/plain', name);
    await store.close();
    const plain = given.map((_, index) => `item-${index}.txt`);
    expect(await names()).toEqual([...plain, 'items.ndjson'].sort());
  });

  it('names files by what the chain commits to: number, media type, type of the FHIR resources', async () => {
    const store = await opened({ split: true });
    await receive(store, 1, '{"id":"a","resourceType":"Condition"}\n{"resourceType":"Patient"}\n', FHIR);
    await receive(store, 2, '{"resourceType":"../../x"}\n', FHIR);
    await receive(store, 3, `{"id":"${'x'.repeat(5000)}","resourceType":"Late"}`, FHIR);
    await receive(store, 4, '{"resourceType":"Condition"}', 'application/dicom');
    await receive(store, 5, 'bytes', '../x');
    await receive(store, 6, 'bytes', 'constructor');
    await receive(store, 7, '', 'text/plain');
    await store.close();
    expect(await names()).toEqual(
      [
        'Condition-1.ndjson',
        'item-2.ndjson',
        'item-3.ndjson',
        'item-4.dcm',
        'item-5',
        'item-6',
        'item-7.txt',
        'items.ndjson',
      ].sort(),
    );
  });

  it('takes the type from the resource itself, and none that no file can be named by', async () => {
    const types = [
      ['Patient', '{"contained":[{"resourceType":"Organization"}],"resourceType":"Patient"}'],
      ['Patient', '\ufeff { "text" : "a } \\" \\\\", "resourceType" : "Patient" }'],
      [undefined, '{"id":"resourceType","x":{"resourceType":"Patient"}}\n{"resourceType":"Patient"}'],
      [undefined, '[{"resourceType":"Patient"}]'],
      [undefined, `{"text":"\\"resourceType\\":\\"Patient\\" ${'x'.repeat(5000)}"}`],
      [undefined, `{"text":"${'x'.repeat(4083)}\\"`],
      [undefined, '{"resourceType":{"resourceType":"Patient"}}'],
      ...['Items', 'Con', 'Nul', 'AUX', 'Prn'].map((type) => [undefined, `{"resourceType":"${type}"}`]),
    ] as const;
    for (const [type, content] of types) expect(fhirType(FHIR, Buffer.from(content as string))).toBe(type);
  });

  it('has one file for types that differ by their case alone', async () => {
    await got({ 1: line(1, 'Condition'), 2: line(2, 'CONDITION') });
    await got({ 3: line(3, 'CONDITION') });
    expect(await names()).toEqual(['Condition.ndjson', 'items.ndjson']);
    await expectSound();
  });

  it('puts FHIR of one type into one file, each item on lines of its own, and all else into files of their own', async () => {
    const store = await opened();
    await receive(store, 0, line(0), FHIR);
    await receive(store, 1, line(1).trimEnd(), FHIR);
    await receive(store, 2, `${line(2)}${line(3)}`, FHIR);
    await receive(store, 3, line(4, 'Patient'), FHIR);
    await receive(store, 4, '{"resourceType":"Condition"}', 'application/json');
    await store.close();
    expect(await names()).toEqual(['Condition.ndjson', 'Patient.ndjson', 'item-4.json', 'items.ndjson']);
    expect(await text('Condition.ndjson')).toBe([0, 1, 2, 3].map((n) => line(n)).join(''));
    expect((await listed()).map(({ item, file, offset }) => [item, file, offset])).toEqual([
      [0, 'Condition.ndjson', 0],
      [1, 'Condition.ndjson', line(0).length],
      [2, 'Condition.ndjson', 2 * line(0).length],
      [3, 'Patient.ndjson', 0],
      [4, 'item-4.json', undefined],
    ]);
    await expectSound();
  });

  it('never writes an item of another version over one that is there, or behind it', async () => {
    await got({ 1: line(1) });
    await got({ 1: line(2) }, {}, { ...OF, version: 2 });
    await got({ 3: line(3) }, { split: true });
    await got({ 3: line(4) }, { split: true }, { ...OF, version: 2 });
    expect(await text('Condition.ndjson')).toBe(line(1));
    expect(await text('abababab-2-Condition.ndjson')).toBe(line(2));
    expect(await text('Condition-3.ndjson')).toBe(line(3));
    expect(await text('abababab-2-Condition-3.ndjson')).toBe(line(4));
    await got({ 2: line(5) });
    expect(await text('Condition.ndjson')).toBe(line(1) + line(5));
  });

  it('leaves files alone that the user has there', async () => {
    await writeFile(join(directory, 'Condition.ndjson'), 'mine');
    await writeFile(join(directory, 'item-5.json'), 'mine, too');
    const store = await opened();
    await receive(store, 1, line(1), FHIR);
    await receive(store, 5, 'bytes', 'application/json');
    await store.close();
    expect([await text('Condition.ndjson'), await text('item-5.json')]).toEqual(['mine', 'mine, too']);
    expect([await text('abababab-1-Condition.ndjson'), await text('abababab-1-item-5.json')]).toEqual([
      line(1),
      'bytes',
    ]);
  });

  it('takes no file of the user for one of its own that was not ended', async () => {
    const own = ['.npmrc.next', '.item-3.part', '.items.ndjson.part', 'item-4.part'];
    for (const name of own) await writeFile(join(directory, name), 'mine');
    await mkdir(join(directory, '.cache.next'));
    await got({ 1: line(1), 3: line(3) }, { split: true });
    const store = await opened();
    await store.remove(new Set([1]));
    await store.close();
    expect(await Promise.all(own.map(text))).toEqual(own.map(() => 'mine'));
    expect(await names()).toContain('.cache.next');
  });

  it('takes away what one that was killed had not ended', async () => {
    await mkdir(join(workDirectory(directory), 'lock-left'), { recursive: true });
    await writeFile(partPath(directory, 3), 'half');
    await got({});
    expect(await readdir(directory)).toEqual([]);
  });

  it('goes on in a directory of one file an item, and trusts only bytes that are those listed', async () => {
    await got({ 1: line(1), 2: line(2) }, { split: true });
    await writeFile(join(directory, 'Condition-2.ndjson'), 'changed');
    await appendFile(join(directory, 'items.ndjson'), '{"torn');
    const again = await opened();
    expect([1, 2, 3].map((item) => again.held(item))).toEqual([line(1).length, undefined, undefined]);
    await receive(again, 2, line(2), FHIR);
    await receive(again, 3, line(3), FHIR);
    await again.close();
    const last = await opened();
    expect([1, 2, 3].map((item) => last.held(item) !== undefined)).toEqual([true, true, true]);
    expect((await opened({}, { ...OF, version: 2 })).held(1)).toBeUndefined();
    expect(await text('Condition.ndjson')).toBe(line(2) + line(3));
    // No list names the changed one any more.
    expect(await names()).not.toContain('Condition-2.ndjson');
  });
});

it('keeps the receipts of two logs in one directory, though their entries have one number', async () => {
  for (const [log, dataset] of [
    ['11', 'ab'],
    ['22', 'cd'],
  ]) {
    const of = { ...OF, dataset: `0x${dataset?.repeat(32)}` as DatasetId };
    const store = await opened({}, of);
    const entry = { seq: 5, logId: `0x${log?.repeat(32)}` };
    await store.take({ type: 'release', entry, receipt: `of ${log}`, evidence: Buffer.from(`${log}`) } as never);
    await store.close();
  }
  const files = ['11111111', '22222222'].flatMap((log) => [
    `release-${log}-5.evidence.json`,
    `release-${log}-5.tlog-proof`,
  ]);
  expect(await names()).toEqual(files);
  expect(await Promise.all(files.map(text))).toEqual(['11', 'of 11', '22', 'of 22']);
});

describe('a file of several items', () => {
  beforeEach(() => got({ 1: line(1), 2: line(2), 3: line(3) }));

  it('loses what is not listed when the download goes on', async () => {
    await appendFile(join(directory, 'Condition.ndjson'), '{"resourceType":"Condition","half');
    await got({ 4: line(4) });
    expect(await text('Condition.ndjson')).toBe([1, 2, 3, 4].map((n) => line(n)).join(''));
    await expectSound();
  });

  it('of which bytes were changed keeps the others, and gets the changed ones again', async () => {
    const path = join(directory, 'Condition.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"n":2', '"n":9'));
    const again = await opened();
    expect([1, 2, 3].map((item) => again.held(item) !== undefined)).toEqual([true, false, true]);
    expect(await text('Condition.ndjson')).toBe(line(1) + line(3));
    await receive(again, 2, line(2), FHIR);
    await again.close();
    expect(await text('Condition.ndjson')).toBe(line(1) + line(3) + line(2));
    await expectSound();
  });

  it('holds an item once, though the list lost it or names it twice', async () => {
    const lines = await text('items.ndjson');
    const [first = '', second = '', third = ''] = lines.trimEnd().split('\n');
    await writeFile(join(directory, 'items.ndjson'), `${first}\r\n${third}\r\n${first}\r\n`);
    await got({ 2: line(2) });
    expect(await text('Condition.ndjson')).toBe(line(1) + line(3) + line(2));
    await writeFile(
      join(directory, 'items.ndjson'),
      `\ufeff${first}\n${second.replace(`"offset":${line(1).length}`, '"offset":0')}\n`,
    );
    expect((await opened()).held(2)).toBeUndefined();
  });

  it.each([
    ['gone', () => rm(join(directory, 'Condition.ndjson'))],
    ['emptied', () => writeFile(join(directory, 'Condition.ndjson'), '')],
    ['cut', () => truncate(join(directory, 'Condition.ndjson'), 40)],
  ])('that was %s is made again', async (_, harm) => {
    await harm();
    const again = await opened();
    for (const n of [1, 2, 3]) if (again.held(n) === undefined) await receive(again, n, line(n), FHIR);
    await again.close();
    expect(await text('Condition.ndjson')).toBe([1, 2, 3].map((n) => line(n)).join(''));
  });

  it('gives up items that may not be there any more, and no others', async () => {
    await got({ 4: line(4, 'Patient'), 5: line(5) }, { split: true });
    const store = await opened();
    await store.remove(new Set([2, 4]));
    expect(await text('Condition.ndjson')).toBe(line(1) + line(3));
    expect(await names()).toEqual(['Condition-5.ndjson', 'Condition.ndjson', 'items.ndjson']);
    await expectSound();
    const rest = await opened();
    expect([1, 2, 3, 4, 5].map((item) => rest.held(item) !== undefined)).toEqual([true, false, true, false, true]);
    await rest.remove(new Set([1, 3, 5]));
    expect(await names()).toEqual(['items.ndjson']);
  });

  /** As a process leaves it that was killed while it wrote the file anew. */
  const interrupted = async (next: string) => {
    await last?.close();
    await mkdir(workDirectory(directory), { recursive: true });
    await writeFile(nextPath(directory, 'Condition.ndjson'), next);
  };

  it('is the old or the new one where the rewriting was interrupted', async () => {
    const before = await text('items.ndjson');
    const store = await opened();
    await store.remove(new Set([2]));
    const [after, list] = [await text('Condition.ndjson'), await text('items.ndjson')];
    // Interrupted before the list was changed, then after it.
    await writeFile(join(directory, 'Condition.ndjson'), [1, 2, 3].map((n) => line(n)).join(''));
    await interrupted(after);
    await writeFile(join(directory, 'items.ndjson'), before);
    expect((await opened()).held(2)).toBeDefined();
    expect(await names()).toEqual(['Condition.ndjson', 'items.ndjson']);
    await interrupted(after);
    await writeFile(join(directory, 'items.ndjson'), list);
    expect((await opened()).held(2)).toBeUndefined();
    expect(await text('Condition.ndjson')).toBe(after);
  });

  it('that was begun and not listed is begun anew', async () => {
    await rm(join(directory, 'items.ndjson'));
    await interrupted(await text('Condition.ndjson'));
    await rm(join(directory, 'Condition.ndjson'));
    await got({ 1: line(1) });
    expect(await text('Condition.ndjson')).toBe(line(1));
    expect(await names()).toEqual(['Condition.ndjson', 'items.ndjson']);
  });
});

describe('a directory', () => {
  it('takes one download at a time, and keeps no trace of it', async () => {
    const first = await opened();
    await receive(first, 0, line(0), FHIR);
    await expect(DownloadStore.open(directory, { ...OF, version: 2 })).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(directory),
    });
    await receive(first, 1, line(1), FHIR);
    await first.close();
    expect((await readdir(directory)).sort()).toEqual(['Condition.ndjson', 'items.ndjson']);
    expect((await opened()).files.size).toBe(2);
  });

  it('is free again after one that was killed, and not before', async () => {
    const writer = new URL('download-writer.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [writer, directory, '1000000'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    await expect(opened()).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    child.kill('SIGKILL');
    await ended;
    await (await opened()).close();
    expect(await readdir(directory)).not.toContain('.custos-get');
  });
});

describe('a link in the directory', () => {
  let outside: string;
  const precious = () => join(outside, 'precious');
  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'custos-outside-'));
    await writeFile(precious(), 'precious\n');
  });
  afterEach(async () => {
    expect(await readFile(precious(), 'utf8')).toBe('precious\n');
    expect(await readdir(outside)).toEqual(['precious']);
    await rm(outside, { recursive: true });
  });
  const isRefused = { code: 'IO_FAILED', message: expect.stringMatching(/link|something else/) };

  it('is not followed by the list', async () => {
    await symlink(precious(), join(directory, 'items.ndjson'));
    await expect(opened()).rejects.toMatchObject(isRefused);
    await rm(join(directory, 'items.ndjson'));
    const store = await opened();
    await symlink(precious(), join(directory, 'items.ndjson'));
    await receive(store, 0, line(0), FHIR);
    await expect(store.close()).rejects.toMatchObject(isRefused);
    last = undefined;
  });

  it('is not followed by a file of several that goes on, nor by one that is cut', async () => {
    await got({ 0: line(0) });
    const path = join(directory, 'Condition.ndjson');
    const whole = join(directory, 'whole');
    await rename(path, whole);
    await symlink(whole, path);
    await appendFile(whole, 'more');
    await expect(opened()).rejects.toMatchObject(isRefused);
    expect(await text('whole')).toContain('more');
  });

  it('is replaced where an item, a list or a file of several is written anew', async () => {
    const store = await opened();
    await mkdir(workDirectory(directory), { recursive: true });
    for (const path of [
      nextPath(directory, 'Condition.ndjson'),
      partPath(directory, 5),
      partPath(directory, 6),
      workPath(directory, 'items.ndjson.part'),
    ])
      await symlink(precious(), path);
    await receive(store, 1, line(1), FHIR);
    await receive(store, 2, line(2), FHIR);
    await receive(store, 5, 'bytes', 'application/dicom');
    await receive(store, 6, 'x'.repeat(5 * 2 ** 20), 'application/dicom');
    await store.remove(new Set([2]));
    expect(await names()).toEqual(['Condition.ndjson', 'item-5.dcm', 'item-6.dcm', 'items.ndjson']);
    await expectSound();
  });

  it('is not used where the place for work should be', async () => {
    await symlink(outside, workDirectory(directory));
    await expect(opened()).rejects.toMatchObject(isRefused);
  });
});

describe('a disk that is full', () => {
  /** Takes one item where no file may grow beyond some KiB: a write is cut short there, and only the next one fails. */
  const takenWhereFull = async (content: string, mediaType: string) => {
    const file = new URL('full-disk-writer.ts', import.meta.url).pathname;
    const limited = ['-c', 'ulimit -f 600 && exec "$@"', 'sh', process.execPath, file, directory, mediaType];
    const child = spawn('bash', limited, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(content);
    const [said] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), once(child, 'exit')]);
    return said.join('');
  };
  const long = JSON.stringify({ resourceType: 'Condition', filling: 'x'.repeat(900_000) });
  const longer = JSON.stringify({ resourceType: 'Condition', filling: 'x'.repeat(5 * 2 ** 20) });

  it.each([
    ['a file of several', FHIR, long],
    ['a file of its own', 'application/dicom', long],
    ['a file of several, by way of a file', FHIR, longer],
    ['a file of its own, by way of a file', 'application/dicom', longer],
  ])('ends a download into %s with an error, and nothing of it is listed', async (_, mediaType, content) => {
    expect(await takenWhereFull(content, mediaType)).toBe('EFBIG');
    const again = await opened();
    expect(again.files.size).toBe(0);
    await again.close();
    expect((await names()).filter((name) => !name.startsWith('.'))).not.toContain('items.ndjson');
  });
});

it('is completed after kills at any moment, without loss or doubles', async () => {
  const count = 1200;
  const complete = async () => {
    const writer = new URL('download-writer.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [writer, directory, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    return { child, ended };
  };
  for (let kill = 0; kill < 4; kill++) {
    const { child, ended } = await complete();
    await Promise.race([ended, sleep(Math.random() * 300)]);
    child.kill('SIGKILL');
    await ended;
    const before = await opened();
    await before.close();
    await expectSound().catch((error) => {
      // Killed before anything was listed.
      if (before.files.size > 0) throw error;
    });
  }
  const [code] = await (await complete()).ended;
  expect(code).toBe(0);
  await expectSound();
  expect(new Set((await listed()).map(({ item }) => item)).size).toBe(count);
  const found = await Promise.all(['Condition', 'Observation', 'Patient'].map((type) => text(`${type}.ndjson`)));
  const ids = found.flatMap((lines) => lines.trimEnd().split('\n')).map((one) => Number(JSON.parse(one).id));
  expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
  expect(found.join('').length).toBeGreaterThan(Buffer.byteLength(fhirItem(7).text));
}, 180_000);
