import { describe, expect, test } from 'vitest';
import { categoryCodes } from '../../src/core/categories.ts';
import { SensitivityLabels } from '../../src/interop/fhir-labels.ts';
import { readResource } from '../../src/interop/fhir-resource.ts';

const labels = new SensitivityLabels();
const SENSITIVE = ['PSY', 'PSYTHPN', 'SUD', 'HIV', 'SEX', 'STD', 'PREGNANT', 'GDIS', 'SCA', 'SDV', 'COGN'];

function codesOf(resource: object): string[] {
  const parsed = readResource(JSON.stringify({ resourceType: 'Condition', id: 'x', ...resource }), labels);
  if (!parsed.ok) throw new Error(parsed.problem);
  return categoryCodes(parsed.categories);
}

const coded = (system: string | undefined, code: string): object => ({ code: { coding: [{ system, code }] } });
const said = (text: string): object => ({ code: { text } });
const secured = (system: string | undefined, code: string): object => ({ meta: { security: [{ system, code }] } });

describe('a code that national lists have beside the chapter', () => {
  const CM = 'http://hl7.org/fhir/sid/icd-10-cm';
  const ICD9 = 'http://hl7.org/fhir/sid/icd-9-cm';
  test.each<readonly [string, string, string]>([
    [CM, 'P96.1', 'SUD'],
    [CM, 'P04.3', 'SUD'],
    [CM, 'Q86.0', 'SUD'],
    [CM, 'O99.330', 'SUD'],
    [CM, 'Z72.0', 'SUD'],
    [CM, 'E88.14', 'HIV'],
    [CM, 'Z83.0', 'HIV'],
    ['http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'U60.1', 'HIV'],
    [CM, 'F10.151', 'PSY'],
    [CM, 'F84.0', 'PSY'],
    [CM, 'T39.012A', 'PSY'],
    [CM, 'T40.0X2A', 'PSY'],
    [CM, 'T58.02XA', 'PSY'],
    [CM, 'T36.92XA', 'PSY'],
    [CM, 'T43.223A', 'SDV'],
    [CM, 'X93', 'SDV'],
    [CM, 'Y04.0', 'SDV'],
    [CM, 'O9A.311', 'SDV'],
    [CM, 'Z98.51', 'SEX'],
    [CM, 'Z79.3', 'SEX'],
    [CM, 'N53.12', 'SEX'],
    [CM, 'R87.820', 'STD'],
    [CM, 'Z22.4', 'STD'],
    [CM, 'Z87.51', 'PREGNANT'],
    [CM, 'N96', 'PREGNANT'],
    [CM, 'H36.811', 'SCA'],
    [CM, 'E80.0', 'GDIS'],
    [CM, 'G60.0', 'GDIS'],
    [CM, 'D82.1', 'GDIS'],
    [CM, 'I69.311', 'COGN'],
    [CM, 'F06.70', 'COGN'],
    [ICD9, '294.9', 'PSY'],
    [ICD9, '316', 'PSY'],
    [ICD9, '760.71', 'SUD'],
    [ICD9, '131.01', 'STD'],
    [ICD9, '282.41', 'SCA'],
    [ICD9, '635.90', 'SEX'],
    [ICD9, 'E966', 'SDV'],
    [ICD9, '359.21', 'GDIS'],
    ['http://loinc.org', '24012-7', 'HIV'],
    ['http://loinc.org', '21613-5', 'STD'],
    ['http://loinc.org', '21416-3', 'STD'],
    ['http://snomed.info/sct', '31676001', 'HIV'],
    ['http://snomed.info/sct', '64905009', 'PSY'],
    ['http://snomed.info/sct', '394587001', 'PSY'],
    ['http://snomed.info/sct', '87132004', 'SUD'],
    ['http://snomed.info/sct', '92824003', 'GDIS'],
    ['http://loinc.org', '5223-3', 'HIV'],
    ['http://loinc.org', '10351-5', 'HIV'],
    ['http://loinc.org', '24111-7', 'STD'],
    ['http://loinc.org', '21636-6', 'GENOME'],
    ['http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'PHU', 'PSY'],
    ['http://snomed.info/sct', '269828009', 'STD'],
    ['http://snomed.info/sct', '444175001', 'PSYTHPN'],
    ['http://snomed.info/sct', '44301001', 'PSY'],
    ['http://www.whocc.no/atc', 'G03XB01', 'SEX'],
    ['http://www.whocc.no/atc', 'J05AX09', 'HIV'],
  ])('of %s, %s, is among others %s', (system, code, expected) => {
    expect(codesOf(coded(system, code))).toContain(expected);
  });

  test.each<readonly [string, string, string]>([
    [ICD9, '295.90', 'COGN'],
    [ICD9, '316', 'COGN'],
    [CM, 'T40.0X1A', 'PSY'],
    [CM, 'T43.221A', 'SDV'],
    [CM, 'T52.2X1A', 'PSY'],
    [CM, 'Z79.4', 'SEX'],
  ])('of %s, %s, is not %s', (system, code, other) => {
    expect(codesOf(coded(system, code))).not.toContain(other);
  });
});

describe('a code', () => {
  test.each<readonly [string, string, string]>([
    ['http://hl7.org/fhir/sid/icd-10', 'B20', 'HIV'],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'F32.1', 'PSY'],
    ['https://hl7.org/fhir/sid/icd-10-cm/', 'F32.1', 'PSY'],
    ['HTTP://HL7.org/fhir/sid/icd-10-cm|2024', 'F32.1', 'PSY'],
    ['http://hl7.org/fhir/sid/ICD-10-CM', 'f321', 'PSY'],
    ['http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'F32.1', 'PSY'],
    ['http://fhir.de/CodeSystem/dimdi/icd-10-gm', 'F10.2 ', 'SUD'],
    ['urn:oid:1.2.276.0.76.5.409', 'F32.1', 'PSY'],
    ['urn:oid:2.16.840.1.113883.6.90', 'F32.1', 'PSY'],
    ['URN:OID:2.16.840.1.113883.6.90', ' f32.1', 'PSY'],
    ['2.16.840.1.113883.6.90', 'F321', 'PSY'],
    ['urn:oid:2.16.840.1.113883.6.3', 'B20', 'HIV'],
    ['oid:2.16.840.1.113883.6.3', 'Z21', 'HIV'],
    ['ICD-10', 'A54.0', 'STD'],
    ['I10C', 'O80', 'PREGNANT'],
    ['http://hl7.org/fhir/sid/icd-9-cm', '296.20', 'PSY'],
    ['urn:oid:2.16.840.1.113883.6.103', '29620', 'PSY'],
    ['http://hl7.org/fhir/sid/icd-9-cm/diagnosis', '042', 'HIV'],
    ['http://hl7.org/fhir/sid/icd-9-cm', 'V22.1', 'PREGNANT'],
    ['http://id.who.int/icd/release/11/mms', '1C62.0', 'HIV'],
    ['http://hl7.org/fhir/sid/icpc-2', 'P76', 'PSY'],
    ['http://snomed.info/sct', '86406008', 'HIV'],
    ['https://snomed.info/sct/', '86406008', 'HIV'],
    ['http://snomed.info/sct|http://snomed.info/sct/900000000000207008', '86406008', 'HIV'],
    ['http://snomed.info/sct/900000000000207008/version/20230131', '86406008', 'HIV'],
    ['urn:oid:2.16.840.1.113883.6.96', '86406008', 'HIV'],
    ['http://snomed.info/sct', '86406008 : 246454002 = 84638005', 'HIV'],
    ['http://loinc.org', '44249-1', 'PSY'],
    ['https://www.loinc.org/', '44249-1', 'PSY'],
    ['urn:oid:2.16.840.1.113883.6.1', '69548-6', 'GENOME'],
    ['http://www.nlm.nih.gov/research/umls/rxnorm', '6813', 'SUD'],
    ['urn:oid:2.16.840.1.113883.6.88', '6813', 'SUD'],
    ['http://www.whocc.no/atc', 'N06AB04', 'PSY'],
    ['http://fhir.de/CodeSystem/bfarm/atc', 'J05AR10', 'HIV'],
    ['urn:oid:2.16.840.1.113883.6.73', 'n07bc02', 'SUD'],
  ])('of %s, %j, is %s', (system, code, expected) => {
    expect(codesOf(coded(system, code))).toEqual([expected]);
  });

  test.each<readonly [string | undefined, string]>([
    ['http://hl7.org/fhir/sid/icd-10-pcs', 'F0636'],
    ['http://snomed.info/sct', 'F32'],
    ['http://loinc.org', '8302-2'],
    ['http://hl7.org/fhir/sid/icf', 'b230'],
    ['urn:oid:1.2.3', 'b230'],
    ['urn:oid:1.2.3', 'd570'],
    ['urn:other', 'F3'],
    ['urn:other', 'B2O'],
    ['http://hl7.org/fhir/sid/icpc-2', 'R75'],
    ['http://hl7.org/fhir/sid/icd-10', 'S52.5'],
    ['http://hl7.org/fhir/sid/icd-9-cm', '813.4'],
    ['http://terminology.hl7.org/CodeSystem/v3-ActCode', 'AMB'],
  ])('of %s, %j, is nothing', (system, code) => {
    expect(codesOf(coded(system, code))).toEqual([]);
  });

  test.each<readonly [string | undefined, string, string]>([
    ['https://smt.esante.gouv.fr/terminologie-cim-10', 'F32.1', 'PSY'],
    ['https://smt.esante.gouv.fr/terminologie-cim-10', 'B20', 'HIV'],
    ['http://www.sanidad.gob.es/cie10-es', 'F32.1', 'PSY'],
    ['http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full', 'F32.1', 'PSY'],
    ['urn:oid:2.16.840.1.113883.6.135', 'F32.1', 'PSY'],
    ['urn:oid:1.2.752.116.1.1.1.1.8', 'F32.1', 'PSY'],
    ['urn:oid:1.2.410.100110.40.2.2.1', 'F321', 'PSY'],
    ['urn:oid:2.16.578.1.12.4.1.1.7110', 'B24', 'HIV'],
    ['urn:oid:1.2.208.176.2.4', 'DF321', 'PSY'],
    ['http://clinic.invalid/diagnosis', 'F32.1', 'PSY'],
    ['http://clinic.invalid/diagnosis', 'B20', 'HIV'],
    ['http://clinic.invalid/diagnosis', 'DB20', 'HIV'],
    ['http://clinic.invalid/diagnosis', '296.32', 'PSY'],
    ['ICD', 'F32.1', 'PSY'],
    ['', 'F32.1', 'PSY'],
    ['http://i2b2.invalid/concept', 'ICD10CM:F32.1', 'PSY'],
    ['http://i2b2.invalid/concept', 'ICD9CM:042', 'HIV'],
    ['urn:i2b2', 'LOINC:7917-8', 'HIV'],
    [undefined, 'ICD10CM:F32.1', 'PSY'],
    [undefined, 'F32.1', 'PSY'],
    [undefined, 'F329', 'PSY'],
    [undefined, 'B20', 'HIV'],
    ['http://hl7.org/fhir/sid/dsm5', '296.32', 'PSY'],
    ['urn:oid:2.16.840.1.113883.6.126', '296.32', 'PSY'],
    ['http://read.info/readv2', 'Eu32.', 'PSY'],
    ['http://read.info/ctv3', 'Eu32.', 'PSY'],
    ['http://read.info/readv2', 'E250.', 'SUD'],
    ['http://www.genenames.org/geneId', 'HGNC:1100', 'GENOME'],
    ['http://www.omim.org', '143100', 'GDIS'],
    ['http://www.orpha.net', '586', 'GDIS'],
    ['urn:oid:1.2.276.0.76.5.409', 'F32.1', 'PSY'],
  ])('of a diagnosis in %s, %j, is told by its form', (system, code, expected) => {
    expect(codesOf(coded(system, code))).toContain(expected);
  });

  test.each<readonly [string, object]>([
    ['a claim', { resourceType: 'Claim', diagnosis: [{ diagnosisCodeableConcept: concept('urn:x', 'B20') }] }],
    ['a reason', { resourceType: 'Encounter', reasonCode: [concept('urn:x', 'B20')] }],
    ['a relative', { resourceType: 'Flag', condition: [{ code: concept('urn:x', 'B20') }] }],
    [
      'a contained one',
      { resourceType: 'Encounter', contained: [{ resourceType: 'Condition', code: concept('urn:x', 'B20') }] },
    ],
    ['a finding with a dot', { resourceType: 'Observation', valueCodeableConcept: concept('urn:x', 'B20.1') }],
  ])('without a dot counts where diagnoses stand: %s', (_, resource) => {
    expect(codesOf(resource)).toEqual(['HIV']);
  });

  test.each<readonly [string, object]>([
    [
      'a room',
      { resourceType: 'Location', type: [concept('urn:rooms', 'B20.1')], physicalType: concept('urn:rooms', 'F32') },
    ],
    ['a device', { resourceType: 'Device', type: concept('urn:devices', 'F32.1') }],
    ['a unit', { resourceType: 'Observation', valueQuantity: { value: 1, system: 'urn:units', code: 'F32.1' } }],
    ['a service', { resourceType: 'Procedure', code: concept('urn:procedures', 'B20') }],
    ['a value', { resourceType: 'Observation', valueCodeableConcept: concept('urn:values', 'F32') }],
    ['a stage', { stage: [{ type: concept('urn:stages', 'F32') }] }],
  ])('that looks like a diagnosis is none where none stand: %s', (_, resource) => {
    expect(codesOf(resource)).toEqual([]);
  });
});

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

describe('words', () => {
  test.each<readonly [string, string]>([
    ['HIV-positive', 'HIV'],
    ['HIV1 antibodies', 'HIV'],
    ['HIV-1/2', 'HIV'],
    ['anti-HIV', 'HIV'],
    ['(HIV)', 'HIV'],
    ['H\u00adIV', 'HIV'],
    ['HIV\u2011positive', 'HIV'],
    ['HIV&#45;positive', 'HIV'],
    ['VIH positif', 'HIV'],
    ['HIVpos', 'HIV'],
    ['HIV感染症', 'HIV'],
    ['ＨＩＶ感染症', 'HIV'],
    ['抗HIV抗体陽性', 'HIV'],
    ['母体HIV感染', 'HIV'],
    ['AIDS defining illness', 'HIV'],
    ['Panic attacks', 'PSY'],
    ['panic disorder', 'PSY'],
    ['Depression', 'PSY'],
    ['depressive Störung', 'PSY'],
    ['Antidepressants', 'PSY'],
    ['Zustand nach Suizidversuch', 'PSY'],
    ['Angststo\u0308rung', 'PSY'],
    ['post-traumatic stress', 'PSY'],
    ['Self harm', 'PSY'],
    ['Alkoholabhängigkeit', 'SUD'],
    ['drinks heavily', 'SUD'],
    ['Alcoholism', 'SUD'],
    ['Risikoschwangerschaft', 'PREGNANT'],
    ['Pre-eclampsia', 'PREGNANT'],
    ['Präeklampsie', 'PREGNANT'],
    ['foetuses', 'PREGNANT'],
    ['Sichelzellanämie', 'SCA'],
    ['Geschlechtskrankheit', 'STD'],
    ['IUDs', 'SEX'],
    ['Vergewaltigung', 'SDV'],
    ['Altersdemenz', 'COGN'],
    ['Haemophilia A', 'GDIS'],
  ])('%j is %s', (text, expected) => {
    expect(codesOf(said(text))).toContain(expected);
  });

  test.each<readonly [string, string]>([
    [
      'PSY',
      'Panikstörung|Panikattacke|Zwangserkrankung|PTBS|Phobie|Angststoerung|Angststörung|Essstoerung|Wahnhafte Störung',
    ],
    [
      'PSY',
      'social phobia|hallucinations|delusional disorder|MDD, recurrent|OCD|GAD|psychosis|Burn-out|Mental Hlth Unit',
    ],
    [
      'PSY',
      'Dépression sévère|Depresión mayor|Depressione|schizofrenie|esquizofrénia|tentative de suicide|Trouble anxieux',
    ],
    ['PSY', 'intento de suicidio|ansiedad|Angststoornis|transtorno mental|うつ病|統合失調症|抑郁症|重度抑郁|自殺企図'],
    ['PSY', 'Zoloft 50 MG|Prozac|Lexapro|Seroquel|Zyprexa|Abilify|Invega Sustenna|paliperidone|ziprasidone|lurasidone'],
    ['PSY', 'Lithobid|Adderall|Ritalin|atomoxetine|trazodone|amitriptyline|AMITRIPTYLIN-neuraxpharm'],
    ['SUD', 'EtOH abuse|ETOH|IVDU|OUD|methamphetamine use|Opiatabhängigkeit|Drogenabusus|C2-Abusus|delirium tremens'],
    [
      'SUD',
      'Alcoolisme|alcoholismo|toxicomanie|Äthylismus|aethylismus|verslaving|tossicodipendenza|アルコール依存症|酒精依赖',
    ],
    ['SUD', 'Suboxone|Antabuse|Vivitrol|Narcan|L-Polamidon|Nikotinabusus|Substitutionstherapie|opioid use disorder'],
    [
      'HIV',
      'syndrome d’immunodéficience acquise|virus de la inmunodeficiencia humana|PrEP|エイズ|艾滋病|Imunodeficiência humana',
    ],
    [
      'HIV',
      'BIKTARVY 50-200-25 MG PO TABS|Truvada|Descovy|Genvoya|Triumeq|Odefsey|Prezista|Isentress|Tivicay|Kaletra|Norvir',
    ],
    [
      'SEX',
      'MSM|Kinderwunsch|gender dysphoria|anticonception|dispareunia|avortement|Abtreibung Schwangerschaftsabbruch|避妊|不孕',
    ],
    ['SEX', 'Depo-Provera|Plan B One-Step|Viagra|Cialis|ethinyl estradiol / norgestimate|Ortho Tri-Cyclen'],
    ['STD', 'sífilis|Feigwarzen|gonorrea|syfilis|梅毒|性病|性感染症|sifilide|maladie vénérienne'],
    ['PREGNANT', 'Abort|Sectio|G2P1|G3 P2|Grossesse|Embarazo|zwanger|gravidanza|gravidez|妊娠|怀孕|Multigravida|fœtus'],
    ['PREGNANT', 'mifepristone|Kreißsaal|accouchement|keizersnede|帝王切開|剖宫产|Hebamme'],
    [
      'GDIS',
      'Marfan-Syndrom|Duchenne|Lynch syndrome|neurofibromatosis|Ehlers-Danlos|hemochromatosis|Hämochromatose|PKU',
    ],
    [
      'GDIS',
      'factor V Leiden|mucoviscidose|maladie génétique|familiäre Polyposis|familiaere Polyposis|taaislijmziekte|遺伝|遗传',
    ],
    ['SCA', 'Hb S disease|drépanocytose|drepanocitosis|anemia falciforme|sikkelcelziekte|鎌状赤血球症|镰状细胞病|HbSS'],
    [
      'SDV',
      'battered|assault|non-accidental injury|female genital mutilation|Gewalt in der Ehe|victim of IPV|IPV screening',
    ],
    ['SDV', 'violence conjugale|violencia de género|viol|maltrattamenti|kindermishandeling|虐待|家庭暴力'],
    ['COGN', 'mental retardation|Lewy body|ASD|démence|demencia|dementie|autisme|認知症|阿尔茨海默病|Down syndrome'],
    ['COGN', 'Aricept|donepezil|memantine|retraso mental|ritardo mentale|déficience intellectuelle'],
  ])('that tell %s are found: %s', (category, texts) => {
    for (const text of texts.split('|')) expect([text, ...codesOf(said(text))]).toContain(category);
  });

  test.each([
    'Hispanic or Latino',
    'Not Hispanic or Latino',
    'Non Hispanic White',
    'Germanic',
    'Botanical oil',
    'archive',
    'Hives',
    'HIVernal',
    'psychrometer',
    'hearing aids',
    'Raises the leg',
    'grape allergy',
    'drape',
    'therapeutic procedure',
    'skyrape',
    'Haemophilus influenzae',
    'ST depression',
    'depressed skull fracture',
    'tongue depressor',
    'bipolar hemiarthroplasty',
    'lithium heparin plasma',
    'panic values',
    'non-alcoholic fatty liver',
    'isopropyl alcohol',
    'Heroine of the day',
    'Addison disease',
    'Niyaz',
    'Asian',
    'Gelbsucht',
    'instrument sterilization',
    'Fracture of forearm',
    'Human immunoglobulin',
    'Patient is familiar with the device',
    'Antecedente familiar',
    'photophobia',
    'schizonts seen',
    'Gravidade moderada',
    'IPV vaccine, inactivated',
    'DTaP-Hib-IPV',
    'GAD65 antibodies',
    'OCD lesion of the talus',
    'ASD closure, secundum',
    'glass delivery gad',
    'abort the procedure',
    'G6PD',
    'Huntington Memorial Hospital',
    'Sectio alta',
    'Depression of the ST segment',
    'Sterilisation der Instrumente',
    'Entbindung von der Schweigepflicht',
    'Verhütung von Stürzen',
    'Alkoholtupfer',
    'nirmatrelvir and ritonavir',
    'Chlamydia pneumoniae',
    'testosterone',
    'estradiol',
    'lamotrigine',
    'methotrexate',
    '慢性病',
    '恶性病变',
    '急性感染症',
    '慢性機能不全',
    '手術用ドレイプ',
    '生长发育迟缓',
    '肺炎衣原体',
  ])('%j is nothing', (text) => {
    expect(codesOf(said(text))).toEqual([]);
  });

  test.each<readonly [string, object, string[]]>([
    [
      'conclusion',
      { resourceType: 'DiagnosticReport', conclusion: 'HIV positive; alcohol misuse' },
      ['SUD', 'HIV', 'NOTE'],
    ],
    [
      'valueString',
      { resourceType: 'Observation', valueString: 'Known HIV infection, drinks heavily' },
      ['SUD', 'HIV'],
    ],
    ['note', { note: [{ text: 'HIV' }] }, ['HIV', 'NOTE']],
    ['comment of STU3', { comment: 'HIV' }, ['HIV']],
    [
      'narrative',
      { text: { div: '<div xmlns="http://www.w3.org/1999/xhtml"><b>H</b>IV&nbsp;positive</div>' } },
      ['HIV'],
    ],
    ['display', { code: { coding: [{ display: 'HIV infection' }] } }, ['HIV']],
    ['component', { resourceType: 'Observation', component: [{ valueString: 'HIV' }] }, ['HIV']],
    ['extension', { extension: [{ url: 'urn:x', valueMarkdown: '**HIV**' }] }, ['HIV']],
    ['answer', { resourceType: 'QuestionnaireResponse', item: [{ answer: [{ valueString: 'HIV' }] }] }, ['HIV']],
    ['dosage', { resourceType: 'MedicationRequest', dosageInstruction: [{ patientInstruction: 'for HIV' }] }, ['HIV']],
    ['far down a long text', { note: [{ text: `${'x '.repeat(20_000)} HIV` }] }, ['HIV', 'NOTE']],
    ['picture', { resourceType: 'DiagnosticReport', presentedForm: [{ contentType: 'image/jpeg' }] }, ['IMG', 'NOTE']],
  ])('count in %s', (_, resource, expected) => {
    expect(codesOf(resource)).toEqual(expected);
  });

  test('of race, ethnicity, names and addresses are no label of a person', () => {
    const extension = (name: string, text: string): object => ({
      url: `http://hl7.org/fhir/us/core/StructureDefinition/us-core-${name}`,
      extension: [
        {
          url: 'ombCategory',
          valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code: '2135-2', display: text },
        },
        { url: 'text', valueString: text },
      ],
    });
    for (const text of [
      'Hispanic or Latino',
      'Not Hispanic or Latino',
      'White',
      'Black or African American',
      'Asian',
    ]) {
      const patient = {
        resourceType: 'Patient',
        extension: [extension('race', text), extension('ethnicity', text)],
        name: [{ family: 'Alcohol', given: ['Hope'], text: 'Hope Alcohol' }],
        address: [{ line: ['1 Depression Drive'], city: 'Rape', text: '1 Depression Drive' }],
      };
      expect(codesOf(patient)).toEqual([]);
    }
  });
});

test('says which resources are marked as restricted without a reason', () => {
  const read = (resource: object): unknown =>
    readResource(JSON.stringify({ resourceType: 'Condition', id: 'x', ...resource }), labels);
  expect(read(secured('http://hl7.org/fhir/v3/Confidentiality', 'V'))).toMatchObject({ restricted: true });
  expect(read(secured('http://hl7.org/fhir/v3/Confidentiality', 'N'))).toMatchObject({ restricted: false });
  expect(read(secured('http://hl7.org/fhir/v3/ActCode', 'HIV'))).toMatchObject({ restricted: false });
});

function concept(system: string, code: string): object {
  return { coding: [{ system, code }] };
}

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

describe('markup that never ends', () => {
  test.each([
    ['tags', '<a'],
    ['tags with blanks', '<a '],
    ['comments', '<!--'],
    ['ends', '</div'],
  ])('is read in a time that grows with its length: %s', (_, piece) => {
    const begun = performance.now();
    expect(codesOf(said(`HIV ${piece.repeat(200_000)}`))).toEqual(['HIV']);
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  test.each([
    ['H<span title="<">I</span>V', ['HIV']],
    ['H<!-- < > -->I<!-- -->V', ['HIV']],
    ['<p>HI</p><p>V</p>', []],
    ['HIV<p', ['HIV']],
    ['<!-- HIV', ['HIV']],
    ['a < b, HI<b>V</b> > c', ['HIV']],
  ])('and any other is taken out as before: %s', (text, expected) => {
    expect(codesOf(said(text))).toEqual(expected);
  });
});
