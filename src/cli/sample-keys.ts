import { readFile } from 'node:fs/promises';
import type { SamplePatient } from '../gateway/routes/sample.ts';
import { accountKeys } from './key-files.ts';

/** The patients of the quickstart's consortium that have keys of their own. Those whose keys are encrypted are left out. */
export async function samplePatients(directory: string): Promise<readonly SamplePatient[]> {
  const keys = (await accountKeys(directory)).filter(
    ({ name, encrypted }) => /^patient-\d+$/.test(name) && encrypted === false,
  );
  return Promise.all(
    keys.map(async ({ name, path }) => {
      const text = await readFile(path, 'utf8');
      return { name, key: `0x${text.trim().replace(/^0x/, '')}` as const };
    }),
  );
}
