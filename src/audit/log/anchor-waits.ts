/** How long entries waited for the head that covered them, at the longest, up to when. */
export interface AnchorWait {
  /** When the last of these heads stood on the ledger, in ms since 1970 UTC: by its block, in full seconds. */
  readonly until: number;
  /** How long the oldest of what they covered had waited by then, in ms. Never below 0: blocks tell full seconds. */
  readonly waited: number;
}

/** More would be no curve. */
const MOST = 1024;

/** The waits of a log over all its time, in constant memory: where there are too many, neighbours become one, which keeps the longer wait. */
export class AnchorWaits {
  #kept: AnchorWait[] = [];
  /** Heads that one of those stands for. */
  #heads = 1;
  #newest: AnchorWait | undefined;
  #of = 0;

  /** A head by which entries stood on the ledger; heads come in their order. */
  add(seconds: number, oldest: number): void {
    const until = seconds * 1000;
    const waited = Math.max(0, until - oldest, this.#newest?.waited ?? 0);
    this.#newest = { until, waited };
    this.#of++;
    if (this.#of < this.#heads) return;
    this.#kept.push(this.#newest);
    [this.#newest, this.#of] = [undefined, 0];
    if (this.#kept.length < MOST) return;
    this.#kept = joined(this.#kept);
    this.#heads *= 2;
  }

  list(): AnchorWait[] {
    return this.#newest === undefined ? this.#kept : [...this.#kept, this.#newest];
  }
}

function joined(waits: readonly AnchorWait[]): AnchorWait[] {
  return waits.flatMap(({ until, waited }, i) => {
    const before = i % 2 === 1 ? waits[i - 1] : undefined;
    return before === undefined ? [] : [{ until, waited: Math.max(before.waited, waited) }];
  });
}
