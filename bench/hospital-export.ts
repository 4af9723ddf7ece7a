import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** Lines a patient, as a hospital's Bulk Data export has them; the notes are the long ones. */
const PER_PATIENT = { Encounter: 30, Condition: 15, Observation: 60, MedicationRequest: 30, DocumentReference: 20 };

const CONDITIONS = [
  ['44054006', 'E11.9', 'Diabetes mellitus type 2'],
  ['38341003', 'I10', 'Hypertensive disorder'],
  ['195967001', 'J45.909', 'Asthma'],
  ['370143000', 'F32.9', 'Major depressive disorder'],
] as const;
const NOTE =
  'Seen for follow-up. Reports fatigue and intermittent shortness of breath on exertion, no chest pain, no fever. Blood ' +
  'pressure slightly raised, heart sounds regular, lungs clear, abdomen soft. Continue current medication, repeat the ' +
  'laboratory tests in three months, return earlier if symptoms get worse. ';

type Resource = Readonly<Record<string, unknown>>;

/** Writes invented patients' records, one NDJSON file a resource type; gives the bytes written. */
export async function writeHospitalExport(directory: string, patients: number): Promise<number> {
  await mkdir(directory, { recursive: true });
  let bytes = 0;
  const write = async (type: string, make: (patient: number, index: number) => Resource, each: number) => {
    const file = createWriteStream(join(directory, `${type}.ndjson`));
    for (let patient = 0; patient < patients; patient++) {
      const lines = Array.from({ length: each }, (_, i) => `${JSON.stringify(make(patient, i))}\n`).join('');
      bytes += Buffer.byteLength(lines);
      if (!file.write(lines)) await once(file, 'drain');
    }
    file.end();
    await finished(file);
  };
  await write('Patient', patientOf, 1);
  await write('Encounter', encounterOf, PER_PATIENT.Encounter);
  await write('Condition', conditionOf, PER_PATIENT.Condition);
  await write('Observation', observationOf, PER_PATIENT.Observation);
  await write('MedicationRequest', medicationOf, PER_PATIENT.MedicationRequest);
  await write('DocumentReference', noteOf, PER_PATIENT.DocumentReference);
  return bytes;
}

function patientOf(patient: number): Resource {
  return {
    ...base('Patient', patient, 0),
    identifier: [
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
        system: 'http://hospital.example/mrn',
        value: String(100_000 + patient),
      },
    ],
    name: [{ use: 'official', family: `Family${patient}`, given: [`Given${patient % 97}`] }],
    telecom: [{ system: 'phone', value: `555-${String(1_000_000 + patient)}`, use: 'home' }],
    gender: patient % 2 === 0 ? 'female' : 'male',
    birthDate: `19${String(40 + (patient % 60)).padStart(2, '0')}-0${1 + (patient % 9)}-1${patient % 10}`,
    address: [{ line: [`${patient} Long Street`], city: 'Boston', state: 'MA', postalCode: '02115', country: 'US' }],
  };
}

function encounterOf(patient: number, index: number): Resource {
  return {
    ...base('Encounter', patient, index),
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    type: [{ coding: [{ system: 'http://snomed.info/sct', code: '185345009', display: 'Encounter for symptom' }] }],
    subject: reference('Patient', patient, 0),
    period: { start: time(index), end: time(index + 1) },
  };
}

function conditionOf(patient: number, index: number): Resource {
  const [snomed, icd, display] = CONDITIONS[(patient + index) % CONDITIONS.length] ?? CONDITIONS[0];
  return {
    ...base('Condition', patient, index),
    clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
    category: [coded('http://terminology.hl7.org/CodeSystem/condition-category', 'encounter-diagnosis')],
    code: {
      coding: [
        { system: 'http://snomed.info/sct', code: snomed, display },
        { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: icd, display },
      ],
      text: display,
    },
    subject: reference('Patient', patient, 0),
    encounter: reference('Encounter', patient, index),
    onsetDateTime: time(index),
  };
}

function observationOf(patient: number, index: number): Resource {
  const part = (code: string, display: string, value: number) => ({
    code: { coding: [{ system: 'http://loinc.org', code, display }], text: display },
    valueQuantity: { value, unit: 'mm[Hg]', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
  });
  return {
    ...base('Observation', patient, index),
    status: 'final',
    category: [coded('http://terminology.hl7.org/CodeSystem/observation-category', 'vital-signs')],
    code: { coding: [{ system: 'http://loinc.org', code: '85354-9', display: 'Blood pressure panel' }] },
    subject: reference('Patient', patient, 0),
    encounter: reference('Encounter', patient, index % PER_PATIENT.Encounter),
    effectiveDateTime: time(index),
    component: [
      part('8480-6', 'Systolic blood pressure', 100 + ((patient * index) % 70)),
      part('8462-4', 'Diastolic blood pressure', 60 + ((patient + index) % 40)),
    ],
  };
}

function medicationOf(patient: number, index: number): Resource {
  return {
    ...base('MedicationRequest', patient, index),
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: coded('http://www.nlm.nih.gov/research/umls/rxnorm', '860975', 'metformin 500 MG'),
    subject: reference('Patient', patient, 0),
    encounter: reference('Encounter', patient, index),
    authoredOn: time(index),
    dosageInstruction: [{ sequence: 1, text: 'One tablet twice a day with meals', asNeededBoolean: false }],
  };
}

function noteOf(patient: number, index: number): Resource {
  const text = `${NOTE.repeat(1 + ((patient + index) % 8))}Visit ${index} of ${patient}.`;
  return {
    ...base('DocumentReference', patient, index),
    status: 'current',
    type: coded('http://loinc.org', '34117-2', 'History and physical note'),
    subject: reference('Patient', patient, 0),
    date: time(index),
    content: [{ attachment: { contentType: 'text/plain', data: Buffer.from(text).toString('base64') } }],
    context: { encounter: [reference('Encounter', patient, index)] },
  };
}

function base(type: string, patient: number, index: number): Resource {
  return { resourceType: type, id: idOf(type, patient, index), meta: { lastUpdated: time(index), versionId: '1' } };
}

function reference(type: string, patient: number, index: number): Resource {
  return { reference: `${type}/${idOf(type, patient, index)}` };
}

function idOf(type: string, patient: number, index: number): string {
  return createHash('sha256').update(`${type}/${patient}/${index}`).digest('hex').slice(0, 32);
}

function coded(system: string, code: string, display = code): Resource {
  return { coding: [{ system, code, display }] };
}

function time(index: number): string {
  return new Date(Date.UTC(2015, index % 120, 1 + (index % 28), 8)).toISOString();
}
