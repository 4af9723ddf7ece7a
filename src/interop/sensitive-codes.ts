import { type Categories, type CategoryCode, categoriesOf, categoryOf } from '../core/categories.ts';
import { type CodeSystem, codeSystemOf } from './code-system.ts';
import { DEPARTMENTS, HCPCS, ICD10PCS, NUCC, OPS, PLACES } from './sensitive-services.ts';

type Rules = readonly (readonly [RegExp, CategoryCode])[];

/** ICD-10 of any country by the first characters, dots left out. The ends of T36 to T65 and T71 say the intent in
 *  ICD-10-CM: 2 self-harm, 3 assault. */
const ICD10: Rules = [
  [
    /^F(?:1|55)|^T(?:40|436|51)|^K(?:70|292|852|860)|^G(?:312|621|721)|^I426|^X[46][125]|^Y(?:1[125]|9[01])|^Z(?:50[23]|71[45]|72[0-2]|79891|81[1-4]|864|87891)|^R(?:1116|78[0-5])|^E244|^O(?:35[45]|993[1-3])|^P(?:04(?:1[467A]|[2-4]|81)|961)|^Q860/,
    'SUD',
  ],
  [/^F(?:0[0-3]|067|1\d(?:7|[129]7)|[78])|^G3[01]|^I69\d1|^Q(?:9[0-3]|A0)|^R41|^Z(?:134|810)/, 'COGN'],
  [
    /^F(?:0[4-9]|1\d(?:[57]|[129][45])|[2-69]|8)|^X(?:[67]|8[0-4])|^T(?:1491|(?:3[6-9]|[45]\d|6[0-5]|71)(?:..2|.2(?:X|$)))|^R4(?:5|182)|^Y870|^Z(?:046|032|093|133|504|543|865|818|915)|^O9934/,
    'PSY',
  ],
  [
    /^F(?:1\d[129]81|52|6[4-6])|^Z(?:3[01]|332|70|725|793|87890|920|975|985)|^N(?:46|48[34]|5[23]|941|9[78])|^R37|^O0[3-8]|^E345|^Q56|^T(?:384|833)|^G4482/,
    'SEX',
  ],
  [/^B2[0-4]|^Z(?:21|114|206|2981|717|830)|^R75|^B9735|^O987|^F024|^E8814|^U6[01]/, 'HIV'],
  [
    /^A(?:5|6[0-4]|749)|^B977|^R8(?:58[12]|7(?:61|8[12]))|^N(?:290|74[2-4])|^I980|^K67[0-2]|^M(?:031|73[01])|^O98[1-3]|^P(?:231|352)|^Z(?:113|1151|202|224)/,
    'STD',
  ],
  [/^O|^Z(?:3[2-9A]|037|640|8632|875|98870)|^A34|^F53|^M830|^N96/, 'PREGNANT'],
  [/^D57|^H368[12]/, 'SCA'],
  [
    /^D(?:1391|5[6-8]|5932|640|6[67]|68[0-2]|6942|720|750|800|81|82[0-4]|841|8944)|^E(?:071|25|3432|345|7[0-7]|7801|79[18]|80[0-2]|83[01]|8331|84|85[0-2]|8801)|^F(?:78A|842)|^G(?:1[0-2]|241|60|71|901)|^H(?:185|312|355|4722)|^I(?:6785|780)|^A8183|^K005|^M111|^N07|^Q(?:61|7[78]|8[0-2]|8[5-7]|9|A0)|^Z(?:1[45]|137|314[34]|315|360|7183|827|8342|8481)/,
    'GDIS',
  ],
  [
    /^T(?:7[46]|(?:3[6-9]|[45]\d|6[0-5]|71)(?:..3|.3(?:X|$)))|^X(?:8[5-9]|9)|^Y(?:0|871)|^O9A[345]|^Z(?:69|044|048|5681|614|615|616|6281|654|914)/,
    'SDV',
  ],
];

/** ICD-9-CM likewise. */
const ICD9: Rules = [
  [
    /^29[12]|^30[345]|^3575|^4255|^5353|^571[0-3]|^6483|^6490|^7607[1-5]|^7795|^7903|^9650|^9697|^97081|^9773|^980|^E8600|^V113|^V1582|^V654[12]/,
    'SUD',
  ],
  [/^29[049]|^2912|^29282|^31[57-9]|^331|^4380|^758[0-3]|^78093|^7995|^V184|^V792/, 'COGN'],
  [
    /^290[289]|^291|^292[1-9]|^29[35-9]|^294[89]|^30[0-26-9]|^31[0-46]|^327(?:02|15)|^6484|^E95|^V11[0-28-9]|^V40|^V6284|^V790/,
    'PSY',
  ],
  [/^302|^33982|^60[67]|^628|^63[4-9]|^V2[56]|^V455|^V692/, 'SEX'],
  [/^042|^V08|^07953|^79571|^V0179|^V6544/, 'HIV'],
  [
    /^09|^0541|^07798|^078(?:11|88)|^079(?:4|88|98)|^131|^647[0-2]|^795[01][59]|^79675|^V016|^V028|^V6545|^V73(?:81|88|98)|^V745/,
    'STD',
  ],
  [/^6298|^6[3-7]|^V2[2-478]|^V724/, 'PREGNANT'],
  [/^282(?:4[12]|[56])|^V782/, 'SCA'],
  [
    /^04672|^27(?:0|1|7[0-2])|^2750|^277(?:31|82)|^282|^286[0-4]|^28733|^2882|^2896|^333[46]|^334|^335[01]|^356|^359[0-2]|^3627|^3635|^3715|^37716|^4480|^5205|^655[12]|^7570|^758|^7952|^V189|^V263|^V280|^V77[67]|^V8(?:2[47]|[34])/,
    'GDIS',
  ],
  [/^9955|^9958|^E96|^V154|^V61(?:1[12]|2[12])|^V6283|^V71(?:5|81)/, 'SDV'],
];

const ICD11: Rules = [
  [/^6C4/, 'SUD'],
  [/^6(?:A0|D[78])|^8A2/, 'COGN'],
  [/^6(?:[AB][1-9A-Z]|C[0-35-9]|D[0-6]|E)|^MB2/, 'PSY'],
  [/^HA|^GA3|^GB04|^QA2/, 'SEX'],
  [/^1C6/, 'HIV'],
  [/^1A[6-9]/, 'STD'],
  [/^J[AB]|^QA4/, 'PREGNANT'],
  [/^3A51/, 'SCA'],
  [/^LD[2-9]|^CA25|^5C5|^3A5|^3B1/, 'GDIS'],
  [/^PJ2|^PF|^QE82/, 'SDV'],
];

const ICPC2: Rules = [
  [/^P1[5-9]/, 'SUD'],
  [/^P(?:2[0234]|70|85)/, 'COGN'],
  [/^P/, 'PSY'],
  [/^B90/, 'HIV'],
  [/^X(?:7[0-3]|9[0-2])|^Y7[0-256]/, 'STD'],
  [/^W/, 'PREGNANT'],
  [/^W1[0-5]|^[XY]1[0-4]|^Y0[78]|^P0[78]/, 'SEX'],
  [/^Z(?:12|13|25)/, 'SDV'],
  [/^B78/, 'SCA'],
];

const ATC: Rules = [
  [/^N07B[ABC]|^N02A[EC]|^V03AB15/, 'SUD'],
  [/^N06D/, 'COGN'],
  [/^N05[AB]|^N06[ABC]/, 'PSY'],
  [/^G02B|^G03(?:[AG]|XB)|^G04BE/, 'SEX'],
  [/^J05A(?:[EFGJR]|X(?:07|09|29|31))/, 'HIV'],
  [/^G02A/, 'PREGNANT'],
];

/** Single concepts of SNOMED CT, LOINC and RxNorm: the common ones, since no rule tells the others by their code. */
export const CONCEPTS: Readonly<
  Record<'snomed' | 'loinc' | 'rxnorm', Partial<Readonly<Record<CategoryCode, string>>>>
> = {
  snomed: {
    PSY: `35489007 370143000 36923009 66344007 13746004 58214004 197480006 48694002 21897009 371631005 47505003 191736004
      74732009 69322001 406506008 72366004 56882008 78004001 82313006 6471006 78667006 231504006 17226007 33449004
      20010003 25501002 310495003 310496002 310497006 58703003 171207006 454711000124102 715252007 710841007 80583007
      112001000119100 192127007 386522008 228557008 720433000 1376001 86849004 287185009 287182007 90407005 183401008
      88848003 287193009 287191006 44301001 372767007 64905009 48500005 371596008 83225003 26665006 40379007
      268621008 394587001 30605009`,
    PSYTHPN: '444175001',
    SUD: `7200002 15167005 66214007 191816009 26416006 75544000 5602001 6525002 361055000 31956009 78267003 37344009
      85005007 231477003 55680006 25702006 8635005 85561006 428211000124100 763302001 713106006 10939881000119105
      56876005 60112009 61480009 266707007 145121000119106 425741009 724713006 1149222004 87132004`,
    HIV: `86406008 62479008 165816005 91947003 19030005 111880001 81000119104 40780007 79019005 315124004 171121004
      313077009 165815009 31676001 186706006 230180003`,
    SEX: `169553002 65200003 46706006 68254000 301807007 13197004 8619003 15296000 6738008 2904007 397803000 860914002
      93461009 287664005 22523008 57797005 183996000 714812005 386394001 10383002`,
    STD: `8098009 76272004 15628003 240589008 56335008 33839006 240532009 266113007 310861008 165829005 269828009`,
    PREGNANT: `77386006 72892002 47200007 19169002 17369002 34801009 398254007 15938005 11687002 11466000 3950001
      156073000 79586000 424441002 424619006 169762003 252160004 225158009 169230002 271442007 275833003 714812005
      386394001 10383002 134435003 198992004 31208007 237001001 85548006 236974004 177157003 386216000 85116003
      35999006 236931002 445912000 609496007 161744009 183460006 169673001 274804006`,
    GDIS: `190905008 58756001 41040004 76670001 90935002 28293008 41788008 40108008 65959000 7573000 19346006 613003
      92824003 412734009 412738007 32895009 443529005 67799006 86964003
      444260001 707418001 707577004 427089005`,
    SCA: '417357006 127040003 16402000',
    SDV: '706893006 397940009 248110007 866148006 424393004',
    COGN: '52448006 26929004 110359009 408856003 35919005 386806002 429998004 386805003 248290002 23560001 230265002 386257007',
  },
  loinc: {
    PSY: `44249-1 44261-6 55757-9 55758-7 44250-9 44255-8 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8 69737-5
      70274-6 69725-0 71354-5 73831-0 73832-8 89204-2`,
    SUD: '75626-2 72109-2 82667-7 75624-7 82666-9 5640-8 5643-2 3397-7 3426-4 3879-4 11331-6 74013-4 11343-1',
    HIV: `7917-8 5221-7 7918-6 7919-4 5018-7 14092-1 20447-9 25836-8 29541-0 30361-0 31201-7 48345-3 56888-1 58900-2
      68961-2 69668-2 75622-1 75666-8 80387-4 29893-5 24012-7 5220-9 5223-3 10351-5 49890-7 62469-2 70241-5`,
    SEX: '76690-7 76691-5',
    STD: '21613-5 43304-5 21416-3 43305-2 20507-0 5292-8 31147-2 47236-5 21440-3 30167-1 59420-0 82675-0 11084-1 22587-0 24111-7',
    PREGNANT: `82810-3 2106-3 2118-8 2110-5 19080-1 21198-7 11636-8 11637-6 11638-4 11639-2 11640-0 11996-6 11977-6
      11778-8 11884-4 18185-9 49051-6 8665-2`,
    SCA: '6864-3',
    GDIS: '21636-6',
    GENOME: '69548-6 81252-9 51969-4 81247-9 48018-6 48004-6 48005-3 53037-8 51968-6 62374-4 21636-6',
    SDV: '76499-3 76500-8 76501-6 76502-4 76504-0',
    COGN: '72106-8 72172-0 58151-2',
    IMG: 'LP29684-5 18748-4',
  },
  rxnorm: {
    PSY: '36437 4493 2556 321988 39786 32937 42347 51272 61381 35636 2626 6448 5093 89013 6901 1091392 608139 315952',
    SUD: '6813 1819 7243 7242 3554 82819 352364',
    HIV: '276237 1433868 195085 68244 190521 719872 460132 11413',
    COGN: '310436 997223 313185 1599803 996740 1100184',
    SEX: '136411 358263 6373 14584 6691 389221',
  },
};

/** Read codes, version 2, and those of version 3 that kept their form. */
const READ: Rules = [
  [/^E(?!0|3)/, 'PSY'],
  [/^E(?:U1|2[345])/, 'SUD'],
  [/^E(?:[03]|U0[0-3]|U[78])|^F110/, 'COGN'],
  [/^A78[89]|^43C3/, 'HIV'],
  [/^A9/, 'STD'],
  [/^L|^62/, 'PREGNANT'],
  [/^61/, 'SEX'],
  [/^PJ/, 'GDIS'],
  [/^D106/, 'SCA'],
  [/^TK/, 'PSY'],
  [/^TL/, 'SDV'],
];

/** Danish codes of SKS: a D before each diagnosis of ICD-10. */
const SKS: Rules = ICD10.map(([pattern, category]) => [
  new RegExp(pattern.source.replace(/(^|\|)\^/g, '$1^D'), 'u'),
  category,
]);

const RULES: Partial<Readonly<Record<CodeSystem, Rules>>> = {
  atc: ATC,
  bfarm: [...ICD10, ...OPS],
  department: DEPARTMENTS,
  hcpcs: HCPCS,
  icd10pcs: ICD10PCS,
  nucc: NUCC,
  ops: OPS,
  rolecode: PLACES,
  dsm: [...ICD9, ...ICD10, [/./, 'PSY']],
  gene: [[/./, 'GENOME']],
  omim: [[/./, 'GDIS']],
  orphanet: [[/./, 'GDIS']],
  readcode: READ,
  sks: SKS,
  icd9: ICD9,
  icd10: ICD10,
  icd11: ICD11,
  icpc2: ICPC2,
};

const BY_CONCEPT = new Map<string, Categories>();
for (const [system, categories] of Object.entries(CONCEPTS))
  for (const [category, codes] of Object.entries(categories))
    for (const code of codes.split(/\s+/)) {
      const key = `${system}|${code}`;
      BY_CONCEPT.set(key, (BY_CONCEPT.get(key) ?? 0) | categoriesOf([category]));
    }

/** What HL7's policies protect, each of them: for labels that say that something is protected and not what. */
export const ALL_SENSITIVE: Categories = categoriesOf(
  'PSY PSYTHPN SUD HIV SEX STD PREGNANT GDIS SCA SDV COGN'.split(' '),
);

/** Labels of ActCode that are no category of their own. What says that something is protected and not what stands for
 *  all: specially protected (SPI), taboo, asked for by the patient (PRS, and by default, PDS) or the physician (PHY), a
 *  diagnosis (DIA), a drug (DRGIS), whatever an adolescent (ADOL) or a visitor to a sensitive service (SSP) keeps from
 *  others, and IDS, which the releases at hand do not define. Labels that say whom a record is of, and nothing of its
 *  content, are none: celebrities (CEL, VIP) and employees (EMP) are hidden by their pseudonyms. */
const POLICIES: Readonly<Record<string, Categories>> = {
  ...Object.fromEntries(
    'SPI TBOO TABOO PRS PDS PHY DIA DRGIS ADOL SSP IDS'.split(' ').map((code) => [code, ALL_SENSITIVE]),
  ),
  '42CFRPART2': categoriesOf(['SUD']), // the federal rule on the treatment of addiction
  '42CFRPART2CD': categoriesOf(['SUD']),
};

/** Codes of table 0177 of HL7 v2, which says the reason in place of R or V. */
const V2_REASONS: Readonly<Record<string, Categories>> = {
  AID: categoriesOf(['HIV']),
  HIV: categoriesOf(['HIV']),
  PSY: categoriesOf(['PSY']),
  ETH: categoriesOf(['SUD']),
  UWM: categoriesOf(['PREGNANT']),
};

/** What a code says. */
export interface CodeLabels {
  readonly categories: Categories;
  /** Whether it is a security label that says what is sensitive. */
  readonly policy: boolean;
  /** Whether it is the confidentiality `R` or `V`. */
  readonly restricted: boolean;
}

/** The labels of `system|code`. White space, case and dots of the code do not count. */
export function codeLabels(systemAndCode: string): CodeLabels {
  const { system, code } = systemAndCodeOf(systemAndCode);
  if (system === null) return NONE;
  if (system === 'confidentiality') return confidentiality(code);
  if (system === 'act') return policy(POLICIES[code] ?? categoryOf(code) ?? 0);
  return { ...NONE, categories: RULES[system] ? byRules(RULES[system], code) : byConcept(system, code) };
}

/** ICD-10 with a dot, as nothing else is written; and, where diagnoses stand, without one, with Denmark's D before it. */
const ICD10_FORM = /^D?([A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4})$/;
const ICD10_SHORT = /^D?([A-Z]\d\d[0-9A-Z]{0,4})$/;
/** Codes of ICF, of functions and not of diseases, which are written in lower case. */
const ICF_FORM = /\|\s*[bdes]\d{3,5}\s*$/;
const ICD9_FORM = /^\d{3}\.\d{1,2}$/;
/** A code that names its system itself, as i2b2 writes it. */
const PREFIXED = /^([A-Z0-9_. -]{2,20}):(.+)$/;

/** What the form of a code tells, where nobody knows its system or it has none: `ICD10CM:F32.1`, `F32.1`, and where
 *  `diagnosis` says so `F321` and `296.32`. */
export function formLabels(systemAndCode: string, diagnosis = false): Categories {
  const { system, code } = systemAndCodeOf(systemAndCode);
  if (system !== null) return 0;
  const [, name = '', named = ''] = PREFIXED.exec(code) ?? [];
  if (name !== '') return codeLabels(`${name}|${named}`).categories;
  const short = diagnosis && !ICF_FORM.test(systemAndCode);
  const icd10 = (ICD10_FORM.exec(code) ?? (short ? ICD10_SHORT.exec(code) : null))?.[1];
  if (icd10 !== undefined) return byRules(ICD10, icd10);
  return diagnosis && ICD9_FORM.test(code) ? byRules(ICD9, code) : 0;
}

/** As `codeLabels`, where security labels stand: there, a code counts in systems that nobody knows as in those of HL7. */
export function securityLabels(systemAndCode: string): CodeLabels {
  const { system, code } = systemAndCodeOf(systemAndCode);
  if (system !== null && system !== 'confidentiality') return codeLabels(systemAndCode);
  const { categories, restricted } = confidentiality(code);
  return { ...policy(categories | (POLICIES[code] ?? categoryOf(code) ?? 0)), restricted };
}

function systemAndCodeOf(systemAndCode: string): { readonly system: CodeSystem | null; readonly code: string } {
  const at = systemAndCode.lastIndexOf('|');
  const code = systemAndCode
    .slice(at + 1)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toUpperCase();
  return { system: codeSystemOf(systemAndCode.slice(0, at)), code };
}

function confidentiality(code: string): CodeLabels {
  return /^[RV]$/.test(code) ? { ...NONE, restricted: true } : policy(V2_REASONS[code] ?? 0);
}

function policy(categories: Categories): CodeLabels {
  return { categories: categories >>> 0, policy: categories !== 0, restricted: false };
}

const NONE: CodeLabels = { categories: 0, policy: false, restricted: false };

function byRules(rules: Rules, code: string): Categories {
  const plain = code.replace(/[\s.]/g, '');
  let found = 0;
  for (const [pattern, category] of rules) if (pattern.test(plain)) found |= categoriesOf([category]);
  return found >>> 0;
}

/** A code of SNOMED CT may be an expression of several concepts. */
function byConcept(system: CodeSystem, code: string): Categories {
  const codes = system === 'snomed' ? (code.match(/\d{6,18}/g) ?? []) : [code];
  return codes.reduce((found, one) => found | (BY_CONCEPT.get(`${system}|${one}`) ?? 0), 0) >>> 0;
}
