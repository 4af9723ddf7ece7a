import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Example } from '../../src/gateway/http/operation-example.ts';
import { SEEN_BY } from './documented.ts';
import { worthOf } from './example-recorder.ts';

/** Writes the examples of the OpenAPI document anew, from what those tests ask that see each operation: `node
 *  test/gateway/write-examples.ts`, or with the names of some of them, which keeps the examples of all others. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUTPUT = join(ROOT, 'src/gateway/http/examples.ts');
const HEAD = `// Written by \`node test/gateway/write-examples.ts\` from what tests asked and were answered.
import type { Example } from './operation-example.ts';

`;

const named = process.argv.slice(2);
const tests = named.length > 0 ? named : ['main-job', 'passkeys', 'console-pages', ...Object.keys(SEEN_BY)];
const directory = mkdtempSync(join(tmpdir(), 'custos-examples-'));
const files = tests.map((name) => `test/gateway/${name}.test.ts`);
const env = { ...process.env, CUSTOS_EXAMPLES: directory };
const { status } = spawnSync(join(ROOT, 'node_modules/.bin/vitest'), ['run', ...files], {
  cwd: ROOT,
  env,
  stdio: 'inherit',
});
// A test that failed takes nothing from what was answered as documented.
write(await kept());
process.exitCode = status ?? 1;
rmSync(directory, { recursive: true });

async function kept(): Promise<ReadonlyMap<string, Example>> {
  if (named.length === 0) return new Map();
  const { EXAMPLES } = await import('../../src/gateway/http/examples.ts');
  return new Map(Object.entries(EXAMPLES));
}

/** Of what several tests saw the fullest. */
function write(before: ReadonlyMap<string, Example>): void {
  const best = new Map(before);
  for (const file of readdirSync(directory).sort()) {
    const example = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Example;
    const [operation = ''] = file.split('.');
    const known = best.get(operation);
    if (known === undefined || worthOf(example) > worthOf(known)) best.set(operation, example);
  }
  const sorted = Object.fromEntries([...best].sort(([one], [other]) => (one < other ? -1 : 1)));
  const text = JSON.stringify(sorted, undefined, 2);
  writeFileSync(OUTPUT, `${HEAD}export const EXAMPLES: Readonly<Record<string, Example>> = ${text};\n`);
}
