import type { Facts } from './request.ts';

/** The frozen table of purposes: appended to, never reordered, since its bits are signed.
 *  Labels and descriptions are of the GA4GH Data Use Ontology (EBISPOT/DUO, CC BY 4.0). It holds what the words
 *  mean; whether a grant covers a request is decided twice, by the gateway and by the auditor. */

/** What a modifier is compared with. It stands in the metadata of a dataset's version; a modifier whose parameter
 *  is missing needs review. Times are in ms since 1970 UTC. */
export interface PurposeParameters {
  /** MONDO id of what a disease-specific permission is about. */
  readonly disease?: string;
  readonly researchTypes?: readonly string[];
  /** ISO 3166-1 alpha-2: where use is allowed. */
  readonly countries?: readonly string[];
  /** ISO 3166-1 alpha-2: where the holder is, which a transfer would leave. */
  readonly homeCountry?: string;
  readonly publishableFrom?: number;
  readonly usableUntil?: number;
  readonly users?: readonly string[];
  readonly projects?: readonly string[];
  readonly institutions?: readonly string[];
}

interface PermissionRow {
  /** Position in the bitmap, 0 to 15. */
  readonly bit: number;
  readonly code: string;
  readonly source: string;
  readonly label: string;
  /** The next wider permission. */
  readonly parent: string | null;
  /** Research purposes that it contains, each with all that are below it. */
  readonly contains: 'all' | readonly string[];
  readonly description: string;
}

interface ModifierRow {
  /** Position in the bitmap: 16 to 47 of DUO, 48 to 63 choices of Custos. */
  readonly bit: number;
  readonly code: string;
  readonly source: string;
  readonly label: string;
  /** Declared facts that answer it: all of them. */
  readonly facts: readonly (keyof Facts)[];
  readonly parameter: keyof PurposeParameters | null;
  /** When the declared facts meet it. */
  readonly met: string;
}

interface ResearchPurposeRow {
  /** uint8 of permits and entries. 0 stands for none. */
  readonly code: number;
  readonly source: string;
  readonly label: string;
  readonly parent: string | null;
}

export const PERMISSIONS = [
  {
    bit: 0,
    code: 'NRES',
    source: 'DUO:0000004',
    label: 'no restriction',
    parent: null,
    contains: 'all',
    description: 'This data use permission indicates there is no restriction on use.',
  },
  {
    bit: 1,
    code: 'GRU',
    source: 'DUO:0000042',
    label: 'general research use',
    parent: 'NRES',
    contains: 'all',
    description:
      'This data use permission indicates that use is allowed for general research use for any research purpose.',
  },
  {
    bit: 2,
    code: 'HMB',
    source: 'DUO:0000006',
    label: 'health or medical or biomedical research',
    parent: 'GRU',
    contains: ['DUO:0000037'],
    description:
      'This data use permission indicates that use is allowed for health/medical/biomedical purposes; does not include the study of population origins or ancestry.',
  },
  {
    bit: 3,
    code: 'DS',
    source: 'DUO:0000007',
    label: 'disease specific research',
    parent: 'HMB',
    contains: ['DUO:0000040'],
    description:
      'This data use permission indicates that use is allowed provided it is related to the specified disease.',
  },
  {
    bit: 4,
    code: 'POA',
    source: 'DUO:0000011',
    label: 'population origins or ancestry research only',
    parent: 'GRU',
    contains: ['DUO:0000032', 'DUO:0000033'],
    description:
      'This data use permission indicates that use of the data is limited to the study of population origins or ancestry.',
  },
] as const satisfies readonly PermissionRow[];

export const MODIFIERS = [
  {
    bit: 16,
    code: 'RS',
    source: 'DUO:0000012',
    label: 'research specific restrictions',
    facts: ['researchType'],
    parameter: 'researchTypes',
    met: 'The type of research is one of those listed.',
  },
  {
    bit: 17,
    code: 'NMDS',
    source: 'DUO:0000015',
    label: 'no general methods research',
    facts: ['methodsDevelopment'],
    parameter: null,
    met: 'Declared not to develop methods, and the purpose is not method development.',
  },
  {
    bit: 18,
    code: 'GSO',
    source: 'DUO:0000016',
    label: 'genetic studies only',
    facts: ['geneticStudy'],
    parameter: null,
    met: 'Declared a genetic study.',
  },
  {
    bit: 19,
    code: 'NPUNCU',
    source: 'DUO:0000018',
    label: 'not for profit, non commercial use only',
    facts: ['notForProfitOrganisation', 'commercial'],
    parameter: null,
    met: 'Declared a not-for-profit organisation and no commercial use.',
  },
  {
    bit: 20,
    code: 'PUB',
    source: 'DUO:0000019',
    label: 'publication required',
    facts: ['publishes'],
    parameter: null,
    met: 'Declared to publish.',
  },
  {
    bit: 21,
    code: 'COL',
    source: 'DUO:0000020',
    label: 'collaboration required',
    facts: ['collaborates'],
    parameter: null,
    met: 'Declared to collaborate with the primary investigators.',
  },
  {
    bit: 22,
    code: 'IRB',
    source: 'DUO:0000021',
    label: 'ethics approval required',
    facts: ['ethicsApproval'],
    parameter: null,
    met: 'The digest of an ethics approval is given.',
  },
  {
    bit: 23,
    code: 'GS',
    source: 'DUO:0000022',
    label: 'geographical restriction',
    facts: ['country'],
    parameter: 'countries',
    met: 'The country of use is one of those listed.',
  },
  {
    bit: 24,
    code: 'MOR',
    source: 'DUO:0000024',
    label: 'publication moratorium',
    facts: ['publishesAfter'],
    parameter: 'publishableFrom',
    met: 'Nothing is published before the moment given.',
  },
  {
    bit: 25,
    code: 'TS',
    source: 'DUO:0000025',
    label: 'time limit on use',
    facts: ['usesUntil'],
    parameter: 'usableUntil',
    met: 'Use ends at the moment given or before, and has not ended yet.',
  },
  {
    bit: 26,
    code: 'US',
    source: 'DUO:0000026',
    label: 'user specific restriction',
    facts: ['user'],
    parameter: 'users',
    met: 'The user is one of those listed.',
  },
  {
    bit: 27,
    code: 'PS',
    source: 'DUO:0000027',
    label: 'project specific restriction',
    facts: ['project'],
    parameter: 'projects',
    met: 'The project is one of those listed.',
  },
  {
    bit: 28,
    code: 'IS',
    source: 'DUO:0000028',
    label: 'institution specific restriction',
    facts: ['institution'],
    parameter: 'institutions',
    met: 'The institution is one of those listed.',
  },
  {
    bit: 29,
    code: 'RTN',
    source: 'DUO:0000029',
    label: 'return to database or resource',
    facts: ['returnsData'],
    parameter: null,
    met: 'Declared to return derived data.',
  },
  {
    bit: 30,
    code: 'CC',
    source: 'DUO:0000043',
    label: 'clinical care use',
    facts: ['clinicalCare'],
    parameter: null,
    met: 'Declared clinical care: read narrowly, since modifiers only restrict.',
  },
  {
    bit: 31,
    code: 'NPOA',
    source: 'DUO:0000044',
    label: 'population origins or ancestry research prohibited',
    facts: ['populationOrAncestry'],
    parameter: null,
    met: 'Declared not to study population origins or ancestry, and the purpose is neither population nor ancestry research.',
  },
  {
    bit: 32,
    code: 'NPU',
    source: 'DUO:0000045',
    label: 'not for profit organisation use only',
    facts: ['notForProfitOrganisation'],
    parameter: null,
    met: 'Declared a not-for-profit organisation.',
  },
  {
    bit: 33,
    code: 'NCU',
    source: 'DUO:0000046',
    label: 'non-commercial use only',
    facts: ['commercial'],
    parameter: null,
    met: 'Declared no commercial use.',
  },
  // DUO has no words for these; patients ask for them.
  {
    bit: 48,
    code: 'NAI',
    source: 'custos:no-ai-training',
    label: 'no training of AI models',
    facts: ['aiTraining'],
    parameter: null,
    met: 'Declared not to train AI models.',
  },
  // Beside NCU, which a holder sets for a dataset: what the patient was asked, so that neither wording moves the other.
  {
    bit: 49,
    code: 'NCOM',
    source: 'custos:no-commercial-use',
    label: 'no commercial use of the data or of what is made from them',
    facts: ['commercial'],
    parameter: null,
    met: 'Declared no commercial use.',
  },
  {
    bit: 50,
    code: 'NTX',
    source: 'custos:no-transfer-abroad',
    label: 'no transfer to another country',
    facts: ['country'],
    parameter: 'homeCountry',
    met: 'The country of use is the one where the holder is.',
  },
] as const satisfies readonly ModifierRow[];

/** DUO's investigation terms, in ascending order. */
export const RESEARCH_PURPOSES = [
  { code: 1, source: 'DUO:0000031', label: 'method development', parent: null },
  { code: 2, source: 'DUO:0000032', label: 'population research', parent: null },
  { code: 3, source: 'DUO:0000033', label: 'ancestry research', parent: null },
  { code: 4, source: 'DUO:0000034', label: 'age category research', parent: null },
  { code: 5, source: 'DUO:0000035', label: 'gender category research', parent: null },
  { code: 6, source: 'DUO:0000036', label: 'research control', parent: null },
  { code: 7, source: 'DUO:0000037', label: 'biomedical research', parent: null },
  { code: 8, source: 'DUO:0000038', label: 'genetic research', parent: 'DUO:0000037' },
  { code: 9, source: 'DUO:0000039', label: 'drug development research', parent: 'DUO:0000037' },
  { code: 10, source: 'DUO:0000040', label: 'disease category research', parent: 'DUO:0000037' },
] as const satisfies readonly ResearchPurposeRow[];

export type PermissionCode = (typeof PERMISSIONS)[number]['code'];
export type ModifierCode = (typeof MODIFIERS)[number]['code'];
/** uint8; never 0, which stands for no purpose. */
export type ResearchPurpose = (typeof RESEARCH_PURPOSES)[number]['code'];
