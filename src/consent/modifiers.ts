import type { ModifierCode } from '../core/purpose-table.ts';
import type { Use } from './use.ts';

/** `open`: no fact, or no parameter, answers it. */
export type FactState = 'met' | 'open' | 'broken';

const METHOD_DEVELOPMENT = 1;
const POPULATION_RESEARCH = 2;
const ANCESTRY_RESEARCH = 3;

/** How each modifier reads the declared facts (`MODIFIERS` in core/purpose-table.ts says it in words). */
export const MODIFIER_STATES: Readonly<Record<ModifierCode, (use: Use) => FactState>> = {
  RS: ({ facts, parameters }) => among(facts.researchType, parameters.researchTypes),
  NMDS: ({ facts, purpose }) => (purpose === METHOD_DEVELOPMENT ? 'broken' : declared(facts.methodsDevelopment, false)),
  GSO: ({ facts }) => declared(facts.geneticStudy, true),
  NPUNCU: ({ facts }) => worse(declared(facts.notForProfitOrganisation, true), declared(facts.commercial, false)),
  PUB: ({ facts }) => declared(facts.publishes, true),
  COL: ({ facts }) => declared(facts.collaborates, true),
  IRB: ({ facts }) => (facts.ethicsApproval === undefined ? 'open' : 'met'),
  GS: ({ facts, parameters }) => among(facts.country, parameters.countries),
  MOR: ({ facts, parameters }) => notBefore(facts.publishesAfter, parameters.publishableFrom),
  TS: ({ facts, parameters, now }) => {
    return worse(notBefore(parameters.usableUntil, facts.usesUntil), notBefore(facts.usesUntil, now));
  },
  US: ({ facts, parameters }) => among(facts.user, parameters.users),
  PS: ({ facts, parameters }) => among(facts.project, parameters.projects),
  IS: ({ facts, parameters }) => among(facts.institution, parameters.institutions),
  RTN: ({ facts }) => declared(facts.returnsData, true),
  CC: ({ facts }) => declared(facts.clinicalCare, true),
  NPOA: ({ facts, purpose }) => {
    const studied = purpose === POPULATION_RESEARCH || purpose === ANCESTRY_RESEARCH;
    return studied ? 'broken' : declared(facts.populationOrAncestry, false);
  },
  NPU: ({ facts }) => declared(facts.notForProfitOrganisation, true),
  NCU: ({ facts }) => declared(facts.commercial, false),
  NAI: ({ facts }) => declared(facts.aiTraining, false),
  NCOM: ({ facts }) => declared(facts.commercial, false),
  NTX: ({ facts, parameters }) => {
    return among(facts.country, parameters.homeCountry === undefined ? undefined : [parameters.homeCountry]);
  },
};

/** The disease stands with the dataset, never in a grant: a grant for a disease is for that of the dataset. */
export function diseaseState({ facts, parameters, diseases }: Use): FactState {
  const { disease } = facts;
  if (disease === undefined || parameters.disease === undefined) return 'open';
  if (disease === parameters.disease) return 'met';
  return diseases.ancestors(disease).has(parameters.disease) ? 'met' : 'broken';
}

function declared(fact: boolean | undefined, wanted: boolean): FactState {
  if (fact === undefined) return 'open';
  return fact === wanted ? 'met' : 'broken';
}

function among(fact: string | undefined, allowed: readonly string[] | undefined): FactState {
  if (fact === undefined || allowed === undefined) return 'open';
  return allowed.includes(fact) ? 'met' : 'broken';
}

function notBefore(time: number | undefined, bound: number | undefined): FactState {
  if (time === undefined || bound === undefined) return 'open';
  return time >= bound ? 'met' : 'broken';
}

function worse(one: FactState, other: FactState): FactState {
  if (one === 'broken' || other === 'broken') return 'broken';
  return one === 'open' || other === 'open' ? 'open' : 'met';
}
