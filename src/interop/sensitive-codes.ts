import { type Categories, type CategoryCode, categoriesOf, categoryOf } from '../core/categories.ts';
import { type CodeSystem, codeSystemOf } from './code-system.ts';

type Rules = readonly (readonly [RegExp, CategoryCode])[];

/** ICD-10 of any country by the first characters, dots left out. */
const ICD10: Rules = [
  [
    /^F1|^T(?:40|51)|^K70|^G(?:312|621|721)|^I426|^K(?:292|852|860)|^Y9[01]|^Z(?:50[23]|71[45]|72[12]|81[1-4]|864)|^R78[0-5]|^E244|^O9931|^O9932/,
    'SUD',
  ],
  [/^F0[0-3]|^F[78]|^G3[01]|^Q90|^R41(?:8|0)/, 'COGN'],
  [/^F(?:0[4-9]|[2-69])|^X(?:[67]|8[0-4])|^T1491|^R45|^Z(?:046|032|865|818|915)|^O9934/, 'PSY'],
  [/^F(?:52|6[4-6])|^Z3[01]|^N(?:46|484|52|97|98)|^R37|^Z(?:70|725|975|332)|^O0[3-8]|^E345|^Q56/, 'SEX'],
  [/^B2[0-4]|^Z21|^R75|^B9735|^O987|^F024|^Z(?:114|206|717|2981)/, 'HIV'],
  [/^A(?:5|6[0-4])|^B977|^R87(?:61|81)|^N74[2-4]|^O98[1-3]|^Z(?:113|202)/, 'STD'],
  [/^O|^Z3[2-9A]|^Z640/, 'PREGNANT'],
  [/^D57/, 'SCA'],
  [
    /^D(?:5[6-8]|6[67]|680)|^E(?:7[0-7]|83[01]|84|8801)|^G1[0-2]|^G71|^Q(?:61|78|8[5-7]|9)|^Z(?:1[45]|315|8481)/,
    'GDIS',
  ],
  [/^T7[46]|^Y0[5-7]|^Z(?:69|044|614|615|616|6281|9141)/, 'SDV'],
];

/** ICD-9-CM likewise. */
const ICD9: Rules = [
  [/^29[12]|^30[345]|^571[0-3]|^9650|^E8600|^V113|^V654[12]/, 'SUD'],
  [/^29[0459]|^31[5-9]|^331|^7580/, 'COGN'],
  [/^29[35-8]|^30[0-26-9]|^31[0-4]|^E95|^V6284|^V40|^V11[0-28-9]|^V790/, 'PSY'],
  [/^302|^60[67]8?4?|^628|^V2[56]/, 'SEX'],
  [/^042|^V08|^07953|^79571|^V0179|^V6544/, 'HIV'],
  [/^09|^0541|^07811|^0794|^V016|^V745/, 'STD'],
  [/^6[3-7]|^V2[2-478]/, 'PREGNANT'],
  [/^282[56]/, 'SCA'],
  [/^27(?:0|1|7[0-2])|^282[0-4]|^286[0-4]|^3334|^334|^335[01]|^359[01]|^758|^V8[34]/, 'GDIS'],
  [/^9955|^9958|^E967|^E9601|^V61(?:11|21)|^V154/, 'SDV'],
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
  [/^N07BB|^N07BC|^N02A[EC]|^V03AB15/, 'SUD'],
  [/^N06D/, 'COGN'],
  [/^N05[AB]|^N06[ABC]/, 'PSY'],
  [/^G02B|^G03[AG]|^G04BE/, 'SEX'],
  [/^J05A[EFGJR]/, 'HIV'],
  [/^G02A/, 'PREGNANT'],
];

/** Single concepts of SNOMED CT, LOINC and RxNorm: the common ones, since no rule tells the others by their code. */
const CONCEPTS: Readonly<Record<'snomed' | 'loinc' | 'rxnorm', Partial<Readonly<Record<CategoryCode, string>>>>> = {
  snomed: {
    PSY: `35489007 370143000 36923009 66344007 13746004 58214004 197480006 48694002 21897009 371631005 47505003 191736004
      74732009 69322001 406506008 72366004 56882008 78004001 82313006 6471006 78667006 231504006 17226007 33449004
      20010003 25501002 310495003 310496002 310497006 58703003 171207006 454711000124102 715252007 710841007 80583007
      112001000119100`,
    SUD: `7200002 15167005 66214007 191816009 26416006 75544000 5602001 6525002 361055000 31956009 78267003 37344009
      85005007 231477003 55680006 25702006 8635005 85561006 428211000124100 763302001 713106006 10939881000119105`,
    HIV: `86406008 62479008 165816005 91947003 19030005 111880001 81000119104 40780007 79019005 315124004 171121004
      313077009 165815009`,
    SEX: `169553002 65200003 46706006 68254000 301807007 13197004 8619003 15296000 6738008 2904007 397803000 860914002
      93461009 287664005 22523008 57797005 183996000 714812005 386394001 10383002`,
    STD: `8098009 76272004 15628003 240589008 56335008 33839006 240532009 266113007 310861008 165829005`,
    PREGNANT: `77386006 72892002 47200007 19169002 17369002 34801009 398254007 15938005 11687002 11466000 3950001
      156073000 79586000 424441002 424619006 169762003 252160004 225158009 169230002 271442007 275833003 714812005
      386394001 10383002`,
    GDIS: `190905008 58756001 41040004 76670001 90935002 28293008 41788008 40108008 65959000 7573000 19346006 613003
      412734009 412738007 32895009 443529005`,
    SCA: '417357006 127040003 16402000',
    SDV: '706893006 397940009 248110007 866148006',
    COGN: '52448006 26929004 110359009 408856003 35919005 386806002 429998004 386805003 248290002 408857008 23560001',
  },
  loinc: {
    PSY: `44249-1 44261-6 55757-9 55758-7 44250-9 44255-8 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8 69737-5
      70274-6 69725-0 71354-5 73831-0 73832-8 89204-2`,
    SUD: '75626-2 72109-2 82667-7 75624-7 82666-9 5640-8 5643-2 3397-7 3426-4 3879-4 11331-6 74013-4 11343-1',
    HIV: `7917-8 5221-7 7918-6 7919-4 5018-7 14092-1 20447-9 25836-8 29541-0 30361-0 31201-7 48345-3 56888-1 58900-2
      68961-2 69668-2 75622-1 75666-8 80387-4 29893-5 24012-5`,
    SEX: '76690-7 76691-5',
    STD: '21613-7 43304-5 21416-5 43305-2 20507-0 5292-8 31147-2 47236-5 21440-3 30167-1 59420-0 82675-0',
    PREGNANT: `82810-3 2106-3 2118-8 2110-5 19080-1 21198-7 11636-8 11637-6 11638-4 11639-2 11640-0 11996-6 11977-6
      11778-8 11884-4 18185-9 49051-6 8665-2`,
    SCA: '6864-3',
    GENOME: '69548-6 81252-9 51969-4 81247-9 48018-6 48004-6 48005-3 53037-8 51968-6 62374-4',
    SDV: '76499-3 76500-8 76501-6 76502-4 76504-0',
    COGN: '72106-8 72172-0 58151-2',
    IMG: 'LP29684-5 18748-4',
  },
  rxnorm: {
    PSY: '36437 4493 2556 321988 39786 32937 42347 51272 61381 35636 2626 6448 5093 89013 6901',
    SUD: '6813 1819 7243 7242 3554 82819',
    HIV: '276237 1433868 195085 68244 190521 719872 460132 11413',
    SEX: '136411 358263 6373 14584 6691',
  },
};

const RULES: Partial<Readonly<Record<CodeSystem, Rules>>> = {
  atc: ATC,
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

/** Labels of ActCode that are no category of their own: specially protected, taboo, and the federal rule on the
 *  treatment of addiction (42 CFR Part 2). */
const POLICIES: Readonly<Record<string, Categories>> = {
  SPI: ALL_SENSITIVE,
  TBOO: ALL_SENSITIVE,
  TABOO: ALL_SENSITIVE,
  '42CFRPART2': categoriesOf(['SUD']),
  '42CFRPART2CD': categoriesOf(['SUD']),
};

/** Codes of table 0177 of HL7 v2, which says the reason in place of R or V. */
const V2_REASONS: Readonly<Record<string, Categories>> = {
  AID: categoriesOf(['HIV']),
  HIV: categoriesOf(['HIV']),
  PSY: categoriesOf(['PSY']),
  ETH: categoriesOf(['SUD']),
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
  const at = systemAndCode.lastIndexOf('|');
  const system = codeSystemOf(systemAndCode.slice(0, at));
  const code = systemAndCode
    .slice(at + 1)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toUpperCase();
  if (system === null) return NONE;
  if (system === 'confidentiality' && /^[RV]$/.test(code)) return { ...NONE, restricted: true };
  if (system === 'confidentiality') return policy(V2_REASONS[code] ?? 0);
  if (system === 'act') return policy(POLICIES[code] ?? categoryOf(code) ?? 0);
  return { ...NONE, categories: RULES[system] ? byRules(RULES[system], code) : byConcept(system, code) };
}

function policy(categories: Categories): CodeLabels {
  return { categories, policy: categories !== 0, restricted: false };
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
