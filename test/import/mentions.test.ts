import { describe, expect, test } from 'vitest';
import { growth } from '../growth.ts';
import { fatesOf, heldBack, type Resource } from './fates.ts';
import { SPELLINGS } from './mention-spellings.ts';
import {
  base64,
  CHILD,
  contained,
  KID,
  kid,
  MRN,
  MUM,
  mum,
  mumNumber,
  OF_CHILD,
  observation,
  patient,
} from './two-patients.ts';
import { TYPED } from './typed-mentions.ts';

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

  test('is held back whatever its type and the element', async () => {
    const lines = TYPED.map(
      ([, resourceType, members], i): Resource => ({
        resourceType,
        id: `v${i}`,
        subject: CHILD,
        patient: CHILD,
        beneficiary: CHILD,
        ...OF_CHILD[resourceType],
        ...members,
      }),
    );
    const { fates } = await fatesOf([kid, mum, ...lines]);
    expect(TYPED.filter(([, type], i) => fates.has(`${type}/v${i}`)).map(([name]) => name)).toEqual([]);
  });

  test('stays where it names its own patient by the same elements', async () => {
    const lines = TYPED.map(([, resourceType, members], i): Resource => {
      const common = { subject: CHILD, patient: CHILD, beneficiary: CHILD, ...OF_CHILD[resourceType] };
      return JSON.parse(
        JSON.stringify({ resourceType, id: `v${i}`, ...common, ...members })
          .replaceAll(MUM, KID)
          .replaceAll('80002', '80001')
          .replaceAll('Erika', 'Kim')
          .replaceAll('1980-03-12', '2020-02-02'),
      );
    }).filter((line) => !/"(?:data|query|url)":|A123456780|MSH|data:/.test(JSON.stringify(line)));
    const { fates } = await fatesOf([kid, mum, ...lines]);
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter(({ resourceType, id }) => fates.get(`${resourceType}/${id}`) !== `${MRN}|80001`)).toEqual([]);
  });

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
      { extension: [{ url: 'http://clinic.invalid/children', valueInteger: 7 }] },
      { note: [{ text: 'MSH|^~\\&|A\rPID|1||80001^^^CLINIC||T^Q||19800020||||Way 3^^Ort^^80002|||80002' }] },
      { note: [{ text: 'MSH|^~\\&|A\rNK1|1|T^Q|MTH|Way 3^^Ort^^80002|80002\rOBX|1|ST|x||80002\rconstructor|80002' }] },
      { extension: [{ url: 'http://clinic.invalid/mother/page', valueUrl: 'https://clinic.invalid/?page=80002' }] },
      { performer: [{ reference: '7' }] },
      { note: [{ text: 'Patient 80002 steps a day, record 80002, room no. 80002, number 80002' }] },
      contained({ name: [{ family: 'von Testperson', given: ['Erika'] }], birthDate: '1980-03-13' }),
      contained({ name: [{ family: 'von Testperson', given: ['Else'] }] }),
      contained({ name: [{ family: 'von Testperson' }] }),
      { note: [{ text: 'steps;weight;day\n80002;80002;80002\n' }] },
      { note: [{ text: JSON.stringify({ resourceType: 'Patient', id: KID, name: [{ family: 'T' }] }) }] },
      { note: [{ text: JSON.stringify({ resourceType: 'Patient', id: 'elsewhere', identifier: [own] }) }] },
      { note: [{ text: `<Patient xmlns="http://hl7.org/fhir"><id value="${KID}"/></Patient>` }] },
      {
        note: [
          {
            text: `<Patient xmlns="http://hl7.org/fhir"><id value="x"/><identifier><system value="${MRN}"/><value value="80001"/></identifier></Patient>`,
          },
        ],
      },
      { note: [{ text: '<Patient><PatientID>80001</PatientID></Patient>' }] },
      { note: [{ text: 'MSH|^~\\&|A\rPID|1||80001\rZXX|80002|80002^x\rPV1|1|||||||||||||||||80002^^^CLINIC^VN' }] },
    ];
    const { fates, report } = await fatesOf([
      kid,
      mum,
      patient('7', '80007'),
      ...harmless.map((members, i) => observation(`h${i}`, members)),
    ]);
    expect(heldBack(report)).toEqual({});
    expect(harmless.map((_, i) => fates.get(`Observation/h${i}`))).toEqual(harmless.map(() => `${MRN}|80001`));
  });

  test('is told from one whose own number, or measure, another patient has as a number', async () => {
    const sequence = Array.from({ length: 20 }, (_, i) => i);
    const patients = sequence.flatMap((i) => [patient(`l${i}`, `${10001 + i}`), patient(`s${i}`, `${1951 + i}`)]);
    const own = sequence.flatMap((i): Resource[] => {
      const [subject, value] = [{ reference: `Patient/l${i}` }, `${10001 + ((i * 3) % 20)}`];
      const small = 1951 + ((i * 7) % 20);
      return [
        { resourceType: 'Encounter', id: `a${i}`, subject, identifier: [{ value }] },
        {
          resourceType: 'Encounter',
          id: `b${i}`,
          subject,
          identifier: [{ system: 'http://clinic.invalid/visit', value }],
        },
        { resourceType: 'Observation', id: `c${i}`, subject, encounter: { identifier: { value } } },
        {
          resourceType: 'Observation',
          id: `d${i}`,
          subject,
          performer: [{ identifier: { system: 'http://clinic.invalid/staff', value } }],
        },
        {
          resourceType: 'Observation',
          id: `e${i}`,
          subject,
          code: { text: 'Birth weight of newborn' },
          valueInteger: small,
        },
        {
          resourceType: 'QuestionnaireResponse',
          id: `f${i}`,
          subject,
          item: [{ text: 'Year of birth of mother', answer: [{ valueInteger: small }, { valueString: `${small}` }] }],
        },
      ];
    });
    const { fates, report } = await fatesOf([...patients, ...own]);
    expect(heldBack(report)).toEqual({});
    expect(fates.size).toBe(patients.length + own.length);
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
    const photo = { ...patient('drawn', '80003'), photo: [{ data: base64('%PDF-1.7 abc') }] };
    for (const threads of [1, 3]) {
      const { fates, report } = await fatesOf([...lines, photo], { threads });
      expect(fates.has('Observation/1')).toBe(false);
      expect(report.unread).toBe(1);
    }
  });
});

test('a document that is packed in itself, or never ends, is read in a time that grows with its length', async () => {
  const read = async (times: number) => {
    const pieces = ['data:,', '<a root="', '<system value="a"/>'];
    const texts = pieces.map((piece) => piece.repeat(times));
    const lines = texts.map((text, i): Resource => observation(`${i}`, { note: [{ text }] }));
    const packed = texts.map((text, i) =>
      observation(`p${i}`, { extension: [{ url: 'urn:q', valueBase64Binary: base64(text) }] }),
    );
    const { fates, report } = await fatesOf([kid, ...lines, ...packed]);
    expect(fates.size).toBe(5);
    expect(heldBack(report)).toEqual({ 'several-patients Observation': 2 });
  };
  expect(await growth(read, 10_000)).toBeLessThan(24);
});

test('very many references to what stands within the resource are read in a time that grows with their number', async () => {
  const read = async (length: number) => {
    const many = <T>(make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));
    const contained = [...many((i) => ({ resourceType: 'Practitioner', id: `r${i}` })), { resourceType: 'Patient' }];
    const lines = [
      observation('1', { contained, performer: many(() => ({ type: 'Patient', reference: '#absent' })) }),
      observation('2', { contained: contained.slice(0, -1), performer: many((i) => ({ reference: `#r${i}` })) }),
    ];
    const { fates } = await fatesOf([kid, ...lines]);
    expect([...fates.keys()].sort()).toEqual(['Observation/2', `Patient/${KID}`]);
  };
  expect(await growth(read, 3_000)).toBeLessThan(24);
});

test('a number of very many patients and relatives names all of them, in a time that grows with their number', async () => {
  const identifier = [{ system: 'urn:policy', value: 'POLICY-4711' }];
  const own = (i: number): object => ({ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: `MRN-${i}` });
  const people = Array.from({ length: 10_000 }, (_, i): Resource[] => [
    { resourceType: 'Patient', id: `p${i}`, identifier: [own(i), ...identifier] },
    { resourceType: 'RelatedPerson', id: `r${i}`, patient: { reference: `Patient/p${i}` }, identifier },
    { resourceType: 'Person', id: `q${i}`, identifier, link: [{ target: { reference: `RelatedPerson/r${i}` } }] },
  ]).flat();
  const alone: Resource = { resourceType: 'Patient', id: 'alone', identifier: [own(10_000)] };
  const { fates, report } = await fatesOf([...people, alone]);
  expect([...fates.keys()]).toEqual(['Patient/alone']);
  expect(heldBack(report)).toEqual({
    'several-patients Patient': 10_000,
    'several-patients RelatedPerson': 10_000,
    'no-patient Person': 10_000,
  });
});
