import { CustosError } from './errors.ts';
import { didYouMean } from './nearest-name.ts';
import {
  MODIFIERS,
  type ModifierCode,
  PERMISSIONS,
  type PermissionCode,
  RESEARCH_PURPOSES,
  type ResearchPurpose,
} from './purpose-table.ts';

interface Row {
  readonly code: string | number;
  readonly source: string;
  readonly label: string;
}

/** A permission by its code (`HMB`), its id in DUO (`DUO:0000006`) or its words, in either case. INPUT_INVALID otherwise. */
export function permissionNamed(text: string): PermissionCode {
  return rowNamed(text, PERMISSIONS, 'permission', 'HMB, DUO:0000006 or “health or medical or biomedical research”')
    .code;
}

/** A modifier, in the same way; one of Custos by its `custos:…` id. */
export function modifierNamed(text: string): ModifierCode {
  return rowNamed(text, MODIFIERS, 'modifier', 'NCU, DUO:0000046 or “non-commercial use only”').code;
}

/** What a permit may attest: a modifier, or that the disease of a disease-specific permission was checked. */
export function attestableNamed(text: string): ModifierCode | 'DS' {
  const [, , , disease] = PERMISSIONS;
  return rowNamed(text, [...MODIFIERS, disease], 'modifier', 'NCU, DUO:0000046 or “non-commercial use only”').code;
}

/** A research purpose by its number, its id in DUO or its words. */
export function researchPurpose(text: string): ResearchPurpose {
  return rowNamed(text, RESEARCH_PURPOSES, 'research purpose', 'DUO:0000037 or “biomedical research”').code;
}

/** The words of a research purpose; of one that this version does not know, its number. Nothing where there is none. */
export function purposeLabel(code: number | undefined): string {
  if (code === undefined || code === 0) return '';
  return (
    RESEARCH_PURPOSES.find((purpose) => purpose.code === code)?.label ??
    `purpose ${code}, which this version does not know`
  );
}

/** The words of a permission and its modifiers, by their codes; of those that this version does not know, the code. */
export function useLabel(permission: string, modifiers: readonly string[]): string {
  const words = [labelOf(PERMISSIONS, permission), ...modifiers.map((code) => labelOf(MODIFIERS, code))];
  return words.join('; ');
}

/** The words of one permission or modifier, and its code, by which it is declared. */
export function codeLabel(code: string): string {
  const label = labelOf([...PERMISSIONS, ...MODIFIERS], code);
  return label === code ? code : `${label} (${code})`;
}

function labelOf(rows: readonly Row[], wanted: string): string {
  return rows.find(({ code }) => code === wanted)?.label ?? wanted;
}

function rowNamed<R extends Row>(text: string, rows: readonly R[], one: string, such: string): R {
  const row = rows.find(({ code, source, label }) =>
    [String(code), source, label].some((name) => spelledAlike(name, text)),
  );
  if (row !== undefined) return row;
  const meant = didYouMean(
    text,
    rows.flatMap(({ code, label }) => [String(code), label]),
  );
  throw new CustosError('INPUT_INVALID', `“${text.slice(0, 80)}” is no ${one}.${meant} Say it as ${such}.`);
}

/** Whether two spellings are of one name: case, hyphens and blanks are forgiven. */
export function spelledAlike(a: string, b: string): boolean {
  return spelled(a) === spelled(b);
}

/** And ids as ontologies write them: `obo:DUO_0000046`. */
function spelled(text: string): string {
  const bare = text.trim().replace(/^(?:<?https?:\/\/purl\.obolibrary\.org\/obo\/|obo:)(DUO_\d+)>?$/i, '$1');
  return bare.toLowerCase().replace(/[\s\p{Pd}_:,]+/gu, ' ');
}
