import { type BlockHeader, createBlock } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { createEVM } from '@ethereumjs/evm';
import type { TypedTransaction } from '@ethereumjs/tx';
import { Bloom, createVM, encodeReceipt, type RunTxResult, runTx, type VM } from '@ethereumjs/vm';
import type { Bytes } from '../core/bytes.ts';
import { isCustosError } from '../core/errors.ts';
import { indexedTrieRoot } from '../core/trie-root.ts';
import { binaryKey } from './binary-key.ts';
import type { ExecutedTransaction } from './block.ts';
import { blockchainOf, type HashOfHeight } from './block-hashes.ts';
import type { ChainCrypto } from './crypto.ts';
import { rememberJumpAnalyses } from './jump-analysis.ts';
import { MAX_TRANSACTIONS } from './keys.ts';
import { ChainState } from './state.ts';
import type { PendingNodes } from './state-nodes.ts';

export interface Candidate {
  readonly tx: TypedTransaction;
  readonly hash: Bytes;
  readonly sender: Bytes;
  readonly raw: Bytes;
  /** Of a former member, let in for what it does. */
  readonly narrowing?: boolean;
}

export interface Execution {
  readonly stateRoot: Bytes;
  readonly transactionsRoot: Bytes;
  readonly receiptsRoot: Bytes;
  readonly logsBloom: Bytes;
  readonly gasUsed: bigint;
  readonly executed: readonly ExecutedTransaction[];
  /** Candidates that can never be part of a block after this one, and why. */
  readonly rejected: readonly { candidate: Candidate; reason: string }[];
}

/** Where a block ends although candidates wait. */
export interface BlockBounds {
  readonly milliseconds: number;
  readonly bytes: number;
}

const YIELD_MS = 8;

/** Executes the transactions of one block after the other on the head's state. */
export class Executor {
  readonly #common: Common;
  readonly #crypto: ChainCrypto;
  readonly #vm: VM;
  readonly #state: ChainState;

  private constructor(common: Common, crypto: ChainCrypto, vm: VM, state: ChainState) {
    this.#common = common;
    this.#crypto = crypto;
    this.#vm = vm;
    this.#state = state;
  }

  static async create(
    common: Common,
    crypto: ChainCrypto,
    nodes: PendingNodes,
    hashOfHeight: HashOfHeight,
  ): Promise<Executor> {
    const state = new ChainState(common, nodes);
    return new Executor(common, crypto, await virtualMachine(common, state, hashOfHeight), state);
  }

  /** Runs candidates in their order on the state of `parentRoot` until they end or a bound is reached. Yields to
   *  other work of the process between transactions. */
  async run(
    header: BlockHeader,
    parentRoot: Bytes,
    candidates: Iterable<Candidate>,
    bounds: BlockBounds,
  ): Promise<Execution> {
    const block = createBlock({ header }, { common: this.#common, skipConsensusFormatValidation: true });
    const run = new BlockRun(header, bounds);
    // What is kept in memory is one block's, which the gas limit bounds: nothing grows with the chain.
    await this.#state.setStateRoot(parentRoot);
    for (const candidate of candidates) {
      if (run.full) break;
      if (!run.fits(candidate)) continue;
      try {
        const options = { tx: candidate.tx, block, blockGasUsed: run.gasUsed, skipHardForkValidation: true };
        run.add(candidate, await runTx(this.#vm, options), header.baseFeePerGas ?? 0n);
      } catch (error) {
        if (isStorageFailure(error)) throw error;
        run.reject(candidate, error);
      }
      await run.breathe();
    }
    return run.finish(this.#common, this.#crypto, await this.#state.getStateRoot());
  }
}

/** What a block has taken in so far. */
class BlockRun {
  readonly #header: BlockHeader;
  readonly #bounds: BlockBounds;
  readonly #started = performance.now();
  readonly #candidates: Candidate[] = [];
  readonly #results: RunTxResult[] = [];
  readonly #executed: ExecutedTransaction[] = [];
  readonly #rejected: { candidate: Candidate; reason: string }[] = [];
  readonly #skippedSenders = new Set<string>();
  #yielded = performance.now();
  #bytes = 0;
  #logs = 0;
  gasUsed = 0n;

  constructor(header: BlockHeader, bounds: BlockBounds) {
    this.#header = header;
    this.#bounds = bounds;
  }

  get full(): boolean {
    if (this.#candidates.length >= MAX_TRANSACTIONS || this.#bytes >= this.#bounds.bytes) return true;
    return this.#candidates.length > 0 && performance.now() - this.#started > this.#bounds.milliseconds;
  }

  /** A transaction that does not fit waits for the next block, and with it the later ones of its sender. */
  fits({ tx, sender }: Candidate): boolean {
    const key = binaryKey(sender);
    if (this.#skippedSenders.has(key)) return false;
    if (this.gasUsed + tx.gasLimit <= this.#header.gasLimit) return true;
    this.#skippedSenders.add(key);
    return false;
  }

  add(candidate: Candidate, result: RunTxResult, baseFee: bigint): void {
    const { tx, hash, sender, raw } = candidate;
    const failed = result.execResult.exceptionError !== undefined;
    this.gasUsed += result.totalGasSpent;
    this.#bytes += raw.length;
    const logs = result.receipt.logs.map(([address, topics, data]) => ({ address, topics, data }));
    this.#candidates.push(candidate);
    this.#results.push(result);
    this.#executed.push({
      hash,
      sender,
      raw,
      receipt: {
        status: failed ? 0 : 1,
        type: tx.type,
        gasUsed: result.totalGasSpent,
        cumulativeGasUsed: this.gasUsed,
        effectiveGasPrice: effectiveGasPrice(tx, baseFee),
        contractAddress: failed ? undefined : result.createdAddress?.bytes,
        firstLog: this.#logs,
        logs,
      },
    });
    this.#logs += logs.length;
  }

  reject(candidate: Candidate, error: unknown): void {
    this.#rejected.push({ candidate, reason: error instanceof Error ? error.message : String(error) });
    this.#skippedSenders.add(binaryKey(candidate.sender));
  }

  async breathe(): Promise<void> {
    if (performance.now() - this.#yielded < YIELD_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#yielded = performance.now();
  }

  finish(common: Common, crypto: ChainCrypto, stateRoot: Bytes): Execution {
    const bloom = new Bloom(undefined, common);
    for (const result of this.#results) bloom.or(result.bloom);
    const receipts = this.#results.map(({ receipt }, i) => encodeReceipt(receipt, this.#candidates[i]?.tx.type ?? 0));
    return {
      stateRoot,
      transactionsRoot: indexedTrieRoot(
        crypto.keccak256,
        this.#candidates.map(({ raw }) => raw),
      ),
      receiptsRoot: indexedTrieRoot(crypto.keccak256, receipts),
      logsBloom: bloom.bitvector,
      gasUsed: this.gasUsed,
      executed: this.#executed,
      rejected: this.#rejected,
    };
  }
}

function isStorageFailure(error: unknown): boolean {
  return isCustosError(error, 'STORE_CORRUPT', 'IO_FAILED');
}

function effectiveGasPrice(tx: TypedTransaction, baseFee: bigint): bigint {
  if (!('maxFeePerGas' in tx)) return tx.gasPrice;
  const tip = tx.maxFeePerGas - baseFee;
  return tip < tx.maxPriorityFeePerGas ? tx.maxFeePerGas : baseFee + tx.maxPriorityFeePerGas;
}

export async function virtualMachine(
  common: Common,
  stateManager: ChainState,
  hashOfHeight: HashOfHeight,
): Promise<VM> {
  await rememberJumpAnalyses(common);
  const blockchain = blockchainOf(hashOfHeight);
  const evm = await createEVM({ common, stateManager, blockchain });
  return createVM({ common, stateManager, blockchain, evm });
}
