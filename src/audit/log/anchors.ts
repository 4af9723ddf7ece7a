import type { Entry } from '../../core/entry.ts';
import type { ChainLog, Head } from '../past/logs.ts';
import type { Policy } from '../past/policies.ts';
import type { FindingBook, Where } from '../source/findings.ts';
import { AnchorWaits } from './anchor-waits.ts';

const RELEASES = new Set(['released', 'emergency', 'self']);

/** True where the entry lets items out. */
export function releases({ outcome }: Entry): boolean {
  return RELEASES.has(outcome);
}

/** Walks the heads of a log beside its entries: which one anchored an entry, and what its time may therefore be. */
export class Anchors {
  readonly #log: ChainLog;
  readonly #book: FindingBook;
  #next = 0;
  /** Time of the first entry since the last head: the oldest that is not anchored yet. */
  #oldest: number | undefined;
  readonly waits = new AnchorWaits();
  unanchored = 0;
  #lateReported = false;

  constructor(log: ChainLog, book: FindingBook) {
    this.#log = log;
    this.#book = book;
  }

  /** Seconds of the block of the decision, of which the chain has been asked. Entries come in order. */
  check(entry: Entry, seq: number, block: { readonly seconds: number }, policy: Policy, where: Where): void {
    const own = this.#anchorOf(seq);
    const skew = policy.clockSkew * 1000;
    this.#oldest ??= entry.time;
    if (own === undefined) this.unanchored++;
    else this.#checkOwn(entry, own, skew, where);
    if (!releases(entry)) return;
    const lag = entry.time - block.seconds * 1000;
    const anchorLag = own === undefined ? 0 : own.seconds - block.seconds;
    if (lag > policy.maxLag * 1000 + skew || anchorLag > policy.maxLag + policy.maxUnanchored + policy.clockSkew) {
      const facts = { lagMs: lag, anchorLagSeconds: anchorLag };
      this.#book.add('BLOCK_TOO_OLD', where, 'The release rests on a block that was too old.', facts);
    }
    const before = this.#log.heads[this.#next - 1]?.seconds ?? this.#log.openedAt;
    if (entry.time < (before - policy.maxUnanchored) * 1000 - skew) {
      this.#book.add('TIME_OUT_OF_BOUNDS', where, 'The release is dated long before the head that precedes it.');
    }
    if (entry.time - this.#oldest > policy.maxUnanchored * 1000 + skew) {
      this.#book.add('RELEASED_WHILE_UNANCHORED', where, 'It was released while older entries waited for their head.');
    }
  }

  /** Once all entries were seen, with the second of the ledger's head. */
  finish(seconds: number, policy: Policy, where: Where): void {
    if (this.#oldest === undefined) return;
    if (this.unanchored === 0) this.#covered(this.#log.heads[this.#next], this.#oldest);
    if (this.unanchored === 0 || this.#lateReported) return;
    const waits = seconds * 1000 - this.#oldest;
    if (waits <= (policy.maxUnanchored + policy.clockSkew) * 1000) return;
    this.#lateReported = true;
    this.#book.add('UNANCHORED_TOO_LONG', where, 'The last entries wait for their head on chain for too long.', {
      entries: this.unanchored,
      waitsMs: waits,
    });
  }

  #checkOwn(entry: Entry, own: Head, skew: number, where: Where): void {
    if (entry.time > own.seconds * 1000 + 999 + skew) {
      this.#book.add('TIME_OUT_OF_BOUNDS', where, 'The entry is dated after the head that anchors it.');
    }
    if (entry.block.height > own.height) {
      this.#book.add('BLOCK_UNKNOWN', where, 'The entry names a block later than the head that anchors it.');
    }
  }

  #covered(head: Head | undefined, oldest: number): void {
    if (head !== undefined) this.waits.add(head.seconds, oldest);
  }

  #anchorOf(seq: number): Head | undefined {
    const { heads } = this.#log;
    for (let head = heads[this.#next]; head !== undefined && head.size <= seq; head = heads[this.#next]) {
      this.#next++;
      if (head.size !== seq) continue;
      if (this.#oldest !== undefined) this.#covered(head, this.#oldest);
      this.#oldest = undefined;
    }
    return heads[this.#next];
  }
}
