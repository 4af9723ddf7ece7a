// Measures the gas of what is judged and keeps the committed snapshot.
// `node scripts/gas.ts` writes it; `--check` fails when a figure differs.
import { readFile, writeFile } from 'node:fs/promises';
import build from '../test/contracts/build.ts';

const SNAPSHOT = new URL('../test/contracts/gas-snapshot.json', import.meta.url);

await build();
// Reads the artifacts, so it is imported only after they exist.
const { measure } = await import('../test/contracts/gas.ts');
const text = `${JSON.stringify(await measure(), null, 2)}\n`;
process.stdout.write(text);
if (process.argv.includes('--check')) {
  if ((await readFile(SNAPSHOT, 'utf8')) !== text) {
    process.stderr.write(
      'gas differs from test/contracts/gas-snapshot.json: run `node scripts/gas.ts` and commit it\n',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(SNAPSHOT, text);
}
