import type { AccessLog } from '../../access-log/access-log.ts';
import { affects } from '../../consent/affects.ts';
import type { ConsentIndex } from '../../consent/consent-index.ts';
import type { Release } from '../../consent/decision.ts';
import type { Interruption } from '../../core/entry.ts';
import { revocationOf } from '../ledger/ledger-state.ts';

/** A release from the moment that it has a place in the log until its last byte is handed on. */
export interface Running {
  readonly decision: Release;
  readonly count: number;
  /** Position of the first item that is not sent completely. */
  position: number;
  /** Why who asked may not have what is left any more; undefined where it may. */
  readonly whyOver: () => Interruption | undefined;
  /** Why nothing of what is left may be sent, also before there is a stream to reset. */
  cut?: Interruption;
  interrupt?: (why: Interruption) => void;
}

/** Releases whose bytes are on their way: what becomes durable, or ends, resets those that it concerns. */
export class RunningReleases {
  readonly #running = new Set<Running>();
  #idle: (() => void)[] = [];

  constructor(log: Pick<AccessLog, 'subscribe'>, index: ConsentIndex) {
    log.subscribe({
      durable: (revocation) => {
        for (const running of this.#running) {
          const part = { from: running.position, until: running.count };
          if (affects(index, revocationOf(revocation), running.decision, part)) cutOff(running, 'revoked');
        }
      },
    });
  }

  /** Resets those of who may have nothing any more. */
  recheck(): void {
    for (const running of this.#running) {
      const why = running.whyOver();
      if (why !== undefined) cutOff(running, why);
    }
  }

  /** From its place in the log on: a revocation may become durable with it. */
  begin(running: Running): void {
    this.#running.add(running);
  }

  end(running: Running): void {
    this.#running.delete(running);
    if (this.#running.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Resets what is being sent. */
  interrupt(): void {
    for (const { interrupt } of this.#running) interrupt?.('failed');
  }

  /** Resolves once nothing is being sent, and what was cut off stands in the log. */
  async settled(): Promise<void> {
    if (this.#running.size === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }
}

function cutOff(running: Running, why: Interruption): void {
  running.cut ??= why;
  running.interrupt?.(why);
}
