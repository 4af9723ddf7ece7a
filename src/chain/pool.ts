import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { binaryKey } from './binary-key.ts';
import type { Candidate } from './executor.ts';
import type { ChainOptions } from './options.ts';

const GAP_LIFETIME_MS = 10 * 60_000;
const MOST_NARROWING = 64;

export interface Waiting extends Candidate {
  readonly nonce: number;
  readonly arrival: number;
  readonly since: number;
}

interface Sender {
  /** Nonce of the account at the head. */
  nonce: number;
  readonly waiting: Map<number, Waiting>;
}

/** Transactions that wait for a block, in memory only: who sends one keeps it until its receipt. */
export class TransactionPool {
  readonly #limits: Pick<ChainOptions, 'poolTransactions' | 'poolTransactionsPerSender' | 'poolBytes'>;
  readonly #senders = new Map<string, Sender>();
  readonly #byHash = new Map<string, Waiting>();
  #arrivals = 0;
  #bytes = 0;

  constructor(limits: Pick<ChainOptions, 'poolTransactions' | 'poolTransactionsPerSender' | 'poolBytes'>) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#byHash.size;
  }

  /** Whether some transaction could be part of the next block. */
  get ready(): boolean {
    for (const sender of this.#senders.values()) if (sender.waiting.has(sender.nonce)) return true;
    return false;
  }

  has(hash: Bytes): boolean {
    return this.#byHash.has(binaryKey(hash));
  }

  get(hash: Bytes): Candidate | undefined {
    return this.#byHash.get(binaryKey(hash));
  }

  /** `accountNonce` is the sender's at the head. Throws LEDGER_REJECTED or LEDGER_POOL_FULL. */
  add(candidate: Candidate, accountNonce: number): void {
    if (this.has(candidate.hash)) return;
    const key = binaryKey(candidate.sender);
    const sender = this.#senders.get(key) ?? { nonce: accountNonce, waiting: new Map<number, Waiting>() };
    const nonce = Number(candidate.tx.nonce);
    sender.nonce = Math.max(sender.nonce, accountNonce);
    if (nonce < sender.nonce) throw rejected(`nonce too low: next nonce ${sender.nonce}, tx nonce ${nonce}`);
    if (nonce - sender.nonce >= this.#limits.poolTransactionsPerSender) {
      throw rejected(`nonce too high: next nonce ${sender.nonce}, tx nonce ${nonce}`);
    }
    if (candidate.narrowing) this.#requireNext(candidate, accountNonce);
    const replaced = sender.waiting.get(nonce);
    if (replaced) requireHigherPrice(candidate, replaced);
    else if (sender.waiting.size >= this.#limits.poolTransactionsPerSender) throw full('this sender');
    const bytes = this.#bytes + candidate.raw.length - (replaced?.raw.length ?? 0);
    if (this.size - (replaced ? 1 : 0) >= this.#limits.poolTransactions || bytes > this.#limits.poolBytes) {
      throw full('all senders');
    }
    if (replaced) this.#forget(sender, replaced);
    const waiting = { ...candidate, nonce, arrival: this.#arrivals++, since: performance.now() };
    sender.waiting.set(nonce, waiting);
    this.#senders.set(key, sender);
    this.#byHash.set(binaryKey(candidate.hash), waiting);
    this.#bytes += candidate.raw.length;
  }

  /** All that waits, or all of one sender, in order of nonces; `queued` behind a nonce that is missing. */
  *waiting(of?: Bytes): Generator<readonly ['pending' | 'queued', Waiting]> {
    const one = of && this.#senders.get(binaryKey(of));
    const senders = of === undefined ? this.#senders.values() : one ? [one] : [];
    for (const { nonce, waiting } of senders) {
      const inOrder = [...waiting.values()].sort((a, b) => a.nonce - b.nonce);
      for (const [i, one] of inOrder.entries()) yield [one.nonce === nonce + i ? 'pending' : 'queued', one];
    }
  }

  /** The nonce after the account's and those that wait without a gap. */
  nextNonce(sender: Bytes, accountNonce: number): number {
    const known = this.#senders.get(binaryKey(sender));
    let nonce = Math.max(accountNonce, known?.nonce ?? 0);
    while (known?.waiting.has(nonce)) nonce++;
    return nonce;
  }

  /** Senders that have something for the next block, the longest waiting first. */
  readySenders(): Bytes[] {
    return this.#firsts().map((first) => first.sender);
  }

  /** What may enter the next block: each sender's in order of nonce, the senders by turns. */
  *candidates(allowed: (sender: Bytes) => boolean): Generator<Candidate> {
    let turn = this.#firsts().filter((first) => allowed(first.sender));
    while (turn.length > 0) {
      const following: Waiting[] = [];
      for (const waiting of turn) {
        yield waiting;
        const next = this.#senders.get(binaryKey(waiting.sender))?.waiting.get(waiting.nonce + 1);
        if (next) following.push(next);
      }
      turn = following;
    }
  }

  /** Forgets what a block took in and moves its senders' nonces on. */
  included(candidates: Iterable<{ hash: Bytes }>): void {
    for (const { hash } of candidates) {
      const waiting = this.#byHash.get(binaryKey(hash));
      const sender = waiting && this.#senders.get(binaryKey(waiting.sender));
      if (!waiting || !sender) continue;
      sender.nonce = Math.max(sender.nonce, waiting.nonce + 1);
      this.#forget(sender, waiting);
    }
  }

  drop(hash: Bytes): void {
    const waiting = this.#byHash.get(binaryKey(hash));
    const sender = waiting && this.#senders.get(binaryKey(waiting.sender));
    if (waiting && sender) this.#forget(sender, waiting);
  }

  /** Drops all of a sender. */
  dropSender(address: Bytes): void {
    const sender = this.#senders.get(binaryKey(address));
    for (const waiting of sender?.waiting.values() ?? []) if (sender) this.#forget(sender, waiting);
  }

  /** Whether all that waits of a sender was let in for what it does, whoever the sender is. */
  isNarrowing(address: Bytes): boolean {
    const waiting = this.#senders.get(binaryKey(address))?.waiting.values() ?? [];
    return Array.from(waiting).every(({ narrowing }) => narrowing === true);
  }

  /** Drops what has waited behind a missing nonce for ten minutes. */
  dropStale(): void {
    const before = performance.now() - GAP_LIFETIME_MS;
    for (const sender of this.#senders.values()) {
      if (sender.waiting.has(sender.nonce)) continue;
      for (const waiting of sender.waiting.values()) if (waiting.since < before) this.#forget(sender, waiting);
    }
  }

  /** Nothing that the sender may not send can come to stand before it. */
  #requireNext({ tx, sender }: Candidate, accountNonce: number): void {
    const next = this.nextNonce(sender, accountNonce);
    if (Number(tx.nonce) > next) throw rejected(`nonce too high: next nonce ${next}, tx nonce ${tx.nonce}`);
    const all = Array.from(this.#byHash.values()).filter(({ narrowing }) => narrowing);
    if (all.length >= MOST_NARROWING) throw full('former members');
  }

  #firsts(): Waiting[] {
    const firsts: Waiting[] = [];
    for (const { nonce, waiting } of this.#senders.values()) {
      const first = waiting.get(nonce);
      if (first) firsts.push(first);
    }
    return firsts.sort((a, b) => a.arrival - b.arrival);
  }

  #forget(sender: Sender, waiting: Waiting): void {
    sender.waiting.delete(waiting.nonce);
    this.#byHash.delete(binaryKey(waiting.hash));
    this.#bytes -= waiting.raw.length;
    if (sender.waiting.size === 0) this.#senders.delete(binaryKey(waiting.sender));
  }
}

function requireHigherPrice({ tx }: Candidate, replaced: Candidate): void {
  const price = 'maxFeePerGas' in tx ? tx.maxFeePerGas : tx.gasPrice;
  const old = 'maxFeePerGas' in replaced.tx ? replaced.tx.maxFeePerGas : replaced.tx.gasPrice;
  if (price * 10n < old * 11n || price === old) {
    throw rejected(`replacement transaction underpriced: nonce ${tx.nonce} waits already`);
  }
}

function rejected(message: string): CustosError {
  return new CustosError('LEDGER_REJECTED', message);
}

function full(whose: string): CustosError {
  return new CustosError('LEDGER_POOL_FULL', `txpool is full for ${whose}; send again after the next block`);
}
