import { expect, it } from 'vitest';
import { kindCounts } from '../../src/client/index.ts';
import { readItem, readRecord } from '../../src/console/patient/readable.ts';
import type { Attachment } from '../../src/console/patient/record/attachments.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What a record says, and the documents that it has put beside. */
function read(record: object, language: 'en' | 'pt' = 'en') {
  const documents: Attachment[] = [];
  const fileOf = (document: Attachment) => `${documents.push(document)}.${document.extension}`;
  const { text, name } = readRecord(record, language, fileOf);
  return { lines: text.split('\r\n'), name, documents };
}

const MEASURED = {
  resourceType: 'Observation',
  id: '56bb',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4', display: 'Hemoglobin A1c' }] },
  subject: { reference: 'Patient/1' },
  encounter: { reference: 'Encounter/56bb' },
  effectiveDateTime: '2026-03-02T09:10:00+01:00',
  valueQuantity: { value: 7.3, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  performer: [{ reference: 'Practitioner/7', display: 'Dr. Ana Ñuñes-Łódź' }],
};

it('says what was measured, its value with its unit, when in words, and who did it, and nothing that is for programs', () => {
  expect(read(MEASURED).lines).toEqual([
    'Hemoglobin A1c: 7.3 %',
    'State: final',
    'When: Monday, 2 March 2026, 09:10',
    'Who did it: Dr. Ana Ñuñes-Łódź',
    '',
  ]);
  expect(read(MEASURED, 'pt').lines).toEqual([
    'Hemoglobin A1c: 7,3 %',
    'Estado: definitivo',
    'Quando: segunda-feira, 2 de março de 2026, 09:10',
    'Feito por: Dr. Ana Ñuñes-Łódź',
    '',
  ]);
});

it('names a diagnosis by its text, and leaves codes, references and numbers of records out', () => {
  const coding = [{ system: 'http://snomed.info/sct', code: '44054006', display: 'Type 2 diabetes' }];
  const { lines, name } = read({
    resourceType: 'Condition',
    id: '1',
    code: { coding, text: 'Diabetes' },
    clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/x', code: 'active' }] },
    subject: { reference: 'Patient/1' },
    onsetDateTime: '2019-05',
  });
  expect(name).toBe('Diabetes');
  expect(lines).toEqual(['Diabetes', 'How it stands: active', 'Began: May 2019', '']);
});

it('writes a letter out word for word, whatever letters it was written in', () => {
  const letter = (contentType: string, data: string) =>
    read({
      resourceType: 'DocumentReference',
      type: { text: 'Discharge letter' },
      content: [{ attachment: { contentType, data } }],
    });
  expect(letter('text/plain', base64('Hugo Costa was seen.\nHe feels well.')).lines).toEqual([
    ...['Discharge letter', '', 'What is written in it:', '', 'Hugo Costa was seen.', 'He feels well.', ''],
  ]);
  const latin = Buffer.from([0x52, 0xe9, 0x73, 0x75, 0x6d, 0xe9]).toString('base64');
  expect(letter('text/plain; charset=ISO-8859-1', latin).lines).toContain('Résumé');
  expect(letter('text/plain', latin).lines).toContain('Résumé');
});

it('keeps a scanned letter as a file of its own that programs open, and says which', () => {
  const { lines, documents } = read({
    resourceType: 'DiagnosticReport',
    code: { text: 'Chest X-ray' },
    presentedForm: [{ contentType: 'application/pdf', data: base64('%PDF-1.7') }],
  });
  expect(documents).toEqual([{ bytes: bytes('%PDF-1.7'), extension: 'pdf' }]);
  expect(lines).toContain('The document itself is in the file “1.pdf”, beside this one.');
  expect(read({ resourceType: 'DocumentReference', content: [{ attachment: { url: 'https://x' } }] }).lines).toEqual([
    'The document itself is not in this collection. Ask the hospital for it.',
    '',
  ]);
});

it('says what it has no word for as the hospital’s program calls it, and parts of a measurement as measurements', () => {
  const pressure = (text: string, value: number) => ({ code: { text }, valueQuantity: { value, unit: 'mm[Hg]' } });
  const record = { resourceType: 'Observation', code: { text: 'Blood pressure' }, cuffSize: 'large' };
  expect(read({ ...record, component: [pressure('Systolic', 120), pressure('Diastolic', 80)] }).lines).toEqual([
    ...['Blood pressure', 'Parts: Systolic: 120 mmHg; Diastolic: 80 mmHg'],
    ...['Also there, as the hospital’s program calls it:', '  cuff size: large', ''],
  ]);
});

it('reads an item of several lines as several records', () => {
  const item = readItem(bytes('{"resourceType":"Observation","id":"1"}\n{"resourceType":"Observation","id":"2"}\n'));
  expect(item).toMatchObject({ type: 'Observation', extension: 'ndjson' });
  expect(item?.records).toHaveLength(2);
});

it('is not held up by what no record should hold', () => {
  for (const record of [null, 7, [], { code: null, content: [null, { attachment: 5 }], valueQuantity: 'x' }])
    expect(read(record as object).documents).toEqual([]);
  const broken = { resourceType: 'Binary', contentType: 'text/plain', data: '*not base64*' };
  expect(read(broken).documents).toEqual([]);
  // Every object has such a member; no table has words or an ending for it.
  const named = { resourceType: 'constructor', attachment: { contentType: 'constructor', data: base64('%PDF-1.7') } };
  expect(read(named).documents).toEqual([{ bytes: bytes('%PDF-1.7'), extension: 'pdf' }]);
  expect(kindCounts({ constructor: 1 })).toEqual([{ words: 'constructor', count: 1 }]);
});

it('leaves what is no JSON as it is', () => {
  expect(readItem(bytes('%PDF-1.7'))).toBeUndefined();
  expect(readItem(Uint8Array.of(0xff, 0xd8))).toBeUndefined();
});
