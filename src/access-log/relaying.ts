import { pause, retried } from '../core/patience.ts';
import { ledgerAnswer } from './ledger-answer.ts';
import type { BlockRef, Relay, RelayOutcome } from './ports.ts';
import type { Revocation } from './revocations.ts';

export interface RelayingOptions {
  readonly relay: Relay;
  readonly latestBlock: () => BlockRef;
  /** Appends the entry that says what became of the call; resolves once it is durable. */
  readonly record: (revocation: Revocation, outcome: RelayOutcome) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  /** Time that one attempt may take, in ms. */
  readonly timeout: number;
  /** Wait before the first of several attempts that follow a failure, in ms. */
  readonly retryAfter: number;
}

const LANES = 16;
const POLL_MS = 50;

/** Brings each acknowledged revocation to the ledger, however often the ledger cannot be reached. The journal is the
 *  outbox: a revocation without a relay entry is one that is still to be sent. */
export class Relaying {
  readonly #options: RelayingOptions;
  readonly #queue: Revocation[] = [];
  readonly #stop = new AbortController();
  #lanes: Promise<void>[] = [];
  #busy = 0;
  #started = false;

  constructor(options: RelayingOptions) {
    this.#options = options;
  }

  /** Call it once the acknowledgement is durable. */
  take(revocation: Revocation): void {
    this.#queue.push(revocation);
    if (this.#started) this.#work();
  }

  start(): void {
    this.#started = true;
    for (let lane = 0; lane < LANES; lane++) this.#work();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#lanes);
  }

  #work(): void {
    if (this.#busy >= LANES || this.#queue.length === 0) return;
    this.#busy++;
    const lane = this.#drain().finally(() => {
      this.#busy--;
      this.#lanes = this.#lanes.filter((other) => other !== lane);
    });
    this.#lanes.push(lane);
  }

  async #drain(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const outcome = await this.#send(next);
      if (outcome === undefined || !(await this.#seen(outcome))) return;
      try {
        await this.#options.record(next, outcome);
      } catch (error) {
        this.#options.onFailure(error);
        return;
      }
    }
  }

  /** Undefined only where the log is being closed. */
  async #send({ seq, time, block, call }: Revocation): Promise<RelayOutcome | undefined> {
    const { relay, timeout, retryAfter } = this.#options;
    const { signal } = this.#stop;
    if (signal.aborted) return undefined;
    const send = () => ledgerAnswer(timeout, signal, relay.send({ seq, time, block, ...call }));
    return await retried(send, () => true, { signal, first: retryAfter }).catch(() => undefined);
  }

  /** Until decisions rest on a block that knows the revocation. Heights never decrease along the log: with the relay
   *  entry at such a height, no later release can rest on a block that does not. */
  async #seen(outcome: RelayOutcome): Promise<boolean> {
    while (outcome.outcome === 'mined' && this.#options.latestBlock().height < outcome.height) {
      if (this.#stop.signal.aborted) return false;
      await pause(POLL_MS, this.#stop.signal, { isIdle: true });
    }
    return !this.#stop.signal.aborted;
  }
}
