import { createHash } from 'node:crypto';
import { CustosError } from '../core/errors.ts';
import { type Digest, isDigest } from '../core/ids.ts';
import type { Block, Cursor } from './block.ts';
import type { LedgerEvent } from './events.ts';
import { forkedAt } from './finality.ts';

/** That every event from block `from` to block `height` was proven once, and what they came to. */
export interface EventCheckpoint {
  readonly from: number;
  readonly height: number;
  readonly hash: Digest;
  /** Of all these events, decoded, in their order. */
  readonly digest: Digest;
  /** Some of them were not proven by receipts, so that decisions are compared with the state. */
  readonly restsOnState?: true;
}

/** Keeps one checkpoint where nobody else can write: who can forge it can hide an event. */
export interface CheckpointStore {
  read(): Promise<unknown>;
  write(checkpoint: EventCheckpoint): Promise<void>;
}

const NOTHING = `0x${'00'.repeat(32)}` as Digest;
/** Between two writes; a start proves again what came since the last one. */
const SAVE_MS = 60_000;

/** How far an index has proven what it read, now and in earlier runs. */
export class Checkpoints {
  readonly #store: CheckpointStore | undefined;
  readonly #from: number;
  #known: EventCheckpoint | undefined;
  #digest: Digest = NOTHING;
  #end: Cursor | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;
  #restsOnState = false;

  /** `resumed`: where the run begins, having what the blocks before came to. */
  constructor(from: number, store: CheckpointStore | undefined, resumed?: EventCheckpoint) {
    this.#from = from;
    this.#store = store;
    if (resumed === undefined) return;
    this.#digest = resumed.digest;
    this.#end = resumed;
    this.#restsOnState = resumed.restsOnState === true;
  }

  /** What an earlier run proved beyond where this one begins, if it did. */
  async load(): Promise<EventCheckpoint | undefined> {
    const known = await this.#store?.read();
    const isBeyond = isCheckpoint(known) && known.from === this.#from && known.height > (this.#end?.height ?? -1);
    if (isBeyond) this.#known = known;
    return this.#known;
  }

  /** What was handed on by now; undefined as long as it is less than an earlier run proved, and only believed again. */
  get reached(): EventCheckpoint | undefined {
    if (!this.#end || this.#known) return undefined;
    const { height, hash } = this.#end;
    const how = this.#restsOnState ? ({ restsOnState: true } as const) : {};
    return { from: this.#from, height, hash, digest: this.#digest, ...how };
  }

  /** Height up to which events need no proof but the comparison of their digest; undefined beyond, and where the
   *  engine has not come so far. */
  within(head: Block): number | undefined {
    const known = this.#known;
    return known && known.height <= head.height ? known.height : undefined;
  }

  /** LEDGER_FORKED where the block that was proven before is another one now; LEDGER_INCOMPLETE where its events are. */
  async add(events: readonly LedgerEvent[], head: Block, restsOnState: boolean): Promise<void> {
    for (const event of events) this.#digest = digestOf(this.#digest, event);
    this.#end = head;
    this.#restsOnState = restsOnState;
    const known = this.#known;
    if (known && head.height >= known.height) {
      this.#known = undefined;
      if (head.height === known.height) this.#compare(known, head);
    } else if (performance.now() - this.#savedAt > SAVE_MS) await this.save();
  }

  /** Never rejects: without it the next start takes longer, and the events at hand were handed on already. */
  async save(): Promise<void> {
    // What was only believed again is no news.
    const checkpoint = this.reached;
    if (!this.#store || !checkpoint) return;
    this.#savedAt = performance.now();
    await this.#store.write(checkpoint).catch(() => undefined);
  }

  #compare(known: EventCheckpoint, { height, hash }: Block): void {
    if (hash !== known.hash) throw forkedAt(height);
    if (this.#digest === known.digest) return;
    const message = `The ledger’s engine contradicts the chain: up to block ${height} it gives other events than those that were proven before.`;
    throw new CustosError('LEDGER_INCOMPLETE', message, { details: { fault: 'history', height } });
  }
}

/** Covers what the event says and where and when it stands. */
function digestOf(before: Digest, event: LedgerEvent): Digest {
  const text = JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return `0x${createHash('sha256').update(before).update(text).digest('hex')}` as Digest;
}

function isCheckpoint(value: unknown): value is EventCheckpoint {
  const { from, height, hash, digest } = (value ?? {}) as Partial<EventCheckpoint>;
  return Number.isSafeInteger(from) && Number.isSafeInteger(height) && isDigest(hash) && isDigest(digest);
}
