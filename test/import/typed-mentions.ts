import { base64, CHILD, KID, MESSAGE, MRN, MUM, mumNumber } from './two-patients.ts';

export const TYPED: readonly (readonly [string, string, object])[] = [
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
