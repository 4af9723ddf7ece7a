import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FhirImportOptions, importFhir } from '../../src/import/fhir-import.ts';
import { importFiles } from '../../src/import/files-import.ts';
import { unprivileged } from '../unprivileged.ts';
import { afterTest, newDataset, newVault, temporaryDirectory } from '../vault/workspace.ts';
import { condition, exportOf, heldBack, type Resource } from './exports.ts';

const PATIENT: Resource = {
  resourceType: 'Patient',
  id: 'a',
  identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: '1' }],
};

async function reportOf(path: string, options: Partial<FhirImportOptions> = {}) {
  const { vault } = await newVault();
  const { draft, report } = await importFhir(vault, { path, dataset: newDataset(), ...options });
  await vault.discard(draft);
  return report;
}

describe('an export as it comes', () => {
  test('has folders of errors and messages, which are named and are no damage', async () => {
    const outcome: Resource = { resourceType: 'OperationOutcome', issue: [{ severity: 'warning' }] };
    const path = await exportOf({
      '1.Patient.ndjson': [PATIENT, condition('1', 'Patient/a')],
      'error/1.OperationOutcome.ndjson': [outcome, 'not even JSON'],
      '2.OperationOutcome.ndjson': [outcome, outcome],
      'x.ndjson': [{ resourceType: 'Parameters', parameter: [] }],
      'manifest.json': ['{"output":[]}'],
      'Condition.ndjson.gz': ['packed'],
    });
    const report = await reportOf(path);
    expect(report.skippedFiles.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      'Condition.ndjson.gz: it is packed: unpack it first',
      'error/1.OperationOutcome.ndjson: it lies among the errors of the export: what failed there is missing here',
      'manifest.json: its name does not end in .ndjson',
    ]);
    expect(heldBack(report)).toEqual({ 'not-shareable OperationOutcome': 2, 'not-shareable Parameters': 1 });
    expect(report.repeated).toBe(0);
  });

  test('is no Bundle and no single resource in JSON: each is named as what it is, with what makes lines of it', async () => {
    const path = await exportOf({ 'README.txt': ['notes'], 'settings.json': ['{"beds": 3}'] });
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: PATIENT }] };
    await writeFile(join(path, "ana's bundle.json"), `\ufeff${JSON.stringify(bundle, null, 2)}`);
    await writeFile(join(path, 'sorted.json'), JSON.stringify({ entry: bundle.entry, resourceType: 'Bundle' }));
    await writeFile(join(path, 'one.json'), JSON.stringify(PATIENT));
    await expect(reportOf(path)).rejects.toMatchObject({
      code: 'IMPORT_NOTHING',
      details: {
        lines: [
          'README.txt (its name does not end in .ndjson)',
          String.raw`ana's bundle.json (it is a FHIR Bundle, and what is read is NDJSON: each resource on a line of its own. With jq: jq -c '.entry[].resource' 'ana'\''s bundle.json' > 'ana'\''s bundle.ndjson')`,
          "one.json (it is a FHIR resource (Patient) in JSON, and what is read is NDJSON: each resource on a line of its own. With jq: jq -c '.' one.json > one.ndjson)",
          'settings.json (its name does not end in .ndjson)',
          "sorted.json (it is a FHIR Bundle, and what is read is NDJSON: each resource on a line of its own. With jq: jq -c '.entry[].resource' sorted.json > sorted.ndjson)",
        ],
      },
    });
  });

  test('has hidden files of desktops, which are named and not read', async () => {
    const path = await exportOf({
      'a.ndjson': [PATIENT],
      '.DS_Store': ['x'],
      '._a.ndjson': ['\u0000\u0005\u0016'],
      '.git/b.ndjson': [condition('1', 'Patient/a')],
    });
    const report = await reportOf(path);
    expect(report.resources).toBe(1);
    expect(report.skippedFiles.map(({ file }) => file)).toEqual(['.DS_Store', '._a.ndjson', '.git/b.ndjson']);
  });

  test('has pipes, sockets and links, which are named and never waited for', async () => {
    const path = await exportOf({ 'Patient.ndjson': [PATIENT], 'blobs/sha-1': [condition('1', 'Patient/a')] });
    execFileSync('mkfifo', [join(path, 'Observation.ndjson')]);
    await symlink(join(path, 'blobs', 'sha-1'), join(path, 'Condition.ndjson'));
    await symlink(path, join(path, 'loop'));
    await mkdir(join(path, 'Procedure.ndjson'));
    const socket = createServer().listen(join(path, 'socket.ndjson'));
    await new Promise((resolve) => socket.once('listening', resolve));
    afterTest(async () => socket.close());
    const report = await reportOf(path, { skipInvalid: true });
    expect(report.skippedFiles.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      'Condition.ndjson is a link to blobs/sha-1, whose name does not end in .ndjson: it is not read',
      'Observation.ndjson is a pipe, not a file',
      'loop is a link to the directory itself, which is found under its own name',
      'socket.ndjson is a socket, not a file',
      'blobs/sha-1 its name does not end in .ndjson',
    ]);
    await expect(reportOf(join(path, 'Observation.ndjson'))).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      message: expect.stringContaining('write a stream into a file first'),
    });
  });

  test('is refused where a link leads out or nowhere, and read without it only when told to', async () => {
    for (const target of ['/etc/hostname', '/nowhere/at/all']) {
      const path = await exportOf({ 'Patient.ndjson': [PATIENT] });
      await symlink(target, join(path, 'Condition.ndjson'));
      await expect(reportOf(path)).rejects.toMatchObject({
        code: 'IMPORT_INVALID',
        details: { lines: [expect.stringMatching(/^Condition\.ndjson is a link that leads/)] },
      });
      const report = await reportOf(path, { skipInvalid: true });
      expect(report.invalid.examples).toEqual([expect.objectContaining({ file: 'Condition.ndjson', line: 0 })]);
    }
  });

  test('is refused where a file or folder may not be read', () =>
    unprivileged(async () => {
      const path = await exportOf({ 'Patient.ndjson': [PATIENT], 'b.ndjson': [], 'c/d.ndjson': [] });
      await chmod(join(path, 'b.ndjson'), 0);
      await chmod(join(path, 'c'), 0);
      afterTest(() => chmod(join(path, 'c'), 0o700));
      await expect(reportOf(path)).rejects.toMatchObject({
        details: { lines: ['b.ndjson may not be read by this user', 'c may not be read by this user'] },
      });
      expect((await reportOf(path, { skipInvalid: true })).invalid.count).toBe(2);
    }));

  test('shows names with line ends and control characters on one line', async () => {
    const path = await exportOf({ 'Patient.ndjson': [PATIENT] });
    await writeFile(join(path, 'a\n\u001b[31mb.txt'), '');
    await writeFile(join(path, 'c\nd.ndjson'), '{');
    await expect(reportOf(path)).rejects.toMatchObject({ details: { lines: ['c\\nd.ndjson:1 is no JSON object'] } });
    const { skippedFiles } = await reportOf(path, { skipInvalid: true });
    expect(skippedFiles.map(({ file }) => file)).toEqual(['a\\n\\u001b[31mb.txt']);
  });

  test('does not lose a file for one damaged line at its head', async () => {
    const path = await exportOf({ 'Patient.ndjson': ['{"id":"cut"}', PATIENT], 'log.ndjson': ['{}', '{}'] });
    await expect(reportOf(path)).rejects.toMatchObject({
      details: { lines: ['Patient.ndjson:1 has no resourceType'] },
    });
    const report = await reportOf(path, { skipInvalid: true });
    expect(report).toMatchObject({ patients: 1, skippedFiles: [{ file: 'log.ndjson' }] });
  });

  test('is refused where a file named after a type holds none of it', async () => {
    const path = await exportOf({
      'Patient.ndjson': [PATIENT],
      '1.Condition.ndjson': ['{}', '[]'.replace('[]', '{"a":1}')],
    });
    await expect(reportOf(path)).rejects.toMatchObject({ details: { count: 2 } });
  });

  test('of another release says so', async () => {
    const path = await exportOf({
      'a.ndjson': [
        PATIENT,
        condition('1', 'Patient/a', { clinicalStatus: 'active' }),
        condition('2', 'Patient/a', { participant: [] }),
        condition('3', 'Patient/a', { clinicalStatus: { coding: [{ code: 'active' }] } }),
        {
          resourceType: 'MedicationRequest',
          id: 'm',
          medication: { concept: {} },
          subject: { reference: 'Patient/a' },
        },
      ],
    });
    expect((await reportOf(path, { threads: 1 })).releases).toEqual({ STU3: 1, R5: 2 });
    const other = await exportOf({ 'a.ndjson': [PATIENT, { resourceType: 'DeviceUsage', id: 'd' }] });
    await expect(reportOf(other)).rejects.toMatchObject({
      details: { lines: ['a.ndjson:2 is of the type "DeviceUsage", which R4 does not have (FHIR R5 has it)'] },
    });
  });

  test('with a line that is too long names the limit and how to raise it', async () => {
    const path = await exportOf({ 'a.ndjson': [PATIENT, condition('1', 'Patient/a', { text: 'x'.repeat(5000) })] });
    await expect(reportOf(path, { maxLineBytes: 4096 })).rejects.toMatchObject({
      details: {
        lines: [expect.stringMatching(/^a\.ndjson:2 has \d+ bytes, more than the 4096 .*--max-line .*268435456$/)],
      },
    });
    expect((await reportOf(path, { maxLineBytes: 8192 })).resources).toBe(2);
  });
});

test('nothing but unreadable things is told with their names', async () => {
  const path = await temporaryDirectory();
  execFileSync('mkfifo', [join(path, 'a.ndjson')]);
  await expect(reportOf(path)).rejects.toMatchObject({
    code: 'IMPORT_NOTHING',
    details: { lines: ['a.ndjson (is a pipe, not a file)'] },
  });
});

describe('a manifest', () => {
  const lines = { '1.Patient.ndjson': [PATIENT], 'c.ndjson': [condition('1', 'Patient/a')] };
  const output = (type: string, url: string, count?: number) => ({ type, url, ...(count !== undefined && { count }) });
  const manifest = (...outputs: object[]) => JSON.stringify({ requiresAccessToken: true, output: outputs, error: [] });

  test.each<readonly [string, object[], string[]]>([
    ['agrees', [output('Patient', 'https://ehr.invalid/f/1.Patient.ndjson?sig=x', 1)], []],
    ['says no counts', [output('Patient', 'https://ehr.invalid/1.Patient.ndjson')], []],
    [
      'names a file that is missing',
      [output('Patient', '/1.Patient.ndjson', 1), output('Condition', '/2.Condition.ndjson', 9)],
      ['manifest.json names 2.Condition.ndjson, which is not here'],
    ],
    [
      'says another number',
      [output('Patient', '/1.Patient.ndjson', 7)],
      ['manifest.json says 7 resources of 1.Patient.ndjson, which has 1'],
    ],
    [
      'names files by other names',
      [output('Patient', '/bulk/91', 1), output('Condition', '/bulk/92', 3), output('Encounter', '/bulk/93')],
      ['manifest.json says 3 Condition, and 1 are here', 'manifest.json names files of Encounter, and none is here'],
    ],
  ])('that %s is compared with what was read', async (_, outputs, gaps) => {
    const report = await reportOf(await exportOf({ ...lines, 'manifest.json': [manifest(...outputs)] }));
    expect(report.manifestGaps).toEqual(gaps);
  });

  test('counts lines: those that are left out, and repeated ones, included', async () => {
    const c = condition('1', 'Patient/a');
    const given = { '1.Patient.ndjson': [PATIENT, '{"resourceType":"Patient"'], 'c.ndjson': [c, c] };
    const named = manifest(output('Patient', '/1.Patient.ndjson', 2), output('Condition', '/c.ndjson', 2));
    const other = manifest(output('Patient', '/bulk/91', 2), output('Condition', '/bulk/92', 2));
    const gapsOf = async (text: string) =>
      (await reportOf(await exportOf({ ...given, 'manifest.json': [text] }), { skipInvalid: true })).manifestGaps;
    expect(await gapsOf(named)).toEqual([]);
    expect(await gapsOf(other)).toEqual([
      'manifest.json says 2 Patient, and 1 are here, without 1 lines that cannot be read',
    ]);
  });

  test('may begin with a byte order mark', async () => {
    const text = `\ufeff${manifest(output('Patient', '/1.Patient.ndjson', 7))}`;
    const { manifestGaps } = await reportOf(await exportOf({ ...lines, 'manifest.json': [text] }));
    expect(manifestGaps).toEqual(['manifest.json says 7 resources of 1.Patient.ndjson, which has 1']);
  });

  test.each(['{', 'null', '[]', '{"output":{}}', '{"output":[null,{"url":1},{"url":"%E0%A4%A"}]}'])(
    'that is none hinders nothing: %s',
    async (text) => {
      expect((await reportOf(await exportOf({ ...lines, 'manifest.json': [text] }))).resources).toBe(2);
    },
  );
});

test('a link to data that is not read under its own name is damage, and named', async () => {
  const path = await exportOf({ '1.Patient.ndjson': [PATIENT], 'blobs/c1': [condition('1', 'Patient/a')] });
  await symlink('blobs/c1', join(path, 'Condition.ndjson'));
  await symlink('1.Patient.ndjson', join(path, 'again.ndjson'));
  const file = 'Condition.ndjson';
  const reason = 'is a link to blobs/c1, whose name does not end in .ndjson: it is not read';
  await expect(reportOf(path)).rejects.toMatchObject({
    code: 'IMPORT_INVALID',
    details: { lines: [`${file} ${reason}`] },
  });
  const { skippedFiles } = await reportOf(path, { skipInvalid: true });
  expect(skippedFiles).toContainEqual({ file, reason });
  expect(skippedFiles).toContainEqual(expect.objectContaining({ file: 'again.ndjson' }));
});

describe('files', () => {
  test('that are pipes, sockets or links are named; what may be missing refuses the import unless told', async () => {
    const { vault } = await newVault();
    const path = await exportOf({ 'a.txt': ['a'] });
    execFileSync('mkfifo', [join(path, 'p\n1')]);
    await symlink(join(path, 'a.txt'), join(path, 'inside'));
    const options = { path, dataset: newDataset(), shareOthers: true };
    const { draft, report } = await importFiles(vault, options);
    await vault.discard(draft);
    const passed = [
      { file: 'inside', reason: 'is a link to a.txt, which is found under its own name' },
      { file: 'p\\n1', reason: 'is a pipe, not a file' },
    ];
    expect(report.skippedFiles).toEqual(passed);
    await symlink('/etc/hostname', join(path, 'out'));
    await symlink('/nowhere/at/all', join(path, 'none'));
    await expect(importFiles(vault, options)).rejects.toMatchObject({ code: 'IMPORT_INVALID', details: { count: 2 } });
    const told = await importFiles(vault, { ...options, skipInvalid: true });
    await vault.discard(told.draft);
    expect(told.report).toMatchObject({ items: 1, invalid: { count: 2 } });
    const nothing = await temporaryDirectory();
    execFileSync('mkfifo', [join(nothing, 'p')]);
    await expect(importFiles(vault, { ...options, path: nothing })).rejects.toMatchObject({
      code: 'IMPORT_NOTHING',
      details: { lines: ['p (is a pipe, not a file)'] },
    });
  });
});
