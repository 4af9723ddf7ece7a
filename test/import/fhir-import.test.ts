import { appendFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { categoriesOf } from '../../src/core/categories.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import type { ImportReport } from '../../src/core/import-report.ts';
import { type FhirImportOptions, importFhir } from '../../src/import/fhir-import.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { collect, newDataset, newVault, openVault, temporaryDirectory } from '../vault/workspace.ts';
import { condition, exportOf, heldBack, type Resource } from './exports.ts';

function patient(id: string, more: object = {}): Resource {
  const identifier = [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: `MRN-${id}` }];
  return { resourceType: 'Patient', id, identifier, ...more };
}

/** What the version holds, as `<identifier or nobody> <type> <categories>` → text. */
async function contentsOf(vault: Vault, volume: number): Promise<Map<string, string>> {
  const view = await vault.versions.view(volume);
  const contents = new Map<string, string>();
  for (let index = 0; index < view.items; index++) {
    const { subject, kind, leaf } = (await vault.openItem(volume, index)).record;
    const owner = subject === null ? 'nobody' : await vault.subjects.identifierOf(subject);
    const text = (await collect(vault.readItem(volume, index))).toString();
    contents.set(`${owner} ${kind} ${leaf.categories}`, text);
  }
  return contents;
}

async function imported(
  files: Record<string, readonly (Resource | string)[]>,
  options: Partial<FhirImportOptions> = {},
): Promise<{ vault: Vault; report: ImportReport; contents: Map<string, string> }> {
  const { vault } = await newVault();
  const path = await exportOf(files);
  const { draft, report } = await importFhir(vault, { path, dataset: newDataset(), ...options });
  const { summary } = await vault.seal(draft);
  return { vault, report, contents: await contentsOf(vault, summary.volume) };
}

describe('FHIR import', () => {
  test('makes one item of each patient, type and set of categories, of the very lines', async () => {
    const odd = '{ "resourceType":"Condition", "id":"c2",  "subject":{"reference":"Patient/a"}, "x":1.50 }';
    const depressed = condition('c4', 'Patient/a', { code: { coding: [{ display: 'Major depression' }] } });
    const { contents, report } = await imported({
      'Condition.ndjson': [condition('c1', 'Patient/b'), odd, condition('c3', 'Patient/a'), depressed],
      'Patient.ndjson': [patient('a'), patient('b')],
      'Organization.ndjson': [{ resourceType: 'Organization', id: 'o' }],
    });
    const psychiatry = categoriesOf(['PSY']);
    expect([...contents.keys()].sort()).toEqual([
      'nobody Organization 0',
      'urn:mrn|MRN-a Condition 0',
      `urn:mrn|MRN-a Condition ${psychiatry}`,
      'urn:mrn|MRN-a Patient 0',
      'urn:mrn|MRN-b Condition 0',
      'urn:mrn|MRN-b Patient 0',
    ]);
    expect(contents.get('urn:mrn|MRN-a Condition 0')).toBe(`${odd}\n${JSON.stringify(condition('c3', 'Patient/a'))}\n`);
    expect(report).toMatchObject({ resources: 7, patients: 2, items: 6, sharedItems: 1, quarantined: [] });
    expect(report).toMatchObject({ shared: { Organization: 1 }, labelled: { PSY: 1 }, identifiedBy: { 'urn:mrn': 2 } });
  });

  test('says which numbers were not taken of patients who are known by an id alone, and takes those that are asked for', async () => {
    const numbered = (id: string, ...numbers: readonly (readonly [system: string, value: string])[]) => ({
      resourceType: 'Patient',
      id,
      identifier: numbers.map(([system, value]) => ({ system, value })),
    });
    const files = {
      'Patient.ndjson': [
        numbered('q1', ['urn:sample:mrn', '3001'], ['urn:sample:health-card', '77']),
        numbered('q2', ['urn:sample:mrn', '3002'], ['urn:sample:mrn', '3009']),
        patient('q3'),
      ],
    };
    const { report } = await imported(files);
    expect(report.identifiedBy).toEqual({ 'the id of the Patient resource': 2, 'urn:mrn': 1 });
    expect(report.untakenNumbers).toEqual([
      { system: 'urn:sample:mrn', patients: 2, example: '••01' },
      { system: 'urn:sample:health-card', patients: 1, example: '••' },
    ]);
    const again = await imported(
      { 'Patient.ndjson': files['Patient.ndjson'].slice(0, 2) },
      { identifierSystem: 'urn:sample:mrn' },
    );
    expect(again.report).toMatchObject({ identifiedBy: { 'urn:sample:mrn': 2 } });
    expect(again.report.untakenNumbers).toBeUndefined();
  });

  test('finds the patient behind every form of reference', async () => {
    const logical = { subject: { identifier: { system: 'urn:mrn', value: 'MRN-a' } } };
    const uuid = '0b9875ba-9310-313d-93d4-bf552585d527';
    const containedPatient = {
      subject: { reference: '#p' },
      contained: [{ resourceType: 'Patient', id: 'p', identifier: [{ system: 'urn:mrn', value: 'MRN-a' }] }],
    };
    const { report, contents } = await imported(
      {
        'all.ndjson': [
          patient('a'),
          patient(uuid),
          condition('1', 'Patient/a/_history/3'),
          condition('2', 'https://ehr.example/fhir/Patient/a'),
          condition('3', 'https://ehr.example/fhir/Patient/a/_history/1'),
          condition('4', 'Patient?identifier=urn:mrn|MRN-a'),
          condition('5', 'Patient?identifier=urn%3Amrn%7CMRN-a'),
          condition('6', '', logical),
          condition('7', '', containedPatient),
          condition('8', `urn:uuid:${uuid.toUpperCase()}`),
          condition('9', 'Patient/a', { asserter: { reference: 'Patient?identifier=urn:mrn|MRN-a' } }),
        ],
      },
      { baseUrls: ['https://ehr.example/fhir'] },
    );
    expect(report.quarantined).toEqual([]);
    expect(contents.get('urn:mrn|MRN-a Condition 0')?.split('\n')).toHaveLength(9);
    expect(contents.get(`urn:mrn|MRN-${uuid} Condition 0`)?.split('\n')).toHaveLength(2);
  });

  test('quarantines what is of several patients, of none, or of one that is not there', async () => {
    const { report, contents } = await imported({
      'all.ndjson': [
        patient('a'),
        patient('b'),
        condition('1', 'Patient/a', { asserter: { reference: 'Patient/b' } }),
        condition('2', 'Patient/a', { evidence: [{ detail: [{ reference: 'Patient/b' }] }] }),
        condition('3', 'Group/g'),
        condition('4', 'Patient/absent'),
        condition('5', 'Patient?name=peter'),
        condition('6', 'Patient?identifier=urn:mrn|absent'),
        condition('7', 'urn:uuid:0b9875ba-9310-313d-93d4-bf552585d527'),
        condition('8', 'Patient/not a valid id'),
        condition('9', '#p', { contained: [{ resourceType: 'Patient', id: 'p' }] }),
        { resourceType: 'Condition', id: '10' },
        {
          resourceType: 'Group',
          id: 'g',
          member: [{ entity: { reference: 'Patient/a' } }, { entity: { reference: 'Patient/b' } }],
        },
        { resourceType: 'Bundle', id: 'x', entry: [{ resource: patient('c') }] },
        { resourceType: 'Practitioner', id: 'p' },
        {
          resourceType: 'Location',
          id: 'l',
          name: 'home',
          extension: [{ valueReference: { reference: 'Patient/a' } }],
        },
        { resourceType: 'Device', id: 'd' },
        { resourceType: 'Device', id: 'implant', patient: { reference: 'Patient/a' } },
      ],
    });
    expect(heldBack(report)).toEqual({
      'several-patients Condition': 2,
      'no-patient Condition': 3,
      'unknown-patient Condition': 5,
      'several-patients Group': 1,
      'not-shareable Bundle': 1,
      'staff Practitioner': 1,
      'shared-names-patient Location': 1,
      'no-patient Device': 1,
    });
    expect(report.quarantined[0]?.examples[0]).toEqual({ file: 'all.ndjson', line: 3 });
    expect([...contents.keys()].sort()).toEqual([
      'urn:mrn|MRN-a Device 0',
      'urn:mrn|MRN-a Patient 0',
      'urn:mrn|MRN-b Patient 0',
    ]);
  });

  test('trusts absolute references only where they name one server, or the one that was given', async () => {
    const lines = [
      patient('a'),
      condition('1', 'https://one/fhir/Patient/a'),
      condition('2', 'https://two/fhir/Patient/a'),
    ];
    expect(heldBack((await imported({ 'all.ndjson': lines })).report)).toEqual({ 'unknown-patient Condition': 2 });
    const given = await imported({ 'all.ndjson': lines }, { baseUrls: ['https://two/fhir'] });
    expect(heldBack(given.report)).toEqual({ 'unknown-patient Condition': 1 });
  });

  test('trusts one server that was not given only where nothing is named without a server, but knows a UUID of any', async () => {
    const uuid = '0b9875ba-9310-413d-93d4-bf552585d527';
    const absolute = [
      patient('a'),
      patient(uuid),
      condition('1', 'https://other/fhir/Patient/a'),
      condition('2', `https://other/fhir/Patient/${uuid}`),
    ];
    expect((await imported({ 'all.ndjson': absolute })).report.quarantined).toEqual([]);
    const { report } = await imported({ 'all.ndjson': [...absolute, condition('3', 'Patient/a')] });
    expect(report.quarantined).toMatchObject([{ reason: 'unknown-patient', examples: [{ line: 3 }] }]);
    expect(report.advice[0]?.text).toContain('https://other/fhir');
  });

  test('takes no server for another one that its URL begins with', async () => {
    const lines = [patient('a'), patient('b'), condition('1', 'https://one/fhir a/Patient/b')];
    const { report } = await imported({ 'all.ndjson': lines }, { baseUrls: ['https://one/fhir'] });
    expect(heldBack(report)).toEqual({ 'unknown-patient Condition': 1 });
    expect(report.servers.map(({ server }) => server)).toEqual(['https://one/fhir%20a']);
  });

  test('shares staff only when told to', async () => {
    const files = {
      'all.ndjson': [
        patient('a'),
        { resourceType: 'Practitioner', id: 'p' },
        { resourceType: 'PractitionerRole', id: 'r' },
      ],
    };
    expect(heldBack((await imported(files)).report)).toEqual({ 'staff Practitioner': 1, 'staff PractitionerRole': 1 });
    const shared = await imported(files, { shareStaff: true });
    expect(shared.report).toMatchObject({
      shared: { Practitioner: 1, PractitionerRole: 1 },
      sharedItems: 2,
      quarantined: [],
    });
  });

  test('quarantines patients whom the identifier does not tell apart, with all that is theirs', async () => {
    const twin = { identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: 'MRN-a' }] };
    const { report } = await imported({
      'all.ndjson': [patient('a'), patient('a2', twin), patient('b'), condition('1', 'Patient/a2')],
    });
    expect(heldBack(report)).toEqual({ 'patient-unidentified Patient': 2, 'patient-unidentified Condition': 1 });
    const other = await imported(
      { 'all.ndjson': [patient('a'), patient('b', { identifier: [{ system: 'urn:x', value: '1' }] })] },
      { identifierSystem: 'urn:x' },
    );
    expect(heldBack(other.report)).toEqual({ 'patient-unidentified Patient': 1 });
    expect([...other.contents.keys()]).toEqual(['urn:x|1 Patient 0']);
  });

  test('believes the first of two Patients with one id, so that the skipped one gives nobody’s data away', async () => {
    for (const again of [patient('a', { active: true }), patient('a', { identifier: [] })]) {
      const { contents, report } = await imported(
        {
          'all.ndjson': [
            patient('a'),
            patient('b'),
            again,
            condition('1', 'Patient/a'),
            condition('2', 'Patient?identifier=urn:mrn|MRN-b'),
          ],
        },
        { skipInvalid: true },
      );
      expect(report).toMatchObject({ patients: 2, quarantined: [], invalid: { count: 1 } });
      expect(contents.get('urn:mrn|MRN-a Condition 0')).toContain('"id":"1"');
      expect(contents.get('urn:mrn|MRN-b Condition 0')).toContain('"id":"2"');
      expect([...contents.keys()]).toHaveLength(4);
    }
  });

  test('takes the id of the Patient where there is no record number', async () => {
    const { contents } = await imported({ 'all.ndjson': [{ resourceType: 'Patient', id: 'lonely' }] });
    expect([...contents.keys()]).toEqual(['urn:custos:fhir-resource-id|lonely Patient 0']);
  });

  test('refuses broken lines by file and line, and skips them only when told to', async () => {
    const files = {
      'a.ndjson': [
        patient('a'),
        '{"resourceType":"Condition","id":"cut',
        '[1,2]',
        { resourceType: 'Nonsense', id: 'x' },
        { resourceType: 'Condition', id: 'no spaces', subject: { reference: 'Patient/a' } },
        JSON.stringify(condition('long', 'Patient/a', { text: 'x'.repeat(5000) })),
        '{"resourceType":"Condition","id":"two","subject":{"reference":"Patient/a","reference":"Patient/b"}}',
        '{"id":"untyped"}',
        condition('1', 'Patient/a'),
        condition('1', 'Patient/a', { code: { text: 'sprain' } }),
        `{"resourceType":"Condition","id":"deep","x":${'['.repeat(100)}${']'.repeat(100)}}`,
      ],
    };
    const { vault } = await newVault();
    const options = { path: await exportOf(files), dataset: newDataset(), maxLineBytes: 4096 };
    await appendFile(join(options.path, 'a.ndjson'), Buffer.from([0x7b, 0xff, 0x7d, 0x0a]));
    const error = await importFhir(vault, options).catch((cause) => cause);
    expect(error).toMatchObject({ code: 'IMPORT_INVALID', details: { count: 10 } });
    const lines = error.details.lines.map((line: string) => line.split(' ')[0]).sort();
    expect(lines).toEqual([2, 3, 4, 5, 6, 7, 8, 10, 11, 12].map((line) => `a.ndjson:${line}`).sort());
    expect(error.message).toContain('a.ndjson:10 repeats the Condition of a.ndjson:9');
    expect(vault.versions.list()).toEqual([]);
    const { draft, report } = await importFhir(vault, { ...options, skipInvalid: true });
    expect(report).toMatchObject({ resources: 2, items: 2, invalid: { count: 10 } });
    await vault.discard(draft);
  });

  test('finds the same on several threads as on one, problems and their places included', async () => {
    const files = {
      'a.ndjson': [
        condition('1', 'Patient/a'),
        condition('2', 'Patient/b'),
        condition('2b', 'Patient?identifier=urn:mrn|MRN-b'),
      ],
      'b.ndjson': [
        condition('3', 'Patient/b', { asserter: { reference: 'Patient/a' } }),
        condition('1', 'Patient/b'),
        '{',
      ],
      'c.ndjson': [patient('a'), condition('4', 'Patient/b', { code: { text: 'depression' } }), patient('b')],
      'log.ndjson': ['{}'],
    };
    const one = await imported(files, { threads: 1, skipInvalid: true });
    expect(one.report).toMatchObject({ resources: 6, patients: 2, invalid: { count: 2 } });
    const three = await imported(files, { threads: 3, skipInvalid: true });
    const byPlace = (report: ImportReport): unknown => ({
      ...report,
      invalid: report.invalid.examples.toSorted((a, b) => (`${a.file}:${a.line}` < `${b.file}:${b.line}` ? -1 : 1)),
    });
    expect(byPlace(three.report)).toEqual(byPlace(one.report));
    expect(three.contents).toEqual(one.contents);
  });

  test('passes on what a thread could not read', async () => {
    const path = await exportOf({ 'a.ndjson': [patient('a')], 'b.ndjson': [patient('b')] });
    const { vault } = await newVault();
    let told = false;
    const onProgress = (): void => {
      if (told) return;
      told = true;
      throw new Error('the caller is gone');
    };
    await expect(importFhir(vault, { path, dataset: newDataset(), threads: 2, onProgress })).rejects.toThrow(
      'caller is gone',
    );
  });

  test('names the files that it did not read', async () => {
    const path = await exportOf({
      'Patient.ndjson': [patient('a')],
      'log.ndjson': ['{"eventId":"kickoff"}'],
      'empty.ndjson': [],
    });
    await writeFile(join(path, 'README.txt'), 'hello');
    const { vault } = await newVault();
    const { report } = await importFhir(vault, { path, dataset: newDataset() });
    expect(report.skippedFiles.map(({ file }) => file).sort()).toEqual(['README.txt', 'empty.ndjson', 'log.ndjson']);
    expect(report.files.map(({ file }) => file)).toEqual(['Patient.ndjson']);
  });

  test('reads CR LF, blank lines, a byte order mark, and a last line without end', async () => {
    const path = await temporaryDirectory();
    const lines = [JSON.stringify(patient('a')), JSON.stringify(condition('ä', 'x')).replace('"ä"', '"1"')];
    await writeFile(join(path, 'x.ndjson'), `\uFEFF${lines[0]}\r\n\r\n  \n${lines[1]?.replace('"x"', '"Patient/a"')}`);
    const { vault } = await newVault();
    const { draft, report } = await importFhir(vault, { path, dataset: newDataset() });
    expect(report).toMatchObject({ resources: 2, items: 2 });
    const contents = await contentsOf(vault, (await vault.seal(draft)).summary.volume);
    expect(contents.get('urn:mrn|MRN-a Patient 0')).toBe(`${lines[0]}\n`);
  });

  test('refuses what is absent, empty, or leads out of the directory', async () => {
    const { vault } = await newVault();
    const dataset = newDataset();
    const empty = await temporaryDirectory();
    await expect(importFhir(vault, { path: empty, dataset })).rejects.toMatchObject({ code: 'IMPORT_NOTHING' });
    await expect(importFhir(vault, { path: join(empty, 'x'), dataset })).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
    });
    await writeFile(join(empty, 'a.ndjson'), '');
    await expect(importFhir(vault, { path: empty, dataset })).rejects.toMatchObject({ code: 'IMPORT_NOTHING' });
    await symlink('/etc/passwd', join(empty, 'out.ndjson'));
    await expect(importFhir(vault, { path: empty, dataset })).rejects.toMatchObject({ code: 'IMPORT_INVALID' });
    await rm(join(empty, 'out.ndjson'));
    await mkdir(join(empty, 'sub'));
    await writeFile(join(empty, 'sub', 'p.ndjson'), JSON.stringify(patient('a')));
    expect((await importFhir(vault, { path: empty, dataset })).report.files[0]?.file).toBe('sub/p.ndjson');
  });

  test('refuses files that change or vanish between its two readings, and leaves nothing', async () => {
    for (const change of ['grow', 'vanish']) {
      const path = await exportOf({ 'a.ndjson': [patient('a')], 'b.ndjson': [condition('1', 'Patient/a')] });
      const { vault } = await newVault();
      const enroll = vault.subjects.enrollMany.bind(vault.subjects);
      vault.subjects.enrollMany = async (identifiers) => {
        if (change === 'grow') await appendFile(join(path, 'a.ndjson'), '{}\n');
        else await rm(path, { recursive: true });
        return enroll(identifiers);
      };
      await expect(importFhir(vault, { path, dataset: newDataset() })).rejects.toMatchObject({
        code: 'IMPORT_INVALID',
      });
      expect(vault.versions.list()).toEqual([]);
    }
  });

  test('can be aborted and repeated, gives the same people the same pseudonyms, and says what is unchanged', async () => {
    const { vault, options } = await newVault();
    const path = await exportOf({ 'all.ndjson': [patient('a'), patient('b'), condition('1', 'Patient/a')] });
    const dataset = newDataset();
    const abort = new AbortController();
    const onProgress = (): void => abort.abort();
    await expect(importFhir(vault, { path, dataset, signal: abort.signal, onProgress })).rejects.toThrow(/abort/i);
    const first = await vault.seal((await importFhir(vault, { path, dataset })).draft);
    expect(first.unchangedSince).toBeNull();
    await vault.close();
    const again = await openVault(options);
    const second = await again.seal((await importFhir(again, { path, dataset })).draft);
    expect(second.unchangedSince?.volume).toBe(first.summary.volume);
    expect(second.summary.manifestRoot).not.toBe(first.summary.manifestRoot);
    await appendFile(join(path, 'all.ndjson'), JSON.stringify(condition('2', 'Patient/b')));
    const third = await again.seal((await importFhir(again, { path, dataset })).draft);
    expect(third.unchangedSince).toBeNull();
    expect(third.summary.subjects).toBe(2);
  });

  test('leaves erased people out and counts them (G8)', async () => {
    const { vault } = await newVault();
    const path = await exportOf({ 'all.ndjson': [patient('a'), patient('b'), condition('1', 'Patient/a')] });
    const gone = (await vault.subjects.enroll('urn:mrn|MRN-a')) as Pseudonym;
    await vault.shredSubject(gone);
    const { draft, report } = await importFhir(vault, { path, dataset: newDataset() });
    expect(report).toMatchObject({ patients: 1, items: 1, suppressed: { patients: 1, resources: 2 } });
    const contents = await contentsOf(vault, (await vault.seal(draft)).summary.volume);
    expect([...contents.keys()]).toEqual(['urn:mrn|MRN-b Patient 0']);
  });

  test('keeps lines whole that are longer than its pieces, and slices of many lines in order', async () => {
    const long = condition('long', 'Patient/a', { note: [{ text: 'n'.repeat(700_000) }] });
    const many = Array.from({ length: 3000 }, (_, i) =>
      condition(`m${i}`, 'Patient/a', { text: { div: 'd'.repeat(i % 700) } }),
    );
    const { contents } = await imported({ 'all.ndjson': [patient('a'), ...many, long] });
    const note = categoriesOf(['NOTE']);
    expect(contents.get(`urn:mrn|MRN-a Condition ${note}`)).toBe(`${JSON.stringify(long)}\n`);
    expect(contents.get('urn:mrn|MRN-a Condition 0')).toBe(many.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
});
