import type { Caller } from '../auth/caller.ts';
import type { Call, Route } from './route.ts';

/** A call that may change something, as it came: who orders it, and what its proof is over. */
export interface OrderedCall {
  readonly route: Pick<Route, 'method' | 'path' | 'duties' | 'concerns'>;
  readonly caller: Caller;
  readonly method: string;
  /** Path with query, as sent. */
  readonly url: string;
  readonly bytes: Uint8Array;
  /** As the route takes them. */
  readonly params: Call['params'];
  readonly body: unknown;
}

/** What stands between what somebody orders for its organisation and its being done. */
export interface ActGate {
  /** Resolves once it may be done: what an auditor is to see of it is durable then. Throws where it must not be done, and
   *  SECOND_PERSON_NEEDED where it is kept for somebody else to confirm. */
  order(call: OrderedCall): Promise<void>;
}
