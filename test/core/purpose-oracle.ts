import type { ModifierCode, PermissionCode, PurposeParameters } from '../../src/core/purpose-table.ts';
import type { Facts } from '../../src/core/request.ts';

/** The meaning of the purpose table, written as plainly as can be. It shares no code with what decides: gateway,
 *  auditor and contract are tested against the vectors made from it. */
export interface Question {
  readonly grant: readonly Code[];
  readonly dataset: readonly Code[];
  /** 1 (DUO:0000031) to 10 (DUO:0000040). */
  readonly purpose: number;
  readonly facts: Facts;
  readonly parameters: PurposeParameters;
  readonly attested: readonly Code[];
  /** Everything above the declared disease, without itself. */
  readonly ancestors: readonly string[];
}

export type Code = PermissionCode | ModifierCode;
export type Answer = 'covered' | 'refused' | readonly Code[];
type State = 'met' | 'open' | 'broken';

const METHODS = 1;
const POPULATION = 2;
const ANCESTRY = 3;

export const CONTAINS: Record<PermissionCode, readonly number[]> = {
  NRES: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  GRU: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  HMB: [7, 8, 9, 10],
  DS: [10],
  POA: [2, 3],
};

const STATES: Record<ModifierCode, (question: Question) => State> = {
  RS: ({ facts, parameters }) => listed(facts.researchType, parameters.researchTypes),
  NMDS: ({ facts, purpose }) => (purpose === METHODS ? 'broken' : must(facts.methodsDevelopment, false)),
  GSO: ({ facts }) => must(facts.geneticStudy, true),
  NPUNCU: ({ facts }) => both(must(facts.notForProfitOrganisation, true), must(facts.commercial, false)),
  PUB: ({ facts }) => must(facts.publishes, true),
  COL: ({ facts }) => must(facts.collaborates, true),
  IRB: ({ facts }) => (facts.ethicsApproval === undefined ? 'open' : 'met'),
  GS: ({ facts, parameters }) => listed(facts.country, parameters.countries),
  MOR: ({ facts, parameters }) => ordered(parameters.publishableFrom, facts.publishesAfter),
  TS: ({ facts, parameters }) => ordered(facts.usesUntil, parameters.usableUntil),
  US: ({ facts, parameters }) => listed(facts.user, parameters.users),
  PS: ({ facts, parameters }) => listed(facts.project, parameters.projects),
  IS: ({ facts, parameters }) => listed(facts.institution, parameters.institutions),
  RTN: ({ facts }) => must(facts.returnsData, true),
  CC: ({ facts }) => must(facts.clinicalCare, true),
  NPOA: ({ facts, purpose }) =>
    purpose === POPULATION || purpose === ANCESTRY ? 'broken' : must(facts.populationOrAncestry, false),
  NPU: ({ facts }) => must(facts.notForProfitOrganisation, true),
  NCU: ({ facts }) => must(facts.commercial, false),
  NAI: ({ facts }) => must(facts.aiTraining, false),
  NCOM: ({ facts }) => must(facts.commercial, false),
  NTX: ({ facts, parameters }) =>
    listed(facts.country, parameters.homeCountry === undefined ? undefined : [parameters.homeCountry]),
};

/** Refused by what is broken; else open where something is unanswered or not attested; else covered. */
export function oracle(question: Question): Answer {
  const stated = new Set<Code>([...question.grant, ...question.dataset]);
  for (const code of stated) {
    if (isPermission(code) && !CONTAINS[code].includes(question.purpose)) return 'refused';
    // DUO:0000006: “does not include the study of population origins or ancestry”.
    if ((code === 'HMB' || code === 'DS') && question.facts.populationOrAncestry === true) return 'refused';
  }
  const open: Code[] = [];
  for (const code of ORDER) {
    if (!stated.has(code)) continue;
    const state = code === 'DS' ? diseaseState(question) : isPermission(code) ? 'met' : STATES[code](question);
    if (state === 'broken') return 'refused';
    if (state === 'open' || (!isFree(code) && !question.attested.includes(code))) open.push(code);
  }
  return open.length === 0 ? 'covered' : open;
}

/** DS and the modifiers by bit: the order in which an answer lists what it lacks. */
export const ORDER: readonly Code[] = ['DS', ...(Object.keys(STATES) as ModifierCode[])];

export function isPermission(code: Code): code is PermissionCode {
  return code in CONTAINS;
}

/** DS alone among the permissions asks for a fact, the disease. */
function isFree(code: Code): boolean {
  return isPermission(code) && code !== 'DS';
}

function diseaseState({ facts, parameters, ancestors }: Question): State {
  if (parameters.disease === undefined || facts.disease === undefined) return 'open';
  return [facts.disease, ...ancestors].includes(parameters.disease) ? 'met' : 'broken';
}

function must(declared: boolean | undefined, wanted: boolean): State {
  if (declared === undefined) return 'open';
  return declared === wanted ? 'met' : 'broken';
}

function listed(declared: string | undefined, allowed: readonly string[] | undefined): State {
  if (declared === undefined || allowed === undefined) return 'open';
  return allowed.includes(declared) ? 'met' : 'broken';
}

function ordered(first: number | undefined, second: number | undefined): State {
  if (first === undefined || second === undefined) return 'open';
  return first <= second ? 'met' : 'broken';
}

function both(one: State, other: State): State {
  if (one === 'broken' || other === 'broken') return 'broken';
  return one === 'open' || other === 'open' ? 'open' : 'met';
}
