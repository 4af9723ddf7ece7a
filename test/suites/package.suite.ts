import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'node_modules', '.bin');
const READY_MS = 120_000;
const COMPILER = {
  strict: true,
  module: 'nodenext',
  target: 'es2024',
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
};

/** A directory of somebody who installed the package, and nothing of this project beside it. */
let directory: string;
let endpoint: string;
let quickstart: ReturnType<typeof spawn>;

const installed = () => join(directory, 'node_modules', '.bin', 'custos');

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-installed-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', directory], {
    cwd: ROOT,
    maxBuffer: 2 ** 26,
  });
  const [{ filename } = { filename: '' }] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as { filename: string }[];
  await writeFile(join(directory, 'package.json'), '{ "type": "module", "private": true }\n');
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(directory, filename)], {
    cwd: directory,
  });
  endpoint = await started();
});
afterAll(async () => {
  const ended = quickstart?.exitCode === null && once(quickstart, 'exit');
  quickstart?.kill('SIGTERM');
  await ended;
  await rm(directory, { recursive: true, force: true });
});

/** Resolves with the address of the gateway once the quickstart of the installed copy says that it is ready. */
async function started(): Promise<string> {
  const env = { ...process.env, CUSTOS_DATA: join(directory, 'data'), CUSTOS_PORT: String(await freePort()) };
  quickstart = spawn(installed(), ['quickstart'], { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ready = Promise.withResolvers<string>();
  let said = '';
  for (const stream of [quickstart.stdout, quickstart.stderr]) {
    stream?.on('data', (bytes) => {
      said += String(bytes);
      const [, url] = /^ready on (\S+)$/m.exec(said) ?? [];
      if (url !== undefined) ready.resolve(url);
    });
  }
  quickstart.once('exit', (code) => ready.reject(new Error(`It ended with ${code}: ${said}`)));
  const timer = setTimeout(() => ready.reject(new Error(`It is not ready in time: ${said}`)), READY_MS);
  return ready.promise.finally(() => clearTimeout(timer));
}

describe('an installed copy', () => {
  it('shows what it can do', async () => {
    const { stdout } = await run(installed(), ['--help'], { cwd: directory });
    expect(stdout).toMatch(/^Usage: custos \[options\] \[command\]/);
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect((await run(installed(), ['--version'])).stdout.trim()).toBe(version);
  });

  it('says by itself which Node it needs', async () => {
    const main = await readFile(join(directory, 'node_modules/custos/dist/cli/main.js'), 'utf8');
    const old = main.replaceAll('process.versions.node', "'20.19.0'");
    await writeFile(join(directory, 'node_modules/custos/dist/cli/old.js'), old);
    const refused = run(process.execPath, [join(directory, 'node_modules/custos/dist/cli/old.js')]);
    await expect(refused).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('needs Node.js 24 or newer'),
    });
  });

  it('downloads and verifies with the SDK in a program of one’s own, whose types hold', async () => {
    await copyFile(fileURLToPath(new URL('package-program.txt', import.meta.url)), join(directory, 'program.ts'));
    await writeFile(
      join(directory, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: COMPILER, files: ['program.ts'] }),
    );
    await run(join(BIN, 'tsc'), ['-p', directory]).catch((error) => expect.fail(`${error.stdout}`));
    const key = join(directory, 'data/keys/researcher.key');
    const { stdout } = await run(process.execPath, ['program.js', endpoint, key, 'Sample hospital'], {
      cwd: directory,
    });
    const { items, bytes } = JSON.parse(stdout) as { items: number; bytes: number };
    expect(items).toBeGreaterThan(30);
    expect(bytes).toBeGreaterThan(10_000);
  });

  it('audits the trail that it wrote', async () => {
    const { stdout } = await run(installed(), [
      'audit',
      '--as',
      'auditor',
      '--data',
      join(directory, 'data'),
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'clean' });
  });
});
