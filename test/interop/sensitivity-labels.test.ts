import { describe, expect, test } from 'vitest';
import { categoryCodes } from '../../src/core/categories.ts';
import { SensitivityLabels } from '../../src/interop/fhir-labels.ts';
import { readResource } from '../../src/interop/fhir-resource.ts';
import { coded, codesOf, concept, labels, SENSITIVE, said, secured } from './labels.ts';

describe('a service', () => {
  const CPT = 'http://www.ama-assn.org/go/cpt';
  const HCPCS = 'https://bluebutton.cms.gov/resources/codesystem/hcpcs';
  const PCS = 'http://www.cms.gov/Medicare/Coding/ICD10';
  const OPS = 'http://fhir.de/CodeSystem/bfarm/ops';
  const DEPARTMENT = 'http://fhir.de/CodeSystem/dkgev/Fachabteilungsschluessel';
  test.each<readonly [string, string, string]>([
    [CPT, '90791', 'PSY'],
    [CPT, '90837', 'PSY'],
    [CPT, '90870', 'PSY'],
    [CPT, '99408', 'SUD'],
    [CPT, '59400', 'PREGNANT'],
    [CPT, '59840', 'PREGNANT'],
    [CPT, '59840', 'SEX'],
    [CPT, '58300', 'SEX'],
    [CPT, '55250', 'SEX'],
    [CPT, '58600', 'SEX'],
    [CPT, '86703', 'HIV'],
    [CPT, '87389', 'HIV'],
    [CPT, '87536', 'HIV'],
    [CPT, '87491', 'STD'],
    [CPT, '81211', 'GDIS'],
    [CPT, '81105', 'GDIS'],
    [CPT, '81599', 'GDIS'],
    ['urn:oid:2.16.840.1.113883.6.12', '90834', 'PSY'],
    ['C4', '90834', 'PSY'],
    [HCPCS, '90834', 'PSY'],
    [HCPCS, 'H0020', 'SUD'],
    [HCPCS, 'H0015', 'SUD'],
    [HCPCS, 'H2011', 'PSY'],
    [HCPCS, 'H1000', 'PREGNANT'],
    [HCPCS, 'J7298', 'SEX'],
    [HCPCS, 'G0432', 'HIV'],
    ['urn:oid:2.16.840.1.113883.6.285', 'J2315', 'SUD'],
    ['https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', 'G0396', 'SUD'],
    [PCS, '10E0XZZ', 'PREGNANT'],
    [PCS, '10A07ZZ', 'SEX'],
    [PCS, 'HZ2ZZZZ', 'SUD'],
    ['urn:oid:2.16.840.1.113883.6.4', 'GZB0ZZZ', 'PSY'],
    ['http://hl7.org/fhir/sid/icd-10-pcs', 'GZB0ZZZ', 'PSY'],
    [OPS, '9-607', 'PSY'],
    [OPS, '9-260', 'PREGNANT'],
    [OPS, '8-985.0', 'SUD'],
    [OPS, '5-751', 'SEX'],
    ['urn:oid:1.2.276.0.76.5.501', '9-607', 'PSY'],
    [DEPARTMENT, '2900', 'PSY'],
    [DEPARTMENT, '2950', 'SUD'],
    [DEPARTMENT, '3000', 'PSY'],
    [DEPARTMENT, '3100', 'PSY'],
    [`${DEPARTMENT}-erweitert`, '2425', 'PREGNANT'],
    ['http://nucc.org/provider-taxonomy', '2084P0800X', 'PSY'],
    ['http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'PSYCHF', 'PSY'],
  ])('of %s, %s, is among others %s', (system, code, expected) => {
    expect(codesOf({ resourceType: 'Procedure', ...coded(system, code) })).toContain(expected);
  });

  test.each([
    [CPT, '99213'],
    [CPT, '80053'],
    [CPT, '85025'],
    [CPT, '81003'],
    [CPT, '90686'],
    [CPT, '96365'],
    [HCPCS, 'J1100'],
    [HCPCS, 'G0008'],
    [HCPCS, 'E0601'],
    [PCS, '0DTJ4ZZ'],
    [PCS, 'F07Z9ZZ'],
    [OPS, '5-470.1'],
    [OPS, '9-320'],
    [DEPARTMENT, '0300'],
    ['http://nucc.org/provider-taxonomy', '2084N0400X'],
    ['http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'HOSP'],
  ])('of %s, %s, is nothing', (system, code) => {
    expect(codesOf({ resourceType: 'Procedure', ...coded(system, code) })).toEqual([]);
  });
});

describe('a security label', () => {
  test.each([
    'http://terminology.hl7.org/CodeSystem/v3-ActCode',
    'https://terminology.hl7.org/CodeSystem/v3-ActCode/',
    'http://terminology.hl7.org/CodeSystem/v3-ActCode|9.0.0',
    'http://hl7.org/fhir/v3/ActCode',
    'https://www.hl7.org/fhir/v3/ActCode/',
    'urn:oid:2.16.840.1.113883.5.4',
    'URN:OID:2.16.840.1.113883.5.4',
    '2.16.840.1.113883.5.4',
    'ActCode',
    undefined,
  ])('of %s is read', (system) => {
    expect(codesOf(secured(system, 'HIV'))).toEqual(['HIV']);
    expect(codesOf(secured(system, 'hiv '))).toEqual(['HIV']);
    expect(codesOf(secured(system, '42CFRPart2'))).toEqual(['SUD']);
  });

  const hiv = { coding: [{ system: 'http://hl7.org/fhir/v3/ActCode', code: 'HIV' }] };
  test.each<readonly [string, object, string[]]>([
    ['DocumentReference', { resourceType: 'DocumentReference', securityLabel: [hiv] }, ['HIV', 'NOTE']],
    ['DocumentManifest', { resourceType: 'DocumentManifest', securityLabel: [hiv] }, ['HIV', 'NOTE']],
    ['Consent', { resourceType: 'Consent', provision: { securityLabel: hiv.coding } }, ['HIV']],
    ['Consent of STU3', { resourceType: 'Consent', securityLabel: hiv.coding }, ['HIV']],
    ['contained', { contained: [{ resourceType: 'Observation', id: 'o', meta: { security: hiv.coding } }] }, ['HIV']],
    ['an entry', { contained: [{ entry: [{ resource: { meta: { security: hiv.coding } } }] }] }, ['HIV']],
    ['a tag', { meta: { tag: hiv.coding } }, ['HIV']],
    ['one label, no list', { meta: { security: hiv.coding[0] } }, ['HIV']],
  ])('at %s is read', (_, resource, expected) => {
    expect(codesOf(resource)).toEqual(expected);
  });

  test.each([
    'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
    'http://hl7.org/fhir/v3/Confidentiality',
    'urn:oid:2.16.840.1.113883.5.25',
    undefined,
  ])('R or V of %s alone stands for every sensitive category', (system) => {
    for (const code of ['R', 'V', 'v']) expect(codesOf(secured(system, code))).toEqual(SENSITIVE);
    for (const code of ['N', 'L', 'U', 'M']) expect(codesOf(secured(system, code))).toEqual([]);
  });

  test('of HL7 v2 says the reason, or R and V', () => {
    const v2 = 'http://terminology.hl7.org/CodeSystem/v2-0177';
    expect(codesOf(secured(v2, 'AID'))).toEqual(['HIV']);
    expect(codesOf(secured('http://hl7.org/fhir/v2/0177', 'PSY'))).toEqual(['PSY']);
    expect(codesOf(secured('urn:oid:2.16.840.1.113883.12.177', 'V'))).toEqual(SENSITIVE);
    expect(codesOf(secured(v2, 'U'))).toEqual([]);
  });

  test.each(['urn:oid:2.16.840.1.113883.1.11.20429', 'https://registry.invalid/confidentiality-codes', 'urn:x', ''])(
    'counts in the system %j, which nobody knows',
    (system) => {
      for (const code of ['HIV', 'PSY', 'SDV']) expect(codesOf(secured(system, code))).toEqual([code]);
      expect(codesOf(secured(system, 'ETH'))).toEqual(['SUD']);
      for (const code of ['R', 'V']) expect(codesOf(secured(system, code))).toEqual(SENSITIVE);
      expect(codesOf(secured(system, 'N'))).toEqual([]);
    },
  );

  test.each(['PRS', 'PDS', 'PHY', 'DIA', 'DRGIS', 'ADOL', 'SSP', 'IDS'])(
    '%s says that something is protected and not what',
    (code) => {
      expect(codesOf(secured('http://terminology.hl7.org/CodeSystem/v3-ActCode', code))).toEqual(SENSITIVE);
      expect(codesOf(secured(undefined, code))).toEqual(SENSITIVE);
    },
  );

  test.each(['CEL', 'VIP', 'EMP'])('%s says whom a record is of, and nothing of its content', (code) => {
    expect(codesOf(secured('http://terminology.hl7.org/CodeSystem/v3-ActCode', code))).toEqual([]);
  });

  test.each<readonly [object, readonly string[]]>([
    [{ meta: { security: [{ display: 'Restricted' }] } }, SENSITIVE],
    [{ securityLabel: [{ text: 'very restricted' }] }, SENSITIVE],
    [{ securityLabel: [{ coding: [{ display: 'Very Restricted' }] }] }, SENSITIVE],
    [{ meta: { security: ['V'] } }, SENSITIVE],
    [{ meta: { security: [{ display: 'très restreint' }] } }, SENSITIVE],
    [{ meta: { security: [{ display: 'sehr eingeschränkt' }] } }, SENSITIVE],
    [{ meta: { security: [{ display: 'unrestricted' }] } }, []],
    [{ meta: { security: [{ system: 'urn:x', code: 'ALCOHOL' }] } }, ['SUD']],
    [{ meta: { tag: [{ system: 'urn:x', code: 'HIV' }] } }, []],
    [{ meta: { tag: [{ display: 'Restricted' }] } }, []],
  ])('in words or elsewhere, %j, is %j', (resource, expected) => {
    expect(codesOf(resource)).toEqual(expected);
  });

  test('R beside a label that says why is that label', () => {
    const security = [
      { system: 'http://hl7.org/fhir/v3/Confidentiality', code: 'R' },
      { system: 'http://hl7.org/fhir/v3/ActCode', code: 'ETH' },
    ];
    expect(codesOf({ meta: { security } })).toEqual(['SUD']);
  });

  test('R stands for every category whatever the codes and words say', () => {
    const security = [{ system: 'http://hl7.org/fhir/v3/Confidentiality', code: 'R' }];
    expect(codesOf({ meta: { security }, ...said('Depression') })).toEqual(SENSITIVE);
    expect(codesOf({ resourceType: 'Composition', confidentiality: 'R' })).toEqual([...SENSITIVE, 'NOTE']);
  });
});

test('says which resources are marked as restricted without a reason', () => {
  const read = (resource: object): unknown =>
    readResource(JSON.stringify({ resourceType: 'Condition', id: 'x', ...resource }), labels);
  expect(read(secured('http://hl7.org/fhir/v3/Confidentiality', 'V'))).toMatchObject({ restricted: true });
  expect(read(secured('http://hl7.org/fhir/v3/Confidentiality', 'N'))).toMatchObject({ restricted: false });
  expect(read(secured('http://hl7.org/fhir/v3/ActCode', 'HIV'))).toMatchObject({ restricted: false });
});

describe('what stands in an unusual place or spelling', () => {
  test.each<readonly [string, object, string]>([
    ['component code', { component: [{ code: concept('URN:OID:2.16.840.1.113883.6.90', 'F32.1') }] }, 'PSY'],
    [
      'component value',
      { component: [{ valueCodeableConcept: concept('http://snomed.info/sct', '86406008') }] },
      'HIV',
    ],
    ['reasonCode', { reasonCode: [concept('http://hl7.org/fhir/sid/icd-10|2019', 'F10.2')] }, 'SUD'],
    ['bodySite', { bodySite: concept('http://hl7.org/fhir/sid/icd-10-cm', 'O80') }, 'PREGNANT'],
    [
      'contained medication',
      { contained: [{ resourceType: 'Medication', id: 'm', code: concept('http://www.whocc.no/atc', 'J05AR10') }] },
      'HIV',
    ],
    [
      'ingredient',
      {
        contained: [
          {
            resourceType: 'Medication',
            id: 'm',
            ingredient: [{ itemCodeableConcept: concept('URN:OID:2.16.840.1.113883.6.73', 'N07BC02') }],
          },
        ],
      },
      'SUD',
    ],
    [
      'version member',
      { code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', version: '2019', code: 'B20' }] } },
      'HIV',
    ],
    ['valueCode', { extension: [{ url: 'x', valueCode: 'F32.1' }] }, 'PSY'],
    [
      'valueCoding',
      { extension: [{ url: 'x', valueCoding: { system: 'http://hl7.org/fhir/sid/icd-10', code: 'B20' } }] },
      'HIV',
    ],
    [
      'QR answer',
      { item: [{ answer: [{ valueCoding: { system: 'http://snomed.info/sct', code: '86406008' } }] }] },
      'HIV',
    ],
    ['QR item text', { item: [{ text: 'Do you drink alcohol?', answer: [{ valueBoolean: true }] }] }, 'SUD'],
    ['code text only', { code: { text: 'F32.1' } }, 'PSY'],
    ['code text G', { code: { text: 'F32.1 G' } }, 'PSY'],
    ['icd dagger', { code: concept('http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'B24+') }, 'HIV'],
    ['icd bang', { code: concept('http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'F20.0!') }, 'PSY'],
    ['icd asterisk', { code: concept('http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'F02.4*') }, 'HIV'],
    ['icd no dot spaces', { code: concept('http://hl7.org/fhir/sid/icd-10', 'f 32 . 1') }, 'PSY'],
    ['system array', { code: { coding: [{ system: ['http://hl7.org/fhir/sid/icd-10'], code: 'B20' }] } }, 'HIV'],
    ['code number', { code: { coding: [{ system: 'http://snomed.info/sct', code: 86406008 }] } }, 'HIV'],
    ['coding no array', { code: { coding: { system: 'http://hl7.org/fhir/sid/icd-10', code: 'B20' } } }, 'HIV'],
    ['full-width', { code: concept('http://hl7.org/fhir/sid/icd-10', 'Ｆ３２．１') }, 'PSY'],
    ['soft hyphen', { code: concept('http://hl7.org/fhir/sid/icd-10', 'F3\u00ad2.1') }, 'PSY'],
    ['zero width display', { code: { text: 'depres\u200bsion' } }, 'PSY'],
    ['soft hyphen display', { code: { text: 'Schizo\u00adphrenie' } }, 'PSY'],
    ['NFD display', { code: { text: 'Alkoholabha\u0308ngigkeit' } }, 'SUD'],
    ['full-width word', { code: { text: 'ＨＩＶ positive' } }, 'HIV'],
    ['html split', { text: { div: '<div>H<b>I</b>V positive</div>' } }, 'HIV'],
    ['entity', { text: { div: '<div>depr&#101;ssion</div>' } }, 'PSY'],
    [
      'security in contained',
      {
        contained: [
          {
            resourceType: 'Medication',
            meta: { security: [{ system: 'urn:oid:2.16.840.1.113883.5.4', code: 'HIV' }] },
          },
        ],
      },
      'HIV',
    ],
    [
      'security lower case',
      { meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'hiv' }] } },
      'HIV',
    ],
    [
      'security inline ext',
      {
        extension: [
          {
            url: 'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',
            valueCoding: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HIV' },
          },
        ],
      },
      'HIV',
    ],
  ])('is labelled: %s', (_, members, expected) => {
    const parsed = readResource(
      JSON.stringify({ resourceType: 'Observation', id: '1', ...members }),
      new SensitivityLabels(),
    );
    expect(parsed.ok && categoryCodes(parsed.categories)).toContain(expected);
  });

  test.each(['A1.5', 'see B20.1', 'Room F32.1'])('is told from what is no code: %s', (text) => {
    const parsed = readResource(
      JSON.stringify({ resourceType: 'Observation', id: '1', code: { text } }),
      new SensitivityLabels(),
    );
    expect(parsed.ok && parsed.categories).toBe(0);
  });
});
