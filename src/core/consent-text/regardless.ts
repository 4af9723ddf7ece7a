import { BASES, type Basis } from '../entry.ts';

/** How somebody narrows what it allows: a consent declined or withdrawn, an opt-out from research or from everything, a pause. */
export const NARROWING_ACTS = ['withdrawal', 'research-opt-out', 'full-opt-out', 'pause'] as const;
export type NarrowingAct = (typeof NARROWING_ACTS)[number];

/** What of later releases an act leaves as it is. Copies that were given and results that are about nobody are beyond any. */
export interface Regardless {
  readonly bases: readonly Exclude<Basis, 'consent'>[];
  readonly emergency: boolean;
}

const OTHER_BASES = BASES.filter((basis) => basis !== 'consent');

/** As the decision has it: a test asks it about each. */
export const REGARDLESS: Readonly<Record<NarrowingAct, Regardless>> = {
  withdrawal: { bases: OTHER_BASES, emergency: true },
  'research-opt-out': { bases: [], emergency: true },
  'full-opt-out': { bases: [], emergency: false },
  pause: { bases: [], emergency: false },
};
