import { normalSystem } from '../core/patient-identifier.ts';

/** Code systems of which some codes are sensitive, whatever the spelling of their URI. */
export type CodeSystem =
  | 'act'
  | 'atc'
  | 'confidentiality'
  | 'icd9'
  | 'icd10'
  | 'icd11'
  | 'icpc2'
  | 'loinc'
  | 'rxnorm'
  | 'snomed';

/** Object identifiers: HL7's registry (hl7.org/oid) and BfArM's, whose yearly ICD-10-GM have one each. */
const OIDS: readonly (readonly [RegExp, CodeSystem])[] = [
  [/^2\.16\.840\.1\.113883\.5\.4$/, 'act'],
  [/^2\.16\.840\.1\.113883\.(?:5\.25|12\.177)$/, 'confidentiality'],
  [/^2\.16\.840\.1\.113883\.6\.(?:3|90)(?:\.\d+)*$/, 'icd10'],
  [/^1\.2\.276\.0\.76\.5\.\d+$/, 'icd10'],
  [/^2\.16\.840\.1\.113883\.6\.(?:2|42|103)$/, 'icd9'],
  [/^2\.16\.840\.1\.113883\.6\.347$/, 'icd11'],
  [/^2\.16\.840\.1\.113883\.6\.139$/, 'icpc2'],
  [/^2\.16\.840\.1\.113883\.6\.(?:96|5)$/, 'snomed'],
  [/^2\.16\.840\.1\.113883\.6\.1$/, 'loinc'],
  [/^2\.16\.840\.1\.113883\.6\.88$/, 'rxnorm'],
  [/^2\.16\.840\.1\.113883\.6\.73$/, 'atc'],
];

/** URLs, of every release and national edition; procedures (ICD-10-PCS, ICD-O) are no diagnoses. */
const URLS: readonly (readonly [RegExp, CodeSystem])[] = [
  [/v3[-/]ActCode\b/i, 'act'],
  [/confidentiality/i, 'confidentiality'],
  [/v2[-/]0177\b/i, 'confidentiality'],
  [/icd[-_]?10(?![-_]?pcs)/i, 'icd10'],
  [/icd[-_]?9/i, 'icd9'],
  [/icd\/release\/11|icd[-_]?11/i, 'icd11'],
  [/icpc[-_]?2/i, 'icpc2'],
  [/snomed(?:\.info|ct\b|-ct\b)/i, 'snomed'],
  [/loinc/i, 'loinc'],
  [/rxnorm/i, 'rxnorm'],
  [/\/atc\b|whocc/i, 'atc'],
];

const NAMES: Readonly<Record<string, CodeSystem>> = {
  actcode: 'act',
  confidentiality: 'confidentiality',
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
