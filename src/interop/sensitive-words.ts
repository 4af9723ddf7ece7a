import { type Categories, type CategoryCode, categoriesOf } from '../core/categories.ts';

/** Words of English and German that tell a category, in texts that `plainText` made.
 *  - `words` stand alone, in the singular or plural;
 *  - `stems` begin a word;
 *  - `parts` may stand anywhere in a word, as in German compounds.
 *  Spaces stand for any gap between words, a hyphen or none; `not` are phrases that are taken out first. */
interface WordList {
  readonly category: CategoryCode;
  readonly words?: string;
  readonly stems?: string;
  readonly parts?: string;
  readonly not?: RegExp;
}

const LISTS: readonly WordList[] = [
  {
    category: 'PSY',
    words: `panic|ptsd|obsessive|adhd|adhs|bulimia|bulimie|manic|mania|manie|borderline|lithium|phq [29]|gad 7|hads`,
    stems: `depress|anxiety|anxious|anxiolytic|antidepress|antipsychotic|schizo|bipolar|psych(?!ro)|suicid|suizid|self harm|selbstmord|selbstverletz|post traumatic stress|posttraumatisch|mental (?:health|disorder|illness)|attention deficit|eating disorder|essstörung|anorexia nervosa|magersucht|zwangsstörung|zwangsgedank|angststörung|angstzust|belastungsstörung|persönlichkeitsstörung|manisch|sertralin|fluoxetin|citalopram|escitalopram|venlafaxin|paroxetin|bupropion|quetiapin|olanzapin|risperidon|clozapin|haloperidol|aripiprazol|methylphenidat|mirtazapin|duloxetin`,
    parts: 'depressiv|schizophren|psychiatr|psychotherap|psychose|psychisch',
    not: /\b(?:respiratory|marrow|cns|st|st[- ]segment|cardiac|immune) depression|depressed (?:skull|fracture|st\b)|depressor|depression fracture|panic (?:value|level|range|result|button)s?|bipolar (?:electro|cauter|hip|hemi|prosth|forceps|coag|lead|pacing|resection)\p{L}*|lithium (?:heparin|ion|batter)\p{L}*|borderline (?:high|low|elevated|abnormal|normal|q|ecg|ekg)\p{L}*/giu,
  },
  { category: 'PSYTHPN', stems: 'psychotherapy (?:note|session|record)|psychotherapienotiz|psychotherapieprotokoll' },
  {
    category: 'SUD',
    words: 'heroin|heroine abuse|cocaine|kokain|cannabis|marijuana|audit c|dast 10|drogen|crack use|meth use',
    stems: `alcohol|alkohol|drug (?:abuse|depend|addict|use|misuse|overdose|problem)|misuses? (?:of )?drug|substance (?:abuse|use|misuse|depend)|opioid (?:abuse|depend|use|addict)|overdos|überdosis|amphetamine depend|addict|intoxicat|intoxikat|naltrexon|naloxon|buprenorphin|methadon|levomethadon|disulfiram|acamprosat|drink(?:s|ing)? (?:heavily|excessively|problem|too much)|heavy drink|problem drink|binge drink|drogenabhäng|drogensucht|suchterkrank|suchtkrank|abhängigkeitssyndrom|entzugssyndrom`,
    parts: 'alkoholabhäng|alkoholmissbrauch|alkoholsucht|opioidabhäng|medikamentenabhäng',
    not: /\b(?:non|isopropyl|benzyl|cetyl|stearyl|cetostearyl|polyvinyl|wool|rubbing)[- ]?alcohol\p{L}*|alcohol[- ](?:swab|wipe|pad|prep|hand|gel|free|based)\p{L}*/giu,
  },
  {
    category: 'HIV',
    words: 'hiv|vih|aids|sida|arv|haart|htlv',
    stems: `hiv (?:pos|neg|inf|test)|human immun|humanes immun|acquired immun|anti retroviral|antiretroviral|tenofovir|emtricitabin|dolutegravir|efavirenz|lamivudin|abacavir|raltegravir|darunavir|zidovudin|bictegravir|rilpivirin|nevirapin|atazanavir|cabotegravir`,
    not: /\b(?:hearing|walking|visual|mobility|sleep|orthopa?edic|communication|decision|teaching|learning|memory|job|first|and|or) aids\b|\baids (?:in|with|to|for|the|and equipment|digestion)\b|human immunoglobulin\p{L}*|human immune globulin/giu,
  },
  {
    category: 'SEX',
    words: 'iud|iucd|yaz|mirena|nuvaring|seasonique|natazia|implanon|nexplanon|spirale',
    stems: `contracept|kontrazept|empfängnisverhüt|verhütung|intrauterin|levonorgestrel|etonogestrel|medroxyprogesteron|infertil|unfruchtbar|abortion|termination of pregnancy|pregnancy termination|schwangerschaftsabbruch|sterili[sz]ation|vasectom|vasektom|tubal ligation|erectil|erektil|sexual|bisexual|homosexual|heterosexual|transsexu|gender (?:identity|dysphoria|incongruence)|geschlechtsidentität|geschlechtsangleich|transgender|sildenafil|tadalafil|hormonal implant`,
    not: /\b(?:instrument|equipment|steam|heat|device|surface) sterili[sz]ation|sterili[sz]ation of (?:instrument|equipment|device)s?/giu,
  },
  {
    category: 'STD',
    words: 'hpv|vdrl|lues|tripper',
    stems: `sexually transmit|sexuell übertrag|venereal|syphili|gonorrh|gonokokk|gonococc|chlamydi|genital (?:herpes|wart)|genitalherpes|herpes genitalis|trichomon|human papilloma|humane papillom|condylom|kondylom|geschlechtskrank`,
  },
  {
    category: 'PREGNANT',
    words: 'c section|fetus|fetuses|foetus|foetuses|fötus|fötusse|gravida|ivf',
    stems: `pregnan|prenatal|pränatal|antenatal|obstetric|geburtshilf|gestation|miscarriage|fehlgeburt|childbirth|eclampsia|eklampsie|fetal|foetal|postpartum|post partum|postnatal|wochenbett|entbindung|kaiserschnitt|cesarean|caesarean|embryo transfer`,
    parts: 'schwanger|eclampsia|eklampsie|gravida',
  },
  {
    category: 'GDIS',
    words: 'trisomy|trisomie|brca 1|brca 2|brca1|brca2',
    stems: `genetic|genetisch|hereditary|hereditär|erblich|erbkrank|congenital|kongenital|huntington|cystic fibrosis|mukoviszidose|zystische fibrose|down'?s? syndrom|trisom|brca|h[a]?emophili[ae]|hämophilie|thalass|familial|familiär|chromosom`,
  },
  { category: 'SCA', words: 'h[a]?emoglobin ss|hb ss', stems: 'sickle|sichelzell', parts: 'sichelzell' },
  {
    category: 'SDV',
    words: 'rape|raped',
    stems: `intimate partner|domestic (?:violence|abuse)|häusliche gewalt|victim of|opfer von|abuse of (?:child|adult|elder)|child abuse|elder abuse|physical abuse|sexual (?:assault|abuse)|sexueller missbrauch|kindesmissbrauch|kindesmisshandlung|vergewaltig|maltreat|misshandl|hark questionnaire|humiliation, afraid`,
  },
  {
    category: 'COGN',
    stems: `dementia|demenz|alzheimer|cognitive (?:impair|disorder|deficit|decline)|kognitive (?:störung|beeinträcht|defiz)|intellectual disab|intelligenzminder|geistige behinder|autis|asperger|developmental (?:delay|disord|disab)|entwicklungsstörung|entwicklungsverzög|learning disab`,
    parts: 'demenz',
  },
];

/** Beside it stands no letter of a script that parts words by spaces; digits, signs, ideographs and kana may. Of texts in
 *  lower case. */
const START = '(?<!\\p{Ll})';
const END = '(?!\\p{Ll})';

function gaps(list: string): string {
  return list.replaceAll(' ', '[\\s-]?');
}

const RULES = LISTS.map(({ category, words, stems, parts, not }) => ({
  category: categoriesOf([category]),
  not,
  pattern: new RegExp(
    [
      ...(words === undefined ? [] : [`${START}(?:${gaps(words)})s?${END}`]),
      ...(stems === undefined ? [] : [`${START}(?:${gaps(stems)})`]),
      ...(parts === undefined ? [] : [`(?:${parts})`]),
    ].join('|'),
    'u',
  ),
}));

/** The categories that the words of a text tell. `text` comes from `plainText`. */
export function wordLabels(text: string): Categories {
  let found = 0;
  for (const { category, pattern, not } of RULES) {
    if (!pattern.test(text)) continue;
    if (not === undefined || pattern.test(text.replace(not, ' '))) found |= category;
  }
  return found >>> 0;
}

const PLAIN = /^[A-Za-z0-9 .,:;()/'+-]*$/;
const TAG = /<\/?([a-z][a-z0-9]*)/iy;
const INLINE = /^(?:a|abbr|b|big|em|font|i|ins|mark|s|small|span|strong|sub|sup|u)$/i;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
  ndash: '-',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
};

/** A text as words are looked for in it: in lower case and Unicode NFC, without tags, entities and invisible
 *  characters, with one kind of hyphen and space. */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  const marked = text.includes('<') || text.includes('&') ? withoutMarkup(text) : text;
  return marked
    .normalize('NFKC')
    .replace(/[\p{Cf}]/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .replace(/\s+/gu, ' ')
    .toLowerCase()
    .normalize('NFC');
}

function withoutMarkup(text: string): string {
  return withoutTags(withoutComments(text)).replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}

/** By looking for each end once: an expression would look for it anew from each beginning. */
function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (let at = text.indexOf('<!--'); at !== -1; at = text.indexOf('<!--', from)) {
    const end = text.indexOf('-->', at + 4);
    if (end === -1) break;
    kept += text.slice(from, at);
    from = end + 3;
  }
  return kept + text.slice(from);
}

/** As above. Tags between which a word goes on leave nothing, others a space. */
function withoutTags(text: string): string {
  let kept = '';
  let from = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', Math.max(from, at + 1))) {
    TAG.lastIndex = at;
    const name = TAG.exec(text)?.[1];
    if (name === undefined) continue;
    const end = text.indexOf('>', at);
    if (end === -1) break;
    kept += text.slice(from, at) + (INLINE.test(name) ? '' : ' ');
    from = end + 1;
  }
  return kept + text.slice(from);
}
