import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Common } from '@ethereumjs/common';
import { type Bytes, equalBytes, fromHex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { levelFault } from '../core/level-files.ts';
import { type ChainBlock, makeHeader, readBlock } from './block.ts';
import { BlockContents } from './block-content.ts';
import { blockWrites, headerFields } from './commit.ts';
import { type ChainCrypto, loadCrypto } from './crypto.ts';
import { type BlockBounds, type Candidate, type Execution, Executor } from './executor.ts';
import { foundChain } from './founding.ts';
import { nodeCache } from './node-cache.ts';
import type { ChainOptions } from './options.ts';
import { chainProtocol } from './protocol.ts';
import { seal, sealerOf, unsealedExtraData } from './seal.ts';
import { CommittedNodes, PendingNodes } from './state-nodes.ts';
import { type ChainDatabase, ChainStore, type GenesisRecord, openDatabase } from './store.ts';
import { readValidatorKey } from './validator-key.ts';

const NODE_CACHE_BYTES = 64 * 2 ** 20;
const BLOCK_BYTES = 16 * 2 ** 20;
const BLOCK_MILLISECONDS = 900;

/** What a block's maker may choose. All but the timestamp is for the comparison with other engines. */
export interface BlockContext {
  /** Seconds; must be above the head's. */
  readonly timestamp: number;
  readonly mixHash?: Bytes;
}

export interface MadeBlock {
  readonly block: ChainBlock;
  readonly executed: Execution['executed'];
  readonly rejected: Execution['rejected'];
}

/** The chain of one data directory: its head, its state and the making of blocks. */
export class Chain {
  readonly common: Common;
  readonly crypto: ChainCrypto;
  readonly store: ChainStore;
  readonly contents: BlockContents;
  readonly genesis: GenesisRecord;
  readonly nodes: CommittedNodes;
  readonly baseFee: bigint;
  readonly #validatorKey: Bytes;
  readonly #pending: PendingNodes;
  readonly #executor: Executor;
  #head: ChainBlock;

  private constructor(parts: ChainParts) {
    this.common = parts.common;
    this.crypto = parts.crypto;
    this.store = parts.store;
    this.contents = new BlockContents(parts.common, parts.crypto, parts.store);
    this.genesis = parts.genesis;
    this.nodes = parts.nodes;
    this.baseFee = parts.baseFee;
    this.#validatorKey = parts.validatorKey;
    this.#pending = parts.pending;
    this.#executor = parts.executor;
    this.#head = parts.head;
  }

  /** Opens the chain, founding it first in an empty directory. Takes the same time at any length of the chain.
   *  Rejects with DATA_DIR_IN_USE, LEDGER_MISMATCH, KEY_MISSING, KEY_WRONG, STORE_CORRUPT or IO_FAILED. */
  static async open(options: ChainOptions, database?: ChainDatabase): Promise<Chain> {
    await mkdir(options.data, { recursive: true, mode: 0o700 });
    const crypto = await loadCrypto();
    const directory = chainDirectory(options.data);
    await checkFiles(directory);
    const store = await ChainStore.open(database ?? openDatabase(directory));
    try {
      const genesis = (await store.genesis()) ?? (await foundChain(store, crypto, options));
      requireChain(genesis, options);
      const validatorKey = await readValidatorKey(options.data);
      if (toHex(crypto.addressOf(validatorKey)) !== genesis.validator) {
        throw new CustosError('KEY_WRONG', 'validator.key is not the key that founded this chain; restore it.');
      }
      const common = chainProtocol(genesis.chainId, genesis.p256, crypto);
      const cache = nodeCache(NODE_CACHE_BYTES);
      const nodes = new CommittedNodes(store.node, cache, crypto.keccak256);
      const pending = new PendingNodes(nodes, cache);
      const executor = await Executor.create(common, crypto, pending, (height) => hashAt(common, store, height));
      const head = readHead(common, crypto, store, genesis);
      const baseFee = BigInt(options.minGasPrice);
      return new Chain({ common, crypto, store, genesis, nodes, pending, executor, head, validatorKey, baseFee });
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  /** The last block that is on stable storage. */
  get head(): ChainBlock {
    return this.#head;
  }

  block(height: number): ChainBlock | undefined {
    if (height === this.#head.height) return this.#head;
    // A block becomes visible with the head only.
    if (height > this.#head.height) return undefined;
    const block = readBlock(this.common, this.store, height);
    if (!block) throw new CustosError('STORE_CORRUPT', `Block ${height} is missing; restore the data directory.`);
    return block;
  }

  hashOfHeight(height: number): Bytes | undefined {
    return this.block(height)?.hash;
  }

  /** Makes the next block of the candidates, or an empty one, and resolves when it is durable. One call at a time.
   *  A rejection means that the disk failed: the process MUST stop, and finds out on restart what it has. */
  async makeBlock(context: BlockContext, candidates: Iterable<Candidate>, bounds?: BlockBounds): Promise<MadeBlock> {
    const parent = this.#head;
    const draft = {
      parentHash: parent.hash,
      number: parent.height + 1,
      coinbase: fromHex(this.genesis.validator),
      gasLimit: this.genesis.blockGasLimit,
      timestamp: context.timestamp,
      extraData: unsealedExtraData(),
      baseFeePerGas: this.baseFee,
      ...(context.mixHash && { mixHash: context.mixHash }),
    };
    if (BigInt(context.timestamp) <= parent.header.timestamp) {
      throw new CustosError('INTERNAL', 'A block must be younger than its parent.');
    }
    const limits = bounds ?? { milliseconds: BLOCK_MILLISECONDS, bytes: BLOCK_BYTES };
    const run = await this.#executor.run(makeHeader(this.common, draft), parent.header.stateRoot, candidates, limits);
    const unsealed = makeHeader(this.common, {
      ...draft,
      stateRoot: run.stateRoot,
      transactionsTrie: run.transactionsRoot,
      receiptTrie: run.receiptsRoot,
      logsBloom: run.logsBloom,
      gasUsed: run.gasUsed,
    });
    const header = makeHeader(this.common, {
      ...unsealed,
      extraData: seal(this.crypto, headerFields(unsealed), this.#validatorKey),
    });
    const nodes = this.#pending.written();
    const { writes, size } = blockWrites({ header, executed: run.executed, nodes });
    await this.store.commit(writes);
    this.#pending.settle();
    const height = parent.height + 1;
    this.#head = { height, hash: header.hash(), header, transactions: run.executed.length, size };
    return { block: this.#head, executed: run.executed, rejected: run.rejected };
  }
}

/** STORE_CORRUPT where LevelDB would go on without blocks that were acknowledged. */
async function checkFiles(directory: string): Promise<void> {
  const list = () => readdir(directory).catch(() => []);
  const fault = await levelFault(list, (name) => readFile(join(directory, name))).catch((cause) => {
    throw new CustosError('IO_FAILED', `The chain database ${directory} cannot be read: ${fileTrouble(cause)}.`, {
      cause,
    });
  });
  if (fault === undefined) return;
  throw new CustosError(
    'STORE_CORRUPT',
    `The chain database ${directory} is damaged: ${fault}. Restore the data directory (chain/) from a backup.`,
  );
}

/** Where the database of a data directory lies. */
export function chainDirectory(data: string): string {
  return join(data, 'chain');
}

interface ChainParts {
  common: Common;
  crypto: ChainCrypto;
  store: ChainStore;
  genesis: GenesisRecord;
  nodes: CommittedNodes;
  pending: PendingNodes;
  executor: Executor;
  head: ChainBlock;
  validatorKey: Bytes;
  baseFee: bigint;
}

function requireChain(genesis: GenesisRecord, options: ChainOptions): void {
  if (options.chainId === undefined || options.chainId === genesis.chainId) return;
  throw new CustosError(
    'LEDGER_MISMATCH',
    `The data directory holds chain ${genesis.chainId}, not ${options.chainId}; name the right directory.`,
    { details: { found: genesis.chainId, wanted: options.chainId } },
  );
}

/** One block is read and checked, never more, so that opening takes constant time. */
function readHead(common: Common, crypto: ChainCrypto, store: ChainStore, genesis: GenesisRecord): ChainBlock {
  const height = store.headHeight();
  const head = height === undefined ? undefined : readBlock(common, store, height);
  if (
    !head ||
    head.height !== height ||
    sealerOf(crypto, headerFields(head.header)) !== genesis.validator ||
    !(store.node(head.header.stateRoot) || equalBytes(head.header.stateRoot, crypto.keccak256(Uint8Array.of(0x80))))
  ) {
    throw new CustosError('STORE_CORRUPT', 'The head of the chain is damaged; restore the data directory.');
  }
  return head;
}

function hashAt(common: Common, store: ChainStore, height: number): Bytes | undefined {
  return readBlock(common, store, height)?.hash;
}
