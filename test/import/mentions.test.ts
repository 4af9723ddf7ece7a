import { describe, expect, test } from 'vitest';
import { fatesOf, heldBack, type Resource } from './fates.ts';

const MRN = 'http://clinic.invalid/mrn';
const KID = '1c9875ba-9310-413d-93d4-bf552585d527';
const MUM = '0b9875ba-9310-413d-93d4-bf552585d527';

function patient(id: string, value: string, more: object = {}): Resource {
  const identifier = [{ type: { coding: [{ code: 'MR' }] }, system: MRN, value }];
  return { resourceType: 'Patient', id, identifier, ...more };
}

const kid = patient(KID, '80001');
const mum = patient(MUM, '80002', {
  identifier: [
    { type: { coding: [{ code: 'MR' }] }, system: MRN, value: '80002' },
    { system: 'urn:oid:1.2.276.0.76.4.8', value: 'A123456780' },
    { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3.80002' },
  ],
});
const mumNumber = { system: MRN, value: '80002' };

/** Spellings by which a resource may name the mother, each as members of any resource. */
const SPELLINGS: readonly (readonly [string, object])[] = [
  ['literal', { focus: [{ reference: `Patient/${MUM}` }] }],
  ['upper-case UUID', { focus: [{ reference: `Patient/${MUM.toUpperCase()}` }] }],
  ['versioned', { focus: [{ reference: `Patient/${MUM}/_history/3` }] }],
  ['fragment', { focus: [{ reference: `Patient/${MUM}#name` }] }],
  ['versioned with fragment', { focus: [{ reference: `Patient/${MUM}/_history/3#name` }] }],
  ['blanks around', { focus: [{ reference: ` Patient/${MUM}\t` }] }],
  ['slash at the end', { focus: [{ reference: `Patient/${MUM}/` }] }],
  ['per cent', { focus: [{ reference: `Patient%2F${MUM}` }] }],
  ['path', { focus: [{ reference: `/fhir/Patient/${MUM}` }] }],
  ['lower-case type', { focus: [{ reference: `patient/${MUM}` }] }],
  ['absolute', { focus: [{ reference: `https://ehr.invalid/fhir/Patient/${MUM}` }] }],
  ['absolute, upper-case scheme', { focus: [{ reference: `HTTPS://ehr.invalid/fhir/Patient/${MUM}` }] }],
  ['absolute, another server', { focus: [{ reference: `http://10.0.0.7:8080/r4/Patient/${MUM}/_history/1` }] }],
  ['absolute, another scheme', { focus: [{ reference: `ftp://ehr.invalid/Patient/${MUM}` }] }],
  ['operation', { focus: [{ reference: `Patient/${MUM}/$everything` }] }],
  ['urn:uuid', { focus: [{ reference: `urn:uuid:${MUM}` }] }],
  ['URN:UUID', { focus: [{ reference: `URN:UUID:${MUM.toUpperCase()}` }] }],
  ['urn:oid', { focus: [{ reference: 'urn:OID:1.2.3.80002' }] }],
  ['conditional', { focus: [{ reference: `Patient?identifier=${MRN}|80002` }] }],
  ['conditional, encoded', { focus: [{ reference: `Patient?identifier=${encodeURIComponent(`${MRN}|80002`)}` }] }],
  ['conditional, absolute', { focus: [{ reference: `https://ehr.invalid/fhir/Patient?identifier=${MRN}|80002` }] }],
  ['conditional, by name', { focus: [{ reference: 'Patient?family=Testperson' }] }],
  ['conditional, of another type', { focus: [{ reference: `RelatedPerson?identifier=${MRN}|80002` }] }],
  ['search for what is of a patient', { focus: [{ reference: `Encounter?subject=Patient/${MUM}` }] }],
  ['search by the patient’s id', { focus: [{ reference: `Encounter?status=finished&patient=${MUM}` }] }],
  ['search by the patient’s number', { focus: [{ reference: `Encounter?patient.identifier=${MRN}%7C80002` }] }],
  ['list of references', { focus: [{ reference: [`Patient/${MUM}`] }] }],
  ['source of the resource', { meta: { source: `https://ehr.invalid/fhir/Patient/${MUM}` } }],
  ['logical', { focus: [{ type: 'Patient', identifier: mumNumber }] }],
  ['logical without type', { focus: [{ identifier: mumNumber }] }],
  ['logical of another type', { focus: [{ type: 'RelatedPerson', identifier: mumNumber }] }],
  ['logical by a number that is not known', { focus: [{ type: 'Patient', identifier: { value: 'none' } }] }],
  [
    'logical by URL of the type',
    {
      focus: [{ type: 'http://hl7.org/fhir/StructureDefinition/Patient', identifier: { value: 'none' } }],
    },
  ],
  ['type and display alone', { focus: [{ type: 'Patient', display: 'Q. Testperson' }] }],
  ['type and an id alone', { focus: [{ type: 'Patient', reference: MUM }] }],
  ['bare UUID', { focus: [{ reference: MUM }] }],
  [
    'reference of the owner and number of another',
    {
      focus: [{ reference: `Patient/${KID}`, identifier: mumNumber }],
    },
  ],
  [
    'system with slash and upper-case host',
    { focus: [{ identifier: { system: 'HTTP://Clinic.invalid/mrn/', value: '80002' } }] },
  ],
  ['blanks at the number', { focus: [{ identifier: { system: MRN, value: ' 80002 ' } }] }],
  ['OID without urn', { focus: [{ identifier: { system: '1.2.276.0.76.4.8', value: 'A123456780' } }] }],
  ['number as a number', { focus: [{ identifier: { system: MRN, value: 80002 } }] }],
  ['number without system', { focus: [{ identifier: { value: '80002' } }] }],
  [
    'extension with reference',
    {
      extension: [{ url: 'http://clinic.invalid/mother', valueReference: { reference: `Patient/${MUM}` } }],
    },
  ],
  [
    'extension with logical reference',
    {
      extension: [{ url: 'http://clinic.invalid/mother', valueReference: { type: 'Patient', identifier: mumNumber } }],
    },
  ],
  ['extension with identifier', { extension: [{ url: 'http://clinic.invalid/x', valueIdentifier: mumNumber }] }],
  [
    'extension within extension',
    {
      extension: [{ url: 'http://clinic.invalid/x', extension: [{ url: 'y', valueIdentifier: mumNumber }] }],
    },
  ],
  ['modifier extension', { modifierExtension: [{ url: 'http://clinic.invalid/x', valueIdentifier: mumNumber }] }],
  [
    'extension of a primitive',
    {
      _status: { extension: [{ url: 'http://clinic.invalid/x', valueIdentifier: mumNumber }] },
    },
  ],
  ['extension with URI', { extension: [{ url: 'http://clinic.invalid/x', valueUri: `Patient/${MUM}` }] }],
  [
    'extension with URL',
    {
      extension: [{ url: 'http://clinic.invalid/x', valueUrl: `https://other.invalid/fhir/Patient/${MUM}` }],
    },
  ],
  ['extension with token', { extension: [{ url: 'http://clinic.invalid/x', valueString: `${MRN}|80002` }] }],
  ['extension with number', { extension: [{ url: 'http://clinic.invalid/mother-mrn', valueString: '80002' }] }],
  ['extension with long number', { extension: [{ url: 'http://clinic.invalid/x', valueString: 'A123456780' }] }],
  ['extension with id', { extension: [{ url: 'http://clinic.invalid/mother', valueId: MUM }] }],
  [
    'extension with coding',
    {
      extension: [{ url: 'http://clinic.invalid/x', valueCoding: { system: MRN, code: '80002' } }],
    },
  ],
  ['identifier in a list', { identifier: [{ system: 'urn:x', value: '1' }, mumNumber] }],
  ['link in the narrative', { text: { status: 'generated', div: `<div><a href="Patient/${MUM}">mother</a></div>` } }],
  ['contained Patient with number', { contained: [{ resourceType: 'Patient', id: 'm', identifier: [mumNumber] }] }],
  ['contained Patient with name', { contained: [{ resourceType: 'Patient', id: 'm', name: [{ family: 'T' }] }] }],
  [
    'contained Patient without anything',
    { contained: [{ resourceType: 'Patient', id: 'm' }], focus: [{ reference: '#m' }] },
  ],
  [
    'contained RelatedPerson with number',
    {
      contained: [
        { resourceType: 'RelatedPerson', id: 'm', patient: { reference: `Patient/${KID}` }, identifier: [mumNumber] },
      ],
    },
  ],
  [
    'contained RelatedPerson of another',
    {
      contained: [{ resourceType: 'RelatedPerson', id: 'm', patient: { reference: `Patient/${MUM}` } }],
    },
  ],
  ['contained Person with number', { contained: [{ resourceType: 'Person', id: 'm', identifier: mumNumber }] }],
  [
    'contained Person with link',
    {
      contained: [{ resourceType: 'Person', id: 'm', link: [{ target: { reference: `Patient/${MUM}` } }] }],
    },
  ],
];

function observation(id: string, more: object = {}): Resource {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { text: 'Weight' },
    subject: { reference: `Patient/${KID}` },
    ...more,
  };
}

describe('a resource that names another patient', () => {
  test.each(['Observation', 'Organization', 'Medication', 'Location', 'Practitioner'])(
    'is held back whatever the spelling, as a %s',
    async (resourceType) => {
      const lines = SPELLINGS.map(
        ([, members], i): Resource =>
          resourceType === 'Observation' ? observation(`v${i}`, members) : { resourceType, id: `v${i}`, ...members },
      );
      const { fates } = await fatesOf([kid, mum, ...lines], { shareStaff: true });
      const through = SPELLINGS.filter((_, i) => fates.has(`${resourceType}/v${i}`)).map(([name]) => name);
      expect(through).toEqual([]);
      expect(fates.get(`Patient/${KID}`)).toBe(`${MRN}|80001`);
      expect(fates.get(`Patient/${MUM}`)).toBe(`${MRN}|80002`);
    },
  );

  test('is told from one that names its own patient in other words, or nobody', async () => {
    const own = { system: MRN, value: '80001' };
    const harmless: readonly object[] = [
      { focus: [{ reference: `Patient/${KID.toUpperCase()}` }] },
      { focus: [{ reference: `urn:uuid:${KID}` }, { identifier: own }, { type: 'Patient', identifier: own }] },
      { contained: [{ resourceType: 'Patient', id: 'c', identifier: [own, { system: 'urn:x', value: '7' }] }] },
      { extension: [{ url: 'http://clinic.invalid/patient', valueString: '80001' }] },
      {
        focus: [{ display: 'Q. Testperson' }],
        performer: [{ reference: 'Practitioner/1', display: 'Patient/family' }],
      },
      { note: [{ text: 'Patient/family education given, Patient/carer agrees' }] },
      { valueString: '80002' },
      { valueQuantity: { value: 80002, unit: 'x', system: 'http://unitsofmeasure.org', code: 'x' } },
      { identifier: [{ system: 'http://lab.invalid/order', value: '80002' }] },
      { component: [{ code: { text: 'x' }, valueInteger: 80002 }] },
    ];
    const { fates, report } = await fatesOf([kid, mum, ...harmless.map((members, i) => observation(`h${i}`, members))]);
    expect(heldBack(report)).toEqual({});
    expect(harmless.map((_, i) => fates.get(`Observation/h${i}`))).toEqual(harmless.map(() => `${MRN}|80001`));
  });

  test('is held back with the reason of its kind', async () => {
    const mention = { extension: [{ url: 'http://clinic.invalid/x', valueIdentifier: mumNumber }] };
    const { report } = await fatesOf([
      kid,
      mum,
      observation('1', mention),
      { resourceType: 'Medication', id: '1', ...mention },
      { resourceType: 'Organization', id: '1', ...mention },
    ]);
    expect(heldBack(report)).toEqual({
      'several-patients Observation': 1,
      'shared-names-patient Medication': 1,
      'shared-names-patient Organization': 1,
    });
  });

  test('is found on several threads as on one', async () => {
    const lines = [observation('1', { focus: [{ identifier: mumNumber }] }), kid, mum];
    for (const threads of [1, 3]) {
      const { fates } = await fatesOf(lines, { threads });
      expect(fates.has('Observation/1')).toBe(false);
    }
  });
});

describe('persons beside patients', () => {
  const mother: Resource = { resourceType: 'RelatedPerson', id: 'mother', patient: { reference: `Patient/${KID}` } };
  const performed = observation('1', { performer: [{ reference: 'RelatedPerson/mother' }] });
  const untouched = observation('2');

  test.each<readonly [string, readonly Resource[]]>([
    ['by number', [{ ...mother, identifier: [mumNumber] }, mum]],
    [
      'by Patient.link',
      [mother, { ...mum, link: [{ type: 'seealso', other: { reference: 'RelatedPerson/mother' } }] }],
    ],
    [
      'by Person.link',
      [
        mother,
        mum,
        {
          resourceType: 'Person',
          id: 'p',
          link: [{ target: { reference: `Patient/${MUM}` } }, { target: { reference: 'RelatedPerson/mother' } }],
        },
      ],
    ],
    [
      'by the number of a Person',
      [
        mother,
        mum,
        {
          resourceType: 'Person',
          id: 'p',
          identifier: [mumNumber],
          link: [{ target: { reference: 'RelatedPerson/mother' } }],
        },
      ],
    ],
  ])('stand for the patient whom they are (%s)', async (_, lines) => {
    const { fates } = await fatesOf([kid, ...lines, performed, untouched]);
    expect(fates.has('Observation/1')).toBe(false);
    expect(fates.has('RelatedPerson/mother')).toBe(false);
    expect(fates.get('Observation/2')).toBe(`${MRN}|80001`);
    expect(fates.get(`Patient/${MUM}`)).toBe(`${MRN}|80002`);
  });

  test('are their patient’s where they are nobody else', async () => {
    const { fates } = await fatesOf([kid, mum, mother, performed]);
    expect(fates.get('RelatedPerson/mother')).toBe(`${MRN}|80001`);
    expect(fates.get('Observation/1')).toBe(`${MRN}|80001`);
  });

  test('name their patient to the resources of others', async () => {
    const other = { ...performed, subject: { reference: `Patient/${MUM}` } };
    const { fates } = await fatesOf([kid, mum, mother, other]);
    expect(fates.has('Observation/1')).toBe(false);
  });

  test('are never in what is shared', async () => {
    const extension = [{ url: 'urn:x', valueReference: { reference: 'RelatedPerson/absent' } }];
    const contained = [{ resourceType: 'Person', id: 'p', name: [{ text: 'Somebody' }] }];
    const { fates } = await fatesOf([
      kid,
      { resourceType: 'Organization', id: '1', extension },
      { resourceType: 'Medication', id: '2', contained },
    ]);
    expect([...fates.keys()]).toEqual([`Patient/${KID}`]);
  });

  test('groups name their members', async () => {
    const group = (id: string, ...members: string[]): Resource => ({
      resourceType: 'Group',
      id,
      member: members.map((member) => ({ entity: { reference: `Patient/${member}` } })),
    });
    const { fates } = await fatesOf([
      kid,
      mum,
      group('both', KID, MUM),
      group('own', KID),
      observation('1', { focus: [{ reference: 'Group/both' }] }),
      observation('2', { focus: [{ reference: 'Group/own' }] }),
    ]);
    expect([...fates.keys()].filter((key) => !key.startsWith('Patient')).sort()).toEqual([
      'Group/own',
      'Observation/2',
    ]);
  });
});

describe('a Patient', () => {
  test.each([
    ['extension', { extension: [{ url: 'http://clinic.invalid/mother', valueIdentifier: mumNumber }] }],
    ['contact', { contact: [{ extension: [{ url: 'urn:x', valueReference: { reference: `Patient/${MUM}` } }] }] }],
  ])('that names another one by %s is held back, and what is its own stays', async (_, members) => {
    const { fates } = await fatesOf([{ ...kid, ...members }, mum, observation('1')]);
    expect(fates.has(`Patient/${KID}`)).toBe(false);
    expect(fates.get('Observation/1')).toBe(`${MRN}|80001`);
  });

  test('names nobody else by the links to other records of its person', async () => {
    const link = [
      { type: 'replaces', other: { reference: `Patient/${MUM}` } },
      { type: 'replaces', other: { type: 'Patient', identifier: mumNumber } },
    ];
    const { report } = await fatesOf([{ ...kid, link }, mum, patient('other', '80003')]);
    expect(heldBack(report)).not.toHaveProperty('several-patients Patient');
  });

  test('is not mistaken for one that has a number in common with it', async () => {
    const policy = { system: 'http://insurer.invalid/policy', value: 'FAMILY-1' };
    const both = [kid, mum].map((one) => ({ ...one, identifier: [...(one['identifier'] as object[]), policy] }));
    const coverage: Resource = {
      resourceType: 'Coverage',
      id: '1',
      identifier: [policy],
      beneficiary: { reference: `Patient/${KID}` },
    };
    const { fates } = await fatesOf([...both, coverage] as Resource[]);
    expect(fates.get('Coverage/1')).toBe(`${MRN}|80001`);
    expect(fates.size).toBe(3);
  });
});

describe('members that come twice', () => {
  test.each([
    `{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/${KID}"},"focus":[{"type":"Patient","identifier":{"system":"${MRN}","value":"80002"},"identifier":{"system":"${MRN}","value":"80001"}}]}`,
    `{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/${MUM}"},"subject" : {"reference":"Patient/${KID}"}}`,
  ])('are refused, since parsers disagree on which one counts: %s', async (line) => {
    await expect(fatesOf([kid, mum, line])).rejects.toMatchObject({ code: 'IMPORT_INVALID' });
  });

  test('are told from quotes in a text', async () => {
    const note = [{ text: 'she said "reference": "x" and \\"y\\": "subject": "' }];
    const { fates } = await fatesOf([kid, observation('1', { note })]);
    expect(fates.has('Observation/1')).toBe(true);
  });
});
