import { describe, expect, test } from 'vitest';
import type { Pseudonym } from '../../src/core/ids.ts';
import type { ImportReport } from '../../src/core/import-report.ts';
import { newVault } from '../vault/workspace.ts';
import { condition, heldBack, type Resource } from './exports.ts';
import { importInto, patient } from './known-persons.ts';

describe('an export without its patients', () => {
  const uuid = '8fb4ba44-2680-3ba1-bd88-d1b3dc36746e';
  const vaccine = (reference: string): Resource => ({ resourceType: 'Immunization', id: 'i', patient: { reference } });

  test('finds those of earlier imports by ids that are UUIDs', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, [patient(uuid, ['1'])]);
    for (const reference of [`Patient/${uuid}`, `urn:uuid:${uuid.toUpperCase()}`]) {
      const { owners, report } = await importInto(vault, [vaccine(reference)]);
      expect(owners).toEqual({ 'Immunization/i': first[`Patient/${uuid}`] });
      expect(report).toMatchObject({ patients: 1, identifiedBy: { 'an earlier import': 1 } });
    }
  });

  test('finds those with any id where both imports name the server, and no other server’s', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, [patient('1', ['1'])], {
      baseUrls: ['https://one.example/fhir/'],
    });
    const baseUrls = ['HTTPS://one.example:443/fhir'];
    const { owners } = await importInto(vault, [vaccine('https://one.example/fhir/Patient/1')], { baseUrls });
    expect(owners).toEqual({ 'Immunization/i': first['Patient/1'] });
    for (const options of [{}, { baseUrls: ['https://two.example/fhir'] }]) {
      await expect(importInto(vault, [vaccine('Patient/1')], options)).rejects.toMatchObject({
        code: 'IMPORT_NOTHING',
      });
    }
  });

  test('says why nothing could be stored, with the whole report', async () => {
    const { vault } = await newVault();
    let report: ImportReport | undefined;
    const onReport = (given: ImportReport): void => {
      report = given;
    };
    const failed = importInto(vault, [vaccine(`Patient/${uuid}`)], { onReport });
    await expect(failed).rejects.toMatchObject({
      code: 'IMPORT_NOTHING',
      message: expect.stringMatching(/The export holds no Patient.*--base-url/),
      details: { resources: 1, lines: ['1 Immunization (unknown-patient)'] },
    });
    expect(report && heldBack(report)).toEqual({ 'unknown-patient Immunization': 1 });
    expect(vault.versions.list()).toEqual([]);
    expect(await Array.fromAsync(vault.subjects.pseudonyms())).toEqual([]);
  });

  test('leaves erased people out by what the vault remembered of them (G8)', async () => {
    const { vault } = await newVault();
    const { owners } = await importInto(vault, [patient(uuid, ['1'])]);
    await vault.shredSubject(owners[`Patient/${uuid}`] as Pseudonym);
    await expect(importInto(vault, [vaccine(`Patient/${uuid}`)])).rejects.toMatchObject({
      details: { lines: ['1 resources of erased patients'] },
    });
  });

  test('gives nothing to a patient that the server deleted', async () => {
    const { vault } = await newVault();
    await importInto(vault, [patient(uuid, ['1'])]);
    const entry = [{ request: { method: 'DELETE', url: `Patient/${uuid}` } }];
    const gone = { resourceType: 'Bundle', type: 'transaction', entry } as unknown as Resource;
    const { report } = await importInto(vault, [gone, vaccine(`Patient/${uuid}`), patient('n', ['5'])]);
    expect(heldBack(report)).toEqual({ 'unknown-patient Immunization': 1 });
  });
});

describe('a server', () => {
  const lines = [
    patient('u1', ['1']),
    patient('u2', ['2']),
    condition('1', 'https://ehr.example/r4/Patient/u1'),
    condition('2', 'http://fhir.internal:8080/r4/Patient/u2'),
  ];

  test('that is known by two URLs is one where both are given, by any spelling', async () => {
    const { vault } = await newVault();
    const baseUrls = ['https://EHR.example:443/r4/', 'http://fhir.internal:8080/r4'];
    const { report, owners } = await importInto(vault, lines, { baseUrls });
    expect(report.quarantined).toEqual([]);
    expect(Object.keys(owners)).toHaveLength(4);
  });

  test('that is one of several is not guessed, and the report names those that it saw', async () => {
    const { vault } = await newVault();
    const { report } = await importInto(vault, lines);
    expect(heldBack(report)).toEqual({ 'unknown-patient Condition': 2 });
    expect(report.servers).toEqual([
      { server: 'https://ehr.example/r4', patients: 1, trusted: false },
      { server: 'http://fhir.internal:8080/r4', patients: 1, trusted: false },
    ]);
    expect(report.advice[0]?.text).toContain('http://fhir.internal:8080/r4');
    expect(report.advice[0]?.options).toEqual(['--base-url (baseUrls)']);
  });
});

describe('a server that nobody named', () => {
  const url = 'https://other.example/r4/Patient/1';
  const byNumber = { subject: { identifier: { system: 'urn:mrn', value: '70001' } } };
  const observation = (id: string, more: object): Resource => ({ resourceType: 'Observation', id, ...more });

  test.each<[string, Resource[]]>([
    ['it names no owner', [observation('o', { ...byNumber, performer: [{ reference: url }] })]],
    [
      'a search names the owners',
      [observation('o', { subject: { reference: 'Patient?identifier=urn:mrn|70001' }, focus: [{ reference: url }] })],
    ],
    ['a number names others', [condition('o', url), observation('q', byNumber)]],
    ['a URN names others', [condition('o', url), condition('q', 'urn:uuid:8fb4ba44-2680-4ba1-bd88-d1b3dc36746e')]],
    ['an id names others', [condition('o', url), condition('q', 'Patient/1')]],
  ])('is not the one that exported where %s', async (_, lines) => {
    const { vault } = await newVault();
    const { owners, report } = await importInto(vault, [patient('1', ['70001']), ...lines]);
    expect(report.servers).toEqual([{ server: 'https://other.example/r4', patients: 1, trusted: false }]);
    expect(Object.keys(owners).filter((name) => name.endsWith('/o'))).toEqual([]);
  });

  test('is the one that exported where it names the owners of nearly all', async () => {
    const { vault } = await newVault();
    const many = Array.from({ length: 200 }, (_, i) => condition(`c${i}`, url));
    const { report } = await importInto(vault, [patient('1', ['70001']), ...many, observation('q', byNumber)]);
    expect(report).toMatchObject({ quarantined: [], servers: [{ trusted: true }] });
  });
});
