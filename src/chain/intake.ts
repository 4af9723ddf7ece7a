import { TransactionType, type TypedTransaction } from '@ethereumjs/tx';
import { type Bytes, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Admission } from './admission.ts';
import type { Caller } from './caller.ts';
import type { Chain } from './chain.ts';
import type { Narrowing } from './narrowing.ts';
import type { ChainOptions } from './options.ts';
import type { TransactionPool } from './pool.ts';
import type { Senders } from './senders.ts';
import { decodeTransaction } from './transaction.ts';

const MAX_NONCE = 2n ** 48n;

export interface IntakeParts {
  readonly chain: Chain;
  readonly caller: Caller;
  readonly admission: Admission;
  readonly narrowing: Narrowing;
  readonly senders: Senders;
  readonly pool: TransactionPool;
  readonly options: ChainOptions;
}

/** Takes raw transactions in: whatever would never be part of a block is refused at once. */
export class Intake {
  readonly #chain: Chain;
  readonly #caller: Caller;
  readonly #admission: Admission;
  readonly #narrowing: Narrowing;
  readonly #senders: Senders;
  readonly #pool: TransactionPool;
  readonly #options: ChainOptions;

  constructor({ chain, caller, admission, narrowing, senders, pool, options }: IntakeParts) {
    this.#chain = chain;
    this.#caller = caller;
    this.#admission = admission;
    this.#narrowing = narrowing;
    this.#senders = senders;
    this.#pool = pool;
    this.#options = options;
  }

  /** Resolves with the transaction's hash when it waits for a block; of one that waits already, likewise.
   *  Throws INPUT_INVALID, INPUT_TOO_LARGE, LEDGER_REJECTED or LEDGER_POOL_FULL. It is in memory only. */
  async accept(raw: Bytes): Promise<Bytes> {
    if (raw.length > this.#options.maxTransactionBytes) {
      throw new CustosError('INPUT_TOO_LARGE', `oversized data: limit ${this.#options.maxTransactionBytes} bytes`);
    }
    const hash = this.#chain.crypto.keccak256(raw);
    if (this.#pool.has(hash)) return hash;
    const tx = this.#decode(raw);
    this.#requireGas(tx);
    const sender = await this.#senders.senderOf(tx);
    const narrowing = await this.#requireAllowed(tx, sender);
    const account = await this.#accountOf(sender);
    if (account?.isContract()) throw rejected('sender has code: only accounts without code send transactions');
    const price = 'maxFeePerGas' in tx ? tx.maxFeePerGas : tx.gasPrice;
    const cost = tx.value + tx.gasLimit * price;
    if (cost > (account?.balance ?? 0n)) {
      throw rejected(`insufficient funds for gas * price + value: has ${account?.balance ?? 0n}, needs ${cost}`);
    }
    this.#pool.add({ tx, hash, sender, raw, narrowing }, Number(account?.nonce ?? 0n));
    return hash;
  }

  /** Whether it was let in for what it does and not for its sender. */
  async #requireAllowed(tx: TypedTransaction, sender: Bytes): Promise<boolean> {
    const head = this.#chain.head;
    if (await this.#admission.allows(sender, head)) return false;
    if (await this.#narrowing.allows(tx, sender, head)) return true;
    throw rejected(`sender not allowed: ${toHex(sender)} is neither a configured sender nor an active member`);
  }

  /** At a head that is still the head when the answer is there: the pool must not learn a nonce that is used already. */
  async #accountOf(sender: Bytes): ReturnType<Caller['account']> {
    for (;;) {
      const { head } = this.#chain;
      const account = await this.#caller.account(sender, head.header.stateRoot);
      if (head === this.#chain.head) return account;
    }
  }

  #decode(raw: Bytes): TypedTransaction {
    const kind = raw[0] ?? 0;
    if (kind < 0xc0 && kind !== TransactionType.AccessListEIP2930 && kind !== TransactionType.FeeMarketEIP1559) {
      throw rejected(`transaction type ${kind} is not supported: send a legacy, EIP-2930 or EIP-1559 transaction`);
    }
    let tx: TypedTransaction;
    try {
      tx = decodeTransaction(this.#chain.common, raw);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'unknown';
      if (/chain ?id/i.test(reason)) throw rejected(`invalid chain id: this is chain ${this.#chain.genesis.chainId}`);
      throw new CustosError('INPUT_INVALID', `the transaction cannot be decoded: ${reason.slice(0, 200)}`, { cause });
    }
    if (!tx.isSigned()) throw new CustosError('INPUT_INVALID', 'the transaction is not signed');
    if (tx.type === TransactionType.Legacy && (tx.v === 27n || tx.v === 28n)) {
      throw rejected('only replay-protected (EIP-155) transactions allowed');
    }
    if (tx.nonce >= MAX_NONCE) throw rejected('nonce too high');
    return tx;
  }

  #requireGas(tx: TypedTransaction): void {
    const least = tx.getIntrinsicGas();
    if (tx.gasLimit < least) throw rejected(`intrinsic gas too low: gas ${tx.gasLimit}, minimum needed ${least}`);
    const most = BigInt(this.#options.txGasLimit);
    if (tx.gasLimit > most) throw rejected(`exceeds transaction gas limit: gas ${tx.gasLimit}, limit ${most}`);
    const price = 'maxFeePerGas' in tx ? tx.maxFeePerGas : tx.gasPrice;
    if (price < this.#chain.baseFee) {
      throw rejected(`transaction underpriced: price ${price}, minimum ${this.#chain.baseFee} wei`);
    }
  }
}

function rejected(message: string): CustosError {
  return new CustosError('LEDGER_REJECTED', message);
}
