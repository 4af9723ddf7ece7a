import { describe, expect, test } from 'vitest';
import type { Pseudonym } from '../../src/core/ids.ts';
import { importFhir } from '../../src/import/fhir-import.ts';
import { newDataset, newVault } from '../vault/workspace.ts';
import { condition, exportOf, heldBack, type Resource } from './exports.ts';
import { importInto, known, link, MR, patient } from './known-persons.ts';

describe('patients whose numbers are one by their normal form', () => {
  test.each([
    ['70017', '70017   '],
    ['70017', '\u200b70017\n'],
    ['Ü-9', 'U\u0308-9'],
    ['A 7', 'A\u00a07'],
  ])('are both held back: %j and %j', async (one, other) => {
    const { vault } = await newVault();
    const { report, owners } = await importInto(vault, [
      patient('ann', [one]),
      patient('bob', [other]),
      patient('eve', ['8']),
      condition('1', 'Patient/ann'),
      condition('2', 'Patient/bob'),
      condition('3', 'Patient/eve'),
    ]);
    expect(heldBack(report)).toEqual({ 'patient-unidentified Patient': 2, 'patient-unidentified Condition': 2 });
    expect(Object.keys(owners).sort()).toEqual(['Condition/3', 'Patient/eve']);
    expect(await Array.fromAsync(vault.subjects.pseudonyms())).toHaveLength(1);
  });

  test('are both held back where only the systems are spelled apart', async () => {
    const { vault } = await newVault();
    for (const [one, other] of [
      ['urn:oid:1.2.3', '1.2.3'],
      ['http://clinic.example/mrn', 'HTTP://CLINIC.example:80/mrn/'],
    ]) {
      const { report } = await importInto(vault, [
        patient('ann', [{ system: one, value: '7' }]),
        patient('bob', [{ system: other, value: '7' }]),
        patient('eve', ['8']),
      ]);
      expect(heldBack(report)).toEqual({ 'patient-unidentified Patient': 2 });
    }
  });

  test('keep their pseudonym from one export to the next, however it spells them', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, [patient('ann', [{ system: '1.2.3', value: 'Ü7' }])]);
    const { owners: second } = await importInto(vault, [
      patient('ann', [{ system: 'URN:OID:1.2.3', value: ' U\u03087 ' }]),
    ]);
    expect(second).toEqual(first);
  });
});

test('a number that cannot be used is named by file and line, and left out only when told to', async () => {
  const { vault } = await newVault();
  for (const value of ['7\t1', '7\u0007', '7'.repeat(1500), '  ']) {
    const lines = [patient('a', ['1']), patient('b', [value]), patient('c', ['3']), condition('1', 'Patient/b')];
    await expect(importInto(vault, lines)).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      details: { lines: [expect.stringMatching(/^all\.ndjson:2 is a Patient whose number /)] },
    });
    const { report, owners } = await importInto(vault, lines, { skipInvalid: true });
    expect(report.invalid.count).toBe(1);
    expect(heldBack(report)).toEqual({ 'unknown-patient Condition': 1 });
    expect(Object.keys(owners).sort()).toEqual(['Patient/a', 'Patient/c']);
    expect(JSON.stringify(report)).not.toContain(value);
  }
});

describe('a person', () => {
  const uuid = '8fb4ba44-2680-4ba1-bd88-d1b3dc36746e';

  test('keeps the pseudonym when its number is replaced by a new one, as its resource tells', async () => {
    const { vault } = await newVault();
    for (const [id, baseUrls] of [
      [uuid, []],
      ['1', ['https://one.example/r4']],
    ] as const) {
      const { owners } = await importInto(vault, [patient(id, [`${id}-1`])], { baseUrls });
      const { owners: next } = await importInto(vault, [patient(id, [`${id}-2`])], { baseUrls });
      expect(next).toEqual(owners);
      const { owners: later } = await importInto(vault, [patient('y', [`${id}-2`])]);
      expect(later['Patient/y']).toBe(owners[`Patient/${id}`]);
    }
  });

  test('whom nothing but a former number makes known is held back: it may have been another one’s', async () => {
    const { vault } = await newVault();
    await importInto(vault, [patient('a', ['1'])]);
    const corrected = [patient('x', ['2', { value: '1', use: 'old' }]), patient('n', ['5'])];
    const { report } = await importInto(vault, corrected);
    expect(heldBack(report)).toEqual({ 'merged-record Patient': 1 });
    const { owners } = await importInto(vault, corrected, { acceptMerged: true });
    expect(owners['Patient/x']).toBe(await known(vault, '1'));
  });

  test('leaves a former number to whoever gets it next', async () => {
    const { vault } = await newVault();
    const { owners } = await importInto(vault, [patient('a', ['2', { value: '1', use: 'old' }])]);
    const { owners: next } = await importInto(vault, [patient('b', ['1'])]);
    expect(next['Patient/b']).not.toBe(owners['Patient/a']);
  });

  test('without any number is its resource on its server, and nobody on another one', async () => {
    const { vault } = await newVault();
    const bare = { resourceType: 'Patient', id: '1' };
    const on = async (server: string) =>
      (await importInto(vault, [bare], { baseUrls: [`https://${server}.example/r4`] })).owners['Patient/1'];
    const one = await on('one');
    expect(await on('two')).not.toBe(one);
    expect(await on('ONE')).toBe(one);
    const { owners: unnamed } = await importInto(vault, [bare]);
    expect(unnamed['Patient/1']).not.toBe(one);
  });

  test('is never known by a number of use old, a temporary one only for want of another', async () => {
    const { vault } = await newVault();
    await importInto(vault, [
      patient('a', [{ value: 'was', use: 'old' }, { value: 'temp', use: 'temp' }, 'is']),
      patient('b', [{ value: 'over', period: { end: '2001' } }, 'now']),
      patient('c', [{ value: 'only', use: 'temp' }]),
    ]);
    const all = await Promise.all(
      (await Array.fromAsync(vault.subjects.pseudonyms())).map((id) => vault.subjects.identifierOf(id)),
    );
    expect(all.sort()).toEqual(['urn:mrn|is', 'urn:mrn|now', 'urn:mrn|only']);
  });

  test('is told by the configured system, whatever the order of the list and the spelling of the system', async () => {
    const { vault } = await newVault();
    const identifier = [
      { ...MR, value: '1' },
      { system: 'urn:oid:1.2.3', value: '9' },
    ];
    await importInto(vault, [{ resourceType: 'Patient', id: 'a', identifier }], { identifierSystem: '1.2.3' });
    const [only] = await Array.fromAsync(vault.subjects.pseudonyms());
    expect(await vault.subjects.identifierOf(only as Pseudonym)).toBe('urn:oid:1.2.3|9');
  });

  test('does not share its pseudonym with whoever got its former number', async () => {
    const { vault } = await newVault();
    const { report } = await importInto(vault, [
      patient('a', ['2', { value: '1', use: 'old' }]),
      patient('b', ['1']),
      patient('c', ['3']),
    ]);
    expect(heldBack(report)).toEqual({ 'patient-unidentified Patient': 2 });
  });

  test('of a record that leads to the pseudonym of another one is held back with it', async () => {
    const { vault } = await newVault();
    await importInto(vault, [patient(uuid, ['1'])]);
    const { report } = await importInto(vault, [patient(uuid, ['7']), patient('b', ['1']), patient('c', ['5'])]);
    expect(heldBack(report)).toEqual({ 'patient-unidentified Patient': 2 });
  });
});

describe('a number of a patient of an earlier import', () => {
  const kid = '8fb4ba44-2680-4ba1-bd88-d1b3dc36746e';
  const mum = '952db305-85b8-45bd-8a71-c46270adb226';
  const naming = (id: string, value: string): Resource =>
    condition(id, `Patient/${kid}`, { extension: [{ url: 'urn:x', valueIdentifier: { system: 'urn:mrn', value } }] });

  test('names that patient in an increment without Patients', async () => {
    const { vault } = await newVault();
    await importInto(vault, [patient(kid, ['70001']), patient(mum, ['70002'])]);
    const { report, owners } = await importInto(vault, [naming('own', '70001'), naming('hers', '70002')]);
    expect(owners).toEqual({ 'Condition/own': await known(vault, '70001') });
    expect(heldBack(report)).toEqual({ 'several-patients Condition': 1 });
  });

  test('is its own for the record that replaces it', async () => {
    const { vault } = await newVault();
    await importInto(vault, [patient(kid, ['70001']), patient(mum, ['70002'])]);
    const { owners } = await importInto(vault, [
      patient(kid, ['70001'], { link: [link('replaces', mum)] }),
      patient(mum, ['70002'], { link: [link('replaced-by', kid)] }),
      naming('own', '70001'),
    ]);
    expect(owners['Condition/own']).toBe(await known(vault, '70001'));
  });

  test.each([
    ['as Synthea draws it, of any version', '8fb4ba44-2680-3ba1-fd88-d1b3dc36746e', true],
    ['in capitals', '8FB4BA44-2680-4BA1-BD88-D1B3DC36746E', true],
    ['that somebody numbered', '00000000-0000-4000-8000-000000000012', false],
    ['of few digits', 'aaaaaaaa-1111-4111-8111-bbbbbbbbbbbb', false],
    ['of digits alone', '12345678-1234-4234-8234-123456789012', false],
    ['with a long run', '8fb4ba44-2680-4ba1-bd88-d10000000e6f', false],
    ['of another form', '8fb4ba4426804ba1bd88d1b3dc36746e', false],
  ])('is found without a server by an id %s: %s is %s', async (_, id, isFound) => {
    const { vault } = await newVault();
    await importInto(vault, [patient(id, ['70001'])]);
    const { report } = await importInto(vault, [patient('other', ['70009']), condition('c', `Patient/${id}`)]);
    expect(report.quarantined.length === 0).toBe(isFound);
  });
});

describe('a number that leads to somebody else', () => {
  const born = (birthDate: string, gender: string): object => ({ birthDate, gender });
  const old = born('1950-01-31', 'male');
  const her = born('1990-05-05', 'female');
  const baby = born('2024-01-02', 'male');

  test.each<[string, object]>([
    ['of another birth date', born('1999-01-31', 'male')],
    ['of another sex', born('1950-01-31', 'female')],
    ['of another sex, whose birth date is not said', { gender: 'female' }],
  ])('holds a Patient %s back, and says which one and why, until the holder accepts it', async (_, other) => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, [patient('1', ['70001'], old)]);
    const lines = [patient('n', ['5']), patient('77', ['70001'], other), condition('c', 'Patient/77')];
    const { report, owners } = await importInto(vault, lines);
    expect(Object.keys(owners)).toEqual(['Patient/n']);
    expect(heldBack(report)).toEqual({ 'other-person Patient': 1, 'other-person Condition': 1 });
    expect(report.advice).toMatchObject([{ options: ['--accept-corrected (acceptCorrected)'] }]);
    expect(report.advice[0]?.text).toMatch(/in all\.ndjson:2 .*another birth date or sex/);
    const accepted = await importInto(vault, lines, { acceptCorrected: true });
    expect(accepted.owners['Condition/c']).toBe(first['Patient/1']);
    const { owners: later } = await importInto(vault, lines);
    expect(later['Patient/77']).toBe(first['Patient/1']);
    await expect(importInto(vault, [patient('1', ['70001'], old)])).rejects.toMatchObject({ code: 'IMPORT_NOTHING' });
  });

  test.each<[string, object, object]>([
    ['says the same', old, old],
    ['has another name', { ...old, name: [{ family: 'Abel' }] }, { ...old, name: [{ family: 'Kain' }] }],
    ['says less', old, { birthDate: '1950' }],
    ['says it for the first time', { gender: 'unknown' }, old],
    ['says no day that could be true', old, { ...old, birthDate: '1900-01-01' }],
    ['says a sex of neither kind', old, { ...old, gender: 'other' }],
  ])('is the person where the record %s', async (_, before, after) => {
    const { vault } = await newVault();
    const { owners } = await importInto(vault, [patient('1', ['70001'], before)]);
    const { owners: next, report } = await importInto(vault, [patient('1', ['70001'], after)]);
    expect(next).toEqual(owners);
    expect(report.quarantined).toEqual([]);
  });

  test('is seen from the second import on where an earlier version enrolled the person', async () => {
    const { vault } = await newVault();
    const pseudonym = await vault.subjects.enroll('urn:mrn|70001');
    const { owners } = await importInto(vault, [patient('1', ['70001'], old)]);
    expect(owners['Patient/1']).toBe(pseudonym);
    const { report } = await importInto(vault, [patient('1', ['70001'], her), patient('n', ['5'])]);
    expect(heldBack(report)).toEqual({ 'other-person Patient': 1 });
  });

  test('decides nothing as a further number, until the birth date says the same', async () => {
    const newborn = patient('n1', ['91001', '91002'], baby);
    for (const mother of [patient('m1', ['91002'], her), patient('m1', ['91002'])]) {
      const { vault } = await newVault();
      const { owners } = await importInto(vault, [mother]);
      const { report } = await importInto(vault, [newborn, condition('c', 'Patient/n1'), patient('n', ['5'])]);
      expect(heldBack(report)).toEqual({ 'other-person Patient': 1, 'other-person Condition': 1 });
      expect(await known(vault, '91001')).toBeNull();
      const again = { ...mother, identifier: patient('', ['93', '91002'])['identifier'], ...her };
      if (mother['birthDate'] === undefined) continue;
      expect((await importInto(vault, [again])).owners['Patient/m1']).toBe(owners['Patient/m1']);
    }
  });

  test('is seen where it is a further number of another pseudonym, which is not taken for merged', async () => {
    const { vault } = await newVault();
    await importInto(vault, [patient('m1', ['91002'], her), patient('n1', ['91001'], baby)]);
    const { report } = await importInto(vault, [patient('n1', ['91001', '91002'], baby), patient('n', ['5'])]);
    expect(heldBack(report)).toEqual({ 'other-person Patient': 1 });
  });

  test('is seen when the mother comes after her newborn', async () => {
    const { vault } = await newVault();
    await importInto(vault, [patient('n1', ['91001', '91002'], baby)]);
    const { report } = await importInto(vault, [patient('m1', ['91002'], her), patient('n', ['5'])]);
    expect(heldBack(report)).toEqual({ 'other-person Patient': 1 });
  });

  test('may be that of a record which was merged for its wrong birth date', async () => {
    const { vault } = await newVault();
    const { owners } = await importInto(vault, [patient('t', ['2'], born('1950-10-03', 'male'))]);
    const replaced = patient('t', ['2'], { ...old, link: [link('replaced-by', 's')] });
    const { owners: next } = await importInto(vault, [patient('s', ['1'], old), replaced]);
    expect(next['Patient/s']).toBe(owners['Patient/t']);
  });
});

describe('an id without a number and without a server', () => {
  const bare = (id: string, birthDate?: string): Resource => ({
    resourceType: 'Patient',
    id,
    gender: 'female',
    ...(birthDate === undefined ? {} : { birthDate }),
  });

  test('is the person again where the birth date says so', async () => {
    const { vault } = await newVault();
    const lines = [bare('1', '1950-01-31'), bare('2', '1960-01-31'), condition('c', 'Patient/1')];
    const { owners } = await importInto(vault, lines);
    const { owners: again, report } = await importInto(vault, [...lines, bare('3', '1970-02-28')]);
    expect(again).toMatchObject(owners);
    expect(report.quarantined).toEqual([]);
  });

  test.each([['1999-01-31'], [undefined]])('is held back where it says %s', async (birthDate) => {
    const { vault } = await newVault();
    await importInto(vault, [bare('1', '1950-01-31')]);
    const lines = [bare('1', birthDate), condition('c', 'Patient/1'), patient('n', ['5'])];
    for (const options of [{}, { acceptCorrected: true, acceptMerged: true, acceptAlike: true }]) {
      const { report } = await importInto(vault, lines, options);
      expect(heldBack(report)).toEqual({ 'server-unnamed Patient': 1, 'server-unnamed Condition': 1 });
      expect(report.advice[0]?.options).toEqual(['--base-url (baseUrls)', '--identifier-system (identifierSystem)']);
    }
  });

  test('is the person again where nothing of it is kept, as after an import that was cut off', async () => {
    const { vault } = await newVault();
    const lines = [bare('1'), condition('c', 'Patient/1')];
    const path = await exportOf({ 'all.ndjson': lines });
    const { draft } = await importFhir(vault, { path, dataset: newDataset() });
    await vault.discard(draft);
    const { report } = await importInto(vault, lines);
    expect(report.quarantined).toEqual([]);
    expect(heldBack((await importInto(vault, [...lines, patient('n', ['5'])])).report)).toMatchObject({
      'server-unnamed Patient': 1,
    });
  });

  test('is nobody’s by chance: where most lead to others, all are held back', async () => {
    const { vault } = await newVault();
    await importInto(vault, [bare('1', '1950-01-31'), bare('2', '1951-01-31'), bare('3', '1952-01-31')]);
    const other = [bare('1', '1950-01-31'), bare('2', '1981-01-31'), bare('3', '1982-01-31'), patient('n', ['5'])];
    const { report } = await importInto(vault, other);
    expect(heldBack(report)).toEqual({ 'server-unnamed Patient': 3 });
  });

  test('is the person on the server that is named then, where the holder says so', async () => {
    const { vault } = await newVault();
    const { owners } = await importInto(vault, [bare('1')]);
    const named = { baseUrls: ['https://one.example/r4'] };
    const lines = [bare('1'), patient('n', ['5'])];
    expect(heldBack((await importInto(vault, lines, named)).report)).toEqual({ 'merged-record Patient': 1 });
    const settled = await importInto(vault, lines, { ...named, acceptMerged: true });
    expect(settled.owners['Patient/1']).toBe(owners['Patient/1']);
    expect((await importInto(vault, lines, named)).owners['Patient/1']).toBe(owners['Patient/1']);
  });

  test('is known whatever it says where it is drawn', async () => {
    const { vault } = await newVault();
    const drawn = bare('8fb4ba44-2680-4ba1-bd88-d1b3dc36746e');
    const { owners } = await importInto(vault, [drawn]);
    expect((await importInto(vault, [drawn])).owners).toEqual(owners);
  });
});
