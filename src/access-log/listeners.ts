import type { CustosError } from '../core/errors.ts';
import type { AnchoredHead } from './anchoring.ts';
import type { SignedHead } from './group-commit.ts';
import type { RelayOutcome } from './ports.ts';
import type { Revocation } from './revocations.ts';

/** What others want to hear from a log. Calls are synchronous; a listener that throws stops the log, since an overlay or
 *  a stream that missed a revocation would go on releasing. */
export interface LogListener {
  /** A revocation has its place and counts from now on: decisions begun from here MUST know it. It is not durable yet. */
  sequenced?(revocation: Revocation): void;
  /** The revocation is on stable storage: streams that still have the subject's items to send are to be reset. */
  durable?(revocation: Revocation): void;
  /** Its relay entry has its place. Where the call was mined, each later release rests on a block that knows it. */
  settled?(revocation: Revocation, outcome: RelayOutcome['outcome']): void;
  published?(head: SignedHead): void;
  anchored?(head: AnchoredHead): void;
  /** The log can no longer be written. */
  failed?(error: CustosError): void;
}

export class Listeners {
  readonly #all = new Set<LogListener>();

  /** Gives what ends the subscription. */
  add(listener: LogListener): () => void {
    this.#all.add(listener);
    return () => {
      this.#all.delete(listener);
    };
  }

  each(call: (listener: LogListener) => void): void {
    for (const listener of this.#all) call(listener);
  }
}
