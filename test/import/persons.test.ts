import { describe, expect, test } from 'vitest';
import type { Pseudonym } from '../../src/core/ids.ts';
import { type FhirImportOptions, importFhir } from '../../src/import/fhir-import.ts';
import type { ImportReport } from '../../src/import/import-report.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { newDataset, newVault } from '../vault/workspace.ts';
import { condition, exportOf, heldBack, type Resource } from './exports.ts';

const MR = { type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn' };

function patient(id: string, numbers: readonly (string | object)[], more: object = {}): Resource {
  const identifier = numbers.map((one) => ({ ...MR, ...(typeof one === 'string' ? { value: one } : one) }));
  return { resourceType: 'Patient', id, identifier, ...more };
}

function link(type: string, id: string): object {
  return { other: { reference: `Patient/${id}` }, type };
}

const nobodyHasSay = { hasSay: () => false };

async function importInto(
  vault: Vault,
  lines: readonly (Resource | string)[],
  options: Partial<FhirImportOptions> = {},
): Promise<{ report: ImportReport; owners: Record<string, Pseudonym | null> }> {
  const path = await exportOf({ 'all.ndjson': lines });
  const { draft, report } = await importFhir(vault, { path, dataset: newDataset(), ...nobodyHasSay, ...options });
  const { summary } = await vault.seal(draft);
  const owners: Record<string, Pseudonym | null> = {};
  for (let item = 0; item < summary.items; item++) {
    const { subject } = await vault.itemRecord(summary.volume, item);
    let text = '';
    for await (const piece of vault.readItem(summary.volume, item)) text += Buffer.from(piece).toString();
    for (const line of text.trim().split('\n')) {
      const { resourceType, id } = JSON.parse(line) as Resource;
      owners[`${resourceType}/${id}`] = subject;
    }
  }
  return { report, owners };
}

async function known(vault: Vault, number: string): Promise<Pseudonym | null> {
  return vault.subjects.find(`urn:mrn|${number}`);
}

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

describe('a merge of records', () => {
  const before = [
    patient('s', ['90001']),
    patient('t', ['90002']),
    condition('cs', 'Patient/s'),
    condition('ct', 'Patient/t'),
  ];
  const after = [
    patient('s', ['90002', '90001'], { active: true, link: [link('replaces', 't')] }),
    patient('t', [{ value: '90002', use: 'old' }], { active: false, link: [link('replaced-by', 's')] }),
    condition('cs', 'Patient/s'),
    condition('ct', 'Patient/t'),
  ];

  test('leaves the survivor its pseudonym and holds the other record back: there is never a third one', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, before);
    const { owners, report } = await importInto(vault, after);
    expect(owners).toEqual({ 'Patient/s': first['Patient/s'], 'Condition/cs': first['Patient/s'] });
    expect(heldBack(report)).toEqual({ 'merged-record Patient': 1, 'merged-record Condition': 1 });
    expect(report.records).toMatchObject({ linked: 2, inactive: 1 });
    expect(report.advice).toContainEqual(expect.objectContaining({ reason: 'merged-record' }));
    expect(await Array.fromAsync(vault.subjects.pseudonyms())).toHaveLength(2);
  });

  test('holds the survivor back too, as long as anything was decided under the other pseudonym', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, before);
    const hasSay = (subject: Pseudonym) => subject === first['Patient/t'];
    const next = patient('n', ['5']);
    const { owners, report } = await importInto(vault, [...after, next], { hasSay });
    expect(Object.keys(owners)).toEqual(['Patient/n']);
    expect(heldBack(report)).toEqual({ 'merged-record Patient': 2, 'merged-record Condition': 2 });
    const settled = await importInto(vault, after, { hasSay, acceptMerged: true });
    expect(settled.owners).toEqual({ 'Patient/s': first['Patient/s'], 'Condition/cs': first['Patient/s'] });
  });

  test('leaves a survivor out whose other record was erased (G8)', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, before);
    await vault.shredSubject(first['Patient/t'] as Pseudonym);
    const { owners, report } = await importInto(vault, [...after, patient('n', ['5'])]);
    expect(Object.keys(owners)).toEqual(['Patient/n']);
    expect(report.suppressed).toEqual({ patients: 1, resources: 2 });
  });

  test('goes on with the pseudonym that one of the records had, if the survivor had none', async () => {
    const { vault } = await newVault();
    const { owners: first } = await importInto(vault, [patient('t', ['90002'])]);
    const { owners } = await importInto(vault, after);
    expect(owners['Patient/s']).toBe(first['Patient/t']);
    const { owners: later } = await importInto(vault, [patient('s', ['90001'])]);
    expect(later['Patient/s']).toBe(first['Patient/t']);
  });

  test('lets the number of the record that was replaced find the survivor afterwards', async () => {
    const { vault } = await newVault();
    const { owners } = await importInto(vault, after);
    const { owners: stale } = await importInto(vault, [patient('t', ['90002'])]);
    expect(stale['Patient/t']).toBe(owners['Patient/s']);
  });

  test.each<[string, Resource[]]>([
    [
      'a chain',
      [
        patient('a', ['1'], { link: [link('replaced-by', 'b')] }),
        patient('b', ['2'], { link: [link('replaced-by', 'c')] }),
        patient('c', ['3', '1', '2']),
      ],
    ],
    [
      'a link that only the survivor has',
      [
        patient('a', ['1']),
        patient('b', ['2']),
        patient('c', ['3'], { link: [link('replaces', 'a'), link('replaces', 'b')] }),
      ],
    ],
  ])('is followed through %s', async (_, lines) => {
    const { vault } = await newVault();
    const { owners, report } = await importInto(vault, lines);
    expect(Object.keys(owners)).toEqual(['Patient/c']);
    expect(heldBack(report)).toEqual({ 'merged-record Patient': 2 });
  });

  test.each<[string, Resource[], number]>([
    [
      'a cycle',
      [
        patient('a', ['1'], { link: [link('replaced-by', 'b')] }),
        patient('b', ['2'], { link: [link('replaced-by', 'a')] }),
      ],
      2,
    ],
    ['a record that replaces itself', [patient('a', ['1'], { link: [link('replaces', 'a')] })], 1],
    ['a link out of the export', [patient('a', ['1'], { link: [link('replaces', 'gone')] })], 1],
    ['a link that says nothing', [patient('a', ['1'], { link: [{ type: 'replaces' }] })], 1],
    [
      'two survivors of one record',
      [
        patient('t', ['1'], { link: [link('replaced-by', 'a')] }),
        patient('a', ['2']),
        patient('b', ['3'], { link: [link('replaces', 't')] }),
      ],
      3,
    ],
    ['two records in use', [patient('a', ['1'], { link: [link('seealso', 'b')] }), patient('b', ['2'])], 2],
    [
      'a survivor that is not said to be one',
      [patient('t', [{ value: '1', use: 'old' }], { active: false }), patient('a', ['2', '1'])],
      2,
    ],
  ])('is not guessed from %s', async (what, lines, count) => {
    const { vault } = await newVault();
    const { owners, report } = await importInto(vault, [...lines, patient('other', ['99'])]);
    expect(Object.keys(owners)).toEqual(['Patient/other']);
    expect(heldBack(report)).toEqual({ 'merged-record Patient': count });
    if (what !== 'two survivors of one record') return;
    const accepted = await importInto(vault, lines.concat(patient('other', ['99'])), { acceptMerged: true });
    expect(heldBack(accepted.report)).toEqual({ 'merged-record Patient': count });
    expect(report.advice.map(({ options }) => options)).toEqual([['--accept-merged (acceptMerged)']]);
    expect(accepted.report.advice.map(({ options }) => options)).toEqual([[]]);
    expect(accepted.report.advice[0]?.text).not.toContain('carry');
  });

  test.each<[string, Resource]>([
    [
      'a Linkage',
      {
        resourceType: 'Linkage',
        id: 'l',
        item: [
          { type: 'source', resource: { reference: 'Patient/a' } },
          { type: 'alternate', resource: { identifier: { system: 'urn:mrn', value: '2' } } },
        ],
      },
    ],
    [
      'a Person',
      {
        resourceType: 'Person',
        id: 'p',
        link: [{ target: { reference: 'Patient/a' } }, { target: { reference: 'Patient/b' } }],
      },
    ],
    [
      'a Person, one of whose records is elsewhere',
      {
        resourceType: 'Person',
        id: 'p',
        link: [{ target: { reference: 'Patient/a' } }, { target: { reference: 'Patient/gone' } }],
      },
    ],
  ])('is not guessed from %s either, on several threads as on one', async (what, said) => {
    const count = what.includes('elsewhere') ? 1 : 2;
    const path = await exportOf({
      'a.ndjson': [patient('a', ['1']), patient('b', ['2']), condition('c', 'Patient/a')],
      'b.ndjson': [said, patient('other', ['99'])],
    });
    for (const threads of [1, 2]) {
      const { vault } = await newVault();
      const { report } = await importFhir(vault, { path, dataset: newDataset(), threads });
      expect(heldBack(report)).toMatchObject({ 'merged-record Patient': count, 'merged-record Condition': 1 });
      expect(report.records.linked).toBe(count);
    }
    const { vault } = await newVault();
    const { report } = await importFhir(vault, { path, dataset: newDataset(), acceptMerged: true });
    expect(heldBack(report)['merged-record Patient']).toBeUndefined();
  });

  test('is told by its links where a Person names both records, and not by a Person of one record or out of use', async () => {
    const target = (id: string): object => ({ target: { reference: `Patient/${id}` } });
    const { vault } = await newVault();
    const { owners } = await importInto(vault, [
      ...after,
      { resourceType: 'Person', id: 'p', link: [target('s'), target('t')] },
      patient('a', ['1']),
      patient('b', ['2']),
      { resourceType: 'Person', id: 'q', link: [target('a'), { target: { reference: 'Practitioner/x' } }] },
      { resourceType: 'Person', id: 'r', active: false, link: [target('a'), target('b')] },
    ]);
    expect(Object.keys(owners)).toEqual(expect.arrayContaining(['Patient/s', 'Patient/a', 'Patient/b']));
  });

  test('is not seen in a link to a relative', async () => {
    const { vault } = await newVault();
    const relative = { other: { reference: 'RelatedPerson/r' }, type: 'seealso' };
    const { report } = await importInto(vault, [patient('a', ['1'], { link: [relative], deceasedBoolean: true })]);
    expect(report).toMatchObject({ patients: 1, quarantined: [], records: { linked: 0, deceased: 1 } });
  });
});

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
