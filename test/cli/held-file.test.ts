import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdingFile } from '../../src/cli/held-file.ts';
import { writeWhole } from '../../src/cli/whole-file.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-held-'));
  file = join(directory, 'codes.csv');
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('a file that a command holds', () => {
  it('is refused to a second one, and free again when the first has ended or failed', async () => {
    const inner = async () => holdingFile(file, async () => 'both');
    await expect(holdingFile(file, inner)).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(`a command that writes ${file}`),
    });
    expect(await holdingFile(file, async () => 'one')).toBe('one');
    await expect(holdingFile(file, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await readdir(directory)).toEqual([]);
  });

  it('is free where the one that held it was killed', async () => {
    const held = fileURLToPath(new URL('../../src/cli/held-file.ts', import.meta.url));
    const program = `import { holdingFile } from ${JSON.stringify(held)};
      await holdingFile(${JSON.stringify(file)}, () => new Promise(() => setInterval(() => console.log('held'), 10)));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    await once(child.stdout, 'data');
    await expect(holdingFile(file, async () => 'both')).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await holdingFile(file, async () => 'next')).toBe('next');
    expect(await readdir(directory)).toEqual([]);
  });

  it('is not held by what others put there: neither a link nor anything else is followed or taken away', async () => {
    const victim = join(directory, 'victim');
    await mkdir(join(victim, 'notes'), { recursive: true });
    await writeFile(join(victim, '20240101.ldb'), 'mine');
    await mkdir(`${file}.lock`, { mode: 0o700 });
    await symlink(victim, join(`${file}.lock`, 'lock'));
    const refused = { code: 'IO_FAILED', message: expect.stringContaining('something else is there') };
    await expect(holdingFile(file, async () => 'held')).rejects.toMatchObject(refused);
    await rm(join(`${file}.lock`, 'lock'));
    await rename(victim, join(`${file}.lock`, 'lock'));
    await expect(holdingFile(file, async () => 'held')).rejects.toMatchObject(refused);
    expect((await readdir(join(`${file}.lock`, 'lock'))).sort()).toEqual(['20240101.ldb', 'notes']);
  });

  it('is handed from one command to the next, and no one is told but that it is in use', async () => {
    let [held, most] = [0, 0];
    const refusals = new Set<string>();
    const one = async () => {
      for (let i = 0; i < 40; i++) {
        await holdingFile(file, async () => {
          most = Math.max(most, ++held);
          await new Promise(setImmediate);
          held--;
        }).catch((error: { code: string }) => refusals.add(error.code));
      }
    };
    await Promise.all([one(), one(), one()]);
    expect(most).toBe(1);
    expect([...refusals]).toEqual(['DATA_DIR_IN_USE']);
  });

  it('is not held where that cannot be written down', async () => {
    const nowhere = join(directory, 'none', 'codes.csv');
    await expect(holdingFile(nowhere, async () => 'held')).rejects.toMatchObject({ code: 'IO_FAILED' });
  });
});

describe('a file that is written whole', () => {
  it('holds all of one of the contents that were written at once, and leaves nothing beside it', async () => {
    const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(1_000_000));
    await Promise.all(contents.map((content) => writeWhole(file, content, 0o600)));
    expect(contents).toContain(await readFile(file, 'utf8'));
    expect(await readdir(directory)).toEqual(['codes.csv']);
  });
});
