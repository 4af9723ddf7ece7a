import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bytes, concat, toHex, utf8 } from '../../src/core/bytes.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { readIdentifier } from '../../src/core/patient-identifier.ts';
import { Database } from '../../src/vault/database.ts';
import { Keyring, rowKey } from '../../src/vault/keyring.ts';
import { deriveKey, hmac, sealBox } from '../../src/vault/sealed-box.ts';
import { ownerKeys } from '../../src/vault/subject-keys.ts';
import type { VaultOptions } from '../../src/vault/vault.ts';
import { newVault, openVault } from './workspace.ts';

/** Writes subjects (or suppressions, for `null` keys) as versions did that only trimmed and composed identifiers. */
async function writeEarlier(
  options: VaultOptions,
  subjects: readonly string[],
  erased: readonly string[],
  form?: string,
) {
  const database = await Database.open(join(options.directory, 'keys'));
  const keyring = await Keyring.open(database, options.rootKey);
  const vaultKey = await keyring.vaultKey();
  const sealKey = deriveKey(vaultKey, 'subject/map');
  const hashOf = (text: string): Bytes => hmac(deriveKey(vaultKey, 'subject/index'), utf8(text));
  const pseudonyms = subjects.map((text) => {
    const id = randomBytes(32);
    const { key, row } = keyring.wrapNew('subject', id);
    const context = concat(utf8('custos/identity/v1\0'), id);
    const identity = sealBox(ownerKeys(key).identity, context, concat(hashOf(text), utf8(text)));
    const indexKey = concat(utf8('n'), hashOf(text));
    return {
      id,
      writes: [
        { key: rowKey('subject', id), value: concat(row, identity) },
        { key: indexKey, value: sealBox(sealKey, indexKey, id) },
      ],
    };
  });
  const tokens = erased.map((text) => {
    const key = concat(utf8('x'), hashOf(text));
    return { key, value: sealBox(sealKey, key, utf8('{"erasedAt":1,"optOut":"none"}')) };
  });
  const shredded = erased.map(() => ({ key: concat(utf8('e'), randomBytes(32)), value: utf8('1') }));
  // No count of records, as versions that had no mark of the form kept none.
  const absent = [
    { key: utf8('f'), value: form === undefined ? null : utf8(form) },
    { key: utf8('C'), value: null },
  ];
  await database.write([...pseudonyms.flatMap((one) => one.writes), ...tokens, ...shredded, ...absent]);
  if (form !== undefined) {
    const ranges = [
      ['D', 'R'],
      ['S', 'V'],
      ['W', '{'],
    ].map(([from = '', to = '']) => ({ from: utf8(from), to: utf8(to) }));
    await database.count('patients and keys', vaultKey, ranges, false);
  }
  await database.close();
  return pseudonyms.map(({ id }) => toHex(id) as Pseudonym);
}

/** `form`: of the index, where it says so already. */
async function earlierVault(subjects: readonly string[], erased: readonly string[] = [], form?: string) {
  const { vault, options } = await newVault();
  await vault.close();
  const pseudonyms = await writeEarlier(options, subjects, erased, form);
  return { vault: await openVault(options), pseudonyms, options };
}

describe('identifiers that an earlier version indexed', () => {
  test('find the same pseudonyms, by any spelling, and again after another opening', async () => {
    const given = ['urn:mrn|1', '1.2.840|2', 'HTTP://Clinic.example/mrn/|3', '4', 'urn:mrn|A\u00a05'];
    const { vault, pseudonyms, options } = await earlierVault(given);
    const spellings = ['urn:mrn|1', 'urn:oid:1.2.840|2', 'http://clinic.example/mrn|3', '|4', 'urn:mrn|A 5'];
    expect(await vault.subjects.enrollMany(given)).toEqual(pseudonyms);
    expect(await vault.subjects.enrollMany(spellings)).toEqual(pseudonyms);
    expect(await vault.subjects.identifierOf(pseudonyms[1] as Pseudonym)).toBe('urn:oid:1.2.840|2');
    await vault.close();
    const again = await openVault(options);
    expect(await again.subjects.enrollMany(spellings)).toEqual(pseudonyms);
    await again.shredSubject(pseudonyms[2] as Pseudonym);
    expect(await again.subjects.enroll('http://clinic.example/mrn|3')).toBeNull();
  });

  test.each(['2', '1 to 2'])(
    'find the same where letters and digits were written full-width (form %s)',
    async (form) => {
      const { vault, options } = await newVault();
      await vault.close();
      const database = await Database.open(join(options.directory, 'keys'));
      await database.write([{ key: utf8('f'), value: utf8(form) }]);
      await database.close();
      const given = ['urn:mrn|\uff17\uff10', 'urn:mrn|\uff21\uff0d1', 'urn:mrn|71'];
      const pseudonyms = await writeEarlier(options, given, ['urn:mrn|\uff19\uff18'], form);
      const again = await openVault(options);
      expect(await again.subjects.enrollMany(['urn:mrn|70', 'urn:mrn|A-1', 'urn:mrn|71'])).toEqual(pseudonyms);
      expect(await again.subjects.enrollMany([...given, 'urn:mrn|\uff19\uff18'])).toEqual([...pseudonyms, null]);
      await again.close();
      const later = await openVault(options);
      expect(await later.subjects.enrollMany([...given, 'urn:mrn|\uff19\uff18'])).toEqual([...pseudonyms, null]);
    },
  );

  test('that are one today stand for both pseudonyms, and for nobody else, until one is erased', async () => {
    const { vault, pseudonyms } = await earlierVault(['1.2.840|7', 'urn:oid:1.2.840|7']);
    const [known] = await vault.subjects.lookUp([['1.2.840|7']]);
    expect(known?.[0]?.pseudonyms.toSorted()).toEqual(pseudonyms.toSorted());
    await expect(vault.subjects.enroll('1.2.840|7')).rejects.toMatchObject({ code: 'CONFLICT' });
    await vault.shredSubject(pseudonyms[0] as Pseudonym);
    expect(await vault.subjects.enroll('1.2.840|7')).toBe(pseudonyms[1]);
  });

  test('keep erased people out by the old spelling and by the normal one', async () => {
    const { vault } = await earlierVault([], ['1.2.840|7', 'HTTP://Clinic.example/mrn/|3', '4']);
    for (const spelling of ['1.2.840|7', 'urn:oid:1.2.840|7', 'HTTP://Clinic.example/mrn/|3', '4', '|4']) {
      expect(await vault.subjects.enroll(spelling)).toBeNull();
      expect(await vault.subjects.suppression(spelling)).toMatchObject({ erasedAt: 1 });
    }
    await vault.subjects.liftSuppression('urn:oid:1.2.840|7');
    expect(await vault.subjects.enroll('1.2.840|7')).not.toBeNull();
  });
});

describe('further identifiers of a person', () => {
  test('find it, never take one from anybody, and go with it (G8)', async () => {
    const { vault, options } = await newVault();
    const [a, b] = (await vault.subjects.enrollMany(['urn:mrn|1', 'urn:mrn|2'])) as [Pseudonym, Pseudonym];
    await vault.subjects.addAliases([
      { pseudonym: a, identifier: 'urn:old|1 ' },
      { pseudonym: b, identifier: 'urn:old|1' },
      { pseudonym: b, identifier: 'urn:mrn|1' },
      { pseudonym: a, identifier: 'urn:old|3' },
    ]);
    await vault.subjects.addAliases([{ pseudonym: a, identifier: 'urn:old|4' }]);
    await vault.close();
    const again = await openVault(options);
    expect(await again.subjects.enrollMany(['urn:old|1', 'urn:mrn|1', 'urn:old|3', 'urn:old|4'])).toEqual([a, a, a, a]);
    expect(await again.subjects.identifierOf(a)).toBe('urn:mrn|1');
    await again.shredSubject(a);
    for (const identifier of ['urn:mrn|1', 'urn:old|1', 'urn:old|3', 'urn:old|4']) {
      expect(await again.subjects.enroll(identifier)).toBeNull();
    }
    expect(await again.subjects.enroll('urn:mrn|2')).toBe(b);
  });

  test('outlive a change of the root key', async () => {
    const { vault, options } = await newVault();
    const a = (await vault.subjects.enroll('urn:mrn|1')) as Pseudonym;
    await vault.subjects.addAliases([{ pseudonym: a, identifier: 'urn:old|1' }]);
    await vault.rotateRoot({ passphrase: 'correct horse battery staple' });
    await vault.close();
    const again = await openVault({ ...options, rootKey: { passphrase: 'correct horse battery staple' } });
    await again.shredSubject(a);
    expect(await again.subjects.enroll('urn:old|1')).toBeNull();
  });
});

test('two spellings that have one normal form get one pseudonym everywhere, and others never do', async () => {
  const { vault } = await newVault();
  const unit = fc.constantFrom(
    'urn:oid:',
    '1',
    '.2',
    'http://',
    'A.example',
    '/',
    '|',
    ' ',
    '\u00a0',
    'Ü',
    'U\u0308',
    'x',
  );
  const text = fc.array(unit, { minLength: 1, maxLength: 6 }).map((units) => units.join(''));
  await fc.assert(
    fc.asyncProperty(text, text, async (one, other) => {
      const [a, b] = [readIdentifier(one), readIdentifier(other)];
      if (!a.ok || !b.ok) return;
      const [first, second] = await vault.subjects.enrollMany([one, other]);
      expect(first === second).toBe(a.text === b.text);
      expect(await vault.subjects.find(one)).toBe(first);
      expect(await vault.subjects.find(a.text)).toBe(first);
    }),
    { numRuns: 300 },
  );
});
