import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fatesOf, heldBack, type Resource } from './fates.ts';

const MRN = 'http://clinic.invalid/mrn';
const KID = '1c9875ba-9310-413d-93d4-bf552585d527';
const MUM = '0b9875ba-9310-413d-93d4-bf552585d527';

function patient(id: string, value: string, more: object = {}): Resource {
  const identifier = [{ type: { coding: [{ code: 'MR' }] }, system: MRN, value }];
  return { resourceType: 'Patient', id, identifier, ...more };
}

const kid = patient(KID, '80001', { name: [{ family: 'Testperson', given: ['Kim'] }], birthDate: '2020-02-02' });
const mum = patient(MUM, '80002', {
  name: [
    { use: 'maiden', family: 'Früher' },
    { family: 'von Testperson', given: ['Erika', 'Maria'] },
  ],
  birthDate: '1980-03-12',
  identifier: [
    { type: { coding: [{ code: 'MR' }] }, system: MRN, value: '80002' },
    { system: 'urn:oid:1.2.276.0.76.4.8', value: 'A123456780' },
    { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3.80002' },
    { system: 'urn:x', value: 'Ä-4711' },
    { system: 'urn:y', value: 4712345 },
    { system: 'urn:s', value: '123' },
    { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9434765919' },
    { system: 'http://ns.electronichealth.net.au/id/hi/ihi/1.0', value: '8003608833357361' },
  ],
});
const mumNumber = { system: MRN, value: '80002' };

function contained(relative: object): object {
  return { contained: [{ resourceType: 'RelatedPerson', id: 'm', birthDate: '1980-03-12', ...relative }] };
}

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
  ['full-width digits', { focus: [{ identifier: { system: MRN, value: '８０００２' } }] }],
  ['soft hyphen', { focus: [{ identifier: { system: MRN, value: '80\u00ad002' } }] }],
  ['RTL mark', { focus: [{ identifier: { system: MRN, value: '\u200f80002\u200f' } }] }],
  ['NBSP', { focus: [{ identifier: { system: MRN, value: '\u00a080002\u00a0' } }] }],
  ['combining', { focus: [{ identifier: { system: 'urn:x', value: 'A\u0308-4711' } }] }],
  ['lower case value', { focus: [{ identifier: { system: 'urn:oid:1.2.276.0.76.4.8', value: 'a123456780' } }] }],
  ['prefixed MRN 80002', { focus: [{ identifier: { system: MRN, value: 'MRN 80002' } }] }],
  ['leading zeros', { focus: [{ identifier: { system: MRN, value: '0000080002' } }] }],
  ['https for http', { focus: [{ identifier: { system: 'https://clinic.invalid/mrn', value: '80002' } }] }],
  ['en dash', { focus: [{ identifier: { system: 'urn:x', value: 'Ä–4711' } }] }],
  ['identifier array', { focus: [{ identifier: [mumNumber] }] }],
  [
    'identifier array with type',
    { focus: [{ type: 'Patient', identifier: [{ system: MRN, value: '80001' }, mumNumber] }] },
  ],
  ['_field ext', { _valueString: { extension: [{ url: 'urn:q', valueReference: { reference: `Patient/${MUM}` } }] } }],
  [
    '_reference ext',
    { focus: [{ _reference: { extension: [{ url: 'urn:q', valueReference: { identifier: mumNumber } }] } }] },
  ],
  [
    '_birthDate array ext',
    { _given: [null, { extension: [{ url: 'http://x/mother-number', valueString: '80002' }] }] },
  ],
  [
    'reference ext value',
    { focus: [{ reference: 'Device/1', extension: [{ url: 'u', valueIdentifier: mumNumber }] }] },
  ],
  [
    'text.div id',
    { text: { div: `<div>mother: <a href="https://ehr.invalid/fhir/Patient/${MUM}/_history/1">x</a></div>` } },
  ],
  ['text.div urn uuid', { text: { div: `<div><a href="urn:uuid:${MUM}">x</a></div>` } }],
  ['text.div entities', { text: { div: `<div><a href="Patient&#47;${MUM}">x</a></div>` } }],
  ['text.div bare uuid', { text: { div: `<div>mother ${MUM}</div>` } }],
  ['text.div token', { text: { div: `<div>mother ${MRN}|80002</div>` } }],
  ['note with uuid', { note: [{ text: `mother is ${MUM}` }] }],
  ['codeableConcept coding', { valueCodeableConcept: { coding: [{ system: MRN, code: '80002' }] } }],
  ['component valueString long', { component: [{ valueString: 'A123456780' }] }],
  ['meta.tag', { meta: { tag: [{ system: MRN, code: '80002' }] } }],
  ['meta.tag patient url', { meta: { tag: [{ system: 'urn:p', code: MUM }] } }],
  ['implicitRules', { implicitRules: `https://ehr.invalid/Patient/${MUM}` }],
  ['contained Bundle', { contained: [{ resourceType: 'Bundle', id: 'b', entry: [{ fullUrl: `urn:uuid:${MUM}` }] }] }],
  [
    'contained Observation of mum',
    { contained: [{ resourceType: 'Observation', id: 'b', subject: { reference: `Patient/${MUM}` } }] },
  ],
  ['contained lower-case type', { contained: [{ resourceType: 'patient', id: 'b', identifier: [mumNumber] }] }],
  [
    'contained List of FMH',
    { contained: [{ resourceType: 'Group', id: 'g', member: [{ entity: { reference: `Patient/${MUM}` } }] }] },
  ],
  [
    'contained Patient in parameters',
    { contained: [{ resourceType: 'Parameters', parameter: [{ resource: { resourceType: 'Patient', id: MUM } }] }] },
  ],
  ['backslash', { focus: [{ reference: `Patient\\${MUM}` }] }],
  ['cyrillic a', { focus: [{ reference: `P\u0430tient/${MUM}` }] }],
  ['full-width slash', { focus: [{ reference: `Patient\uff0f${MUM}` }] }],
  ['uuid braces', { focus: [{ reference: `{${MUM}}` }] }],
  ['uuid no hyphens', { focus: [{ identifier: { value: MUM.replaceAll('-', '') } }] }],
  ['double encoded', { focus: [{ reference: `Patient%252F${MUM}` }] }],
  ['zero width in ref', { focus: [{ reference: `Pat\u200bient/${MUM}` }] }],
  ['canonical version', { instantiatesCanonical: [`http://x/Patient/${MUM}|2`] }],
  ['instantiatesUri', { instantiatesUri: [`urn:uuid:${MUM}`] }],
  ['identifier assigner', { identifier: [{ system: 'urn:z', value: '9', assigner: { reference: `Patient/${MUM}` } }] }],
  ['ident in valueIdentifier long', { extension: [{ url: 'urn:q', valueIdentifier: { value: 'A123456780' } }] }],
  [
    'valueOid',
    {
      extension: [
        { url: 'urn:mother', valueOid: 'urn:oid:1.2' },
        { url: 'urn:patient', valueInteger: 80002 },
      ],
    },
  ],
  ['valueUuid', { extension: [{ url: 'urn:q', valueUuid: `urn:uuid:${MUM}` }] }],
  ['valueCanonical', { extension: [{ url: 'urn:q', valueCanonical: `Patient/${MUM}` }] }],
  ['valueBase64', { extension: [{ url: 'urn:q', valueBase64Binary: base64(`Patient/${MUM}`) }] }],
  ['annotation author', { note: [{ authorReference: { reference: `Patient/${MUM}` }, text: 'x' }] }],
  ['annotation authorString', { note: [{ authorString: `Patient/${MUM}`, text: 'x' }] }],
  ['identifier number w/o system short quoted sys null', { focus: [{ identifier: { system: null, value: '80002' } }] }],
  ['url with query format', { focus: [{ reference: `https://ehr.invalid/fhir/Patient/${MUM}?_format=json` }] }],
  ['url with port and matrix', { focus: [{ reference: `https://ehr.invalid/fhir/Patient;v=1/${MUM}` }] }],
  ['compartment search', { focus: [{ reference: `Patient/${MUM}/Observation/7` }] }],
  ['has chained', { focus: [{ reference: `Observation?subject:Patient.identifier=${MRN}|80002` }] }],
  ['number that the Patient has without quotes', { focus: [{ identifier: { system: 'urn:y', value: '4712345' } }] }],
  ['number of HL7 v2', { focus: [{ identifier: { value: '80002^^^CLINIC&1.2.3&ISO^MR' } }] }],
  ['number of HL7 v2 with system', { focus: [{ identifier: { system: MRN, value: '80002^^^CLINIC^MR' } }] }],
  ['OID as valueOid', { extension: [{ url: 'urn:q', valueOid: 'urn:oid:1.2.3.80002' }] }],
  ['unsigned number', { extension: [{ url: 'urn:mother', valueUnsignedInt: 80002 }] }],
  ['positive number', { extension: [{ url: 'urn:mother', valuePositiveInt: 80002 }] }],
  ['extension in German', { extension: [{ url: 'http://clinic.invalid/mutter-nummer', valueString: '80002' }] }],
  ['extension with slash', { extension: [{ url: 'http://clinic.invalid/mother/', valueString: '80002' }] }],
  ['extension of a path', { extension: [{ url: 'http://clinic.invalid/mother/number', valueString: '80002' }] }],
  [
    'part of an extension',
    {
      extension: [
        {
          url: 'http://clinic.invalid/mother',
          extension: [{ url: 'number', extension: [{ url: 'n', valueString: '80002' }] }],
        },
      ],
    },
  ],
  ['number as reference', { focus: [{ reference: '80002' }] }],
  ['number of HL7 v2 as reference', { focus: [{ reference: '80002^^^CLINIC^MR' }] }],
  ['colon', { focus: [{ reference: `Patient:${MUM}` }] }],
  ['bar', { focus: [{ reference: 'Patient|80002' }] }],
  ['blank', { focus: [{ reference: 'Patient 80002' }] }],
  ['page of a portal', { extension: [{ url: 'urn:q', valueUrl: `https://ehr.invalid/app?tab=1&patientId=${MUM}` }] }],
  ['page of a portal by number', { extension: [{ url: 'urn:q', valueUrl: 'https://ehr.invalid/app?mrn=80002' }] }],
  ...(
    [
      ['old system of the KVNR', 'http://fhir.de/NamingSystem/gkv/kvid-10', 'A123456780'],
      ['new system of the KVNR', 'http://fhir.de/sid/gkv/kvid-10', 'A123456780'],
      ['old system of the NHS number', 'https://fhir.hl7.org.uk/Id/nhs-number', '943 476 5919'],
      ['old system of the IHI', 'http://ns.electronichealth.net.au/id/ihi', '8003608833357361'],
      ['system with www', 'http://www.clinic.invalid/mrn', '80002'],
      ['system with fragment', 'http://clinic.invalid/mrn#', '80002'],
      ['system with version', 'http://clinic.invalid/mrn|1.0', '80002'],
      ['another system', 'http://clinic.invalid/numbers', '80002'],
      ['a word as the system', 'other', '80002'],
      ['a list as the value', MRN, ['80002']],
      ['lists as system and value', [MRN], ['x', '80002']],
      ['no system', undefined, '123'],
    ] as const
  ).map(
    ([name, system, value]) => [`identifier with ${name}`, { focus: [{ identifier: { system, value } }] }] as const,
  ),
  [
    'long number of another system',
    { extension: [{ url: 'urn:q', valueIdentifier: { system: 'urn:policy', value: 'A123456780' } }] },
  ],
  [
    'identifier whose value is only shown',
    {
      focus: [{ identifier: { system: MRN, _value: { extension: [{ url: 'urn:rendered', valueString: '80002' }] } } }],
    },
  ],
  [
    'short number that is only shown',
    { focus: [{ identifier: { _value: { extension: [{ url: 'urn:rendered', valueString: '123' }] } } }] },
  ],
  ...(
    [
      ['concept', { valueCodeableConcept: { text: '80002' } }],
      ['coding of a concept', { valueCodeableConcept: { coding: [{ code: '80002' }] } }],
      ['coding', { valueCoding: { code: '80002' } }],
      ['quantity', { valueQuantity: { value: 80002 } }],
      ['display', { valueReference: { display: 'Q. Testperson, 80002' } }],
      ['contact point', { valueContactPoint: { system: 'other', value: '80002' } }],
      ['primitive', { _valueString: { extension: [{ url: 'urn:n', valueString: '80002' }] } }],
      ['list of numbers', { valueInteger: [80002] }],
    ] as const
  ).map(
    ([name, value]) =>
      [`extension with ${name}`, { extension: [{ url: 'http://clinic.invalid/mother', ...value }] }] as const,
  ),
  ['reference of a type that there is not', { focus: [{ reference: 'Pat/80002' }] }],
  ['search for a person by name', { focus: [{ reference: 'Person?name=Testperson' }] }],
  ...['MRN: 80002', 'Mother, MRN no. 80002', 'Patientennummer 80002', 'nº de paciente: 80002', 'KVNR=A123456780'].map(
    (text) => [`labelled number: ${text}`, { note: [{ text }] }] as const,
  ),
  ...['Numéro de dossier 80002', '患者番号：80002', 'NHS no 9434765919'].map(
    (text) => [`labelled number: ${text}`, { text: { div: `<div>${text}</div>` } }] as const,
  ),
  ['upper-case type in a text', { note: [{ text: `see PATIENT/${MUM}` }] }],
  ['mixed case in a text', { note: [{ text: `see pAtIeNt/${MUM}` }] }],
  ['name and birth of a contained relative', contained({ name: [{ family: 'Testperson', given: ['Erika'] }] })],
  ['name and birth in words', contained({ name: [{ text: 'Frau Erika Maria von TESTPERSON' }] })],
  [
    'name and birth in parts of an extension',
    {
      extension: [
        {
          url: 'urn:guardian',
          extension: [
            { url: 'name', valueHumanName: { family: 'von Testperson', given: ['Erika'] } },
            { url: 'birthDate', valueDate: '1980-03-12' },
          ],
        },
      ],
    },
  ],
  [
    'name and birth in a document',
    {
      note: [
        {
          text: JSON.stringify({
            resourceType: 'RelatedPerson',
            name: [{ family: 'von Testperson', given: ['Erika'] }],
            birthDate: '1980-03-12',
          }),
        },
      ],
    },
  ],
  ['_has', { focus: [{ reference: `Observation?patient:identifier=${MRN}|80002` }] }],
];

/** Of the child by the element that says so for each type, and naming the mother in the members given. */
const OF_CHILD: Readonly<Record<string, object>> = {
  Provenance: { target: [{ reference: `Patient/${KID}` }] },
  Schedule: { actor: [{ reference: `Patient/${KID}` }] },
  Account: { subject: [{ reference: `Patient/${KID}` }] },
};
const CHILD = { reference: `Patient/${KID}` };
const MESSAGE = 'MSH|^~\\&|A\rPID|1||80002^^^CLINIC^MR||X^Y';
const TYPED: readonly (readonly [string, string, object])[] = [
  [
    'base64 json',
    'DocumentReference',
    {
      content: [
        {
          attachment: {
            contentType: 'application/fhir+json',
            data: base64(JSON.stringify({ resourceType: 'Patient', id: MUM, identifier: [mumNumber] })),
          },
        },
      ],
    },
  ],
  [
    'base64 bundle of another',
    'DocumentReference',
    {
      content: [
        {
          attachment: {
            contentType: 'application/json',
            data: base64(
              JSON.stringify({ resourceType: 'Observation', id: 'x', subject: { reference: `Patient/${MUM}` } }),
            ),
          },
        },
      ],
    },
  ],
  [
    'base64 xml',
    'DocumentReference',
    {
      content: [
        {
          attachment: {
            contentType: 'application/xml',
            data: base64(`<Observation><subject><reference value="Patient/${MUM}"/></subject></Observation>`),
          },
        },
      ],
    },
  ],
  [
    'base64 cda',
    'DocumentReference',
    {
      content: [
        {
          attachment: {
            contentType: 'text/xml',
            data: base64(
              `<ClinicalDocument><recordTarget><patientRole><id root="1.2.276.0.76.4.8" extension="A123456780"/></patientRole></recordTarget></ClinicalDocument>`,
            ),
          },
        },
      ],
    },
  ],
  [
    'base64 hl7v2',
    'DocumentReference',
    {
      content: [
        {
          attachment: { contentType: 'text/plain', data: base64(`MSH|^~\\&|A|B\rPID|1||80002^^^CLINIC^MR||Test^Q\r`) },
        },
      ],
    },
  ],
  [
    'base64 gz-less text with Patient/',
    'DocumentReference',
    { content: [{ attachment: { contentType: 'text/plain', data: base64(`see Patient/${MUM}`) } }] },
  ],
  ...(
    [
      ['attribute between', `<ClinicalDocument><id root="${MRN}" assigningAuthorityName="X" extension="80002"/>`],
      ['long', `<ClinicalDocument><id root='${MRN}' extension='80002'/>${'<br/>'.repeat(150_000)}`],
      [
        'prefix',
        `<f:Bundle><f:identifier><f:system value="${MRN}"/><f:value value="80002"/></f:identifier></f:Bundle>`,
      ],
      ['ends of tags', `<Bundle><system value="${MRN}"></system><value value="80002"></value></Bundle>`],
      [
        'lines',
        `{"resourceType":"Basic","identifier":[{"system":"${MRN}","value":"80002"}]}\n{"resourceType":"Basic"}\n`,
      ],
    ] as const
  ).map(
    ([name, text]) =>
      [`packed document: ${name}`, 'DocumentReference', { content: [{ attachment: { data: base64(text) } }] }] as const,
  ),
  ...Object.entries({
    'Patient without number': JSON.stringify({ resourceType: 'Patient', id: MUM.slice(0, 8), birthDate: '1980-03-12' }),
    'Patient without id': JSON.stringify({ resourceType: 'Patient', name: [{ family: 'Testperson' }] }),
    'Patient in a Bundle': JSON.stringify({
      resourceType: 'Bundle',
      entry: [{ resource: { resourceType: 'Patient', id: 'absent', name: [{ family: 'Testperson' }] } }],
    }),
    'Patient in lines': `{"resourceType":"Basic","id":"1"}\n{"resourceType":"Patient","id":"absent"}\n`,
    'Patient as XML':
      '<Patient xmlns="http://hl7.org/fhir"><id value="absent"/><birthDate value="1980-03-12"/></Patient>',
    'Patient as XML without id': `<Patient xmlns='http://hl7.org/fhir'><name><family value="T"/></name></Patient>`,
    'number in JSON': '{"person":{"patientId":80002,"born":"1980"}}',
    DICOM: '[{"00100010":{"vr":"PN"},"00100020":{"vr":"LO","Value":["80002"]}}]',
    'practice’s system': '01380006301\r\n014300080002\r\n0193101Testperson\r\n',
    table: 'mrn;name;born\n80001;T;2020\n80002;Q;1980-03-12\n',
    'table with quotes': '"name","patient_id"\r\n"Q","80002"\r\n',
    'message with other separators': 'MSH$^~\\&$A$B\rPID$1$$80002^^^CLINIC^MR$$X^Y\r',
    'message without header': 'PID|1||80002^^^CLINIC^MR||Test^Q',
    'own segment': 'MSH|^~\\&|A|B\rPID|1||80001^^^CLINIC^MR||T\rZMO|1|80002^^^CLINIC^MR|Test^Q\r',
    relationship: 'MSH|^~\\&|A|B\rPID|1||80001^^^C^MR||T\rREL|1|MTH|80001^^^C^MR|80002^^^C^MR\r',
    'CDA of another root':
      '<ClinicalDocument><recordTarget><patientRole><id root="1.2.3" extension="80002"/></patientRole></recordTarget>',
    letter: 'Patient: Q. Testperson\nMRN: 80002\nDOB: 1980-03-12\n',
    'letter as RTF': '{\\rtf1\\ansi Patient Q. Testperson MRN 80002 \\par }',
    'letter as HTML': '<html><table><tr><td>MRN</td><td>80002</td></tr></table></html>',
  }).map(
    ([name, text]) =>
      [`packed document: ${name}`, 'DocumentReference', { content: [{ attachment: { data: base64(text) } }] }] as const,
  ),
  [
    'packed document: UTF-16',
    'DocumentReference',
    { content: [{ attachment: { data: Buffer.from(`\ufeff${MESSAGE}`, 'utf16le').toString('base64') } }] },
  ],
  ['message as it is', 'Observation', { note: [{ text: MESSAGE }] }],
  [
    'document as it is',
    'Observation',
    {
      extension: [
        { url: 'urn:q', valueString: `<ClinicalDocument><id extension="80002" root="${MRN}"/></ClinicalDocument>` },
      ],
    },
  ],
  [
    'data URL with per cent signs',
    'Observation',
    {
      extension: [
        { url: 'urn:q', valueUrl: `data:application/json,${encodeURIComponent(`{"reference":"Patient/${MUM}"}`)}` },
      ],
    },
  ],
  [
    'data URL',
    'DocumentReference',
    { content: [{ attachment: { url: `data:application/json;base64,${base64(`{"reference":"Patient/${MUM}"}`)}` } }] },
  ],
  [
    'attachment url',
    'DocumentReference',
    { content: [{ attachment: { url: `https://ehr.invalid/fhir/Binary/1?patient=${MUM}` } }] },
  ],
  [
    'Provenance target',
    'Provenance',
    { target: [{ reference: `Patient/${KID}` }, { reference: `Patient/${MUM}` }], agent: [] },
  ],
  [
    'Provenance agent',
    'Provenance',
    { target: [{ reference: `Patient/${KID}` }], agent: [{ who: { identifier: mumNumber } }] },
  ],
  [
    'Provenance entity',
    'Provenance',
    {
      target: [{ reference: `Patient/${KID}` }],
      agent: [],
      entity: [{ what: { reference: `Patient/${MUM}/_history/2` } }],
    },
  ],
  [
    'AuditEvent agent altId',
    'AuditEvent',
    { entity: [{ what: { reference: `Patient/${KID}` } }], agent: [{ altId: '80002', requestor: true }] },
  ],
  [
    'AuditEvent entity query',
    'AuditEvent',
    { agent: [{ who: { reference: `Patient/${KID}` } }], entity: [{ query: base64(`Observation?patient=${MUM}`) }] },
  ],
  [
    'AuditEvent entity detail',
    'AuditEvent',
    {
      agent: [{ who: { reference: `Patient/${KID}` } }],
      entity: [{ detail: [{ type: 'patient', valueString: '80002' }] }],
    },
  ],
  [
    'AuditEvent name',
    'AuditEvent',
    { agent: [{ who: { reference: `Patient/${KID}` } }], entity: [{ name: `Patient/${MUM}` }] },
  ],
  ['Consent performer', 'Consent', { performer: [{ reference: `Patient/${MUM}` }] }],
  ['Consent provision data', 'Consent', { provision: { actor: [{ reference: { identifier: mumNumber } }] } }],
  ['List entry', 'List', { entry: [{ item: { reference: `Patient/${MUM}` } }] }],
  ['Composition section', 'Composition', { section: [{ focus: { reference: `Patient/${MUM}` } }] }],
  ['Composition attester', 'Composition', { attester: [{ mode: 'personal', party: { reference: `Patient/${MUM}` } }] }],
  [
    'Appointment',
    'Appointment',
    { participant: [{ actor: { reference: `Patient/${KID}` } }, { actor: { reference: `Patient/${MUM}` } }] },
  ],
  [
    'Encounter baby',
    'Encounter',
    {
      subject: { reference: `Patient/${MUM}` },
      extension: [{ url: 'urn:baby', valueReference: { reference: `Patient/${KID}` } }],
    },
  ],
  ['Encounter partOf mothers', 'Encounter', { participant: [{ individual: { reference: `Patient/${MUM}` } }] }],
  ['Specimen collector', 'Specimen', { accessionIdentifier: mumNumber }],
  ['Specimen collected from mum', 'Specimen', { collection: { collector: { reference: `Patient/${MUM}` } } }],
  ['FMH id of mum', 'FamilyMemberHistory', { identifier: [mumNumber], name: 'Q Testperson' }],
  [
    'FMH patient-record ext',
    'FamilyMemberHistory',
    {
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/familymemberhistory-patient-record',
          valueReference: { reference: `Patient/${MUM}` },
        },
      ],
    },
  ],
  ['Coverage subscriber', 'Coverage', { subscriber: { reference: `Patient/${MUM}` } }],
  ['Coverage subscriberId', 'Coverage', { subscriberId: 'A123456780' }],
  ['Coverage subscriberId without quotes', 'Coverage', { subscriberId: 80002 }],
  [
    'answer in German',
    'QuestionnaireResponse',
    { item: [{ linkId: '1', text: 'Nummer der Mutter', answer: [{ valueString: '80002' }] }] },
  ],
  ['result', 'Observation', { code: { coding: [{ display: 'Record number of mother' }] }, valueString: '80002' }],
  ['result without quotes', 'Observation', { code: { text: 'MRN of mother' }, valueInteger: 80002 }],
  ['component', 'Observation', { component: [{ code: { text: "Mother's MRN" }, valueString: '80002' }] }],
  [
    'supporting information',
    'Claim',
    { supportingInfo: [{ category: { text: 'MRN of newborn' }, valueString: '80002' }] },
  ],
  ...(
    [
      [
        'answer within a group',
        [{ text: 'Mother', item: [{ text: 'Record number', answer: [{ valueString: '80002' }] }] }],
      ],
      [
        'answer within a German group',
        [{ text: 'Mutter', item: [{ text: 'Nummer', answer: [{ valueInteger: 80002 }] }] }],
      ],
      [
        'answer that follows another one',
        [
          {
            text: 'Is the mother a patient here?',
            answer: [{ valueBoolean: true, item: [{ text: 'Number', answer: [{ valueString: '80002' }] }] }],
          },
        ],
      ],
      ['coded answer', [{ text: "Mother's number", answer: [{ valueCoding: { code: '80002' } }] }]],
      ['answer with a label of its own', [{ text: 'Mother', answer: [{ valueString: 'MRN: 80002' }] }]],
      ...[
        'Historia clínica de la madre',
        'Dossier de la mère',
        'Cartella della mamma (madre)',
        'Nummer van de moeder',
        'Número da mãe',
        '母の患者番号',
      ].map((text) => [`answer to ${text}`, [{ text, answer: [{ valueString: '80002' }] }]] as const),
    ] as const
  ).map(([name, item]) => [name, 'QuestionnaireResponse', { item }] as const),
  [
    'component within a labelled result',
    'Observation',
    { code: { text: 'Mother' }, component: [{ code: { text: 'Number' }, valueString: '80002' }] },
  ],
  ['result as a concept', 'Observation', { code: { text: 'Mother MRN' }, valueCodeableConcept: { text: '80002' } }],
  ['AuditEvent entity name', 'AuditEvent', { agent: [{ who: CHILD }], entity: [{ name: '80002' }] }],
  [
    'Coverage policyHolder by another system',
    'Coverage',
    { policyHolder: { identifier: { system: 'http://insurer.invalid/id', value: '80002' } } },
  ],
  ['FMH name and birth of mum', 'FamilyMemberHistory', { name: 'Testperson, Erika', bornDate: '1980-03-12' }],
  ['FMH number of mum', 'FamilyMemberHistory', { identifier: [{ value: '80002' }] }],
  ['Coverage policyHolder logical', 'Coverage', { policyHolder: { identifier: mumNumber } }],
  ['Claim payee', 'Claim', { payee: { party: { reference: `Patient/${MUM}` } } }],
  [
    'QR answer ref',
    'QuestionnaireResponse',
    { item: [{ linkId: 'm', answer: [{ valueReference: { reference: `Patient/${MUM}` } }] }] },
  ],
  [
    'QR answer string number',
    'QuestionnaireResponse',
    { item: [{ linkId: 'mother', text: "Mother's record number", answer: [{ valueString: '80002' }] }] },
  ],
  [
    'QR answer string long number',
    'QuestionnaireResponse',
    { item: [{ linkId: 'x', answer: [{ valueString: 'A123456780' }] }] },
  ],
  ['QR answer uri', 'QuestionnaireResponse', { item: [{ linkId: 'x', answer: [{ valueUri: `urn:uuid:${MUM}` }] }] }],
  [
    'QR answer coding',
    'QuestionnaireResponse',
    { item: [{ linkId: 'x', answer: [{ valueCoding: { system: MRN, code: '80002' } }] }] },
  ],
  ['QR source mum', 'QuestionnaireResponse', { source: { reference: `Patient/${MUM}` } }],
  ['signature who', 'Provenance', { signature: [{ who: { identifier: mumNumber } }] }],
  ['Media operator', 'Media', { operator: { reference: `Patient/${MUM}` } }],
  ['Device owner', 'Device', { identifier: [mumNumber] }],
  [
    'ImagingStudy endpoint',
    'ImagingStudy',
    {
      identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2' }],
      series: [{ performer: [{ actor: { reference: `Patient/${MUM}` } }] }],
    },
  ],
  ['Schedule', 'Schedule', { actor: [{ reference: `Patient/${KID}` }, { reference: `Patient/${MUM}` }] }],
  ['Communication', 'Communication', { recipient: [{ reference: `Patient/${MUM}` }] }],
  [
    'Account',
    'Account',
    { subject: [{ reference: `Patient/${KID}` }], guarantor: [{ party: { reference: `Patient/${MUM}` } }] },
  ],
];

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

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

test('a document that is packed in itself, or never ends, is read in a time that grows with its length', async () => {
  const texts = ['data:,'.repeat(100_000), '<a root="'.repeat(100_000), '<system value="a"/>'.repeat(50_000)];
  const more = texts.map((text): Resource => observation('n', { note: [{ text }] }));
  const begun = performance.now();
  const lines = more.map((one, i) => ({ ...one, id: `${i}` }));
  const packed = texts.map((text, i) =>
    observation(`p${i}`, { extension: [{ url: 'urn:q', valueBase64Binary: base64(text) }] }),
  );
  const { fates, report } = await fatesOf([kid, ...lines, ...packed]);
  expect(fates.size).toBe(5);
  expect(heldBack(report)).toEqual({ 'several-patients Observation': 2 });
  expect(performance.now() - begun).toBeLessThan(5000);
});

test('very many references to what stands within the resource are read in a time that grows with their number', async () => {
  const many = <T>(make: (i: number) => T): T[] => Array.from({ length: 30_000 }, (_, i) => make(i));
  const contained = [...many((i) => ({ resourceType: 'Practitioner', id: `r${i}` })), { resourceType: 'Patient' }];
  const lines = [
    observation('1', { contained, performer: many(() => ({ type: 'Patient', reference: '#absent' })) }),
    observation('2', { contained: contained.slice(0, -1), performer: many((i) => ({ reference: `#r${i}` })) }),
  ];
  const begun = performance.now();
  const { fates } = await fatesOf([kid, ...lines]);
  expect([...fates.keys()].sort()).toEqual(['Observation/2', `Patient/${KID}`]);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

describe('what is packed in what is packed', () => {
  const said = `{"reference":"Patient\\/${MUM}"}`;
  const gzip = (text: string): string => gzipSync(text).toString('base64');
  const lines = (text: string): string => base64(text).replace(/.{76}/g, '$&\r\n');
  const quoted = (text: string): string =>
    text.replace(/[=/{]/g, (one) => `=${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const attached = (data: string): object => ({ content: [{ attachment: { contentType: 'text/plain', data } }] });
  const number = `<id root="${MRN}" extension="80002"/>`;
  const packings: readonly (readonly [string, string])[] = [
    ['base64 within JSON', base64(JSON.stringify({ data: base64(said) }))],
    ['base64 of base64', base64(base64(said))],
    ['base64 of base64 of a document', base64(base64(`<ClinicalDocument>${number}</ClinicalDocument>`))],
    ['base64 within XML', base64(`<text encoding="B64">${base64(number)}</text>`)],
    [
      'lines of base64 within a message',
      base64(`Content-Transfer-Encoding: base64\r\n\r\n${lines(`${' '.repeat(100)}${said}`)}\r\n--x--`),
    ],
    ['URL-safe base64', base64(`{"x":"${Buffer.from(`???${said}`).toString('base64url')}"}`)],
    ['data URL within HTML', base64(`<img src="data:text/html;base64,${base64(said)}">`)],
    [
      'data URL within a data URL',
      base64(`data:text/html,${encodeURIComponent(`<a href="data:,${encodeURIComponent(said)}">`)}`),
    ],
    ['JSON within JSON within JSON', base64(JSON.stringify({ a: JSON.stringify({ b: said }) }))],
    ['slashes as other systems escape them', base64(`{"reference":"Patient\\u002f${MUM}"}`)],
    ['per cent signs, twice', base64(encodeURIComponent(encodeURIComponent(said)))],
    ['quoted-printable', base64(quoted(`see Patient/${MUM} =`))],
    ['hex', base64(`{"x":"${hex(said)}"}`)],
    ['hex alone', hex(said)],
    ['gzip', gzip(said)],
    ['gzip of base64 of gzip', gzip(`{"x":"${gzip(said)}"}`)],
    ['zlib', deflateSync(said).toString('base64')],
    ['UTF-16 without a mark', Buffer.from(said, 'utf16le').toString('base64')],
    ['UTF-16, big end first', Buffer.from(said, 'utf16le').swap16().toString('base64')],
    ['Latin-1', Buffer.from(`Müller, siehe Patient/${MUM} für Näheres`, 'latin1').toString('base64')],
  ];

  test('names whom it names, wherever it stands', async () => {
    const documents = packings.map(([, data], i) => ({
      resourceType: 'DocumentReference',
      id: `d${i}`,
      subject: CHILD,
      ...attached(data),
    }));
    const texts = packings.map(([, data], i) => observation(`t${i}`, { note: [{ text: `${data}` }] }));
    const shared = packings.map(([, data], i) => ({ resourceType: 'Medication', id: `m${i}`, code: { text: data } }));
    const { fates } = await fatesOf([kid, mum, ...documents, ...texts, ...shared]);
    const through = packings.filter((_, i) =>
      ['DocumentReference/d', 'Observation/t', 'Medication/m'].some((id) => fates.has(`${id}${i}`)),
    );
    expect(through.map(([name]) => name)).toEqual([]);
    expect(fates.size).toBe(2);
  });

  test('stays with its owner where it names the owner', async () => {
    const own = packings.map(([, data], i) => observation(`t${i}`, { note: [{ text: data }] }));
    const { fates } = await fatesOf([
      patient(MUM, '80002'),
      ...own.map((one) => ({ ...one, subject: { reference: `Patient/${MUM}` } })),
    ]);
    expect(fates.size).toBe(own.length + 1);
  });

  test('is held back where it nests so deeply that nobody looks', async () => {
    let data = said;
    for (let i = 0; i < 9; i++) data = base64(data);
    const { fates, report } = await fatesOf([kid, mum, observation('1', { note: [{ text: data }] })]);
    expect(fates.has('Observation/1')).toBe(false);
    expect(heldBack(report)).toEqual({ 'several-patients Observation': 1 });
  });

  test('and cannot be read stays with its owner, and is shared with nobody', async () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 1, 2, 3, 4, 200, 201]);
    const unread = [
      png,
      Buffer.from('%PDF-1.7 abc'),
      gzipSync(Buffer.alloc(32 * 1024 * 1024)),
      gzipSync('x'.repeat(1000)).subarray(0, 20),
      Buffer.from(`${'x'.repeat(600 * 1024)} Patient/${MUM}`),
    ].map((bytes) => bytes.toString('base64'));
    const documents = unread.map((data, i) => ({
      resourceType: 'DocumentReference',
      id: `${i}`,
      subject: CHILD,
      ...attached(data),
    }));
    const extension = (value: object): object => ({ extension: [{ url: 'urn:q', ...value }] });
    const shared = unread.map((data, i) => ({
      resourceType: 'Medication',
      id: `${i}`,
      ...extension({ valueAttachment: { data } }),
    }));
    const drawn = {
      resourceType: 'Location',
      id: 'x',
      ...extension({ valueUrl: `data:image/png;base64,${unread[0]}` }),
    };
    const { fates, report } = await fatesOf([kid, mum, ...documents, ...shared, drawn]);
    expect(heldBack(report)).toEqual({ 'shared-names-patient Medication': 5, 'shared-names-patient Location': 1 });
    expect(fates.size).toBe(2 + unread.length);
    expect(report.unread).toBe(unread.length);
  });

  test('is told from words, codes and digests that look like it', async () => {
    const harmless = [
      'Dermatopathologyreportattachmentofspecimen',
      '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
      'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      '100% of AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, 50%25',
      'C:\\reports\\new\\7.txt',
      'a=b, x=0D, y=20',
    ];
    const medications = harmless.map((text, i) => ({ resourceType: 'Medication', id: `${i}`, code: { text } }));
    const { fates, report } = await fatesOf([kid, mum, ...medications]);
    expect(heldBack(report)).toEqual({});
    expect(fates.size).toBe(2 + harmless.length);
  });
});

describe('members that come twice', () => {
  test.each([
    `{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/${KID}"},"focus":[{"type":"Patient","identifier":{"system":"${MRN}","value":"80002"},"identifier":{"system":"${MRN}","value":"80001"}}]}`,
    `{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/${MUM}"},"subject" : {"reference":"Patient/${KID}"}}`,
    `{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/${MUM}"},"subject":{"reference":"Patient/${KID}"},"x\\\\":1,"y\\\\":1}`,
  ])('are refused, since parsers disagree on which one counts: %s', async (line) => {
    await expect(fatesOf([kid, mum, line])).rejects.toMatchObject({ code: 'IMPORT_INVALID' });
  });

  test('are told from quotes in a text', async () => {
    const texts = ['she said "reference": "x" and \\"y\\": "subject": "', ': a colon', '\\', '\\\\"', '"'];
    const note = texts.map((text) => ({ text, [text]: 1 }));
    const { fates } = await fatesOf([kid, observation('1', { note })]);
    expect(fates.has('Observation/1')).toBe(true);
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
