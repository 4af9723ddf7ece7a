// Measures the gas of what is judged, and fails when a figure differs from the committed snapshot, which it then writes
// anew; with `--check` it only fails.
import { readFile, writeFile } from 'node:fs/promises';
import build from '../test/contracts/build.ts';

const SNAPSHOT = new URL('../test/contracts/gas-snapshot.json', import.meta.url);

await build();
// Reads the artifacts, so it is imported only after they exist.
const { measure } = await import('../test/contracts/gas.ts');
const text = `${JSON.stringify(await measure(), null, 2)}\n`;
process.stdout.write(text);
const before = await readFile(SNAPSHOT, 'utf8').catch(() => '');
if (before !== text) {
  if (!process.argv.includes('--check')) await writeFile(SNAPSHOT, text);
  process.stderr.write(
    'gas differs from test/contracts/gas-snapshot.json: read the difference that `npm run gas` writes, and commit it\n',
  );
  process.exitCode = 1;
}
