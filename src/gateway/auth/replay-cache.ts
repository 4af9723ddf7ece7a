import { CustosError } from '../../core/errors.ts';

/** Remembers each proof's id for as long as the proof could be taken again. When it is full it refuses new proofs
 *  rather than forget old ones. It needs no disk: a proof names its session's token (`ath`), and no token outlives
 *  the process that issued it. */
export class ReplayCache {
  readonly #seen = new Map<string, number>();
  readonly #max: number;

  constructor(max = 500_000) {
    this.#max = max;
  }

  /** Throws DPOP_REPLAYED if the id was seen. `until`: ms since 1970 UTC up to which the proof would be accepted. */
  admit(jkt: string, jti: string, until: number, now: number): void {
    this.#dropExpired(now);
    const id = `${jkt} ${jti}`;
    if (this.#seen.has(id))
      throw new CustosError('DPOP_REPLAYED', 'The proof was used before. Make a new one for each request.');
    if (this.#seen.size >= this.#max)
      throw new CustosError('RATE_LIMITED', 'Too many requests at once. Try again in a minute.');
    this.#seen.set(id, until);
  }

  #dropExpired(now: number): void {
    for (const [id, until] of this.#seen) {
      if (until >= now) return;
      this.#seen.delete(id);
    }
  }
}
