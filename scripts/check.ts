// Everything that is held besides the tests: types, lint and format, contracts' format, import directions, the OpenAPI
// document, dead exports, licences of what is shipped, generated files, the gas snapshot. Runs all of it and says at the end what failed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LICENCES = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'MPL-2.0',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'Python-2.0',
  'MIT OR Apache-2.0',
  '(MIT OR CC0-1.0)',
  '(MIT AND Zlib)',
]);
/** Packages whose licence stands in their files alone, looked up by hand. */
const REVIEWED = new Set(['memorystream']);

interface Check {
  readonly name: string;
  readonly run: () => boolean;
}

const checks: readonly Check[] = [
  { name: 'types', run: () => command('tsc', '--noEmit', '-p', '.') },
  { name: 'types of the web pages', run: () => command('tsc', '--noEmit', '-p', 'src/console') },
  { name: 'lint and format', run: () => command('biome', 'ci', '--colors=off', '.') },
  {
    name: 'contracts’ format',
    run: () => command('prettier', '--plugin=prettier-plugin-solidity', '--check', '{contracts,test}/**/*.sol'),
  },
  { name: 'import directions', run: () => command('vitest', 'run', 'test/architecture') },
  { name: 'OpenAPI document', run: () => command('vitest', 'run', 'test/gateway/openapi.test.ts') },
  { name: 'dead exports', run: () => command('knip') },
  { name: 'what the product does not reach', run: () => command('knip', '--production') },
  { name: 'licences', run: checkLicences },
  { name: 'generated ABIs', run: () => command('node', 'scripts/abi.ts', '--check') },
  { name: 'generated storage layout', run: () => command('node', 'scripts/storage-layout.ts', '--check') },
  { name: 'generated references', run: () => command('node', 'scripts/reference.ts', '--check') },
  { name: 'gas snapshot', run: () => command('node', 'scripts/gas.ts', '--check') },
];

function command(name: string, ...arguments_: readonly string[]): boolean {
  const { status, error } = spawnSync(name, arguments_, { stdio: 'inherit' });
  if (error) console.error(`${name}: ${error.message}`);
  return status === 0;
}

/** Beside them, what the pages show: fonts. */
const OF_PAGES = new Set(['OFL-1.1']);

/** Every installed production package, and what is built into the pages, must carry a licence that lets a hospital run it. */
function checkLicences(): boolean {
  interface Package {
    readonly dev?: boolean;
    readonly devOptional?: boolean;
    readonly license?: string;
  }
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> };
  const unfit = Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !entry.devOptional)
    .map(([path, entry]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 13),
      licence: entry.license ?? 'none',
    }))
    .filter(({ name, licence }) => !isFit(licence) && !REVIEWED.has(name));
  const pages = readFileSync('artifacts/console/licences.txt', 'utf8');
  for (const [, name = '', licence = ''] of pages.matchAll(/^# (\S+) \S+: (.+)$/gm)) {
    if (!isFit(licence) && !OF_PAGES.has(licence)) unfit.push({ name, licence });
  }
  for (const { name, licence } of unfit) console.error(`${name}: licence ${licence}`);
  return unfit.length === 0;
}

/** Of several that all hold, each must be. */
function isFit(licence: string): boolean {
  return LICENCES.has(licence) || licence.split(' AND ').every((one) => LICENCES.has(one));
}

const failed = checks.filter(({ name, run }) => {
  const started = Date.now();
  const passed = run();
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return !passed;
});
console.log(`${checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
