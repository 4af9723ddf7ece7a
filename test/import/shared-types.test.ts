import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { FhirImportOptions } from '../../src/import/fhir-import.ts';
import { fatesOf, type Resource } from './fates.ts';

const MRN = 'http://clinic.invalid/mrn';

function patient(id: string, value: string, more: object = {}): Resource {
  const identifier = [
    { type: { coding: [{ code: 'MR' }] }, system: MRN, value },
    { system: 'urn:insured', value: `A12345${value}` },
  ];
  return { resourceType: 'Patient', id, identifier, ...more };
}

const people = [
  patient('a', '80002', { name: [{ family: 'Müller-Testperson', given: ['Quirin', 'X.'] }] }),
  patient('b', '80003', { name: [{ family: 'von der Probe', given: ['Aïda'] }] }),
  patient('c', '80004', { name: [{ family: '試験', given: ['太郎'] }] }),
  patient('d', '80005', { name: [{ text: 'Ola Nordmann' }] }),
  patient('g', '80006', { name: [{ family: 'McExample', given: ['Anna-Lena'] }] }),
  patient('h', '80007', { name: [{ text: '김철수' }] }),
  patient('e', '1000', { contact: [{ name: { family: 'Beispiel', given: ['Ute'] } }] }),
  patient('f7', '5'),
];

async function isShared(
  resourceType: string,
  members: object,
  options: Partial<FhirImportOptions> = {},
): Promise<boolean> {
  const { fates } = await fatesOf([...people, { resourceType, id: 'x', ...members }], options);
  return fates.get(`${resourceType}/x`) === 'nobody';
}

const text = (words: string): object => ({ code: { text: words } });
const extension = (members: object): object => ({ extension: [{ url: 'urn:for', ...members }] });

/** Members by which a resource of nobody names one of the people above. */
const NAMED: readonly (readonly [string, object])[] = [
  ['name in a text', text('Individual compounding for Quirin Müller-Testperson, DOB 12.03.1980')],
  ['name, family first', text('MULLER TESTPERSON, Quirin')],
  ['name with another spelling of the umlaut', text('Mueller-Testperson, Dr. Quirin')],
  ['name with words between', text('Müller-Testperson geb. Muster, Quirin')],
  ['name with a particle', text('cream, Aida von der Probe')],
  ['name without its particle', text('Probe, Aïda: cream')],
  ['name in a script without spaces', text('太郎試験様の軟膏')],
  ['name that is one text', text('Nordmann Ola')],
  ['name of a patient’s contact', text('for Ute Beispiel')],
  ['name in one word', text('cream_QuirinMuellerTestperson')],
  ['name whose parts are written together or apart', text('Annalena Mc Example')],
  ['name in one run', text('김철수님')],
  ['name in a URL', extension({ url: 'http://x.invalid/?for=Ola+Nordmann', valueBoolean: true })],
  ['name as a file', text('quirin.mueller_testperson.pdf')],
  ['narrative', { text: { div: '<div>Patient: Quirin Müller-Testperson</div>' } }],
  ['narrative as a table', { text: { div: '<td>Quirin</td>\n<td>Müller-Testperson</td>' } }],
  ['narrative with markup', { text: { div: 'Qui<b>rin</b> M<i>ü</i>ller-Testperson' } }],
  ['narrative with entities', { text: { div: '&#81;uirin&nbsp;M&uuml;ller-Testperson' } }],
  ['narrative in an attribute', { text: { div: '<div title="Quirin Müller-Testperson"></div>' } }],
  ['display', { manufacturer: { display: 'Quirin Müller-Testperson' } }],
  ['text of an extension', extension({ valueString: 'Quirin Müller-Testperson' })],
  ['HumanName', extension({ valueHumanName: { family: 'Müller-Testperson', given: ['Quirin'] } })],
  ['Annotation', extension({ valueAnnotation: { text: 'see Quirin Müller-Testperson' } })],
  [
    'name in parts of an extension',
    extension({
      extension: [
        { url: 'given', valueString: 'Quirin' },
        { url: 'family', valueString: 'Müller-Testperson' },
      ],
    }),
  ],
  ['packed text', extension({ valueString: Buffer.from('for Quirin Müller-Testperson').toString('base64') })],
  ['zipped text', extension({ valueBase64Binary: gzipSync('for Quirin Müller-Testperson').toString('base64') })],
  ['number in a text', text('Chemo protocol MRN 80002')],
  ['number alone in a text', text('Rezeptur A1234580002')],
  ['number in groups', text('Rezeptur A 12345 80002')],
  ['number in the narrative', { text: { div: '<p>No. <b>80002</b></p>' } }],
  ['number as lot', { batch: { lotNumber: '80002' } }],
  ['number without quotes', { batch: { lotNumber: 80002 } }],
  ['number in an identifier', { identifier: [{ system: 'urn:rx', value: 'RX-80002' }] }],
  ['number before a letter', text('protocol 80002a')],
  ['number behind letters', { identifier: [{ system: 'urn:rx', value: 'RX80002' }] }],
  ['number with zeros', text('protocol 0080002')],
  ['short number with its label', text('cream (MRN: 1000)')],
  ['shorter number with its label', text('cream, Patient No. 5')],
  ['id with its label', text('cream, Pat.-ID f7')],
];

/** What resources of nobody say that names nobody above. */
const UNNAMED: readonly (readonly [string, object])[] = [
  ['family name alone', text('Müller-Testperson solution')],
  ['given name alone', text('Quirin drops')],
  ['another given name', text('for Ute Müller-Testperson')],
  ['names that are far from each other', text('Quirin drops, invented in 1980 by the late Dr. Müller-Testperson')],
  ['part of a family name', text('for Quirin Müller')],
  ['initial', text('B. Testperson, Q. Probe')],
  ['another number', text('protocol 80009')],
  ['number within a longer one', text('protocol 1800021')],
  ['short number', text('lot 1000, 5 of 5')],
  ['short lot', { batch: { lotNumber: '1000' } }],
  ['code of a system', { code: { coding: [{ system: 'http://catalogue.invalid', code: '80002' }] } }],
  ['number of another system', { identifier: [{ system: 'urn:rooms', value: '80002' }] }],
  ['telephone', { telecom: [{ system: 'phone', value: '80002' }] }],
  ['postal code', { address: { city: 'Nowhere', postalCode: '80002' } }],
  ['house', { address: { line: ['80002 Example Row'], city: 'Nowhere' } }],
  ['UUID', { identifier: [{ value: '1c9875ba-9310-413d-93d4-bf552a80002d' }] }],
  ['its own id', { id: '80002' }],
];

describe.each(['Medication', 'Location', 'Organization'])('a resource of nobody (%s)', (type) => {
  const sharedOf = async (rows: readonly (readonly [string, object])[]): Promise<string[]> => {
    const lines = rows.map(([, members], i) => ({ resourceType: type, id: `x${i}`, ...members }));
    const { fates } = await fatesOf([...people, ...lines]);
    return rows.filter((_, i) => fates.has(`${type}/${lines[i]?.id}`)).map(([how]) => how);
  };

  test('that names somebody is held back, however it does', async () => {
    expect(await sharedOf(NAMED)).toEqual([]);
  });

  test('that names nobody is shared', async () => {
    expect(await sharedOf(UNNAMED)).toEqual(UNNAMED.map(([how]) => how));
  });
});

describe('staff that is shared', () => {
  const staff = (type: string, members: object): Promise<boolean> => isShared(type, members, { shareStaff: true });
  const own = { name: [{ family: 'Müller-Testperson', given: ['Quirin'] }] };

  test('may be called as a patient is, wherever their own name stands', async () => {
    const div = { text: { div: '<div>Dr. Quirin Müller-Testperson</div>' } };
    expect(await staff('Practitioner', { ...own, ...div })).toBe(true);
    expect(
      await staff('PractitionerRole', { practitioner: { display: 'Dr. Müller-Testperson, Quirin' }, ...div }),
    ).toBe(true);
  });

  test('is held back where it names somebody else, or a number', async () => {
    expect(await staff('Practitioner', { ...own, ...extension({ valueString: 'Ola Nordmann' }) })).toBe(false);
    expect(await staff('Practitioner', { ...own, text: { div: 'MRN 80002' } })).toBe(false);
    expect(await staff('PractitionerRole', { text: { div: 'Quirin Müller-Testperson' } })).toBe(false);
  });
});

test('older lines of a Patient name nobody, and a line that names somebody is told apart from the next', async () => {
  const older = { ...people[0], meta: { lastUpdated: '2024-01-01T00:00:00Z' } };
  const newer = {
    ...patient('a', '80002', { name: [{ family: 'Neu', given: ['Quirin'] }] }),
    meta: { lastUpdated: '2025-01-01T00:00:00Z' },
  };
  const medication = (id: string, words: string): Resource => ({ resourceType: 'Medication', id, ...text(words) });
  const { fates } = await fatesOf([
    older as Resource,
    newer,
    medication('old', 'for Quirin Müller-Testperson'),
    medication('new', 'for Quirin Neu'),
    medication('none', 'cream'),
  ]);
  expect([...fates.keys()].filter((key) => key.startsWith('Medication'))).toEqual([
    'Medication/old',
    'Medication/none',
  ]);
});
