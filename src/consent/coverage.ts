import { type ModifierCode, PERMISSIONS, RESEARCH_PURPOSES } from '../core/purpose-table.ts';
import { bitOf, type Purposes, type PurposeWords, purposeWords } from '../core/purposes.ts';
import { diseaseState, type FactState, MODIFIER_STATES } from './modifiers.ts';
import type { Use } from './use.ts';

/** `open` names what lacks a fact, a parameter or an attestation: DS first, then modifiers by bit. */
export type Coverage =
  | { readonly verdict: 'covered' }
  | { readonly verdict: 'refused'; readonly by: string }
  | { readonly verdict: 'needs-review'; readonly open: readonly string[] };

const COVERED: Coverage = { verdict: 'covered' };

/** Purposes that each permission contains: those named and those below them (`PERMISSIONS`). */
const CONTAINED: ReadonlyMap<string, ReadonlySet<number>> = new Map(
  PERMISSIONS.map(({ code, contains }) => [code, codesUnder(contains)]),
);

/** Permissions whose definition leaves out the study of population origins or ancestry, whatever the purpose is called
 *  (DUO:0000006; DS lies below it). */
const WITHOUT_ANCESTRY: ReadonlySet<string> = new Set(['HMB', 'DS']);

/** Whether a grant's or a dataset's purposes cover the use. What a fact breaks refuses, and refusing goes before
 *  needing review; needing review releases nothing. Bits that the table does not name need review, whatever is
 *  attested.
 *  `test/vectors/purposes.json` holds the matrix. */
export function coverage({ permission, modifiers, unknown }: PurposeWords, use: Use): Coverage {
  const excluded = WITHOUT_ANCESTRY.has(permission) && use.facts.populationOrAncestry === true;
  if (excluded || CONTAINED.get(permission)?.has(use.purpose) !== true) return { verdict: 'refused', by: permission };
  const open: string[] = [];
  if (permission === 'DS') {
    const state = diseaseState(use);
    if (state === 'broken') return { verdict: 'refused', by: 'DS' };
    if (!isMet('DS', state, use)) open.push('DS');
  }
  for (const code of modifiers) {
    const state = MODIFIER_STATES[code](use);
    if (state === 'broken') return { verdict: 'refused', by: code };
    if (!isMet(code, state, use)) open.push(code);
  }
  if (unknown !== 0n) open.push(`0x${unknown.toString(16)}`);
  return open.length === 0 ? COVERED : { verdict: 'needs-review', open };
}

/** Whether the dataset's permission, modifiers and facts aside, contains a purpose. */
export function contains(purposes: Purposes, purpose: number): boolean {
  return CONTAINED.get(purposeWords(purposes).permission)?.has(purpose) === true;
}

function isMet(code: ModifierCode | 'DS', state: FactState, use: Use): boolean {
  return state === 'met' && (use.attested & bitOf(code)) !== 0n;
}

function codesUnder(contained: 'all' | readonly string[]): ReadonlySet<number> {
  const rows = RESEARCH_PURPOSES.filter(({ source, parent }) => {
    return contained === 'all' || contained.includes(source) || (parent !== null && contained.includes(parent));
  });
  return new Set(rows.map(({ code }) => code));
}
