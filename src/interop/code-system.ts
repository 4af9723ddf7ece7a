import { normalSystem } from '../core/patient-identifier.ts';

/** Code systems of which some codes are sensitive, whatever the spelling of their URI. */
export type CodeSystem =
  | 'act'
  | 'atc'
  | 'bfarm'
  | 'confidentiality'
  | 'dsm'
  | 'department'
  | 'gene'
  | 'hcpcs'
  | 'nucc'
  | 'ops'
  | 'rolecode'
  | 'icd10pcs'
  | 'icf'
  | 'omim'
  | 'orphanet'
  | 'readcode'
  | 'sks'
  | 'icd9'
  | 'icd10'
  | 'icd11'
  | 'icpc2'
  | 'loinc'
  | 'rxnorm'
  | 'snomed';

/** Object identifiers: HL7's registry (hl7.org/oid), those of Norway and Denmark, and BfArM's, whose yearly ICD-10-GM and
 *  OPS have one each. */
const OIDS: readonly (readonly [RegExp, CodeSystem])[] = [
  [/^2\.16\.840\.1\.113883\.5\.4$/, 'act'],
  [/^2\.16\.840\.1\.113883\.(?:5\.25|12\.177)$/, 'confidentiality'],
  [/^2\.16\.840\.1\.113883\.6\.(?:12|14|285)$/, 'hcpcs'],
  [/^2\.16\.840\.1\.113883\.6\.101$/, 'nucc'],
  [/^2\.16\.840\.1\.113883\.5\.111$/, 'rolecode'],
  [/^2\.16\.840\.1\.113883\.6\.4$/, 'icd10pcs'],
  [/^2\.16\.840\.1\.113883\.6\.(?:3|90|135)(?:\.\d+)*$/, 'icd10'],
  [/^2\.16\.578\.1\.12\.4\.1\.1\.7110$/, 'icd10'],
  [/^1\.2\.276\.0\.76\.5\.\d+$/, 'bfarm'],
  [/^1\.2\.208\.176\.2\.4$/, 'sks'],
  [/^2\.16\.840\.1\.113883\.6\.126$/, 'dsm'],
  [/^2\.16\.840\.1\.113883\.6\.254$/, 'icf'],
  [/^2\.16\.840\.1\.113883\.6\.174$/, 'omim'],
  [/^2\.16\.840\.1\.113883\.6\.281$/, 'gene'],
  [/^2\.16\.840\.1\.113883\.6\.(?:2|42|103)$/, 'icd9'],
  [/^2\.16\.840\.1\.113883\.6\.347$/, 'icd11'],
  [/^2\.16\.840\.1\.113883\.6\.139$/, 'icpc2'],
  [/^2\.16\.578\.1\.12\.4\.1\.1\.7170$/, 'icpc2'],
  [/^2\.16\.840\.1\.113883\.6\.(?:96|5)$/, 'snomed'],
  [/^2\.16\.840\.1\.113883\.6\.1$/, 'loinc'],
  [/^2\.16\.840\.1\.113883\.6\.88$/, 'rxnorm'],
  [/^2\.16\.840\.1\.113883\.6\.73$/, 'atc'],
];

/** URLs, of every release and national edition, in the order in which they are tried: procedures (ICD-10-PCS) are no
 *  diagnoses, and CMS calls them ICD-10. */
const URLS: readonly (readonly [RegExp, CodeSystem])[] = [
  [/v3[-/]ActCode\b/i, 'act'],
  [/confidentiality/i, 'confidentiality'],
  [/v2[-/]0177\b/i, 'confidentiality'],
  [/icd[-_]?10[-_]?pcs|cms\.gov\/Medicare\/Coding\/ICD-?10/i, 'icd10pcs'],
  [/(?:icd|cim|cie|cid)[-_]?10|\bkcd(?:-?\d)?\b/i, 'icd10'],
  [/icd[-_]?9/i, 'icd9'],
  [/icd\/release\/11|icd[-_]?11/i, 'icd11'],
  [/icpc[-_]?[12]/i, 'icpc2'],
  [/ama-assn\.org|\bcpt(?:-?4)?\b|hcpcs/i, 'hcpcs'],
  [/\/ops\b/i, 'ops'],
  [/fachabteilung/i, 'department'],
  [/\bnucc\b|provider-taxonomy/i, 'nucc'],
  [/v3[-/]RoleCode\b/i, 'rolecode'],
  [/\bdsm(?:[-_]?(?:5|iv|v))?\b/i, 'dsm'],
  [/\bicf(?:-nl)?\b/i, 'icf'],
  [/\bomim\b/i, 'omim'],
  [/\borpha(?:net|code)?\b/i, 'orphanet'],
  [/genenames|\bhgnc\b|varnomen|\bhgvs\b|clinvar|\bdbsnp\b|projects\/SNP\b/i, 'gene'],
  [/\bread(?:v2|codes?|\.info)\b|\bctv3\b/i, 'readcode'],
  [/snomed(?:\.info|ct\b|-ct\b)/i, 'snomed'],
  [/loinc/i, 'loinc'],
  [/rxnorm/i, 'rxnorm'],
  [/\/atc\b|whocc/i, 'atc'],
];

const NAMES: Readonly<Record<string, CodeSystem>> = {
  actcode: 'act',
  confidentiality: 'confidentiality',
  c4: 'hcpcs',
  ops: 'ops',
  rolecode: 'rolecode',
  sct: 'snomed',
  snomed: 'snomed',
  snomedct: 'snomed',
  lnc: 'loinc',
  ln: 'loinc',
  i9: 'icd9',
  i9c: 'icd9',
  i10: 'icd10',
  i10c: 'icd10',
  rxn: 'rxnorm',
};

/** Which system a Coding names: by URL of any release (its version and slash at the end are passed over), by OID, or
 *  by the name that HL7 v2 has for it. Null for any other. */
export function codeSystemOf(system: string): CodeSystem | null {
  const normal = normalSystem(system.split('|', 1)[0] ?? '');
  if (normal.startsWith('urn:oid:')) return firstOf(OIDS, normal.slice('urn:oid:'.length));
  return firstOf(URLS, normal) ?? NAMES[normal.toLowerCase().replace(/[\s_-]/g, '')] ?? null;
}

function firstOf(rules: readonly (readonly [RegExp, CodeSystem])[], text: string): CodeSystem | null {
  return rules.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
