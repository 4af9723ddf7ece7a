import type { Json } from '../core/canonical.ts';
import { type Categories, categoriesOf, categoryOf, HL7_SENSITIVITY } from '../core/categories.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';

/** Labels come from four places: the resource's security labels (meta.security), its type, its codes (ICD-10 by
 *  chapter), and the words of its displays. They err towards too many: a label only narrows what a grant covers. */
interface WordRule {
  readonly category: Categories;
  readonly words: RegExp;
}

const label = (...names: string[]): Categories => categoriesOf(names);

const WORDS: readonly WordRule[] = [
  {
    category: label('PSY'),
    words:
      /depress|anxi(?:ety|ous)|schizo|bipolar|psych|suicid|self-harm|panic|post-?traumatic|ptsd|obsessive|mental (?:health|disorder|illness)|attention deficit|adhd|eating disorder|anorexia nervosa|bulimia|sertraline|fluoxetine|citalopram|venlafaxine|paroxetine|bupropion|quetiapine|olanzapine|risperidone|clozapine|lithium carb|haloperidol|aripiprazole|methylphenidate|phq-[29]|gad-7/,
  },
  {
    category: label('SUD'),
    words:
      /alcohol|drug (?:abuse|depend|addict|use|misuse)|misuses? (?:of )?drug|substance (?:abuse|use|misuse|depend)|opioid (?:abuse|depend|use|addict)|overdose|cocaine|heroin|cannabis|amphetamine depend|addict|intoxicat|naltrexone|buprenorphine|methadone|disulfiram|acamprosate|audit-c|dast-10/,
  },
  {
    category: label('HIV'),
    words:
      /\bhiv\b|human immunodeficiency|acquired immun|\baids\b|antiretroviral|tenofovir|emtricitabine|dolutegravir|efavirenz|lamivudine|abacavir|raltegravir|darunavir|zidovudine/,
  },
  {
    category: label('SEX'),
    words:
      /contracept|intrauterine|\biud\b|levonorgestrel|etonogestrel|medroxyprogesterone|infertil|abortion|sterili[sz]ation|vasectomy|tubal ligation|erectile|sexual|gender (?:identity|dysphoria)|transgender|sildenafil|tadalafil|hormonal implant|implanon|nexplanon|mirena|nuvaring|seasonique|natazia|yaz\b/,
  },
  {
    category: label('STD'),
    words: /sexually transmitted|venereal|syphilis|gonorrh|chlamydia|genital herpes|trichomon|human papilloma|\bhpv\b/,
  },
  {
    category: label('PREGNANT'),
    words: /pregnan|prenatal|antenatal|obstetric|gestation|miscarriage|childbirth|eclampsia|fetal|fetus|postpartum/,
  },
  {
    category: label('GDIS'),
    words:
      /genetic|hereditary|congenital|huntington|cystic fibrosis|down syndrome|trisomy|brca[12]|hemophilia|thalass|familial/,
  },
  { category: label('SCA'), words: /sickle|hemoglobin ss|hb-?ss/ },
  {
    category: label('SDV'),
    words:
      /intimate partner|domestic (?:violence|abuse)|victim of|abuse of (?:child|adult|elder)|sexual (?:assault|abuse)|\brape\b|maltreat|hark questionnaire|humiliation, afraid/,
  },
  {
    category: label('COGN'),
    words:
      /dementia|alzheimer|cognitive (?:impair|disorder|deficit)|intellectual disab|autis|developmental (?:delay|disord)/,
  },
];

/** ICD-10 (and -CM) by the first characters of the code. */
const ICD: readonly (readonly [RegExp, Categories])[] = [
  [/^F1/, label('SUD')],
  [/^F(?:0[0-3]|[78])/, label('COGN')],
  [/^F(?:0[4-9]|[2-69])/, label('PSY')],
  [/^F52|^Z3[01]/, label('SEX')],
  [/^B2[0-4]|^Z21/, label('HIV')],
  [/^A(?:5|6[0-4])/, label('STD')],
  [/^O|^Z3[34A]/, label('PREGNANT')],
  [/^D57/, label('SCA')],
  [/^Q9|^E84|^G10|^Z15/, label('GDIS')],
  [/^T7[46]|^Y07|^Z69/, label('SDV')],
];

const TYPES: Readonly<Record<string, Categories>> = {
  ClinicalImpression: label('NOTE'),
  Communication: label('NOTE'),
  Composition: label('NOTE'),
  DocumentManifest: label('NOTE'),
  DocumentReference: label('NOTE'),
  FamilyMemberHistory: label('GDIS'),
  ImagingStudy: label('IMG'),
  Media: label('IMG'),
  MolecularSequence: label('GENOME'),
};

const NOTE = label('NOTE');
const IMG = label('IMG');
const FACE = label('FACE');
const MAX_REMEMBERED = 65_536;
const MAX_REMEMBERED_TEXT = 200;
const MAX_TEXT = 16_384;

/** Labels resources, and remembers what it found for displays that come again. */
export class SensitivityLabels {
  readonly #remembered = new Map<string, Categories>();

  /** `texts` are the resource's displays, `codes` its `system|code`. */
  of(resource: JsonObject, type: string, texts: readonly string[], codes: readonly string[]): Categories {
    let found = (TYPES[type] ?? 0) | securityLabels(resource) | content(resource, type);
    for (const text of texts) found |= this.#recall(text, wordLabels);
    for (const code of codes) found |= this.#recall(code, codeLabels);
    return found >>> 0;
  }

  #recall(text: string, find: (text: string) => Categories): Categories {
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    const found = find(text.slice(0, MAX_TEXT).toLowerCase());
    if (text.length > MAX_REMEMBERED_TEXT) return found;
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(text, found);
    return found;
  }
}

function wordLabels(text: string): Categories {
  let found = 0;
  for (const { category, words } of WORDS) if (words.test(text)) found |= category;
  return found;
}

function codeLabels(systemAndCode: string): Categories {
  const at = systemAndCode.lastIndexOf('|');
  if (!/icd-?10/.test(systemAndCode.slice(0, at))) return 0;
  const code = systemAndCode.slice(at + 1).toUpperCase();
  let found = 0;
  for (const [pattern, category] of ICD) if (pattern.test(code)) found |= category;
  return found;
}

function securityLabels(resource: JsonObject): Categories {
  let found = 0;
  for (const coding of asList(asObject(resource['meta'])?.['security']).map(asObject)) {
    const code = asText(coding?.['code']);
    if (code !== null && coding?.['system'] === HL7_SENSITIVITY) found |= categoryOf(code) ?? 0;
  }
  return found;
}

/** Free text, and pictures, by where they stand. */
function content(resource: JsonObject, type: string): Categories {
  let found = 0;
  if (resource['note'] !== undefined || resource['presentedForm'] !== undefined) found |= NOTE;
  if (type === 'Patient' && resource['photo'] !== undefined) found |= FACE;
  if (type === 'DocumentReference') {
    const forms = asList(resource['content']).map((member: Json) => asObject(asObject(member)?.['attachment']));
    if (forms.some((form) => /^image\/|dicom/.test(asText(form?.['contentType']) ?? ''))) found |= IMG;
  }
  return found;
}
