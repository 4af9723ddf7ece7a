import { base64, contained, KID, MRN, MUM, mumNumber } from './two-patients.ts';

/** Spellings by which a resource may name the mother, each as members of any resource. */
export const SPELLINGS: readonly (readonly [string, object])[] = [
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
