import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { BuiltStage, contextNames, provideBase, type Stage, stagesOf } from './image-stages.ts';

const file = (name: string) => readFile(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
const READY_MS = 120_000;
/** On a machine that is busy otherwise; the contracts alone take minutes. */
const BUILT_MS = 3_600_000;

let work: string;
let text: string;
let stages: Stage[];
let image: BuiltStage;
let node: ChildProcess | undefined;

beforeAll(async () => {
  text = await file('Dockerfile');
  stages = stagesOf(text);
  work = await mkdtemp(join(tmpdir(), 'custos-image-'));
  if (process.geteuid?.() !== 0) throw new Error('This suite carries the Dockerfile out in a chroot: run it as root.');
  await provideBase(work);
  const [build, packages, last] = stages.map((stage) => new BuiltStage(work, stage.name));
  const [of, from, to] = stages;
  if (!build || !packages || !last || !of || !from || !to) throw new Error('The Dockerfile has other stages.');
  await Promise.all([build.build(of), packages.build(from)]);
  await last.build(to);
  image = last;
}, BUILT_MS);
afterAll(async () => {
  await stopped();
  await rm(work, { recursive: true, force: true });
});

const wordsOf = (name: string) => stages.at(-1)?.instructions.filter((one) => one.name === name) ?? [];

/** What a command of the image says, as its user. */
async function said(...command: string[]): Promise<{ code: number | null; text: string }> {
  const process = image.start(command, wordsOf('USER')[0]?.words ?? '');
  const [out, err] = [process.stdout, process.stderr].map(async (stream) => Array.fromAsync(stream ?? []));
  const [code] = (await once(process, 'close')) as [number | null];
  return { code, text: Buffer.concat([...((await out) ?? []), ...((await err) ?? [])]).toString() };
}

async function started(): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const [cmd = ''] = wordsOf('CMD').map(({ words }) => words);
  const [entry = ''] = wordsOf('ENTRYPOINT').map(({ words }) => words);
  node = image.start([...JSON.parse(entry), ...JSON.parse(cmd)], wordsOf('USER')[0]?.words ?? '');
  let output = '';
  for (const stream of [node.stdout, node.stderr]) {
    stream?.on('data', (bytes) => {
      output += String(bytes);
      const [, url] = /^ready on (\S+)$/m.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    });
  }
  node.once('exit', (code) => reject(new Error(`It ended with ${code}: ${output}`)));
  const timer = setTimeout(() => reject(new Error(`It is not ready in time: ${output}`)), READY_MS);
  return promise.finally(() => clearTimeout(timer));
}

async function stopped(): Promise<number | null> {
  if (node === undefined || node.exitCode !== null) return node?.exitCode ?? null;
  const ended = once(node, 'exit');
  node.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  return code;
}

describe('the Dockerfile', () => {
  it('pins its base to the Node on which everything is tested', async () => {
    const { devDependencies } = JSON.parse(await file('package.json')) as { devDependencies: { node: string } };
    for (const { base } of stages) expect(base).toBe(`node:${devDependencies.node}-bookworm-slim`);
  });

  it('names a user by number that is not root, after the last command that needs root', () => {
    const names = stages.at(-1)?.instructions.map(({ name }) => name) ?? [];
    expect(wordsOf('USER').map(({ words }) => words)).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
  });

  it('has nothing that linters warn of: ADD, sudo, pipes that hide failures, relative places, secrets, commands as text', () => {
    expect(text).not.toMatch(/^ADD |\bsudo\b|\bcurl\b|\bwget\b|:latest\b|^MAINTAINER /m);
    expect(text).not.toMatch(/^(?:ENV|ARG) .*(?:PASS|SECRET|TOKEN|KEY)/im);
    for (const { instructions } of stages) {
      for (const { name, words } of instructions) {
        if (name === 'WORKDIR') expect(words).toMatch(/^\//);
        if (name === 'RUN') expect(words).not.toMatch(/[^|]\|[^|]|\bcd /);
        if (name === 'CMD' || name === 'ENTRYPOINT') expect(JSON.parse(words)).toBeInstanceOf(Array);
      }
    }
  });

  it('sends the build nothing but what it names', async () => {
    const ignore = await file('.dockerignore');
    expect(ignore.split('\n').find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
    expect(contextNames(ignore)).not.toContain('.git');
    expect(ignore).toMatch(/\*\*\/\*\.key/);
  });
});

describe('the image', () => {
  it('holds what runs, and none of what builds or tests it', async () => {
    const packages = await readdir(join(image.root, 'opt/custos/node_modules'));
    const { dependencies, devDependencies } = JSON.parse(await file('package.json'));
    const has = (name: string) => packages.includes(name.split('/')[0] ?? '');
    expect(Object.keys(dependencies).filter((name) => !has(name))).toEqual([]);
    const unscoped = Object.keys(devDependencies).filter((name) => !name.startsWith('@'));
    expect(unscoped.filter((name) => has(name) && !(name in dependencies))).toEqual([]);
    const own = await readdir(join(image.root, 'opt/custos'));
    expect(own).not.toContain('src');
    expect(own).not.toContain('test');
  });

  it('founds and serves a node as its user, with nothing to write to but its volume, and tells its health', async () => {
    const port = String(await freePort());
    const writes = await said('sh', '-c', 'id -u; touch /opt/custos/x');
    expect(writes).toMatchObject({ code: 1, text: expect.stringMatching(/^1000\n.*Read-only file system\n$/) });
    expect(await said('custos', 'health')).toMatchObject({ code: 2, text: expect.stringMatching(/holds no node/) });
    const init = ['init', '--organisation', 'City Hospital', '--host', '0.0.0.0', '--port', port, '--chain-port', '0'];
    const founded = await said('custos', ...init);
    expect(founded).toMatchObject({ code: 0 });
    expect(founded.text).not.toMatch(/PRIVATE|passphrase: /);
    const url = await started();
    const [health = ''] = wordsOf('HEALTHCHECK').map(({ words }) => words.replace(/^.* CMD /, ''));
    expect(await said(...JSON.parse(health))).toEqual({ code: 0, text: 'It answers.\n' });
    expect(await said('custos', 'health', '--ready')).toMatchObject({ code: 0 });
    expect(await (await fetch(url, { headers: { Accept: 'text/html' } })).text()).toMatch(/<script/);
    expect(await stopped()).toBe(0);
    expect(await said(...JSON.parse(health))).toMatchObject({
      code: 2,
      text: expect.stringMatching(/Nothing answers/),
    });
  });
});
