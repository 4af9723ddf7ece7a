import { describe, expect, test } from 'vitest';
import { fatesOf, heldBack, type Resource } from './fates.ts';

const V3 = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';
const PHYSICAL = 'http://terminology.hl7.org/CodeSystem/location-physical-type';

function patient(id: string, more: object = {}): Resource {
  const identifier = [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: `MRN-${id}` }];
  return { resourceType: 'Patient', id, identifier, ...more };
}

const named = patient('a', {
  name: [{ family: 'Müller-Testperson', given: ['Quirin', 'X.'] }],
  address: [{ line: ['12 Example Row'], city: 'Nowhere', postalCode: '00001' }],
});

function encounter(id: string, of: string, location: string | object): Resource {
  const reference = typeof location === 'string' ? { reference: location } : location;
  return {
    resourceType: 'Encounter',
    id,
    subject: { reference: `Patient/${of}` },
    location: [{ location: reference }],
  };
}

const concept = (system: string | undefined, code: string): object => ({
  coding: [{ ...(system && { system }), code }],
});

/** Whether a Location or Organization, by its members, is shared in an import with two patients. */
async function isShared(resourceType: string, members: object, ...others: Resource[]): Promise<boolean> {
  const { fates } = await fatesOf([named, patient('b'), { resourceType, id: 'x', ...members }, ...others]);
  return fates.get(`${resourceType}/x`) === 'nobody';
}

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
    const places = Array.from(
      { length: 500 },
      (_, i): Resource => ({
        resourceType: 'Location',
        id: `r${i}`,
        identifier: [site],
        partOf: { identifier: site },
        ...(i === 250 && { type: [concept(V3, 'PTRES')] }),
      }),
    );
    const begun = performance.now();
    const { report } = await fatesOf([named, ...places, encounter('1', 'a', { identifier: site })]);
    expect(heldBack(report)).toEqual({ 'residence Location': 500 });
    expect(performance.now() - begun).toBeLessThan(5000);
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

describe('an address that is a patient’s, of a place that is coded as an institution', () => {
  const address = { line: ['12 Example Row'], city: 'Nowhere' };
  const hospital = { name: 'Visit site', type: [concept(V3, 'HOSP')], address };
  const resident = (id: string, family: string): Resource => patient(id, { name: [{ family }], address: [address] });

  test.each<readonly [string, string, object]>([
    ['a hospital', 'Location', hospital],
    ['a hospital that is managed', 'Location', { ...hospital, managingOrganization: { reference: 'Organization/o' } }],
    ['a bed', 'Location', { name: 'Bed 3', physicalType: concept(PHYSICAL, 'bd'), address }],
    [
      'a provider',
      'Organization',
      { type: [concept('http://terminology.hl7.org/CodeSystem/organization-type', 'prov')], address: [address] },
    ],
  ])('makes it a home where one family lives there: %s', async (_, type, members) => {
    expect(await isShared(type, members)).toBe(false);
    expect(await isShared(type, members, resident('c', 'Müller-Testperson'), resident('d', 'Partner'))).toBe(false);
    expect(await isShared(type, members, resident('c', 'One'), resident('d', 'Two'))).toBe(true);
    expect(await isShared(type, { ...members, name: 'Nowhere Nursing Home' })).toBe(true);
  });
});

describe('an address in another spelling', () => {
  const resident = patient('c', {
    address: [{ line: ['Beispielstr. 5'], city: 'Nirgendwo', postalCode: '00005' }],
  });
  const adxp = (part: string, valueString: string): object => ({
    url: `http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-${part}`,
    valueString,
  });

  test.each<readonly [string, object]>([
    ['care of somebody', { line: ['c/o Testperson', 'Beispielstr. 5'], city: 'Nirgendwo' }],
    ['care of somebody, on one line each', { line: ['c/o Testperson', 'Beispielstr.', '5'], city: 'Nirgendwo' }],
    ['a line before it', { line: ['Haus Sonne', 'Beispielstraße 5'], city: 'Nirgendwo' }],
    ['number first', { line: ['5 Beispielstr.'], city: 'Nirgendwo' }],
    ['town as district', { line: ['Beispielstr. 5'], district: 'Nirgendwo' }],
    ['postal code as number', { line: ['Beispielstr. 5'], postalCode: '00005' }],
    ['town among the lines', { line: ['Beispielstr. 5', '00005 Nirgendwo'] }],
    ['no town', { line: ['Beispielstr. 5'] }],
    [
      'parts in extensions',
      { _line: [{ extension: [adxp('streetName', 'Beispielstr.'), adxp('houseNumber', '5')] }], city: 'Nirgendwo' },
    ],
    [
      'parts of the parts',
      {
        _line: [
          {
            extension: [
              adxp('streetNameBase', 'Beispiel'),
              adxp('streetNameType', 'straße'),
              adxp('houseNumberNumeric', '5'),
            ],
          },
        ],
        city: 'Nirgendwo',
      },
    ],
  ])('is the patient’s: %s', async (_, address) => {
    expect(await isShared('Location', { name: 'Visit site', address }, resident)).toBe(false);
  });

  test('is the patient’s where the Patient has it in parts', async () => {
    const inParts = patient('c', {
      address: [
        { _line: [{ extension: [adxp('streetName', 'Beispielstr.'), adxp('houseNumber', '5')] }], city: 'Nirgendwo' },
      ],
    });
    const address = { line: ['Beispielstr. 5'], city: 'Nirgendwo' };
    expect(await isShared('Location', { name: 'Visit site', address }, inParts)).toBe(false);
  });

  test.each<readonly [string, object]>([
    ['another house', { line: ['6 Beispielstr.'], city: 'Nirgendwo' }],
    ['the same district of another town', { line: ['Beispielstr. 5'], city: 'Anderswo', district: 'Nirgendwo' }],
    ['another town', { line: ['Beispielstr. 5'], city: 'Anderswo' }],
    ['a street without house', { line: ['Beispielstr.'] }],
    ['a flat of another house', { line: ['Anderstr. 1', 'Beispiel 5'], city: 'Nirgendwo' }],
  ])('is not the patient’s: %s', async (_, address) => {
    expect(await isShared('Location', { name: 'Visit site', address }, resident)).toBe(true);
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

describe('a home by what people and old systems write', () => {
  const resident = patient('a', {
    name: [{ family: 'Müller-Testperson', given: ['Quirin', 'X.'] }],
    address: [
      { line: ['Beispielstraße 12'], city: 'Nirgendwo', postalCode: '00001' },
      { text: '7 rue de l’Exemple, 99999 Nullepart' },
    ],
  });
  const visits = ['a', 'b'].map((id) => encounter(`e${id}`, id, 'Location/x'));
  const shares = async (members: object): Promise<boolean> => {
    const { fates } = await fatesOf([
      resident,
      patient('b'),
      { resourceType: 'Location', id: 'x', ...members },
      ...visits,
    ]);
    return fates.get('Location/x') === 'nobody';
  };

  test.each<readonly [string, object]>([
    ['Zuhause', { name: 'Zuhause' }],
    ['bei Patient zu Hause', { name: 'Bei Patient zu Hause' }],
    ['domicile du patient', { name: 'Domicile du patient' }],
    ['chez le patient', { description: 'chez le patient' }],
    ['a domicilio', { name: 'Atención a domicilio' }],
    ['vivienda', { name: 'Vivienda de Q. Testperson' }],
    ['casa del paciente', { name: 'Casa del paciente' }],
    ['Privatadresse', { name: 'Privatadresse' }],
    ['Hausbesuch', { name: 'Hausbesuch Müller-Testperson' }],
    ['Wohnort Patient', { name: 'Wohnort Patient' }],
    ['thuis', { name: 'Bij patiënt thuis' }],
    ['name ue', { name: 'Mueller-Testperson' }],
    ['name full', { name: 'Quirin Müller-Testperson' }],
    ['name upper', { name: 'MUELLER TESTPERSON' }],
    ['alias', { name: 'x', alias: ['Maison Müller-Testperson'] }],
    ['address str.', { name: 'x', address: { line: ['Beispielstr. 12'], city: 'Nirgendwo', postalCode: '00001' } }],
    [
      'address strasse',
      { name: 'x', address: { line: ['Beispielstrasse 12'], city: 'Nirgendwo', postalCode: '00001' } },
    ],
    [
      'address upper blanks',
      { name: 'x', address: { line: ['BEISPIELSTRASSE  12 '], city: 'NIRGENDWO', postalCode: '00001' } },
    ],
    [
      'address in two lines',
      { name: 'x', address: { line: ['Beispielstraße', '12'], city: 'Nirgendwo', postalCode: '00001' } },
    ],
    ['address text', { name: 'x', address: { text: 'Beispielstraße 12, 00001 Nirgendwo' } }],
    ['address text fr', { name: 'x', address: { text: "7 rue de l'Exemple 99999 Nullepart" } }],
    ['address house number glued', { name: 'x', address: { line: ['Beispielstraße 12 '], postalCode: '00001' } }],
    ['mode kind home', { name: 'Home', mode: 'kind' }],
    ['mode kind ptres', { mode: 'kind', type: [{ coding: [{ code: 'PTRES' }] }] }],
    ['address use home', { name: 'x', address: { use: 'home', line: ['1 Other'], city: 'B' } }],
  ])('is held back though several patients were there: %s', async (_, members) => {
    expect(await shares(members)).toBe(false);
  });

  test.each([
    { name: 'Casa di Cura Esempio' },
    { name: 'Maison de santé' },
    { name: 'Hogar de ancianos' },
    { name: 'Haus 3' },
    { name: 'Ward 12', address: { line: ['Beispielstraße 21'], city: 'Nirgendwo', postalCode: '00001' } },
    { name: 'Bauer Ward' },
    { name: 'x', address: { text: 'Beispielstraße 13, 00001 Nirgendwo' } },
  ])('is told from an institution: %j', async (members) => {
    expect(await shares(members)).toBe(true);
  });
});

describe('a home that several patients share', () => {
  const mother = patient('a', { telecom: [{ system: 'phone', value: '+49 (0)30 555 0107' }] });
  const child = patient('b', {
    contact: [
      {
        telecom: [{ system: 'phone', value: '0170/555 01 99' }],
        address: { line: ['7 Sample Lane'], city: 'Nowhere', postalCode: '00007' },
      },
    ],
  });
  const relative = {
    resourceType: 'RelatedPerson',
    id: 'r',
    patient: { reference: 'Patient/b' },
    telecom: [{ system: 'email', value: 'Testperson@Home.invalid' }],
    address: [{ line: ['9 Sample Lane'], city: 'Nowhere' }],
  };
  const shares = async (resourceType: string, members: object, ...others: Resource[]): Promise<boolean> => {
    const place = { resourceType, id: 'x', name: 'Green Cottage', ...members };
    const visits = ['a', 'b'].map((id) => encounter(`e${id}`, id, 'Location/x'));
    const { fates } = await fatesOf([mother, child, relative, place, ...visits, ...others]);
    return fates.get(`${resourceType}/x`) === 'nobody';
  };
  const phone = (value: unknown, more: object = {}): object => ({ telecom: [{ system: 'phone', value, ...more }] });

  test.each<readonly [string, object]>([
    ['telephone', phone('0305550107')],
    ['telephone as digits of the country', phone('49305550107')],
    ['telephone of another spelling', phone('0049 30-555.0107')],
    ['telephone as a URI', phone('tel:+49-30-5550107')],
    ['telephone without its area', phone('555 0107')],
    ['telephone without quotes', phone(305550107)],
    ['telephone with an extension', phone('030 5550107 ext. 12')],
    ['telephone in full-width digits', phone('０３０ ５５５０１０７')],
    ['fax', { telecom: [{ system: 'fax', value: '030 555 0107' }] }],
    ['telephone without system', { telecom: [{ value: '030 555 0107' }] }],
    ['telephone, no list', { telecom: { system: 'phone', value: '030 555 0107' } }],
    ['telephone in lists of lists', { telecom: [[{ value: ['030 555 0107'] }]] }],
    ['telephone as its identifier', { identifier: [{ system: 'urn:household', value: '030-5550107' }] }],
    ['telephone in its description', { description: 'Ring 030 / 555 0107 first' }],
    ['telephone in an extension', { extension: [{ url: 'urn:x', valueContactPoint: { value: '0305550107' } }] }],
    [
      'telephone of what it contains',
      { contained: [{ resourceType: 'Organization', id: 'o', ...phone('0305550107') }] },
    ],
    [
      'telephone, though it is managed',
      { ...phone('0305550107'), managingOrganization: { reference: 'Organization/o' } },
    ],
    ['telephone of a contact', phone('+49 170 5550199')],
    ['e-mail of a relative', { telecom: [{ system: 'email', value: 'testperson@home.invalid' }] }],
    ['address of a contact', { address: { line: ['7 Sample Lane'], postalCode: '00007' } }],
    ['address of a relative', { address: { line: ['9 SAMPLE LANE.'], city: 'Nowhere' } }],
    [
      'address in an extension',
      { extension: [{ url: 'urn:x', valueAddress: { line: ['9 Sample Lane'], city: 'nowhere' } }] },
    ],
  ])('is known by the %s', async (_, members) => {
    expect(await shares('Location', members)).toBe(false);
    expect(await shares('Organization', members)).toBe(false);
  });

  test.each<readonly [string, object]>([
    ['another number', phone('030 555 0108')],
    ['another area', phone('+49 40 555 0107')],
    ['a longer number', phone('030 555 0107 1')],
    ['an extension alone', phone('0107')],
    ['a number in place of none', phone('000-000-0000')],
    ['another address', { address: { line: ['8 Sample Lane'], city: 'Nowhere' } }],
    ['another number in words', { description: 'Room 12, built 1970-01-01, 3 beds' }],
  ])('is not known by %s', async (_, members) => {
    const none = patient('c', { telecom: [{ system: 'phone', value: '(000) 000-0000' }] });
    expect(await shares('Location', members, none)).toBe(true);
  });

  test('is told from a ward or provider by its code', async () => {
    expect(await shares('Location', { ...phone('0305550107'), type: [concept(V3, 'HOSP')] })).toBe(true);
    expect(await shares('Location', { ...phone('0305550107'), physicalType: concept(PHYSICAL, 'wa') })).toBe(true);
  });

  test('is told from a hospital whose number many patients have', async () => {
    const many = (count: number): Resource[] =>
      Array.from({ length: count }, (_, i) => patient(`m${i}`, phone('030 555 0107')));
    expect(await shares('Location', phone('0305550107'), ...many(19))).toBe(false);
    expect(await shares('Location', phone('0305550107'), ...many(20))).toBe(true);
  });

  test('is told from where a patient works, and from a patient’s insurer and employer', async () => {
    const worker = patient('c', {
      ...phone('040 777 0001', { use: 'work' }),
      contact: [
        { relationship: [concept('http://terminology.hl7.org/CodeSystem/v2-0131', 'E')], ...phone('040 777 0002') },
        { organization: { reference: 'Organization/o' }, ...phone('040 777 0003') },
        { name: { text: 'Nowhere General Hospital' }, ...phone('040 777 0004') },
      ],
    });
    for (const last of [1, 2, 3, 4]) expect(await shares('Location', phone(`040777000${last}`), worker)).toBe(true);
    expect(await shares('Location', { name: 'Nowhere General Hospital' }, worker)).toBe(true);
  });

  test('is one where only those who live together were there', async () => {
    const home = { address: [{ line: ['12 Example Row'], city: 'Nowhere' }] };
    const people = [patient('a', home), patient('b', home), patient('c')];
    const place = { resourceType: 'Location', id: 'x', name: 'Green Cottage' };
    const fate = async (...visitors: string[]): Promise<string | undefined> => {
      const visits = visitors.map((id) => encounter(`e${id}`, id, 'Location/x'));
      return (await fatesOf([...people, place, ...visits])).fates.get('Location/x');
    };
    expect(await fate('a', 'b')).toBeUndefined();
    expect(await fate('a', 'b', 'c')).toBe('nobody');
  });
});
