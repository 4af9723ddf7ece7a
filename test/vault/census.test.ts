import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { type CustosError, isCustosError } from '../../src/core/errors.ts';
import { Database } from '../../src/vault/database.ts';
import { Vault, type VaultOptions } from '../../src/vault/vault.ts';
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
      message: expect.stringContaining('Restore the whole vault'),
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
  expect((error as CustosError).message).toMatch(/there are (\d+), as many as there were, but some/);
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

/** What opening a vault and using all of it comes to, after one of its files was changed behind its back. */
async function outcomeOf(options: VaultOptions, used: VaultOptions, file: string, change: Change): Promise<string> {
  await rm(options.directory, { recursive: true, force: true });
  await cp(used.directory, options.directory, { recursive: true });
  const path = join(options.directory, file);
  const changed = change(await readFile(path));
  if (changed === undefined) await rm(path);
  else await writeFile(path, changed);
  try {
    const vault = await Vault.open({ ...options, rootKey: used.rootKey });
    try {
      const found = await Promise.all(['urn:a|1', 'urn:a|2', 'urn:a|3'].map((name) => vault.subjects.find(name)));
      const terms = await vault.records.get('terms', utf8('grant'));
      return found.every((one) => one !== undefined) && terms !== null ? 'whole' : 'something is lost in silence';
    } finally {
      await vault.close();
    }
  } catch (error) {
    if (!isCustosError(error)) return String(error);
    return /[Rr]estore|put it back|Look at the disk/.test(error.message) ? 'advice' : `no advice: ${error.message}`;
  }
}

type Change = (bytes: Buffer) => Uint8Array | undefined;
const CHANGES: Readonly<Record<string, (at: number) => Change>> = {
  'a flipped bit': (at) => (bytes) => {
    const place = Math.floor((bytes.length * at) / 8);
    return bytes.length === 0 ? bytes : Buffer.from(bytes).fill((bytes[place] ?? 0) ^ 16, place, place + 1);
  },
  'no bytes': () => () => Buffer.alloc(0),
  'half of its bytes': () => (bytes) => bytes.subarray(0, bytes.length >> 1),
  'nothing, not even a name': () => () => undefined,
};

test('each file of a vault that is damaged is refused with advice, or harmless', { timeout: 120_000 }, async () => {
  const used = await usedVault();
  // Tables beside logs: what was opened again is written out of the log.
  const again = await openVault(used);
  await again.records.put('terms', utf8('other'), utf8('{}'), null);
  await again.close();
  const files = (await readdir(used.directory, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const names = files.map((one) => relative(used.directory, join(one.parentPath, one.name)));
  expect(names.filter((name) => /CURRENT$|MANIFEST|\.ldb$|\.log$/.test(name)).length).toBeGreaterThan(8);
  const options = { ...used, directory: `${used.directory}-copy` };
  const outcomes: Record<string, string> = {};
  for (const name of names) {
    for (const [what, changeAt] of Object.entries(CHANGES)) {
      for (let at = 0; at < (what === 'a flipped bit' ? 8 : 1); at++) {
        const outcome = await outcomeOf(options, used, name, changeAt(at));
        if (outcome !== 'whole' && outcome !== 'advice') outcomes[`${what} in ${name}, ${at}`] = outcome;
      }
    }
  }
  expect(outcomes).toEqual({});
});
