import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from './make-directory.ts';

/** Name of the dataset that holds them. */
export const SAMPLE = 'Outpatient clinic';

type Coded = readonly [code: string, display: string];

/** Invented people, shaped as a hospital's FHIR R4 Bulk Data export has them. */
const FAMILY = [
  'Abe',
  'Brandt',
  'Costa',
  'Diallo',
  'Eriksen',
  'Fontaine',
  'García',
  'Haddad',
  'Horvat',
  'Jansen',
  'Kovács',
  'Lindqvist',
];
const GIVEN = ['Amina', 'Bruno', 'Chiara', 'David', 'Elif', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Katja', 'Luis'];

/** What somebody has, takes for it, and what is measured then. */
interface Course {
  readonly condition: Coded;
  readonly medication: Coded;
  /** Lowest and highest of what is measured; the usual of whoever has something else, unless said. */
  readonly measured?: Partial<Record<Measure, Range>>;
}
type Range = readonly [low: number, high: number];

const COURSES: readonly [Course, ...Course[]] = [
  {
    condition: ['44054006', 'Diabetes mellitus type 2'],
    medication: ['860975', 'metformin hydrochloride 500 MG Oral Tablet'],
    measured: { a1c: [6.6, 8.9], weight: [72, 104] },
  },
  {
    condition: ['38341003', 'Hypertensive disorder'],
    medication: ['314076', 'lisinopril 10 MG Oral Tablet'],
    measured: { systolic: [138, 166] },
  },
  { condition: ['195967001', 'Asthma'], medication: ['745679', 'albuterol 0.09 MG/ACTUAT Inhaler'] },
  {
    condition: ['363406005', 'Malignant tumor of colon'],
    medication: ['310325', 'ferrous sulfate 325 MG Oral Tablet'],
  },
  { condition: ['370143000', 'Major depressive disorder'], medication: ['312941', 'sertraline 50 MG Oral Tablet'] },
];
const OBSERVATIONS = {
  a1c: { code: ['4548-4', 'Hemoglobin A1c'], unit: '%', usual: [4.8, 5.6], digits: 1 },
  systolic: { code: ['8480-6', 'Systolic blood pressure'], unit: 'mm[Hg]', usual: [108, 132], digits: 0 },
  weight: { code: ['29463-7', 'Body weight'], unit: 'kg', usual: [54, 88], digits: 1 },
} as const;
type Measure = keyof typeof OBSERVATIONS;

interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly [member: string]: unknown;
}

/** Of the record numbers of the sample's patients. */
export const SYSTEM = 'urn:sample:mrn';
/** The record number of the first of them. */
export const FIRST_NUMBER = 1000;
const RECORD_NUMBER = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] };

export interface SamplePatient {
  readonly id: string;
  readonly name: string;
  /** `system|value` as the import reads it. */
  readonly identifier: string;
}

interface SampleOptions {
  /** Of the first; each other one has the next. By these the hospital knows them, as by medical record numbers; without, an import knows them by
   *  the ids of their resources. */
  readonly recordNumbersFrom?: number;
}

/** Writes one NDJSON file a resource type into `directory`; gives the patients in the order written. */
export async function writeSamplePatients(
  directory: string,
  count: number,
  { recordNumbersFrom }: SampleOptions = {},
): Promise<SamplePatient[]> {
  const first = recordNumbersFrom ?? FIRST_NUMBER;
  const type = recordNumbersFrom === undefined ? undefined : RECORD_NUMBER;
  const hospital = resource('Organization', { active: true, name: 'Sample University Hospital' });
  const patients = Array.from({ length: count }, (_, number) =>
    patient(number, { type, system: SYSTEM, value: String(first + number) }),
  );
  const resources = [hospital, ...patients, ...patients.flatMap((of, number) => clinical(of, number))];
  await makeDirectory(directory);
  for (const [type, group] of Map.groupBy(resources, ({ resourceType }) => resourceType)) {
    const lines = group?.map((member) => `${JSON.stringify(member)}\n`) ?? [];
    await writeFile(join(directory, `${type}.ndjson`), lines.join(''));
  }
  return patients.map((of, number) => ({
    id: of.id,
    name: nameOf(number),
    identifier: `${SYSTEM}|${first + number}`,
  }));
}

function nameOf(number: number): string {
  return `${GIVEN[number % GIVEN.length]} ${FAMILY[(number * 5 + 3) % FAMILY.length]}`;
}

/** `type` where it is a medical record number. */
interface Identifier {
  readonly type: object | undefined;
  readonly system: string;
  readonly value: string;
}

function patient(number: number, identifier: Identifier): Resource {
  const [given, family] = nameOf(number).split(' ');
  return resource('Patient', {
    identifier: [identifier],
    name: [{ family, given: [given] }],
    gender: number % 2 === 0 ? 'female' : 'male',
    birthDate: `${1940 + ((number * 7) % 60)}-${twoDigits([1, 12], number)}-${twoDigits([1, 28], number + 7)}`,
  });
}

function clinical(of: Resource, number: number): Resource[] {
  const subject = { reference: `Patient/${of.id}` };
  const { condition, medication, measured = {} } = COURSES[number % COURSES.length] ?? COURSES[0];
  const encounter = resource('Encounter', {
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject,
    period: { start: '2026-03-02T09:00:00+01:00', end: '2026-03-02T09:40:00+01:00' },
  });
  const within = { subject, encounter: { reference: `Encounter/${encounter.id}` } };
  const note = Buffer.from(`${nameOf(number)} was seen in the outpatient clinic and feels well.`).toString('base64');
  return [
    encounter,
    resource('Condition', { ...within, code: coded('http://snomed.info/sct', condition) }),
    resource('MedicationRequest', {
      ...within,
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: coded('http://www.nlm.nih.gov/research/umls/rxnorm', medication),
    }),
    ...Object.entries(OBSERVATIONS).map(([measure, { code, unit, usual, digits }], place) =>
      resource('Observation', {
        ...within,
        status: 'final',
        code: coded('http://loinc.org', code),
        effectiveDateTime: '2026-03-02T09:10:00+01:00',
        valueQuantity: {
          value: scattered(measured[measure as Measure] ?? usual, number * 3 + place, digits),
          unit,
          system: 'http://unitsofmeasure.org',
          code: unit,
        },
      }),
    ),
    resource('DocumentReference', {
      status: 'current',
      subject,
      type: coded('http://loinc.org', ['34133-9', 'Summary of episode note']),
      content: [{ attachment: { contentType: 'text/plain', data: note } }],
    }),
  ];
}

function resource(resourceType: string, members: Readonly<Record<string, unknown>>): Resource {
  return { resourceType, id: randomUUID(), ...members };
}

function coded(system: string, [code, display]: Coded): object {
  return { coding: [{ system, code, display }], text: display };
}

/** The same for the same number, and for the next one somewhere else within the range. */
function scattered([low, high]: Range, number: number, digits: number): number {
  const part = (Math.imul(number + 1, 0x9e3779b1) >>> 0) / 2 ** 32;
  return Number((low + part * (high - low)).toFixed(digits));
}

function twoDigits(range: Range, number: number): string {
  return String(scattered(range, number, 0)).padStart(2, '0');
}
