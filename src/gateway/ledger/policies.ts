import type { Policy } from '../../ledger/abi.ts';
import type { LedgerEvent } from '../../ledger/events.ts';

/** A policy that was announced: in force from the second on, unless an event comes before. */
export interface WaitingPolicy {
  readonly policy: Policy;
  readonly effectiveAt: number;
}

/** What the projection has come to. */
export interface PolicySnapshot {
  readonly policy: Policy;
  readonly waiting?: WaitingPolicy | undefined;
}

/** The consortium's policy: a projection of Membership's events. */
export class Policies {
  #policy: Policy;
  #waiting: WaitingPolicy | undefined;

  constructor({ policy, waiting }: PolicySnapshot) {
    this.#policy = policy;
    this.#waiting = waiting;
  }

  snapshot(): PolicySnapshot {
    return { policy: this.#policy, waiting: this.#waiting };
  }

  apply(event: LedgerEvent): void {
    if (event.name === 'PolicySet') this.#policy = event.policy;
    if (event.name === 'PolicySet' || event.name === 'PolicyCancelled') this.#waiting = undefined;
    if (event.name === 'PolicyScheduled') this.#waiting = { policy: event.policy, effectiveAt: event.effectiveAt };
  }

  /** In force in a block of that second. */
  at(seconds: number): Policy {
    return this.#waiting !== undefined && this.#waiting.effectiveAt <= seconds ? this.#waiting.policy : this.#policy;
  }

  /** What is not in force at that second yet. */
  waitingAt(seconds: number): WaitingPolicy | undefined {
    return this.#waiting !== undefined && this.#waiting.effectiveAt > seconds ? this.#waiting : undefined;
  }
}
