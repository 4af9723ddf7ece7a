import { describe, expect, test } from 'vitest';
import { coded, codesOf, concept } from './labels.ts';

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
