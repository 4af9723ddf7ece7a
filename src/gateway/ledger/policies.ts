import type { Policy } from '../../ledger/abi.ts';
import type { Block } from '../../ledger/block.ts';
import type { LedgerEvent } from '../../ledger/events.ts';

/** A policy that was announced: in force from the second on, unless an event comes before. */
export interface WaitingPolicy {
  readonly policy: Policy;
  readonly effectiveAt: number;
}

/** What stood from the end of a block on. */
export interface PolicyState {
  readonly height: number;
  readonly policy: Policy;
  readonly waiting?: WaitingPolicy | undefined;
}

/** What the projection has come to: every change, the oldest first. */
export type PolicySnapshot = readonly [PolicyState, ...PolicyState[]];

/** When a policy is asked for: height and time of the block, in ms. */
type When = Pick<Block, 'height' | 'time'>;

/** The consortium's policies: a projection of Membership's events. All are kept, since an old entry is judged by the one
 *  that stood in its block. */
export class Policies {
  readonly #states: [PolicyState, ...PolicyState[]];

  constructor([first, ...later]: PolicySnapshot) {
    this.#states = [first, ...later];
  }

  snapshot(): PolicySnapshot {
    return [...this.#states];
  }

  apply(event: LedgerEvent): void {
    const { policy } = this.#states.at(-1) ?? this.#states[0];
    const { height } = event.at;
    if (event.name === 'PolicySet') this.#states.push({ height, policy: event.policy });
    if (event.name === 'PolicyCancelled') this.#states.push({ height, policy });
    if (event.name !== 'PolicyScheduled') return;
    this.#states.push({ height, policy, waiting: { policy: event.policy, effectiveAt: event.effectiveAt } });
  }

  /** In force at the end of that block. */
  at(when: When): Policy {
    const { policy, waiting } = this.#stateAt(when);
    return waiting !== undefined && waiting.effectiveAt <= secondOf(when) ? waiting.policy : policy;
  }

  /** What is announced in that block and not in force yet. */
  waitingAt(when: When): WaitingPolicy | undefined {
    const { waiting } = this.#stateAt(when);
    return waiting !== undefined && waiting.effectiveAt > secondOf(when) ? waiting : undefined;
  }

  #stateAt({ height }: When): PolicyState {
    return this.#states.findLast((state) => state.height <= height) ?? this.#states[0];
  }
}

function secondOf({ time }: When): number {
  return Math.floor(time / 1000);
}
