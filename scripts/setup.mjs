// Makes a fresh clone ready: installs the locked dependencies under Node 24 and compiles the contracts, each only
// when something changed. Plain JavaScript without dependencies, because it runs first and on any Node from 20 on.
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runShown } from './run-shown.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = 20;
const INSTALLED = join(root, 'node_modules', '.custos-setup');
const BUILT = join(root, 'artifacts', 'console', '.custos-setup');
const COMPILED = join(root, 'artifacts', '.custos-setup');

class SetupFailure extends Error {}

async function main() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new SetupFailure(
      `Custos needs Node.js ${OLDEST_NODE} or newer to set itself up; this is ${process.version}.`,
    );
  }
  const lock = [join(root, 'package-lock.json')];
  await step('Installing dependencies', 'about a minute', INSTALLED, lock, installDependencies);
  const sources = [
    ...filesBelow(join(root, 'contracts')),
    join(root, 'hardhat.config.ts'),
    join(root, 'package-lock.json'),
  ];
  await step('Compiling contracts', 'half a minute to a few minutes', COMPILED, sources, compileContracts);
  const pages = ['console', 'client', 'core'].flatMap((room) => filesBelow(join(root, 'src', room)));
  const builder = join(root, 'scripts', 'build-console.ts');
  await step('Building the web pages', 'a few seconds', BUILT, [...pages, builder, ...lock], buildPages);
}

/** Runs `work` unless `stamp` already holds the digest of `inputs`, and says how long it will take and took. */
async function step(title, usually, stamp, inputs, work) {
  const digest = digestOf(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  requireWritable();
  const started = Date.now();
  console.error(`${title} (${usually}) …`);
  await work(title);
  mkdirSync(join(stamp, '..'), { recursive: true });
  writeFileSync(stamp, digest);
  console.error(`${title}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function installDependencies(title) {
  // An npm that runs on a Node older than 24 leaves out optional binaries that need 24, so 24 runs it.
  const arguments_ = [
    '-y',
    '-p',
    'node@24',
    '-p',
    'npm@11',
    '--',
    'npm',
    'ci',
    // Wherever production is set as the environment, npm would leave out what compiles the contracts.
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { status, output } = await run(title, ['npx', ...arguments_], process.env.PATH);
  if (status === 0) return;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|network/i.test(output)) {
    throw new SetupFailure(
      'The npm registry cannot be reached, and the dependencies are not installed: connect and run it again.',
    );
  }
  throw new SetupFailure(`The dependencies could not be installed:\n${output.trim().split('\n').slice(-8).join('\n')}`);
}

async function compileContracts(title) {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const { status, output } = await run(title, ['hardhat', 'build', '--quiet'], path);
  if (status !== 0) throw new SetupFailure(`The contracts do not compile:\n${output.trim()}`);
}

async function buildPages(title) {
  const path = [join(root, 'node_modules', 'node', 'bin'), join(root, 'node_modules', '.bin'), process.env.PATH].join(
    delimiter,
  );
  const { status, output } = await run(title, ['node', join('scripts', 'build-console.ts')], path);
  if (status !== 0) throw new SetupFailure(`The web pages cannot be built:\n${output.trim()}`);
}

async function run(title, command, path) {
  const options = {
    cwd: root,
    env: { ...process.env, PATH: path, npm_config_update_notifier: 'false' },
    shell: process.platform === 'win32',
  };
  try {
    return await runShown(title, command, options);
  } catch (error) {
    throw new SetupFailure(`${command[0]} cannot be started (${error.message}). Is npm installed?`);
  }
}

function requireWritable() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new SetupFailure(`The directory ${root} is read-only: make a copy where you may write, and run it there.`);
  }
}

function filesBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digestOf(files) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

try {
  await main();
} catch (error) {
  if (error instanceof SetupFailure) console.error(error.message);
  else if (error?.code === 'EROFS' || error?.code === 'EACCES')
    console.error(`${root} cannot be written (${error.code}): run Custos in a directory of your own.`);
  else if (error?.code === 'ENOSPC') console.error('The disk is full: make room and run it again.');
  else throw error;
  process.exitCode = 1;
}
