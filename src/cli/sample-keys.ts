import { readFile } from 'node:fs/promises';
import type { SamplePerson } from '../gateway/routes/sample.ts';
import { accountKeys } from './key-files.ts';

/** What the keys of the quickstart's members are called. */
const MEMBERS: Readonly<Record<string, SamplePerson['role']>> = {
  holder: 'holder',
  researcher: 'requester',
  auditor: 'auditor',
};

/** The people of the quickstart's consortium that have keys of their own. Those whose keys are encrypted are left out. */
export async function samplePeople(directory: string): Promise<readonly SamplePerson[]> {
  const keys = (await accountKeys(directory)).filter(({ encrypted }) => encrypted === false);
  const people = keys.flatMap(({ name, path }) => {
    const role = /^patient-\d+$/.test(name) ? 'patient' : MEMBERS[name];
    return role === undefined ? [] : [{ name, role, path }];
  });
  return Promise.all(
    people.map(async ({ name, role, path }) => {
      const text = await readFile(path, 'utf8');
      return { name, role, key: `0x${text.trim().replace(/^0x/, '')}` as const };
    }),
  );
}
