import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeSamplePatients } from '../../src/cli/sample-patients.ts';
import { blocksOf, PAGE, sentences, walk } from './walks.ts';

/** Number in the sample of a patient with a depressive disorder, and of another one. */
const [ANA, LEO] = [4, 2];

it('docs/walks.md says what the program says on other data, step by step', { timeout: 600_000 }, async () => {
  const exports = await mkdtemp(join(tmpdir(), 'custos-walks-export-'));
  try {
    const sample = await writeSamplePatients(exports, 6);
    const [ana = '', leo = ''] = [ANA, LEO].map((number) => sample[number]?.id);
    const walked = await walk({ exports, ana, leo, leoBorn: fifteenYearsAgo() });
    const written = blocksOf(await readFile(PAGE, 'utf8'));
    expect([...written.keys()]).toEqual([...walked.keys()]);
    for (const [name, lines] of walked) {
      expect({ name, said: sentences(lines) }).toEqual({ name, said: sentences(written.get(name) ?? []) });
    }
  } finally {
    await rm(exports, { recursive: true, force: true });
  }
});

/** The day, and half a year before it. */
function fifteenYearsAgo(): string {
  const day = new Date(Date.now() - 182 * 86_400_000);
  return `${day.getUTCFullYear() - 15}${day.toISOString().slice(4, 10)}`;
}
