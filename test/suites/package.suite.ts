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

// Whoever installed it set nothing; settings of tests, which its commands refuse, may be set where suites run one after another.
for (const name of Object.keys(process.env)) if (name.startsWith('CUSTOS_')) delete process.env[name];

/** A directory of somebody who installed the package, and nothing of this project beside it. */
let directory: string;
let endpoint: string;
let quickstart: ReturnType<typeof spawn>;

const installed = () => join(directory, 'node_modules', '.bin', 'custos');

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-installed-'));
  await writeFile(join(directory, 'package.json'), '{ "type": "module", "private": true }\n');
  const [pack, install] = await shownIn('README.md');
  await typed(pack, ROOT);
  await typed(install);
  endpoint = await started();
});
afterAll(async () => {
  const ended = quickstart?.exitCode === null && once(quickstart, 'exit');
  quickstart?.kill('SIGTERM');
  await ended;
  await rm(directory, { recursive: true, force: true });
});

/** The commands by which a page has the package installed and tried. */
async function shownIn(page: string): Promise<string[]> {
  const [block = ''] = /^npm pack .*\n(?:.+\n)*?(?=```)/m.exec(await readFile(join(ROOT, page), 'utf8')) ?? [];
  return block.trimEnd().split('\n');
}

/** As a person types it, with a directory of this test for `/tmp`; gives what it said. */
async function typed(command: string | undefined, cwd = directory): Promise<string> {
  const env = { ...process.env, npm_config_prefer_offline: 'true', npm_config_audit: 'false' };
  const line = command?.replaceAll('/tmp', directory) ?? 'false';
  return (await run('sh', ['-c', line], { cwd, env, maxBuffer: 2 ** 26 })).stdout;
}

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
  it('is what the documents say how to install and try, both in the same words', async () => {
    const [, , help, use, ...more] = await shownIn('README.md');
    expect(more).toEqual([]);
    expect(await typed(help)).toMatch(/^Usage: custos /);
    expect(await typed(use)).toBe('GatewayClient\n');
    expect(await shownIn('docs/sdk.md')).toEqual(await shownIn('README.md'));
  });

  it('shows what it can do', async () => {
    const { stdout } = await run(installed(), ['--help'], { cwd: directory });
    expect(stdout).toMatch(/^Usage: custos \[options\] \[command\]/);
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect((await run(installed(), ['--version'])).stdout.trim()).toBe(version);
  });

  it('serves the pages, and completes its own commands', async () => {
    expect(await (await fetch(endpoint, { headers: { Accept: 'text/html' } })).text()).toMatch(/<script/);
    const { stdout } = await run(installed(), ['completion', 'bash']);
    const asked = `${stdout}\nCOMP_WORDS=(custos quick); COMP_CWORD=1; _custos; echo "\${COMPREPLY[*]}"`;
    expect((await run('bash', ['--norc', '-c', asked])).stdout).toBe('quickstart\n');
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
    const { stdout } = await run(process.execPath, ['program.js', endpoint, key, 'Outpatient clinic'], {
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
