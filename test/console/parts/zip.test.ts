import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ZipWriter } from '../../../src/console/parts/zip.ts';

const run = promisify(execFile);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-zip-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const FILES = [
  { path: 'LEIA-ME.txt', text: 'Olá Ñuñes-Łódź\n' },
  { path: 'Hospital/diagnósticos/1.json', text: '{"a":1}' },
  { path: 'empty.txt', text: '' },
];

async function archive(): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const zip = new ZipWriter(async (bytes) => void parts.push(bytes), new Date(2026, 10, 29, 14, 3, 22));
  for (const { path, text } of FILES) await zip.add(path, new TextEncoder().encode(text));
  await zip.end();
  return Buffer.concat(parts);
}

const READER = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
  assert z.testzip() is None
  print(json.dumps([[i.filename, z.read(i).decode(), list(i.date_time)] for i in z.infolist()]))
`;

it('an archive opens in another program, with names, contents, sums and times as they were', async () => {
  const path = join(directory, 'own.zip');
  await writeFile(path, await archive());
  const { stdout } = await run('python3', ['-c', READER, path]);
  const time = [2026, 11, 29, 14, 3, 22];
  expect(JSON.parse(stdout)).toEqual(FILES.map(({ path: name, text }) => [name, text, time]));
});

it('an archive in which one byte was changed is not taken for whole', async () => {
  const path = join(directory, 'changed.zip');
  const bytes = await archive();
  bytes[bytes.indexOf('{"a":1}') + 5] = '2'.charCodeAt(0);
  await writeFile(path, bytes);
  await expect(run('python3', ['-c', READER, path])).rejects.toThrow('AssertionError');
});
