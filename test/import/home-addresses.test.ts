import { describe, expect, test } from 'vitest';
import { fatesOf, type Resource } from './fates.ts';
import { concept, encounter, isShared, PHYSICAL, patient, V3 } from './places.ts';

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
