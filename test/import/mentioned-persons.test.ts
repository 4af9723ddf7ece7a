import { describe, expect, test } from 'vitest';
import { fatesOf, heldBack, type Resource } from './fates.ts';
import { KID, kid, MRN, MUM, mum, mumNumber, observation, patient } from './two-patients.ts';

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

  test.each<readonly [string, object]>([
    ['a relative by number', { other: { type: 'RelatedPerson', identifier: mumNumber } }],
    ['a relative by number alone', { other: { reference: 'RelatedPerson/x', identifier: { value: '80002' } } }],
    [
      'an identifier in an extension',
      {
        other: { reference: `Patient/old` },
        extension: [{ url: 'http://clinic.invalid/mother', valueIdentifier: mumNumber }],
      },
    ],
    [
      'a reference in an extension',
      {
        other: {
          reference: 'RelatedPerson/x',
          extension: [{ url: 'urn:x', valueReference: { reference: `Patient/${MUM}` } }],
        },
      },
    ],
  ])('that names another one in a link by %s is held back', async (_, link) => {
    const { fates } = await fatesOf([{ ...kid, link: [{ type: 'seealso', ...link }] }, mum]);
    expect([...fates.keys()]).toEqual([`Patient/${MUM}`]);
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

describe('a resource of somebody who is not known', () => {
  const unknown: readonly object[] = [
    { reference: 'urn:uuid:2d9875ba-9310-413d-93d4-bf552585d527' },
    { identifier: { system: MRN, value: '80999' } },
    { display: 'newborn of Q. Testperson' },
    { reference: 'Group/absent' },
    { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }] },
  ];
  test.each<readonly [string, string, string]>([
    ['Condition', 'subject', 'asserter'],
    ['Observation', 'subject', 'performer'],
    ['AllergyIntolerance', 'patient', 'recorder'],
    ['Coverage', 'beneficiary', 'subscriber'],
    ['QuestionnaireResponse', 'subject', 'author'],
    ['DocumentReference', 'subject', 'author'],
  ])('is not of a patient who took part: %s', async (resourceType, about, part) => {
    const took = { [part]: [{ reference: `Patient/${MUM}` }] };
    const lines = unknown.map((one, i): Resource => ({ resourceType, id: `v${i}`, [about]: one, ...took }));
    const { fates } = await fatesOf([kid, mum, ...lines]);
    expect([...fates.keys()].sort()).toEqual([`Patient/${MUM}`, `Patient/${KID}`]);
  });

  test('is of the patient who took part where nothing says whom it is about', async () => {
    const { fates } = await fatesOf([
      mum,
      { resourceType: 'Observation', id: '1', performer: [{ reference: `Patient/${MUM}` }] },
      { resourceType: 'Communication', id: '1', recipient: [{ reference: `Patient/${MUM}` }] },
    ]);
    expect(fates.get('Observation/1')).toBe(`${MRN}|80002`);
    expect(fates.get('Communication/1')).toBe(`${MRN}|80002`);
  });
});
