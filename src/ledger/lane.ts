import type { Hex } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import { backoff, pause } from '../core/patience.ts';
import type { Keccak } from '../core/trie-root.ts';
import type { AccountKey } from './account-key.ts';
import type { Block } from './block.ts';
import { type SignedTransaction, signFields } from './encode-transaction.ts';
import { quantity } from './engine-block.ts';
import { type Broadcast, broadcast } from './lane-broadcast.ts';
import { FeeSource, type Fees } from './lane-fees.ts';
import { type Receipt, receiptOf } from './receipt.ts';
import type { Rpc } from './rpc.ts';

export interface LaneOptions {
  readonly rpc: Rpc;
  readonly chainId: number;
  readonly key: AccountKey;
  readonly keccak: Keccak;
  /** The chain's last final block. */
  readonly finalized: () => Promise<Block>;
  /** Transactions that have a nonce and are not final; 512 by default. */
  readonly maxInFlight?: number | undefined;
  readonly pollMs?: number | undefined;
}

export interface LaneCall {
  readonly to: Address | undefined;
  readonly data: Hex;
  readonly gas: number;
  /** Awaited before a transaction of the call goes out, each one that is signed for it; where it rejects, so does the
   *  call. */
  readonly record?: ((transaction: SignedTransaction & { readonly nonce: number }) => Promise<void>) | undefined;
}

interface Job {
  call: LaneCall;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
}

interface Flying extends Job {
  readonly nonce: number;
  fees: Fees;
  signed: SignedTransaction;
  recorded: Digest | undefined;
  /** Every hash that went out with this nonce: any one of them may be mined. */
  readonly hashes: Digest[];
  taken: boolean;
  /** Fills a nonce that would block those after it. */
  filler: boolean;
  /** Head at which the nonce was used although none of the hashes has a receipt. */
  missingAt: number | undefined;
}

const BATCH = 50;
const BATCH_CHARACTERS = 400_000;
const RESEND_MS = 3_000;
const QUEUE_LIMIT = 100_000;
const MAX_FILLERS = 1_000;
const TRANSFER_GAS = 21_000;

/** Gives an account's transactions their nonces, one after another, and sees each through until it is final: sends it
 *  again, unchanged, when the engine lost it or could not be reached; under a new nonce only once another transaction
 *  of the account took its own in a final block; so each call is mined at most once. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #fees: FeeSource;
  readonly #maxInFlight: number;
  readonly #pollMs: number;
  readonly #closing = new AbortController();
  readonly #queue: Job[] = [];
  readonly #flying = new Map<number, Flying>();
  #next = 0;
  /** Nonce of the account at the engine's head, and since when it is so. */
  #count = 0;
  #countSince = 0;
  #polledAt = Number.NEGATIVE_INFINITY;
  #running = false;
  #wake: () => void = () => undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#fees = new FeeSource(options.rpc);
    this.#maxInFlight = options.maxInFlight ?? 512;
    this.#pollMs = options.pollMs ?? 100;
  }

  get pending(): number {
    return this.#queue.length + this.#flying.size;
  }

  /** Resolves with the receipt, of success or failure, once its block is final. Rejects with LEDGER_REJECTED if the
   *  engine refuses the transaction for good, LEDGER_POOL_FULL if 100,000 wait already, UNAVAILABLE after `close`. */
  submit(call: LaneCall): Promise<Receipt> {
    if (this.#closing.signal.aborted) return Promise.reject(closed());
    if (this.#queue.length >= QUEUE_LIMIT) {
      return Promise.reject(
        new CustosError('LEDGER_POOL_FULL', 'Too many transactions wait already; try again later.'),
      );
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ call, resolve, reject });
      this.#wake();
      if (!this.#running) this.#run();
    });
  }

  /** What waits rejects; what went out may still be mined. */
  close(): void {
    this.#closing.abort();
    this.#wake();
    for (const job of [...this.#queue, ...this.#flying.values()]) job.reject(closed());
    this.#queue.length = 0;
    this.#flying.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    await Promise.resolve(); // calls of one tick go out together
    let failures = 0;
    while (this.pending > 0 && !this.#closing.signal.aborted) {
      try {
        await this.#launch();
        await this.#collect();
        failures = 0;
      } catch (error) {
        failures++;
        if (isCustosError(error, 'LEDGER_MISMATCH')) this.#failQueue(error);
        for (const job of this.#flying.values()) job.taken = false; // its pool may be gone
      }
      if (this.pending > 0) await this.#rest(failures);
    }
    this.#running = false;
  }

  /** Until the next poll, or until something new can go out. */
  async #rest(failures: number): Promise<void> {
    if (failures === 0 && this.#queue.length > 0 && this.#flying.size < this.#maxInFlight) return;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (failures > 0) await pause(backoff(failures), this.#closing.signal);
    else if (this.#flying.size >= this.#maxInFlight) await pause(this.#pollMs, this.#closing.signal);
    else await Promise.race([woken, pause(this.#pollMs, this.#closing.signal)]);
  }

  /** The wrong engine will not take what has no nonce yet. */
  #failQueue(error: unknown): void {
    for (const job of this.#queue.splice(0)) job.reject(error);
  }

  async #launch(): Promise<void> {
    while (this.#queue.length > 0 && this.#flying.size < this.#maxInFlight) {
      const [fees] = await Promise.all([this.#fees.fees(), this.#flying.size === 0 ? this.#readNonce() : undefined]);
      const batch = this.#takeBatch().map((job) => this.#assign(job, this.#next++, fees));
      await this.#broadcast(batch);
    }
  }

  #takeBatch(): Job[] {
    const room = Math.min(BATCH, this.#maxInFlight - this.#flying.size);
    let count = 0;
    for (let size = 0; count < room && count < this.#queue.length; count++) {
      size += 2 * (this.#queue[count]?.call.data.length ?? 0);
      if (count > 0 && size > 2 * BATCH_CHARACTERS) break;
    }
    return this.#queue.splice(0, count);
  }

  #assign(job: Job, nonce: number, fees: Fees, filler = false): Flying {
    const signed = this.#sign(job.call, nonce, fees);
    const hashes = [signed.hash];
    const fresh = { filler, recorded: undefined, taken: false, missingAt: undefined };
    const flying: Flying = { ...job, nonce, fees, signed, hashes, ...fresh };
    if (this.#flying.size === 0) this.#countSince = performance.now();
    this.#flying.set(nonce, flying);
    return flying;
  }

  #sign(call: LaneCall, nonce: number, fees: Fees): SignedTransaction {
    const { chainId, key, keccak } = this.#options;
    const { to, data, gas } = call;
    return signFields({ chainId, nonce, ...fees, to, data, gas }, key, keccak);
  }

  /** Rejects with LEDGER_UNREACHABLE after all were tried, if one could not be handed over. */
  async #broadcast(jobs: readonly Flying[]): Promise<void> {
    const results = await Promise.all(jobs.map((job) => this.#handOver(job)));
    for (const [i, job] of [...jobs.entries()].reverse()) {
      const result = results[i];
      if (result) await this.#note(job, result);
    }
    this.#dropTail();
    const lost = results.find(
      (result) => result.state === 'later' && isCustosError(result.error, 'LEDGER_UNREACHABLE'),
    );
    if (lost && 'error' in lost) throw lost.error;
  }

  async #handOver(job: Flying): Promise<Broadcast> {
    const { call, nonce, signed } = job;
    if (call.record !== undefined && job.recorded !== signed.hash) {
      try {
        await call.record({ nonce, ...signed });
      } catch (error) {
        return { state: 'refused', error };
      }
      job.recorded = signed.hash;
    }
    return await broadcast(this.#options.rpc, signed);
  }

  async #note(job: Flying, result: Broadcast): Promise<void> {
    job.taken = result.state === 'taken' || result.state === 'nonce-used';
    if (result.state === 'underpriced') await this.#payMore(job);
    if (result.state !== 'refused') return;
    if (job.filler) return this.#giveUp(job, result.error);
    job.reject(result.error);
    // Its nonce must be used by something, or nothing after it is ever mined.
    const call = { to: this.#options.key.address, data: '0x' as Hex, gas: TRANSFER_GAS };
    this.#assign({ call, resolve: ignore, reject: ignore }, job.nonce, job.fees, true);
  }

  /** The account can send nothing at all now: no more of it is tried that the engine has not taken. */
  #giveUp(filler: Flying, error: unknown): void {
    const after = [...this.#flying.values()].filter(({ nonce }) => nonce > filler.nonce);
    if (after.some(({ taken }) => taken)) return;
    for (const job of [filler, ...after]) {
      this.#flying.delete(job.nonce);
      job.reject(error);
    }
    this.#next = filler.nonce;
  }

  /** The last nonces need no filler. */
  #dropTail(): void {
    let last = this.#flying.get(this.#next - 1);
    while (last?.filler && !last.taken) {
      this.#flying.delete(last.nonce);
      this.#next = last.nonce;
      last = this.#flying.get(this.#next - 1);
    }
  }

  /** The same nonce for a price that an engine takes as a replacement. */
  async #payMore(job: Flying): Promise<void> {
    this.#fees.forget();
    const asked = await this.#fees.fees();
    job.fees = {
      maxPriorityFee: larger(asked.maxPriorityFee, (job.fees.maxPriorityFee * 5n) / 4n + 1n),
      maxFee: larger(asked.maxFee, (job.fees.maxFee * 5n) / 4n + 1n),
    };
    job.signed = this.#sign(job.call, job.nonce, job.fees);
    job.hashes.push(job.signed.hash);
  }

  async #collect(): Promise<void> {
    if (this.#flying.size === 0 || performance.now() - this.#polledAt < this.#pollMs / 2) return;
    const [count, final] = await Promise.all([this.#nonceAt('latest'), this.#options.finalized()]);
    this.#polledAt = performance.now();
    const moved = count !== this.#count;
    if (moved) this.#countSince = this.#polledAt;
    this.#count = count;
    const mined = [...this.#flying.values()].filter(({ nonce }) => nonce < count).slice(0, 2 * BATCH);
    await Promise.all(mined.map((job) => this.#settle(job, final)));
    await this.#resend(moved);
  }

  async #settle(job: Flying, final: Block): Promise<void> {
    const receipts = await Promise.all(job.hashes.map((hash) => receiptOf(this.#options.rpc, hash)));
    const receipt = receipts.find((one) => one !== undefined);
    if (receipt && receipt.height <= final.height) {
      this.#flying.delete(job.nonce);
      job.resolve(receipt);
    } else if (!receipt) await this.#reassign(job, final);
  }

  /** Another transaction used the nonce. Once its block is final, this one can never be mined and starts over. */
  async #reassign(job: Flying, final: Block): Promise<void> {
    if (job.missingAt === undefined) {
      job.missingAt = quantity(await this.#options.rpc.request('eth_blockNumber'), 'height');
    } else if (final.height >= job.missingAt) {
      this.#flying.delete(job.nonce);
      this.#next = Math.max(this.#next, await this.#nonceAt('pending'));
      if (!job.filler) this.#queue.unshift(job);
    }
  }

  /** What the engine has not taken, and all of it when nothing moves any more. */
  async #resend(moved: boolean): Promise<void> {
    const waiting = [...this.#flying.values()].filter(({ nonce }) => nonce >= this.#count);
    if (waiting.length === 0) return;
    const stalled = performance.now() - this.#countSince > RESEND_MS;
    if (stalled) {
      this.#countSince = performance.now();
      for (const job of waiting) job.taken = false;
      waiting.push(...(await this.#fillGap(waiting)));
    }
    const open = waiting.filter(({ taken }) => !taken).sort((a, b) => a.nonce - b.nonce);
    if (!stalled && !moved && open.length < waiting.length && performance.now() - this.#countSince < 3 * this.#pollMs)
      return;
    for (let i = 0; i < open.length; i += BATCH) await this.#broadcast(open.slice(i, i + BATCH));
  }

  /** A chain that was set back lacks nonces that were mined once. */
  async #fillGap(waiting: readonly Flying[]): Promise<Flying[]> {
    const first = Math.min(...waiting.map(({ nonce }) => nonce));
    const end = Math.min(first, this.#count + MAX_FILLERS);
    const fees = await this.#fees.fees();
    const call = { to: this.#options.key.address, data: '0x' as Hex, gas: TRANSFER_GAS };
    const fillers: Flying[] = [];
    for (let nonce = this.#count; nonce < end; nonce++) {
      fillers.push(this.#assign({ call, resolve: ignore, reject: ignore }, nonce, fees, true));
    }
    return fillers;
  }

  async #readNonce(): Promise<void> {
    this.#next = await this.#nonceAt('pending');
  }

  async #nonceAt(tag: 'latest' | 'pending'): Promise<number> {
    const { rpc, key } = this.#options;
    return quantity(await rpc.request('eth_getTransactionCount', [key.address, tag]), 'nonce');
  }
}

function ignore(): void {}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function closed(): CustosError {
  return new CustosError('UNAVAILABLE', 'The writer was closed. What it had sent may still be mined.');
}
