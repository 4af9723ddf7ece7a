import { join } from 'node:path';
import { expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import type { CustosError } from '../../src/core/errors.ts';
import { Database } from '../../src/vault/database.ts';
import type { VaultOptions } from '../../src/vault/vault.ts';
import { newVault, openVault } from './workspace.ts';

const DAMAGES = {
  'a patient’s index record': { place: 'keys', from: 'n', to: 'o', most: 1 },
  'a patient’s key': { place: 'keys', from: 's', to: 't', most: 1 },
  'every record of the keys but the root’s': { place: 'keys', from: 'D', to: 'R', most: 99, alsoFrom: 'W' },
  'the count itself': { place: 'keys', from: 'C', to: 'D', most: 1 },
  'the terms of a consent': { place: 'store/records', from: 'rterms', to: 'rtermt', most: 1 },
  'the number of the next volume': { place: 'store/records', from: 'N', to: 'O', most: 1 },
} as const;

/** Removes records behind the vault’s back. */
async function damage({ directory }: VaultOptions, name: keyof typeof DAMAGES): Promise<void> {
  const { place, from, to, most, ...more } = DAMAGES[name];
  const database = await Database.open(join(directory, place));
  const keys = [
    ...(await Array.fromAsync(database.keys(utf8(from), utf8(to)))),
    ...('alsoFrom' in more ? await Array.fromAsync(database.keys(utf8(more.alsoFrom), utf8('{'))) : []),
  ].slice(0, most);
  expect(keys).not.toEqual([]);
  await database.write(keys.map((key) => ({ key, value: null })));
  await database.close();
}

async function usedVault(): Promise<VaultOptions> {
  const { vault, options } = await newVault();
  const [one] = await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2', 'urn:a|3']);
  await vault.records.put('terms', utf8('grant'), utf8('{}'), one ?? null);
  await vault.versions.newVolume();
  await vault.close();
  return options;
}

test.each(Object.keys(DAMAGES) as (keyof typeof DAMAGES)[])(
  'a vault that has lost %s is not opened, rather than taken for one that never had it',
  async (name) => {
    const options = await usedVault();
    await damage(options, name);
    await expect(openVault(options)).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringContaining('restore the whole vault'),
    });
  },
);

test('a record that was put back from an older copy is found as one that is gone', async () => {
  const options = await usedVault();
  const database = await Database.open(join(options.directory, 'keys'));
  const [key] = await Array.fromAsync(database.keys(utf8('n'), utf8('o')));
  const value = key && (await database.get(key));
  if (!key || !value) throw new Error('no record');
  await database.write([
    { key, value: null },
    { key: Uint8Array.from(key).with(5, (key[5] ?? 0) ^ 1), value },
  ]);
  await database.close();
  const error = await openVault(options).catch((caught: CustosError) => caught);
  expect(error).toMatchObject({ code: 'STORE_CORRUPT' });
  expect((error as CustosError).details).toMatchObject({ found: (error as CustosError).details['wanted'] });
});

test('the count goes on over enrolments, erasures, repetitions and restarts', async () => {
  const options = await usedVault();
  for (let round = 0; round < 3; round++) {
    const vault = await openVault(options);
    const names = Array.from({ length: 20 }, (_, i) => `urn:a|${i}`);
    await Promise.all([vault.subjects.enrollMany(names), vault.subjects.enrollMany(names.toReversed())]);
    const own = await vault.subjects.find(`urn:a|${10 + round}`);
    if (own) await vault.shredSubject(own);
    await vault.close();
  }
  await (await openVault(options)).close();
});

test('a patient whose key is not here is not taken for erased', async () => {
  const { vault } = await newVault();
  const stranger = `0x${'5a'.repeat(32)}` as never;
  await expect(vault.rowKeys([stranger])).rejects.toMatchObject({ code: 'KEY_MISSING' });
});
