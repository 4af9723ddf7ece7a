import { equalBytes, toHex } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { pause } from '../core/patience.ts';
import type { Chain } from './chain.ts';
import { indexWrites } from './commit.ts';
import type { ChainWrite } from './store.ts';
import { decodeTransaction } from './transaction.ts';

/** Told of what a scrub found: what was missing and is there again, or STORE_CORRUPT for what cannot be. */
export type OnFound = (found: { readonly repaired: string } | { readonly damaged: CustosError }) => void;

/** Looked at before the node serves, from the head down. */
const RECENT = { blocks: 2_000, milliseconds: 250 };
/** Before the rest is looked at: a start, and who waits for it, have the processor. */
const PAUSE_MS = 30_000;
/** In the background a slice of work, and a rest of ten times as long as it took. */
const SLICE_MS = 5;
const REST = 10;
const AGAIN_MS = 24 * 3_600_000;

/** Reads a block as a whole from the disk and compares its indexes with its receipts: an index record that is missing
 *  hides an event or a transaction from whoever asks for it. Writes again what is missing, and says so; `undefined` where all
 *  is there. STORE_CORRUPT where transactions, receipts or header are damaged: nothing holds a copy of those. */
export async function scrubBlock(chain: Chain, height: number): Promise<string | undefined> {
  const block = chain.block(height);
  if (!block) return undefined;
  chain.contents.forget(height);
  const [transactions, receipts] = await Promise.all([
    chain.contents.transactions(block),
    chain.contents.receipts(block),
  ]);
  const missing: ChainWrite[] = [];
  let rested = performance.now();
  for (const [i, { position, raw, sender }] of transactions.entries()) {
    const receipt = receipts[i];
    const isSender = equalBytes(decodeTransaction(chain.common, raw).getSenderAddress().bytes, sender);
    if (!receipt || !isSender) {
      throw new CustosError('STORE_CORRUPT', `A sender in block ${height} is damaged; restore the data directory.`);
    }
    const records = indexWrites(position, chain.crypto.keccak256(raw), receipt.logs);
    missing.push(...records.filter((write) => !chain.store.holds(write)));
    if (performance.now() - rested < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    rested = performance.now();
  }
  if (missing.length === 0) return undefined;
  await chain.store.commit(missing);
  const names = missing.slice(0, 3).map(({ key }) => toHex(key));
  const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : '';
  return `index records of block ${height} were missing and are written again: ${names.join(', ')}${more}`;
}

/** Scrubs the last blocks, as many as a quarter of a second allows. Rejects with STORE_CORRUPT. */
export async function scrubRecent(chain: Chain, found: OnFound): Promise<void> {
  const until = performance.now() + RECENT.milliseconds;
  const { height } = chain.head;
  for (let at = height; at >= 0 && at > height - RECENT.blocks && performance.now() < until; at--) {
    const repaired = await scrubBlock(chain, at);
    if (repaired !== undefined) found({ repaired });
  }
}

/** Goes through the whole chain beside its work, once a day. */
export class Scrub {
  readonly #chain: Chain;
  readonly #found: OnFound;
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(chain: Chain, found: OnFound) {
    this.#chain = chain;
    this.#found = found;
  }

  start(): void {
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const rest = (ms: number) => pause(ms, signal, { isIdle: true });
    await rest(PAUSE_MS);
    while (!signal.aborted) {
      for (let height = 0; height <= this.#chain.head.height && !signal.aborted; ) {
        const began = performance.now();
        const until = began + SLICE_MS;
        while (height <= this.#chain.head.height && performance.now() < until) await this.#scrub(height++);
        await rest(REST * (performance.now() - began));
      }
      await rest(AGAIN_MS);
    }
  }

  async #scrub(height: number): Promise<void> {
    try {
      const repaired = await scrubBlock(this.#chain, height);
      if (repaired !== undefined) this.#found({ repaired });
    } catch (error) {
      const damaged = isCustosError(error)
        ? error
        : new CustosError('INTERNAL', 'A block cannot be read.', { cause: error });
      this.#found({ damaged });
    }
  }
}
