import { MODIFIERS, PERMISSIONS, type PurposeParameters, RESEARCH_PURPOSES } from '../../core/purpose-table.ts';
import type { Facts } from '../../core/request.ts';

/** What a request declared, and what its permit attests, as the auditor reads it. */
export interface DeclaredUse {
  readonly purpose: number;
  readonly facts: Facts;
  readonly attested: bigint;
  /** Undefined where the version's metadata is not at hand: what hangs on it is then `unknown`. */
  readonly parameters: PurposeParameters | undefined;
  /** Everything above the declared disease; undefined where no ontology is at hand. */
  readonly ancestors: ReadonlySet<string> | undefined;
  /** Of the decision's block, in ms. */
  readonly now: number;
}

/** `covered`; `refused`, by what; `open`: released nothing, since something was left undeclared or unattested;
 *  `unknown`: it cannot be told without the parameters. */
export interface Answer {
  readonly verdict: 'covered' | 'refused' | 'open' | 'unknown';
  readonly by: readonly string[];
}

type State = 'met' | 'broken' | 'open' | 'unknown';

const PERMISSION_BITS = 0xffffn;
/** Purposes that DUO does not put below biomedical research. */
const METHODS = 1;
const ANCESTRY = new Set([2, 3]);

/** Whether a grant's or a dataset's bitmap covers the use. Written from the protocol, not
 *  from the gateway's code: what both get wrong the vectors of `test/vectors/purposes.json` must find. */
export function answer(purposes: bigint, use: DeclaredUse): Answer {
  const permission = PERMISSIONS.find(({ bit }) => (purposes & PERMISSION_BITS) === 1n << BigInt(bit));
  if (permission === undefined || !isContained(permission, use.purpose) || excludes(permission, use)) {
    return { verdict: 'refused', by: [permission?.code ?? 'permission'] };
  }
  const states: [string, State][] = [];
  if (permission.code === 'DS') states.push(['DS', attest(diseaseState(use), permission.bit, use)]);
  let rest = purposes & ~PERMISSION_BITS;
  for (const { bit, code } of MODIFIERS) {
    const mask = 1n << BigInt(bit);
    if ((rest & mask) === 0n) continue;
    rest &= ~mask;
    states.push([code, attest(modifierState(code, use), bit, use)]);
  }
  if (rest !== 0n) states.push([`0x${rest.toString(16)}`, 'open']);
  return conclude(states);
}

/** `answer` for one use. Many grants have the same purposes: each is answered once. */
export function answerer(use: DeclaredUse): (purposes: bigint) => Answer {
  const known = new Map<bigint, Answer>();
  return (purposes) => {
    const before = known.get(purposes);
    if (before !== undefined) return before;
    const made = answer(purposes, use);
    known.set(purposes, made);
    return made;
  };
}

function conclude(states: readonly [string, State][]): Answer {
  const of = (state: State) => states.filter(([, s]) => s === state).map(([code]) => code);
  const [broken, open, unknown] = [of('broken'), of('open'), of('unknown')];
  if (broken.length > 0) return { verdict: 'refused', by: broken.slice(0, 1) };
  if (open.length > 0) return { verdict: 'open', by: open };
  return unknown.length > 0 ? { verdict: 'unknown', by: unknown } : { verdict: 'covered', by: [] };
}

function isContained({ contains }: (typeof PERMISSIONS)[number], purpose: number): boolean {
  const row = RESEARCH_PURPOSES.find(({ code }) => code === purpose);
  if (row === undefined) return false;
  const roots: 'all' | readonly string[] = contains;
  return roots === 'all' || roots.includes(row.source) || (row.parent !== null && roots.includes(row.parent));
}

/** Research on health, of which disease research is a part, is by DUO's definition none on populations or ancestry. */
function excludes({ code }: (typeof PERMISSIONS)[number], { facts }: DeclaredUse): boolean {
  return facts.populationOrAncestry === true && (code === 'HMB' || code === 'DS');
}

/** A fact counts only where the permit attests it; a broken one counts always. */
function attest(state: State, bit: number, { attested }: DeclaredUse): State {
  if (state === 'broken' || state === 'open') return state;
  return (attested & (1n << BigInt(bit))) === 0n ? 'open' : state;
}

function diseaseState({ facts, parameters, ancestors }: DeclaredUse): State {
  if (facts.disease === undefined) return 'open';
  if (parameters === undefined) return 'unknown';
  if (parameters.disease === undefined) return 'open';
  if (facts.disease === parameters.disease) return 'met';
  if (ancestors === undefined) return 'unknown';
  return ancestors.has(parameters.disease) ? 'met' : 'broken';
}

function modifierState(code: (typeof MODIFIERS)[number]['code'], use: DeclaredUse): State {
  const { facts, parameters, purpose } = use;
  switch (code) {
    case 'NMDS':
      return purpose === METHODS ? 'broken' : yes(facts.methodsDevelopment, false);
    case 'NPOA':
      return ANCESTRY.has(purpose) ? 'broken' : yes(facts.populationOrAncestry, false);
    case 'GSO':
      return yes(facts.geneticStudy, true);
    case 'NPUNCU':
      return both(yes(facts.notForProfitOrganisation, true), yes(facts.commercial, false));
    case 'NPU':
      return yes(facts.notForProfitOrganisation, true);
    case 'NCU':
    case 'NCOM':
      return yes(facts.commercial, false);
    case 'NAI':
      return yes(facts.aiTraining, false);
    case 'PUB':
      return yes(facts.publishes, true);
    case 'COL':
      return yes(facts.collaborates, true);
    case 'RTN':
      return yes(facts.returnsData, true);
    case 'CC':
      return yes(facts.clinicalCare, true);
    case 'IRB':
      return facts.ethicsApproval === undefined ? 'open' : 'met';
    case 'RS':
      return listed(facts.researchType, parameters, (p) => p.researchTypes);
    case 'US':
      return listed(facts.user, parameters, (p) => p.users);
    case 'PS':
      return listed(facts.project, parameters, (p) => p.projects);
    case 'IS':
      return listed(facts.institution, parameters, (p) => p.institutions);
    case 'GS':
      return listed(facts.country, parameters, (p) => p.countries);
    case 'NTX':
      return listed(facts.country, parameters, (p) => (p.homeCountry === undefined ? undefined : [p.homeCountry]));
    case 'MOR':
      return bounded(
        facts.publishesAfter,
        parameters,
        (p) => p.publishableFrom,
        (fact, bound) => fact >= bound,
      );
    case 'TS':
      return bounded(
        facts.usesUntil,
        parameters,
        (p) => p.usableUntil,
        // What had ended by its own declaration was not used: an end in the past would meet any limit for ever.
        (fact, bound) => use.now <= fact && fact <= bound,
      );
  }
}

function yes(fact: boolean | undefined, wanted: boolean): State {
  if (fact === undefined) return 'open';
  return fact === wanted ? 'met' : 'broken';
}

function both(one: State, other: State): State {
  return (['broken', 'open', 'unknown'] as const).find((state) => one === state || other === state) ?? 'met';
}

function listed(
  fact: string | undefined,
  parameters: PurposeParameters | undefined,
  list: (parameters: PurposeParameters) => readonly string[] | undefined,
): State {
  return compared(fact, parameters, list, (value, allowed) => allowed.includes(value));
}

function bounded(
  fact: number | undefined,
  parameters: PurposeParameters | undefined,
  bound: (parameters: PurposeParameters) => number | undefined,
  holds: (fact: number, bound: number) => boolean,
): State {
  return compared(fact, parameters, bound, holds);
}

function compared<F, P>(
  fact: F | undefined,
  parameters: PurposeParameters | undefined,
  read: (parameters: PurposeParameters) => P | undefined,
  holds: (fact: F, parameter: P) => boolean,
): State {
  if (fact === undefined) return 'open';
  if (parameters === undefined) return 'unknown';
  const parameter = read(parameters);
  if (parameter === undefined) return 'open';
  return holds(fact, parameter) ? 'met' : 'broken';
}
