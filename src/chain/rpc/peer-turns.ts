import { CustosError } from '../../core/errors.ts';
import type { Peer } from './peer.ts';

export interface TurnLimits {
  readonly atOnce: number;
  readonly waiting: number;
  readonly waitingAPeer: number;
}

/** Lets peers work by turns, each one's next after everybody else's: so much at once, so much waiting. The owner does not
 *  wait. Beyond the bounds work is refused with LEDGER_POOL_FULL. */
export class PeerTurns {
  readonly #limits: TurnLimits;
  readonly #queues = new Map<string, (() => void)[]>();
  #working = 0;
  #waiting = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  async run<T>(peer: Peer, work: () => T | Promise<T>): Promise<T> {
    if (peer.isOwner) return work();
    if (this.#working < this.#limits.atOnce) this.#working += 1;
    else await this.#wait(peer.name);
    try {
      if (peer.isGone()) throw new CustosError('UNAVAILABLE', 'The connection of who asked has ended.');
      return await work();
    } finally {
      this.#pass();
    }
  }

  /** Resolves when the place of somebody who has finished is this one's. */
  async #wait(name: string): Promise<void> {
    const queue = this.#queues.get(name) ?? [];
    if (this.#waiting >= this.#limits.waiting || queue.length >= this.#limits.waitingAPeer) {
      throw new CustosError('LEDGER_POOL_FULL', 'busy: calls wait already; ask again later');
    }
    this.#waiting += 1;
    await new Promise<void>((resolve) => this.#queues.set(name, [...queue, resolve]));
  }

  #pass(): void {
    const [first] = this.#queues;
    if (first === undefined) {
      this.#working -= 1;
      return;
    }
    const [name, [next, ...rest]] = first;
    this.#queues.delete(name);
    // Behind all others: a map keeps the order in which names came in.
    if (rest.length > 0) this.#queues.set(name, rest);
    this.#waiting -= 1;
    next?.();
  }
}
