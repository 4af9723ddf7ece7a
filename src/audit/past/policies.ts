import type { ChainEvent } from '../source/sources.ts';
import type { EventArgs } from './event-args.ts';
import { History } from './history.ts';

/** The consortium's bounds, in seconds. */
export interface Policy {
  readonly maxLag: number;
  readonly maxUnanchored: number;
  readonly clockSkew: number;
  readonly maxRelease: number;
  readonly erasureDelay: number;
}

interface State {
  readonly policy: Policy;
  /** In force from the second on, unless an event comes before. */
  readonly next?: { readonly policy: Policy; readonly from: number };
}

/** The policies of the consortium, replayed from Membership's events. A looser one is announced and counts later,
 *  without another event. */
export class Policies {
  readonly #states = new History<State>();

  apply({ name, height, seconds }: ChainEvent, args: EventArgs): void {
    const last = this.#states.last();
    if (name === 'PolicySet') {
      this.#states.set(height, seconds, { policy: readPolicy(args.struct('policy')) });
      return;
    }
    if (last === undefined) return;
    const { policy } = last;
    const from = args.number('effectiveAt');
    const isAnnounced = name === 'PolicyScheduled';
    const next = isAnnounced ? { next: { policy: readPolicy(args.struct('policy')), from } } : {};
    this.#states.set(height, seconds, { policy, ...next });
  }

  /** Undefined before the first event. */
  at({ height, seconds }: { readonly height: number; readonly seconds: number }): Policy | undefined {
    const state = this.#states.at(height);
    return state?.next !== undefined && state.next.from <= seconds ? state.next.policy : state?.policy;
  }
}

function readPolicy(args: EventArgs): Policy {
  return {
    maxLag: args.number('maxLag'),
    maxUnanchored: args.number('maxUnanchored'),
    clockSkew: args.number('clockSkew'),
    maxRelease: args.number('maxRelease'),
    erasureDelay: args.number('erasureDelay'),
  };
}
