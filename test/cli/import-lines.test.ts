import { expect, it } from 'vitest';
import { importLines } from '../../src/cli/import-lines.ts';
import { type ImportReport, NOTHING_OF_FHIR } from '../../src/import/import-report.ts';

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

it('tells what an import shared, labelled and left out, and where to look', () => {
  const lines = importLines({
    ...REPORT,
    shared: { Location: 4, Organization: 5 },
    labelled: { PSY: 6 },
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
    'labelled: 6 PSY',
    'held back: 2 Condition (no-patient, such as a.ndjson:7), 1 Practitioner (staff)',
    'not read: log.ndjson (it is empty)',
    'left out: 3 lines, such as a.ndjson:8, which is no JSON object',
    'left out: 4 resources of 1 patients who were erased',
  ]);
});
