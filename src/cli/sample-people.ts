import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hex } from '../core/bytes.ts';
import type { SamplePerson } from '../gateway/routes/sample.ts';
import { accountKeys } from './key-files.ts';

/** The people of the quickstart's consortium: what its keys are called says what they are for. Those that are encrypted are left out. */
export async function samplePeople(directory: string): Promise<readonly SamplePerson[]> {
  const keys = (await accountKeys(directory)).filter(({ encrypted, trouble }) => encrypted === false && !trouble);
  const people = keys.flatMap(({ name }) => {
    const role = roleOf(name);
    return role === undefined ? [] : [{ name, role }];
  });
  return Promise.all(people.map(async (one) => ({ ...one, key: await keyOf(directory, one.name) })));
}

function roleOf(name: string): SamplePerson['role'] | undefined {
  if (/^patient-\d+$/.test(name)) return 'patient';
  return ({ holder: 'holder', researcher: 'requester', auditor: 'auditor' } as const)[name];
}

async function keyOf(directory: string, name: string): Promise<Hex> {
  const text = await readFile(join(directory, 'keys', `${name}.key`), 'utf8');
  return `0x${text.trim().replace(/^0x/, '')}`;
}
