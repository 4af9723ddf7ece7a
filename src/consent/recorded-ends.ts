import type { Digest } from '../core/ids.ts';

export interface Asked {
  readonly signer: Digest;
  /** Second from which the signer counts. */
  readonly from: number;
  /** Last second of what it does not keep. */
  readonly until: number;
}

/** When grants on paper end that a subject's first own signer did not keep, where the policy at its binding set an
 *  end; few consortia do. By the subject's number, in seconds. */
export class RecordedEnds {
  readonly #asked: Map<number, Asked>;

  /** `rows`: of another one. */
  constructor(rows: ReadonlyMap<number, Asked> = new Map()) {
    this.#asked = new Map(rows);
  }

  get rows(): ReadonlyMap<number, Asked> {
    return this.#asked;
  }

  /** Last second of the subject's recorded grants that were not kept. */
  of(subject: number): number {
    return this.#asked.get(subject)?.until ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the binding set an end. */
  bound(subject: number, { signer, from, recordedUntil }: BoundSigner): boolean {
    if (Number(recordedUntil) === 0) return false;
    this.#asked.set(subject, { signer, from: Number(from), until: Number(recordedUntil) });
    return true;
  }

  /** Whether that voids the end: the binding that set it was cancelled while it waited. */
  removed(subject: number, signer: Digest, now: number): boolean {
    const asked = this.#asked.get(subject);
    if (asked === undefined || asked.signer !== signer || asked.from <= now) return false;
    return this.#asked.delete(subject);
  }
}

interface BoundSigner {
  readonly signer: Digest;
  readonly from: number | bigint;
  readonly recordedUntil: number | bigint;
}
