import { type Dataset, newestVersion, type Permit } from '../../client/index.ts';

/** What somebody may do with a dataset now: one state, whatever permits there are and were. */
export type DatasetStanding =
  | { readonly state: 'granted' | 'accept' | 'waiting' | 'over'; readonly permit: Permit }
  | { readonly state: 'possible' }
  | { readonly state: 'impossible'; readonly why: 'elsewhere' | 'retired' | 'unpublished' };

const WAITING = ['awaitsCountersignature', 'notYetValid'];

/** `permits` are the requester's own, of all datasets. */
export function standingOf(dataset: Dataset, permits: readonly Permit[], holder: string): DatasetStanding {
  const own = permits.filter((one) => one.dataset === dataset.dataset);
  const of = (state: string) => own.findLast((one) => one.state === state);
  if (dataset.retiredAt !== 0) return { state: 'impossible', why: 'retired' };
  if (dataset.holder !== holder) return { state: 'impossible', why: 'elsewhere' };
  if (newestVersion(dataset) === undefined) return { state: 'impossible', why: 'unpublished' };
  const active = longest(own.filter(({ state }) => state === 'active'));
  if (active) return { state: 'granted', permit: active };
  const toAccept = of('awaitsAcceptance');
  if (toAccept) return { state: 'accept', permit: toAccept };
  const waiting = own.findLast(({ state }) => WAITING.includes(state));
  if (waiting) return { state: 'waiting', permit: waiting };
  const over = own.at(-1);
  return over === undefined ? { state: 'possible' } : { state: 'over', permit: over };
}

function longest(permits: readonly Permit[]): Permit | undefined {
  return [...permits].sort((one, other) => one.until - other.until).at(-1);
}
