import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What of the machine stands for the base image: its programs, read-only. */
const OF_BASE = ['bin', 'sbin', 'lib', 'lib64', 'usr', 'etc'];

export interface Instruction {
  readonly name: string;
  readonly words: string;
}

export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, whose continued lines are one. */
export function stagesOf(text: string): Stage[] {
  const lines = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = '', words = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    const [base = '', , as] = words.split(' ');
    if (name === 'FROM') stages.push({ name: as ?? 'last', base, instructions: [] });
    else stages.at(-1)?.instructions.push({ name, words });
  }
  return stages;
}

/** A stage as it is built: a directory that is the root of its commands. */
export class BuiltStage {
  readonly root: string;
  readonly #work: string;
  readonly #environment = new Map([['PATH', '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin']]);
  #directory = '/';

  constructor(work: string, name: string) {
    this.#work = work;
    this.root = join(work, name);
  }

  /** Carries its instructions out, in their order; those that only say something are left to who reads them. */
  async build({ instructions }: Stage): Promise<void> {
    for (const directory of ['tmp', 'root', 'proc', 'dev', 'npm', ...OF_BASE]) {
      await mkdir(join(this.root, directory), { recursive: true });
    }
    for (const { name, words } of instructions) {
      if (name === 'WORKDIR') await this.#enter(words);
      else if (name === 'ENV') this.#set(words);
      else if (name === 'COPY') await this.#copy(words);
      else if (name === 'RUN') await this.#run(words);
    }
  }

  /** Starts a command as the image does: by its user, with nothing to write to but `/data` and `/tmp`. */
  start(command: readonly string[], user: string): ChildProcess {
    const [id = ''] = user.split(':');
    const words = ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--no-new-privs', ...command];
    return spawn('unshare', this.#words(words.map(quoted).join(' '), true), { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async #enter(directory: string): Promise<void> {
    this.#directory = directory;
    await mkdir(join(this.root, directory), { recursive: true });
  }

  #set(words: string): void {
    for (const [, name = '', value = ''] of words.matchAll(/(\w+)=(\S+)/g)) this.#environment.set(name, value);
  }

  async #copy(words: string): Promise<void> {
    const [, stage, paths = ''] = /^(?:--from=(\w+) )?(.*)$/.exec(words) ?? [];
    const names = paths.split(' ');
    const to = join(this.root, this.#directory, names.pop() ?? '');
    for (const name of names) {
      if (stage === undefined) await copyContext(name, to);
      else await cp(join(this.#work, stage, name), to, { recursive: true, verbatimSymlinks: true });
    }
  }

  async #run(command: string): Promise<void> {
    await run('unshare', this.#words(command, false), { maxBuffer: 2 ** 26 }).catch((cause) => {
      throw new Error(`RUN ${command}: ${cause.stdout}${cause.stderr}`, { cause });
    });
  }

  #words(command: string, isSealed: boolean): string[] {
    const at = (path: string) => quoted(join(this.root, path));
    const root = quoted(this.root);
    const mounts = [
      ...(isSealed
        ? [
            ...[`mount --bind ${root} ${root}`, `mount -o remount,bind,ro ${root}`],
            ...[`mount --bind ${at('data')} ${at('data')}`, `mount -o remount,bind,rw ${at('data')}`],
            `mount -t tmpfs tmpfs ${at('tmp')}`,
          ]
        : [`mount --bind ${quoted(join(this.#work, 'npm'))} ${at('npm')}`]),
      ...OF_BASE.flatMap((name) => [`mount --rbind /${name} ${at(name)}`, `mount -o remount,bind,ro ${at(name)}`]),
      `mount --bind ${quoted(join(this.#work, 'programs'))} ${at('usr/local/bin')}`,
      ...[`mount --rbind /dev ${at('dev')}`, `mount -t proc proc ${at('proc')}`],
    ];
    const environment = [...this.#environment].map(([name, value]) => quoted(`${name}=${value}`)).join(' ');
    const inside = `cd ${quoted(this.#directory)} && ${isSealed ? 'exec ' : ''}${command}`;
    const home = isSealed ? '' : 'HOME=/root npm_config_cache=/npm npm_config_prefer_offline=true';
    const entered = `exec chroot ${quoted(this.root)} env -i ${home} ${environment} sh -c ${quoted(inside)}`;
    return ['--mount', 'sh', '-e', '-c', [...mounts, entered].join('\n')];
  }
}

/** Node of the project and npm of the machine, as the base image has them in `/usr/local/bin`. */
export async function provideBase(work: string): Promise<void> {
  const programs = join(work, 'programs');
  await mkdir(programs, { recursive: true });
  await cp(await realpath(process.execPath), join(programs, 'node'));
  const { stdout } = await run('sh', ['-c', 'command -v npm']);
  const npm = await realpath(stdout.trim());
  await writeFile(join(programs, 'npm'), `#!/bin/sh\nexec node ${quoted(npm)} "$@"\n`, { mode: 0o755 });
  const cache = (await run('npm', ['config', 'get', 'cache'])).stdout.trim();
  await mkdir(join(work, 'npm'), { recursive: true });
  // Its own copy of what is fetched already: nothing of the machine's is written to.
  await cp(join(cache, '_cacache'), join(work, 'npm', '_cacache'), { recursive: true }).catch(() => undefined);
}

/** What of the project is sent to a build: what `.dockerignore` names with a `!`. */
export function contextNames(ignore: string): string[] {
  return ignore.split('\n').flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
}

async function copyContext(name: string, to: string): Promise<void> {
  const names = name === '.' ? contextNames(await readFile(join(ROOT, '.dockerignore'), 'utf8')) : [name];
  for (const one of names) await cp(join(ROOT, one), join(to, one), { recursive: true });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
