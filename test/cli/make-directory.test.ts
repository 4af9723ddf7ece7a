import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DownloadStore } from '../../src/cli/download-store.ts';
import { createFact } from '../../src/cli/fact-files.ts';
import { makeDirectory } from '../../src/cli/make-directory.ts';
import type { DatasetId } from '../../src/core/ids.ts';
import { freePort } from '../free-port.ts';
import { custos } from './kept-program.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-make-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('a directory that is made', () => {
  it('is made with what is missing above it, and stands from then on', async () => {
    const path = join(directory, 'a', 'b', 'c');
    expect(await makeDirectory(path, 0o700)).toBe(join(directory, 'a'));
    for (const one of [path, join(directory, 'a')]) expect((await stat(one)).mode & 0o777).toBe(0o700);
    expect(await makeDirectory(path)).toBeUndefined();
    await mkdir(join(directory, 'd'));
    await symlink(join(directory, 'd'), join(directory, 'link'));
    expect(await makeDirectory(join(directory, 'link', 'e'))).toBe(join(directory, 'link', 'e'));
  });

  it('may be made by several at once', async () => {
    const path = join(directory, 'a', 'b', 'c', 'd');
    const made = await Promise.all(Array.from({ length: 8 }, () => makeDirectory(path)));
    expect(made.filter((one) => one === join(directory, 'a'))).toHaveLength(1);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('is refused below what is no directory, and in place of it', async () => {
    await writeFile(join(directory, 'file'), '');
    await symlink(join(directory, 'nowhere'), join(directory, 'dangling'));
    for (const path of ['file', 'file/a', 'file/a/b']) {
      await expect(makeDirectory(join(directory, path))).rejects.toMatchObject({ code: 'ENOTDIR' });
    }
    await expect(makeDirectory(join(directory, 'dangling', 'a'))).rejects.toMatchObject({ code: 'EEXIST' });
  });
});

describe.skipIf(process.platform !== 'linux')('where no directory can be made', () => {
  it('none is tried for ever', async () => {
    for (const path of ['/proc/custos', '/proc/custos/a/b', '/proc/self/custos']) {
      await expect(makeDirectory(path)).rejects.toMatchObject({ code: 'ENOTSUP' });
    }
  });

  it('neither a download nor a receipt waits for ever', async () => {
    const of = { dataset: `0x${'ab'.repeat(32)}` as DatasetId, version: 1 };
    await expect(DownloadStore.open('/proc/custos/out', of)).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringContaining('/proc/custos/out cannot be made: no file or directory can be made there.'),
    });
    const fact = createFact('/proc/custos/gateways', 'gateway.json', {});
    await expect(fact).rejects.toMatchObject({ code: 'ENOTSUP' });
  });

  it('each command says so', async () => {
    const data = '/proc/custos/node';
    for (const args of [
      ['init', '--data', data],
      ['quickstart', '--data', data],
      ['key', 'create', 'me', '--data', data],
    ]) {
      const { code, stderr } = await custos(args, { CUSTOS_PORT: String(await freePort()) });
      expect({ args, code, stderr }).toEqual({
        args,
        code: 2,
        stderr: expect.stringMatching(
          /^\/proc\/custos\/\S+ cannot be made: no file or directory can be made there\. Choose another/,
        ),
      });
    }
  }, 60_000);
});
