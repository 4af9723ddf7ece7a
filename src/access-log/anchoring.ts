import { type Bytes, equalBytes, fromHex, toHex, utf8Decode } from '../core/bytes.ts';
import type { Entry } from '../core/entry.ts';
import { packFacts } from '../core/entry-facts.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { type DatasetId, type Digest, ZERO_ADDRESS, ZERO_DIGEST } from '../core/ids.ts';
import { verifyConsistency } from '../core/merkle.ts';
import { backoff, pause } from '../core/patience.ts';
import type { SignedHead } from './group-commit.ts';
import { ledgerAnswer } from './ledger-answer.ts';
import type { Anchor, AnchorEntry, Anchored } from './ports.ts';
import { damaged } from './tile-store.ts';
import { nativeLeafHash } from './tree-window.ts';

export interface AnchoringOptions {
  readonly anchor: Anchor;
  readonly head: () => SignedHead;
  readonly root: (size: number) => Promise<Bytes>;
  readonly consistency: (from: number, to: number) => Promise<readonly Bytes[]>;
  readonly entries: (seq: number, count: number) => Promise<readonly Bytes[]>;
  /** Resolves once the newest head is published. */
  readonly publish: () => Promise<void>;
  readonly onAnchored: (head: AnchoredHead) => void;
  readonly onFailure: (error: CustosError) => void;
  /** Least time between two heads that do not fill a batch, in ms. */
  readonly every: number;
  /** A head is written after this time without one, in ms. */
  readonly heartbeat: number;
  /** Time that one call of the port may take, in ms. */
  readonly timeout: number;
  /** Wait before the first of several attempts that follow a failure, in ms. */
  readonly retryAfter: number;
}

export interface AnchoredHead extends Anchored {
  readonly size: number;
}

const MAX_BATCH = 1000;
const MAX_UNDER_WAY = 8;

/** Brings heads, and in disclosed mode each entry, to the ledger. Where an attempt fails it asks the ledger how far it
 *  has come and goes on from there: what was recorded twice would not be taken. */
export class Anchoring {
  readonly #options: AnchoringOptions;
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  /** Final on chain; undefined until the chain was asked. */
  #anchored: number | undefined;
  #sent = 0;
  #sentAt = 0;
  /** What the chain holds is not known: nothing is sent until it was asked. */
  #lost = true;
  #failed = false;
  /** Since the last head that was taken. */
  #failures = 0;
  #oldest: number | undefined = 0;
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;

  constructor(options: AnchoringOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#anchored ?? 0;
  }

  /** Time of the oldest entry that waits for its head on chain, in ms; undefined where none does, and 0 as long as the
   *  chain has not been asked since the start. */
  get oldest(): number | undefined {
    return this.#oldest;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Entries became durable, of which this is the time of the first. */
  touch(time: number): void {
    this.#oldest ??= time;
    this.#wake?.();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        if (this.#failed) await pause(this.#nextPause(), signal, { isIdle: true });
        this.#failed = false;
        if (this.#lost) await this.#ask();
        await this.#step();
      } catch (error) {
        if (isCustosError(error, 'LOG_CORRUPT')) return this.#options.onFailure(error);
        this.#lost = true;
        this.#failed = true;
      }
    }
  }

  #nextPause(): number {
    return backoff(this.#failures++, { first: this.#options.retryAfter });
  }

  /** Nothing is under way any more when the chain is asked, save what the port has forgotten. */
  async #ask(): Promise<void> {
    await Promise.all(this.#underWay);
    const { anchor, head, root, timeout } = this.#options;
    const known = await ledgerAnswer(timeout, this.#stop.signal, anchor.head());
    if (known.size > head().size) throw rolledBack(known.size, head().size);
    if (known.root !== undefined && !equalBytes(fromHex(known.root, 32), await root(known.size))) {
      throw new CustosError(
        'LOG_CORRUPT',
        `The head of size ${known.size} on chain is not one of this log. Restore the log from a backup.`,
      );
    }
    this.#sent = known.size;
    this.#lost = false;
    await this.#confirm(known.size);
  }

  async #step(): Promise<void> {
    const newest = this.#options.head();
    const waits = newest.size > this.#sent;
    const beat = performance.now() - this.#sentAt >= this.#options.heartbeat;
    if (this.#underWay.size >= MAX_UNDER_WAY || (!waits && !beat)) {
      return this.#rest(this.#options.heartbeat - (performance.now() - this.#sentAt));
    }
    const size =
      this.#options.anchor.mode === 'disclosed' ? Math.min(newest.size, this.#sent + MAX_BATCH) : newest.size;
    const call = await this.#prepare(this.#sent, size, newest);
    // Whoever reads the chain before the checkpoint must find no head there that the log has not published.
    await this.#options.publish();
    this.#sent = size;
    this.#sentAt = performance.now();
    this.#follow(size, call());
    if (size === newest.size || this.#options.anchor.mode === 'heads-only')
      await this.#rest(this.#options.every, false);
  }

  async #prepare(from: number, size: number, newest: SignedHead): Promise<() => Promise<Anchored>> {
    const { anchor, entries } = this.#options;
    const digest = toHex(size === newest.size ? newest.root : await this.#earlierRoot(size, newest)) as Digest;
    if (anchor.mode === 'heads-only') return () => anchor.checkpoint(size, digest);
    const disclosed = (await entries(from, size - from)).map(anchorEntry);
    return () => anchor.record(size, digest, disclosed);
  }

  /** Checked against the newest head: a hash that rotted in the cache must never stand on chain as the log's. */
  async #earlierRoot(size: number, newest: SignedHead): Promise<Bytes> {
    const { root, consistency } = this.#options;
    const [earlier, path] = await Promise.all([root(size), consistency(size, newest.size)]);
    if (verifyConsistency(size, newest.size, path, earlier, newest.root)) return earlier;
    throw damaged(`A hash tile below entry ${newest.size}`);
  }

  #follow(size: number, call: Promise<Anchored>): void {
    const done = ledgerAnswer(this.#options.timeout, this.#stop.signal, call)
      .then(async (anchored) => {
        this.#failures = 0;
        await this.#confirm(size);
        this.#options.onAnchored({ size, ...anchored });
      })
      .catch(() => {
        this.#lost = true;
        this.#failed = true;
      })
      .finally(() => {
        this.#underWay.delete(done);
        this.#wake?.();
      });
    this.#underWay.add(done);
  }

  async #confirm(size: number): Promise<void> {
    const anchored = Math.max(size, this.#anchored ?? 0);
    this.#anchored = anchored;
    const [entry] = anchored < this.#options.head().size ? await this.#options.entries(anchored, 1) : [];
    if (anchored !== this.#anchored) return;
    if (entry !== undefined) this.#oldest = parse(entry).time;
    else if (anchored >= this.#options.head().size) this.#oldest = undefined;
  }

  /** Until something happens; `early` says whether new entries are something. */
  async #rest(ms: number, early = true): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const rested = Promise.withResolvers<void>();
    const timer = setTimeout(rested.resolve, Math.max(0, Math.min(ms, 2 ** 31 - 1)));
    this.#wake = () => {
      if (early || this.#lost || this.#stop.signal.aborted) rested.resolve();
    };
    await rested.promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }
}

/** What stands on chain of an entry in disclosed mode. */
export function anchorEntry(bytes: Bytes): AnchorEntry {
  const entry = parse(bytes);
  return {
    leaf: toHex(nativeLeafHash(bytes)) as Digest,
    dataset: entry.dataset ?? (ZERO_DIGEST as unknown as DatasetId),
    requester: entry.requester ?? ZERO_ADDRESS,
    facts: packFacts(entry),
  };
}

/** Bytes of our own, checked against their leaf hash. */
function parse(bytes: Bytes): Entry {
  return JSON.parse(utf8Decode(bytes)) as Entry;
}

function rolledBack(onChain: number, here: number): CustosError {
  return new CustosError(
    'LOG_CORRUPT',
    `The chain holds a head of ${onChain} entries of this log, which has ${here}: it was rolled back. Put back a copy of log/ that holds them all.`,
    { details: { onChain, here } },
  );
}
