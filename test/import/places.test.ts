import { describe, expect, test } from 'vitest';
import { growth } from '../growth.ts';
import { fatesOf, heldBack, type Resource } from './fates.ts';
import { concept, encounter, isShared, named, PHYSICAL, patient, V3 } from './places.ts';

describe('a Location', () => {
  test.each<readonly [string, object]>([
    ['PTRES', { type: [concept(V3, 'PTRES')] }],
    ['PTRES by OID', { type: [concept('urn:oid:2.16.840.1.113883.5.111', 'PTRES')] }],
    ['PTRES of STU3', { type: [concept('http://hl7.org/fhir/v3/RoleCode', 'PTRES')] }],
    ['PTRES without system', { type: [concept(undefined, 'ptres ')] }],
    ['PTRES as the type of STU3, no list', { type: concept('http://hl7.org/fhir/v3/RoleCode', 'PTRES') }],
    ['PTRES among others', { type: [concept(V3, 'HOSP'), concept(V3, 'PTRES')] }],
    ['ho', { physicalType: concept(PHYSICAL, 'ho') }],
    ['ho of STU3', { physicalType: concept('http://hl7.org/fhir/location-physical-type', 'HO') }],
    ['ho without system', { physicalType: concept(undefined, 'ho') }],
    ['ho as form', { form: concept(PHYSICAL, 'ho') }],
    ['home in SNOMED CT', { type: [concept('http://snomed.info/sct', '264362003')] }],
    [
      'home in place of service',
      { type: [concept('https://www.cms.gov/Medicare/Coding/place-of-service-codes', '12')] },
    ],
    ['text of type', { type: [{ text: "Patient's residence" }] }],
    ['display of type', { type: [{ coding: [{ code: '7', display: 'Home' }] }] }],
    ['home of somebody', { name: 'Home of Q. Testperson' }],
    ['patient’s home', { description: 'Patient’s home' }],
    ['private home', { alias: ['private residence'] }],
    ['Wohnung', { name: 'Wohnung Testperson' }],
    ['family', { name: 'Familie Testperson' }],
    ['the family', { name: 'The Testperson family' }],
    ['household', { name: 'Testperson household' }],
    ['contact', { contact: [{ name: [{ family: 'Testperson' }] }] }],
    ['name of a patient', { name: 'Quirin Müller-Testperson' }],
    ['name of a patient, turned, without accent', { name: 'MULLER-TESTPERSON, Quirin X.' }],
    ['initial of a patient', { name: 'Q. Müller-Testperson' }],
    ['family name of a patient at home', { name: 'Haus Müller-Testperson' }],
    ['possessive', { name: "Müller-Testperson's house" }],
    ['name of a patient in a hospital’s', { name: 'Quirin Müller-Testperson Memorial Hospital' }],
    ['name with address', { name: 'Quirin Müller-Testperson, 2nd floor' }],
    ['address of a patient', { name: 'Green Cottage', address: { line: ['12 Example  Row.'], city: 'NOWHERE' } }],
    ['address as its name', { name: '12 Example Row, Nowhere' }],
    ['title and name', { name: 'Frau Testperson' }],
    ['initial and name', { name: 'Q. Testperson' }],
    ['name and initial', { alias: ['Testperson, Q.'] }],
    ['address by postal code', { address: { line: ['12 example row'], postalCode: '00001' } }],
  ])('that is a home by %s is held back', async (_, members) => {
    expect(await isShared('Location', members)).toBe(false);
  });

  test.each<readonly [string, object]>([
    ['ward', { name: 'Ward 3' }],
    ['nursing home', { name: 'Hilltop Nursing Home', address: { line: ['1 High St'], city: 'Nowhere' } }],
    ['children’s home', { name: 'Home of the Innocents Children’s Hospital' }],
    ['agency', { name: 'NOWHERE HOME HEALTH AGENCY' }],
    ['family practice', { name: 'Family practice' }],
    ['Holy Family', { name: 'Holy Family' }],
    ['street without its number', { name: 'Example Row clinic' }],
    ['practice', { name: 'Dr. Meier' }],
    ['house by name', { name: 'Operating theatre 2, Lister House' }],
    ['hospital of a like name', { name: 'Müller-Testperson Memorial Hospital' }],
    ['hospital', { type: [concept(V3, 'HOSP')], physicalType: concept(PHYSICAL, 'bu') }],
  ])('that is an institution (%s) is shared', async (_, members) => {
    expect(await isShared('Location', members)).toBe(true);
  });

  test.each<readonly [string, string | object]>([
    ['reference', 'Location/x'],
    ['absolute reference', 'https://ehr.invalid/fhir/Location/x/_history/2'],
    ['search', 'Location?identifier=urn:place|77777'],
    ['number', { identifier: { system: 'urn:place', value: '77777' } }],
  ])('to which one patient’s encounters alone refer (%s) may be a home, and is held back', async (_, location) => {
    const place = { name: 'Green Cottage', identifier: [{ system: 'urn:place', value: '77777' }] };
    const visits = [encounter('1', 'a', location), encounter('2', 'a', location)];
    expect(await isShared('Location', place)).toBe(true);
    expect(await isShared('Location', place, ...visits)).toBe(false);
    expect(await isShared('Location', place, ...visits, encounter('3', 'b', location))).toBe(true);
  });

  test('of one patient is shared where an institution answers for it', async () => {
    const visit = encounter('1', 'a', 'Location/x');
    const managed = (reference: object): object => ({ name: 'Room', managingOrganization: reference });
    expect(await isShared('Location', managed({ reference: 'Organization/absent' }), visit)).toBe(true);
    const hospital = { resourceType: 'Organization', id: 'h', name: 'Hospital' };
    expect(await isShared('Location', managed({ reference: 'Organization/h' }), visit, hospital)).toBe(true);
    expect(await isShared('Location', { type: [concept(V3, 'HOSP')] }, visit)).toBe(true);
    expect(await isShared('Location', { physicalType: concept(PHYSICAL, 'wa') }, visit)).toBe(true);
    expect(await isShared('Location', { type: [concept('urn:local', 'visit')] }, visit)).toBe(false);
    const family = { resourceType: 'Organization', id: 'h', type: [concept(undefined, 'household')] };
    expect(await isShared('Location', managed({ reference: 'Organization/h' }), visit, family)).toBe(false);
    expect(await isShared('Location', { partOf: { reference: 'Location/x' } }, visit)).toBe(false);
  });

  test.each([
    ['12 Main Street', '12 Main Street'],
    ['12 Main Street', 'Flat at 12 Main St.'],
    ['12 Main St', '12 MAIN STREET, 2nd floor'],
    ['Calle Mayor 5', 'Calle Mayor 5'],
    ['Hauptstraße 7', 'Hauptstrasse 7'],
    ['Hauptstr. 7', 'Hauptstraße 7 a'],
  ])('that is called after a patient’s street and number (%s) in any spelling is held back: %s', async (line, name) => {
    const resident = patient('c', { address: [{ line: [line], city: 'Nowhere' }] });
    expect(await isShared('Location', { name }, resident)).toBe(false);
    expect(await isShared('Location', { name: `1${name.replace(/\d+/, '9$&')}` }, resident)).toBe(true);
  });

  test.each([
    ['de la Cruz', 'Ana de la Cruz, 2nd floor'],
    ['von Berg', 'Ana von Berg, Hinterhof'],
    ['van den Bosch', 'Bosch, Ana van den, 3'],
  ])('that is called after a patient with a particle (%s) is held back: %s', async (family, name) => {
    const resident = patient('c', { name: [{ family, given: ['Ana'] }] });
    expect(await isShared('Location', { name }, resident)).toBe(false);
    expect(await isShared('Location', { name: name.replace('Ana', 'Sala') }, resident)).toBe(true);
  });

  test('within a home is one', async () => {
    const home = { resourceType: 'Location', id: 'home', physicalType: concept(PHYSICAL, 'ho') };
    const room = { name: 'Bed 1', physicalType: concept(PHYSICAL, 'bd'), partOf: { reference: 'Location/home' } };
    expect(await isShared('Location', room, home)).toBe(false);
    const middle = { resourceType: 'Location', id: 'm', partOf: { reference: 'Location/home' } };
    expect(await isShared('Location', { ...room, partOf: { reference: 'Location/m' } }, middle, home)).toBe(false);
  });

  test('among many of one number, each within the others, is read in a time that grows with their number', async () => {
    const site = { system: 'urn:site', value: 'HOSP1' };
    const read = async (length: number) => {
      const places = Array.from(
        { length },
        (_, i): Resource => ({
          resourceType: 'Location',
          id: `r${i}`,
          identifier: [site],
          partOf: { identifier: site },
          ...(i === length / 2 && { type: [concept(V3, 'PTRES')] }),
        }),
      );
      const { report } = await fatesOf([named, ...places, encounter('1', 'a', { identifier: site })]);
      expect(heldBack(report)).toEqual({ 'residence Location': length });
    };
    expect(await growth(read, 100)).toBeLessThan(24);
  });

  test('of one patient is found where another resource of that patient is held back', async () => {
    const torn = { ...encounter('2', 'a', 'Location/x'), participant: [{ individual: { reference: 'Patient/b' } }] };
    expect(await isShared('Location', {}, torn)).toBe(false);
    expect(await isShared('Location', {}, encounter('1', 'absent', 'Location/x'))).toBe(false);
  });
});

describe('an Organization', () => {
  test.each<readonly [string, object]>([
    ['a contact', { name: 'Anything', contact: [{ name: { family: 'Testperson', given: ['Q.'] } }] }],
    ['a contact of R5', { contact: [{ name: [{ text: 'Q. Testperson' }] }] }],
    ['a contact among others', { contact: [{ telecom: [] }, { name: { given: ['Q.'] } }] }],
    ['the type household', { type: [concept(undefined, 'household')] }],
    ['the type family in words', { type: [{ text: 'Family' }] }],
    ['the name of a household', { name: 'Testperson household' }],
    ['the name of a family', { name: 'Familie Testperson' }],
    ['the name of a patient', { name: 'Quirin Müller-Testperson' }],
    ['the address of a patient', { address: [{ line: ['12 Example Row'], city: 'Nowhere' }] }],
  ])('that is a family or a person by %s is held back', async (_, members) => {
    expect(await isShared('Organization', members)).toBe(false);
  });

  test.each<readonly [string, object]>([
    [
      'telephone',
      { name: 'Clinic', contact: [{ purpose: { text: 'desk' }, telecom: [{ system: 'phone', value: '1' }] }] },
    ],
    ['type', { type: [concept('http://terminology.hl7.org/CodeSystem/organization-type', 'prov')], name: 'Clinic' }],
    ['name', { name: 'Family practice' }],
  ])('with no person in it (%s) is shared', async (_, members) => {
    expect(await isShared('Organization', members)).toBe(true);
  });

  test.each([
    ['Familie Müller-Testperson GmbH', false],
    ['Self-employed: Q. Müller-Testperson', false],
    ['Müller-Testperson, Q. (self-payer)', false],
    ['Quirin Müller-Testperson AG', false],
    ['Q. Müller-Testperson AG', true],
    ['Klinik Q. Müller-Testperson', true],
    ['山田家', false],
    ['山田 様', false],
    ['ﾔﾏﾀﾞ宅', false],
    ['张宅', false],
    ['김씨 댁', false],
    ['子供の家', true],
    ['儿童之家', true],
    ['山田病院', true],
  ])('by its name (%s) is shared: %s', async (name, expected) => {
    expect(await isShared('Organization', { name })).toBe(expected);
  });

  test.each([
    ['prov', true],
    ['dept', true],
    ['other', false],
    ['bus', false],
    ['pay', false],
  ])('with a patient’s telephone and the type %s is shared: %s', async (code, expected) => {
    const type = [concept('http://terminology.hl7.org/CodeSystem/organization-type', code)];
    const telecom = [{ system: 'phone', value: '+49 30 555 0107' }];
    expect(await isShared('Organization', { name: 'Ltd', type, telecom }, patient('c', { telecom }))).toBe(expected);
  });
});

describe('below an organisation', () => {
  const below = (above: object): Resource[] => [
    { resourceType: 'Organization', id: 'h', ...above },
    { resourceType: 'Organization', id: 'd', name: 'Department', partOf: { reference: 'Organization/h' } },
    { resourceType: 'Location', id: 'w', name: 'Ward', managingOrganization: { reference: 'Organization/d' } },
    { resourceType: 'Location', id: 'r', name: 'Room 7', managingOrganization: { reference: 'Organization/h' } },
    encounter('1', 'a', 'Location/r'),
  ];
  const sharedBelow = async (above: object): Promise<string[]> => {
    const { fates } = await fatesOf([named, patient('b'), ...below(above)]);
    return ['Organization/h', 'Organization/d', 'Location/w', 'Location/r'].filter(
      (key) => fates.get(key) === 'nobody',
    );
  };
  const contact = [{ purpose: concept(undefined, 'ADMIN'), name: { family: 'Press', given: ['Pia'] } }];

  test('that has a person as contact, departments and wards are shared', async () => {
    expect(await sharedBelow({ name: 'City Hospital', contact })).toEqual([
      'Organization/d',
      'Location/w',
      'Location/r',
    ]);
    const type = [concept('http://terminology.hl7.org/CodeSystem/organization-type', 'prov')];
    expect(await sharedBelow({ name: 'Charité', type, contact })).toEqual([
      'Organization/d',
      'Location/w',
      'Location/r',
    ]);
    expect(await sharedBelow({ name: 'Nowhere Ltd', contact })).toEqual(['Organization/d', 'Location/w']);
  });

  test('that is called after a patient in full, they are where it is an institution', async () => {
    expect(await sharedBelow({ name: 'Quirin Müller-Testperson Hospital' })).toEqual([
      'Organization/d',
      'Location/w',
      'Location/r',
    ]);
    expect(await sharedBelow({ name: 'Quirin Müller-Testperson' })).toEqual([]);
  });

  test('that is a family, nothing is shared', async () => {
    expect(await sharedBelow({ type: [concept(undefined, 'household')], contact })).toEqual([]);
  });
});

describe('a bed or room that a hospital manages', () => {
  const managed = { managingOrganization: { reference: 'Organization/h' }, physicalType: concept(PHYSICAL, 'bd') };
  const hospital = { resourceType: 'Organization', id: 'h', name: 'City Hospital' };

  test.each([
    { name: 'Bed 3 - Müller-Testperson, Quirin' },
    { name: 'Müller-Testperson Quirin 12.03.1980' },
    { name: 'Bed 3: Q. Müller-Testperson' },
    { name: 'Bed 3', description: 'occupied by Quirin Müller-Testperson' },
    { name: 'Bed 3', alias: ['MRN-a77'] },
  ])('is held back where it names a patient: %j', async (members) => {
    expect(await isShared('Location', { ...managed, ...members }, hospital, patient('a77'))).toBe(false);
  });

  test('is shared where it has a family name alone', async () => {
    const bauer = patient('c', { name: [{ family: 'Bauer', given: ['Ute'] }] });
    expect(await isShared('Location', { ...managed, name: 'Bauer' }, hospital, bauer)).toBe(true);
  });
});

test('homes and families are reported by reason and place', async () => {
  const { report, fates } = await fatesOf([
    named,
    { resourceType: 'Location', id: 'ward', name: 'Ward 3' },
    { resourceType: 'Location', id: 'home', type: [concept(V3, 'PTRES')] },
    { resourceType: 'Organization', id: 'family', contact: [{ name: { family: 'Testperson' } }] },
    encounter('1', 'a', 'Location/home'),
  ]);
  expect(heldBack(report)).toEqual({ 'residence Location': 1, 'names-person Organization': 1 });
  expect(report.quarantined[0]?.examples).toEqual([{ file: 'all.ndjson', line: 3 }]);
  expect(fates.get('Location/ward')).toBe('nobody');
});
