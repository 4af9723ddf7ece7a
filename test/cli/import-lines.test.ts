import { expect, it } from 'vitest';
import { changeLines, importLines } from '../../src/cli/import-lines.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import type { ImportReport } from '../../src/core/import-report.ts';
import { NOTHING_OF_FHIR } from '../../src/import/import-report.ts';

const REPORT: ImportReport = {
  ...NOTHING_OF_FHIR,
  files: [{ file: 'a.ndjson', bytes: 10, resources: 9 }],
  skippedFiles: [],
  resources: 9,
  types: { Patient: 2, Condition: 7 },
  patients: 2,
  items: 3,
  sharedItems: 0,
  bytes: 2_345_678,
  shared: {},
  labelled: {},
  restricted: 0,
  unread: 0,
  unlabelled: { count: 0, examples: [] },
  sharedFiles: { count: 0, examples: [] },
  quarantined: [],
  invalid: { count: 0, examples: [] },
  suppressed: { patients: 0, resources: 0 },
  identifiedBy: { 'urn:mrn': 2 },
};

it('tells what an import took', () => {
  expect(importLines(REPORT)).toEqual([
    '3 items (2.3 MB) of 9 resources and 2 patients, from 1 files',
    'patients are known by: urn:mrn (2)',
  ]);
});

it('warns of numbers that were not taken, with what takes them', () => {
  const untakenNumbers = [{ system: 'urn:sample:mrn', patients: 3, example: '••01' }];
  const [, , warning] = importLines({ ...REPORT, untakenNumbers });
  expect(warning).toMatch(/^WARNING: .* urn:sample:mrn \(3 patients, such as ••01\)\. .* --identifier-system/);
});

it('tells what an import shared, labelled and left out, and where to look', () => {
  const lines = importLines({
    ...REPORT,
    shared: { Location: 4, Organization: 5 },
    labelled: { PSY: 6 },
    unread: 5,
    quarantined: [
      { reason: 'no-patient', type: 'Condition', count: 2, examples: [{ file: 'a.ndjson', line: 7 }] },
      { reason: 'staff', type: 'Practitioner', count: 1, examples: [] },
    ],
    skippedFiles: [{ file: 'log.ndjson', reason: 'it is empty' }],
    invalid: { count: 3, examples: [{ file: 'a.ndjson', line: 8, problem: 'is no JSON object' }] },
    suppressed: { patients: 1, resources: 4 },
  });
  expect(lines.slice(2)).toEqual([
    'shared with every requester: 4 Location, 5 Organization',
    'labelled: psychiatry and mental health (6)',
    "their patient's as the exporting system says, since pictures, archives or long texts in them were not searched for other people: 5",
    'held back: 2 Condition (names no patient, such as a.ndjson:7), 1 Practitioner (about staff)',
    'not read: log.ndjson (it is empty)',
    'left out: 3 lines, such as a.ndjson:8, which is no JSON object',
    'left out: 4 resources of 1 patients who were erased',
  ]);
});

it('names files that are shared with everybody', () => {
  const of = (count: number): string[] =>
    importLines({ ...REPORT, shared: { file: count }, sharedFiles: { count, examples: ['a.csv', 'b.csv'] } });
  expect(of(2)).toContain('shared with every requester: 2 files that the map does not name, a.csv, b.csv');
  expect(of(9)).toContain('shared with every requester: 9 files that the map does not name, such as a.csv, b.csv');
});

it('warns of files that go to everybody, and of those that seem to tell of patients', () => {
  const lines = importLines({
    ...REPORT,
    shared: { file: 2 },
    sharedFiles: { count: 2, examples: ['a.csv', 'b.xlsx'] },
    sharedLook: {
      found: { count: 1, files: [{ file: 'a.csv', numbers: 3, signs: ['birth-date', 'name'] }] },
      unread: { count: 1, examples: ['b.xlsx'] },
    },
  });
  expect(lines.slice(3)).toEqual([
    'WARNING: files that belong to nobody go to everybody who may have the dataset, whatever patients say. Look that they name nobody.',
    '  a.csv may tell of patients: 3 numbers of patients who are enrolled here, what looks like birth dates, what looks like names',
    '  not looked into, or not to the end (1): b.xlsx',
  ]);
});

it('tells why resources are held back, which option mends it, and what else was left out', () => {
  const lines = importLines({
    ...REPORT,
    quarantined: [{ reason: 'unknown-patient', type: 'Condition', count: 2, examples: [] }],
    advice: [{ reason: 'unknown-patient', text: 'They name nobody.', options: ['--base-url (baseUrls)'] }],
    repeated: 3,
    superseded: { count: 1, examples: [{ file: 'b.ndjson', line: 4 }] },
    deleted: { count: 2, examples: [] },
    servers: [
      { server: 'https://one', patients: 5, trusted: true },
      { server: 'https://two', patients: 1, trusted: false },
    ],
    releases: { R5: 7 },
    records: { linked: 2, inactive: 0, deceased: 1, named: 4 },
  });
  expect(lines.slice(2)).toEqual([
    'held back: 2 Condition (about a patient who cannot be told)',
    '  about a patient who cannot be told: They name nobody. Option --base-url (baseUrls).',
    'left out: 3 repeated lines',
    'left out: 1 older versions, such as b.ndjson:4',
    'left out: 2 deleted by the server',
    'servers that references name: https://one (5 patients), https://two (1 patients, not this export’s)',
    'of another release than FHIR R4, which is what Custos reads: 7 R5',
    'records of patients: 2 linked, 1 deceased',
    'said by name, address, contact number or picture: 4 patients. Publish it with --identifiable.',
  ]);
});

it('tells what a draft lacks of the last version, patient by patient', () => {
  const subject = (number: number) => `0x${String(number).padStart(64, '0')}` as Pseudonym;
  const lines = changeLines({
    since: 4,
    exact: true,
    lost: { Condition: 13 },
    gained: { Patient: 1 },
    moved: { Observation: 2 },
    erased: 5,
    patients: Array.from({ length: 12 }, (_, i) => ({
      subject: i === 0 ? null : subject(i),
      lost: { Condition: 1 },
      gone: i === 1,
    })),
    patientsLosing: 12,
    moves: [],
  });
  expect(lines).toEqual([
    'new since version 4: 1 Patient',
    'LOST since version 4, of 12 patients: 13 Condition',
    '  nobody: 1 Condition',
    `  ${subject(1)} (all): 1 Condition`,
    ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `  ${subject(number)}: 1 Condition`),
    '  and 2 more: see --json',
    'OF SOMEBODY ELSE since version 4: 2 Observation',
    'gone with erased patients: 5',
  ]);
});
