import { type Dataset, newestVersion, type Permit } from '../../client/index.ts';

/** What somebody may do with a dataset now: one state, whatever permits there are and were. */
export type DatasetStanding =
  /** `current` are all that count or may come to count, the one that the state is of the first. */
  | { readonly state: 'granted' | 'accept' | 'waiting'; readonly permit: Permit; readonly current: readonly Permit[] }
  | { readonly state: 'over'; readonly permit: Permit }
  | { readonly state: 'possible' }
  | { readonly state: 'impossible'; readonly why: 'elsewhere' | 'retired' | 'unpublished' };

const WAITING = ['awaitsCountersignature', 'notYetValid'];

/** `permits` are the requester's own, of all datasets. */
export function standingOf(dataset: Dataset, permits: readonly Permit[], holder: string): DatasetStanding {
  const own = permits.filter((one) => one.dataset === dataset.dataset);
  if (dataset.retiredAt !== 0) return { state: 'impossible', why: 'retired' };
  if (dataset.holder !== holder) return { state: 'impossible', why: 'elsewhere' };
  if (newestVersion(dataset) === undefined) return { state: 'impossible', why: 'unpublished' };
  const current = currentOf(own);
  const [permit] = current;
  if (permit) return { state: stateOf(permit), permit, current };
  const over = own.at(-1);
  return over === undefined ? { state: 'possible' } : { state: 'over', permit: over };
}

/** Those that count come first, the longest of them before; then what waits for the requester, then what waits for others. */
function currentOf(own: readonly Permit[]): Permit[] {
  const those = (fits: (state: string) => boolean) => own.filter(({ state }) => fits(state)).toReversed();
  const active = those((state) => state === 'active').sort((one, other) => other.until - one.until);
  return [...active, ...those((state) => state === 'awaitsAcceptance'), ...those((state) => WAITING.includes(state))];
}

/** What a permit that is not over makes of a dataset. */
export function stateOf({ state }: Permit): 'granted' | 'accept' | 'waiting' {
  if (state === 'active') return 'granted';
  return state === 'awaitsAcceptance' ? 'accept' : 'waiting';
}
