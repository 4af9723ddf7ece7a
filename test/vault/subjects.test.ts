import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/core/bytes.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { Database } from '../../src/vault/database.ts';
import { rowKey } from '../../src/vault/keyring.ts';
import { collect, newDataset, newVault, openVault } from './workspace.ts';

async function bytesBelow(directory: string): Promise<Buffer> {
  const names = await readdir(directory);
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(directory, name)))));
}

async function enrolled(
  vault: { subjects: { enroll(id: string): Promise<Pseudonym | null> } },
  id: string,
): Promise<Pseudonym> {
  const pseudonym = await vault.subjects.enroll(id);
  if (pseudonym === null) throw new Error('suppressed');
  return pseudonym;
}

describe('subjects in order', () => {
  test('are listed by their numbers, who comes later in its place, also while others are read', async () => {
    const { vault, options } = await newVault();
    await vault.subjects.enrollMany(['urn:a|10010', 'urn:b|9', 'urn:a|1009', 'urn:a|Ä7']);
    await vault.close();
    const again = await openVault(options);
    const numbers = async () => (await again.subjects.inOrder()).map(({ identifier }) => identifier);
    const [, , first] = await Promise.all([again.subjects.enrollMany(['urn:a|10']), numbers(), numbers()]);
    expect(first).toContain('urn:a|1009');
    expect(await numbers()).toEqual(['urn:b|9', 'urn:a|10', 'urn:a|1009', 'urn:a|10010', 'urn:a|Ä7']);
    await again.subjects.enrollMany(['urn:a|500', 'urn:a|9000', 'urn:a|500']);
    expect(await numbers()).toEqual([
      ...['urn:b|9', 'urn:a|10', 'urn:a|500', 'urn:a|1009', 'urn:a|9000', 'urn:a|10010', 'urn:a|Ä7'],
    ]);
    await again.close();
  });

  test('are as many and as ordered as were enrolled, beyond what is put in order at once', async () => {
    const { vault } = await newVault();
    const count = 9_001;
    const identifiers = Array.from({ length: count }, (_, i) => `urn:a|${(i * 7_919) % count}`);
    await vault.subjects.inOrder();
    await vault.subjects.enrollMany(identifiers);
    const listed = await vault.subjects.inOrder();
    expect(listed.map(({ identifier }) => identifier)).toEqual(Array.from({ length: count }, (_, i) => `urn:a|${i}`));
    await vault.close();
  });

  test('hold nobody who was erased, before the list was read or while it is', async () => {
    const { vault } = await newVault();
    const [gone, later, stays] = (await vault.subjects.enrollMany(['urn:a|1', 'urn:a|2', 'urn:a|3'])) as Pseudonym[];
    await vault.shredSubject(gone as Pseudonym);
    await Promise.all([vault.subjects.inOrder(), vault.shredSubject(later as Pseudonym)]);
    expect((await vault.subjects.inOrder()).map(({ pseudonym }) => pseudonym)).toEqual([stays]);
    await vault.close();
  });
});

describe('subjects', () => {
  test('get one random pseudonym each, however often and however concurrently they are enrolled', async () => {
    const { vault, options } = await newVault();
    const rounds = await Promise.all(
      Array.from({ length: 8 }, () => vault.subjects.enrollMany(['urn:a|1', 'urn:a|2', 'urn:a|1'])),
    );
    const [first] = rounds;
    for (const round of rounds) expect(round).toEqual(first);
    expect(first?.[0]).toBe(first?.[2]);
    expect(first?.[0]).not.toBe(first?.[1]);
    await vault.close();
    const again = await openVault(options);
    expect(await again.subjects.enroll(' urn:a|1 ')).toBe(first?.[0]);
    expect(await again.subjects.identifierOf(first?.[1] as Pseudonym)).toBe('urn:a|2');
    expect((await Array.fromAsync(again.subjects.pseudonyms())).sort()).toEqual([...new Set(first)].sort());
  });

  test('have pseudonyms that differ between holders', async () => {
    const [a, b] = [await newVault(), await newVault()];
    expect(await a.vault.subjects.enroll('urn:a|1')).not.toBe(await b.vault.subjects.enroll('urn:a|1'));
  });

  test('leave no identifier in clear on the disk (G7)', async () => {
    const { vault, options } = await newVault();
    await enrolled(vault, 'urn:mrn|SECRET-IDENTIFIER-4711');
    await vault.close();
    for (const part of ['keys', 'store/records', 'store/blobs']) {
      expect((await bytesBelow(join(options.directory, part))).includes('SECRET-IDENTIFIER')).toBe(false);
    }
  });

  test('are told from whoever was born on another day or is of another sex, from one opening to the next', async () => {
    const { vault, options } = await newVault();
    const [ann, bob] = (await vault.subjects.enrollMany(
      ['urn:a|1', 'urn:a|2'],
      [['urn:b|1', 'urn:c|1']],
    )) as Pseudonym[];
    if (ann === undefined || bob === undefined) throw new Error('not enrolled');
    const says = (pseudonym: Pseudonym, birthDate: string | null, sex: string | null = null) => {
      return { pseudonym, demographics: { birthDate, sex } };
    };
    const same = says(ann, '1950-01-31', 'female');
    expect(await vault.subjects.compare([same])).toEqual(['unknown']);
    await vault.subjects.describe([says(ann, '1950-01-31'), says(bob, null, 'male')]);
    await vault.subjects.describe([says(ann, null, 'female'), says(bob, null, null)]);
    await vault.subjects.addAliases([{ pseudonym: bob, identifier: 'urn:b|2' }]);
    await vault.close();
    expect((await bytesBelow(join(options.directory, 'keys'))).includes('1950-01-31')).toBe(false);
    const { subjects } = await openVault(options);
    expect(
      await subjects.compare([
        same,
        says(ann, '1950-01-30'),
        says(ann, '1950-01-31', 'male'),
        says(ann, null, 'female'),
        says(bob, '1950-01-31', 'female'),
        says(bob, '1950-01-31', 'male'),
      ]),
    ).toEqual(['agrees', 'contradicts', 'contradicts', 'unknown', 'contradicts', 'unknown']);
    expect(await Promise.all(['urn:c|1', 'urn:b|1', 'urn:b|2'].map((id) => subjects.find(id)))).toEqual([
      ann,
      ann,
      bob,
    ]);
    await subjects.describe([says(ann, '1951-01-31')]);
    expect(await subjects.compare([same, says(ann, '1951-01-31', 'female')])).toEqual(['contradicts', 'agrees']);
    await subjects.shred(ann);
    expect(await subjects.compare([same])).toEqual(['unknown']);
    await subjects.describe([same]);
    expect(await subjects.find('urn:b|1')).toBeNull();
  });

  test('are refused under identifiers that are empty, too long or hold control characters', async () => {
    const { vault } = await newVault();
    for (const identifier of ['', '  ', 'a\u0000b', 'x'.repeat(1025)]) {
      await expect(vault.subjects.enroll(identifier)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });

  test('once shredded, take their items, rows and records with them, and nothing of others (G8)', async () => {
    const { vault, options } = await newVault();
    const [gone, stays] = [await enrolled(vault, 'urn:a|1'), await enrolled(vault, 'urn:a|2')];
    const dataset = newDataset();
    const draft = await vault.createDraft(dataset);
    for (const subject of [gone, stays, null]) {
      const meta = { subject, kind: 'file', mediaType: 'text/plain', categories: 0, name: 'file.txt' };
      await draft.putItem([Buffer.from(`of ${subject}`)], meta);
    }
    const { summary } = await vault.seal(draft);
    await vault.records.put('terms', Buffer.from('grant'), Buffer.from('clear terms'), gone);
    const view = await vault.versions.view(summary.volume);
    const indexOf = (subject: Pseudonym | null): number =>
      view.subjectOf.findIndex((o) => (o === -1 ? subject === null : view.pseudonym(o) === subject));

    expect(await vault.shredSubject(gone)).toBe(true);
    expect(await vault.shredSubject(gone)).toBe(false);

    for (const when of ['at once', 'after reopening']) {
      if (when !== 'at once') await vault.close();
      const opened = when === 'at once' ? vault : await openVault(options);
      await expect(collect(opened.readItem(summary.volume, indexOf(gone)))).rejects.toMatchObject({
        code: 'KEY_SHREDDED',
      });
      await expect(opened.openItem(summary.volume, indexOf(gone))).rejects.toMatchObject({ code: 'KEY_SHREDDED' });
      await expect(opened.rowPrf(dataset, gone, Buffer.from('x'))).rejects.toMatchObject({ code: 'KEY_SHREDDED' });
      await expect(opened.subjects.identifierOf(gone)).rejects.toMatchObject({ code: 'KEY_SHREDDED' });
      await expect(opened.records.get('terms', Buffer.from('grant'))).rejects.toMatchObject({ code: 'KEY_SHREDDED' });
      expect((await Array.fromAsync(opened.records.all('terms'))).map(({ bytes }) => bytes)).toEqual([null]);
      expect(await opened.rowKeys([gone, stays])).toEqual([null, expect.anything()]);
      expect((await collect(opened.readItem(summary.volume, indexOf(stays)))).toString()).toBe(`of ${stays}`);
      expect((await collect(opened.readItem(summary.volume, indexOf(null)))).toString()).toBe('of null');
      expect(await opened.subjects.enroll('urn:a|1')).toBeNull();
      expect(await opened.subjects.suppression('urn:a|1')).toMatchObject({ optOut: 'none' });
      expect(await opened.subjects.suppression('urn:a|2')).toBeNull();
      if (when === 'at once') continue;
      await opened.subjects.liftSuppression('urn:a|1');
      expect(await opened.subjects.enroll('urn:a|1')).not.toBe(gone);
    }
  });

  test.each([0, 2000])('once shredded, have their wrapped key in no file of the keys (%i others)', async (others) => {
    const { vault, options } = await newVault();
    const identifiers = Array.from({ length: others }, (_, i) => `urn:other|${i}`);
    await vault.subjects.enrollMany(identifiers);
    const gone = await enrolled(vault, 'urn:a|1');
    await vault.close();
    const directory = join(options.directory, 'keys');
    const keys = await Database.open(directory);
    const row = Buffer.from((await keys.get(rowKey('subject', fromHex(gone, 32)))) ?? []);
    await keys.close();
    expect(row.length).toBeGreaterThan(60);
    expect((await bytesBelow(directory)).includes(row.subarray(4, 64))).toBe(true);
    const again = await openVault(options);
    await again.shredSubject(gone);
    expect((await bytesBelow(directory)).includes(row.subarray(4, 64))).toBe(false);
  });

  test('are shredded from memory too, where they were enrolled a moment ago', async () => {
    const { vault, options } = await newVault();
    const gone = await enrolled(vault, 'urn:a|1');
    const directory = join(options.directory, 'keys');
    const log = await bytesBelow(directory);
    const at = log.indexOf(Buffer.concat([Buffer.from('s'), fromHex(gone, 32)]));
    const wrapped = log.subarray(at + 43, at + 83);
    expect(at).toBeGreaterThan(0);
    await vault.shredSubject(gone);
    expect((await bytesBelow(directory)).includes(wrapped)).toBe(false);
    await expect(vault.subjects.keys(gone)).rejects.toMatchObject({ code: 'KEY_SHREDDED' });
  });

  test('are forgotten even where their key was being read at that moment', async () => {
    const { vault } = await newVault();
    const pseudonyms = await vault.subjects.enrollMany(Array.from({ length: 20 }, (_, i) => `urn:a|${i}`));
    for (const pseudonym of pseudonyms) {
      if (pseudonym === null) throw new Error('suppressed');
      const reads = [];
      const shredding = vault.shredSubject(pseudonym);
      for (let i = 0; i < 50; i++) {
        reads.push(vault.rowKeys([pseudonym]));
        await new Promise(setImmediate);
      }
      await Promise.all([shredding, ...reads]);
      expect(await vault.rowKeys([pseudonym])).toEqual([null]);
    }
  });

  test('are opened once for the hashes of their identifiers, and no longer told once erased', async () => {
    const { vault } = await newVault();
    const opened: string[] = [];
    const told = async (): Promise<Record<string, number[]>> => {
      opened.length = 0;
      const found: Record<string, number[]> = {};
      const hashesOf = (identifier: string): number[] => [opened.push(identifier) && identifier.length, 7];
      for await (const [pseudonym, hashes] of vault.subjects.identityHashes(hashesOf)) found[pseudonym] = [...hashes];
      return found;
    };
    const identifiers = Array.from({ length: 100 }, (_, i) => `urn:mrn|${'x'.repeat(i + 1)}`);
    const pseudonyms = await vault.subjects.enrollMany(identifiers);
    const all = Object.fromEntries(pseudonyms.map((one, i) => [one, [identifiers[i]?.length, 7]]));
    expect(await told()).toEqual(all);
    expect(opened.toSorted()).toEqual(identifiers.toSorted());
    expect(await told()).toEqual(all);
    expect(opened).toEqual([]);
    const later = await vault.subjects.enroll('urn:mrn|later');
    expect(await told()).toEqual({ ...all, [String(later)]: [13, 7] });
    expect(opened).toEqual(['urn:mrn|later']);
    const [gone = null] = pseudonyms;
    if (gone === null) throw new Error('nobody is enrolled');
    await vault.shredSubject(gone);
    const { [gone]: _, ...left } = all;
    expect(await told()).toEqual({ ...left, [String(later)]: [13, 7] });
  });

  test('unknown here are told from erased ones', async () => {
    const { vault } = await newVault();
    const unknown = `0x${'ab'.repeat(32)}` as Pseudonym;
    await expect(vault.subjects.keys(unknown)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await expect(vault.shredSubject(unknown)).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  test('are not brought back by a rotation that runs beside their erasure', async () => {
    const { vault, options } = await newVault();
    const identifiers = Array.from({ length: 3000 }, (_, i) => `urn:other|${i}`);
    const pseudonyms = await vault.subjects.enrollMany(identifiers);
    const gone = pseudonyms.filter((_, i) => i % 500 === 7).filter((p) => p !== null);
    const passphrase = 'another root key altogether';
    await Promise.all([vault.rotateRoot({ passphrase }), ...gone.map((pseudonym) => vault.shredSubject(pseudonym))]);
    await vault.close();
    const again = await openVault({ ...options, rootKey: { passphrase } });
    expect(await again.rowKeys(gone)).toEqual(gone.map(() => null));
    expect((await Array.fromAsync(again.subjects.pseudonyms())).length).toBe(3000 - gone.length);
  });
});
