import { describe, expect, test } from 'vitest';
import { newVault } from '../vault/workspace.ts';
import { condition, heldBack } from './exports.ts';
import { importInto, known, MR, patient } from './known-persons.ts';

describe('numbers that are but spelled apart', () => {
  const spellings = ['0070017', '70 017', '70-017', 'MRN70017', 'mrn 70017', '70017.'];

  test.each(spellings)(
    'are held back in one import, unless they are said to be of different persons: %j',
    async (one) => {
      const { vault } = await newVault();
      const lines = [patient('1', ['70017']), patient('2', [one]), condition('c', 'Patient/2'), patient('n', ['5'])];
      const { report } = await importInto(vault, lines);
      expect(heldBack(report)).toEqual({ 'numbers-alike Patient': 2, 'numbers-alike Condition': 1 });
      expect(report.advice).toMatchObject([{ options: ['--accept-alike (acceptAlike)'] }]);
      const { owners } = await importInto(vault, lines.slice(0, 2), { acceptAlike: true });
      expect(new Set(Object.values(owners)).size).toBe(2);
    },
  );

  test.each(spellings)('are held back against the vault’s: %j', async (one) => {
    const { vault } = await newVault();
    await importInto(vault, [patient('1', ['70017'])]);
    const lines = [patient('2', [one]), patient('n', ['5'])];
    const { report } = await importInto(vault, lines);
    expect(heldBack(report)).toEqual({ 'numbers-alike Patient': 1 });
    expect(await known(vault, one)).toBeNull();
    expect((await importInto(vault, lines, { acceptAlike: true })).report.quarantined).toEqual([]);
  });

  test('are of one person on one record, by its resource, and in two systems', async () => {
    const { vault } = await newVault();
    const uuid = '8fb4ba44-2680-4ba1-bd88-d1b3dc36746e';
    const other = patient('2', [{ system: 'urn:other', value: '0070017' }]);
    const { owners, report } = await importInto(vault, [patient(uuid, ['70017', 'MRN70017']), other]);
    expect(report.quarantined).toEqual([]);
    const next = await importInto(vault, [patient(uuid, ['0070017']), other]);
    expect(next.owners).toEqual(owners);
  });
});

describe('what is no number of the person', () => {
  test.each([
    ...[
      'UNKNOWN',
      'n/a',
      'NONE',
      'Test',
      '0000000',
      '0',
      '999-99-9999',
      'XXXX',
      '11111',
      '-',
      '?',
      'unbekannt',
      'ＮＡ',
    ],
  ])('is a text that systems write for want of one: %j', async (value) => {
    const { vault } = await newVault();
    const { owners } = await importInto(vault, [
      patient('1', [value]),
      condition('c', 'Patient/1'),
      patient('n', ['5']),
    ]);
    const naming = { subject: { identifier: { system: 'urn:mrn', value } } };
    const { owners: next, report } = await importInto(vault, [
      patient('77', [value]),
      patient('78', [value]),
      { ...condition('d', ''), ...naming },
    ]);
    expect(heldBack(report)).toEqual({ 'no-patient Condition': 1 });
    expect(new Set([...Object.values(owners), ...Object.values(next)]).size).toBe(4);
  });

  test.each(['10', '99', '999', '1001', '100000', '7', 'TEST-17', 'N1', 'NA7'])(
    'is none of those: %j',
    async (value) => {
      const { vault } = await newVault();
      await importInto(vault, [patient('1', [value])]);
      expect(await known(vault, value)).not.toBeNull();
    },
  );

  test.each<[string, object]>([
    ['in the text of its type', { type: { coding: [{ code: 'MR' }], text: 'MRN of mother' } }],
    ['in German', { type: { coding: [{ code: 'MR' }], text: 'Fallnummer der Mutter' } }],
    ['in French', { type: { coding: [{ code: 'MR' }], text: 'IPP de la mère' } }],
    ['in Spanish', { type: { coding: [{ code: 'MR' }], text: 'Historia clínica de la madre' } }],
    ['in the name of a code', { type: { coding: [{ code: 'MR', display: 'Guarantor record number' }] } }],
    [
      'by a role',
      {
        type: {
          coding: [{ code: 'MR' }, { system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }],
        },
      },
    ],
    ['in an extension', { extension: [{ url: 'urn:x', valueString: 'father' }] }],
    [
      'in the name of an extension',
      { extension: [{ url: 'https://x.example/identifier-of-mother', valueBoolean: true }] },
    ],
  ])('is the number of a relative, as it is said %s', async (_, more) => {
    const { vault } = await newVault();
    const hers = { ...MR, value: '91002', ...more } as { system: string };
    const mother = patient('m1', [{ system: hers.system, value: '91002' }]);
    const { owners } = await importInto(vault, [patient('n1', [hers, '91001']), patient('n', ['5'])]);
    const { owners: next } = await importInto(vault, [mother]);
    expect(next['Patient/m1']).not.toBe(owners['Patient/n1']);
    const { vault: other } = await newVault();
    const { owners: first } = await importInto(other, [mother]);
    const naming = { subject: { identifier: { system: hers.system, value: '91002' } } };
    const lines = [patient('n1', [hers, '91001']), condition('c', 'Patient/n1'), { ...condition('d', ''), ...naming }];
    const { owners: later, report } = await importInto(other, lines);
    expect(later).toEqual({ 'Condition/c': await known(other, '91001') });
    expect(later['Condition/c']).not.toBe(first['Patient/m1']);
    expect(heldBack(report)).toEqual({ 'several-patients Patient': 1, 'no-patient Condition': 1 });
  });

  test('is the number of a relative, as it is said in its system', async () => {
    const { vault } = await newVault();
    const hers = { system: 'https://x.example/mother-mrn/', value: '91002' };
    await importInto(vault, [patient('n1', [hers, '91001'])]);
    expect(await vault.subjects.find('https://x.example/mother-mrn|91002')).toBeNull();
    expect(await known(vault, '91001')).not.toBeNull();
  });

  test.each(['MRN', 'Privater Patient', 'Parenteral nutrition number', 'Muttersprache'])(
    'is not told by words that only look like it: %j',
    async (text) => {
      const { vault } = await newVault();
      await importInto(vault, [patient('1', [{ value: '70001', type: { coding: [{ code: 'MR' }], text } }])]);
      expect(await known(vault, '70001')).not.toBeNull();
    },
  );

  test('is one of the past, however its use is written, and one that is not in use yet', async () => {
    const { vault } = await newVault();
    await importInto(vault, [
      patient('a', [{ value: 'was', use: ' OLD ' }, 'is']),
      patient('b', [{ value: 'later', period: { start: '2999-01-01' } }, { value: 'second', use: 'Secondary' }, 'now']),
      patient('c', [{ value: 'since', period: { start: '2001' } }]),
    ]);
    const all = await Promise.all(
      (await Array.fromAsync(vault.subjects.pseudonyms())).map((id) => vault.subjects.identifierOf(id)),
    );
    expect(all.sort()).toEqual(['urn:mrn|is', 'urn:mrn|now', 'urn:mrn|since']);
    expect(await known(vault, 'later')).toBeNull();
  });

  test('is no other number than the same one in full-width letters and digits', async () => {
    const { vault } = await newVault();
    const { owners } = await importInto(vault, [patient('1', ['ＡＢ７００１７'])]);
    expect((await importInto(vault, [patient('9', ['AB70017'])])).owners['Patient/9']).toBe(owners['Patient/1']);
    const { report } = await importInto(vault, [
      patient('1', ['７００１７']),
      patient('2', ['70017']),
      patient('n', ['5']),
    ]);
    expect(heldBack(report)).toEqual({ 'patient-unidentified Patient': 2 });
  });
});
