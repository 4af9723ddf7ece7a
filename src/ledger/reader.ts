import type { Hex } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Address, Digest, Ledger } from '../core/ids.ts';
import { ZERO_ADDRESS } from '../core/ids.ts';
import type { Keccak } from '../core/trie-root.ts';
import type { Block } from './block.ts';
import type { BlockReceipts } from './block-receipts.ts';
import { BlockSource } from './block-source.ts';
import { CONTRACT_NAMES, type ContractName, type Contracts } from './contracts.ts';
import { type EngineLog, quantity, readBlock, readLogs, toQuantity } from './engine-block.ts';
import { decodeEvent } from './event-decoder.ts';
import type { LedgerEvent } from './events.ts';
import { blockAt, finalBlock, knownBlock, requireFinality, taggedBlock } from './finality.ts';
import type { Header } from './header.ts';
import { loadKeccak } from './keccak.ts';
import { ProvenState, type ProvenWords } from './proven-state.ts';
import { Rpc, type RpcOptions } from './rpc.ts';
import { acceptsSignature } from './smart-account.ts';
import { callView, type LedgerViews, ledgerViews } from './views.ts';

export interface LedgerOptions extends RpcOptions {
  readonly membership: Address;
  /** Refuses (LEDGER_MISMATCH) an engine of any other chain. */
  readonly chainId?: number | undefined;
  /** Blocks upon a block until it counts as final, for engines without the tag `finalized`; 0 where the latest one is
   *  final. */
  readonly confirmations?: number | undefined;
}

const MAX_CHAIN_ID = 2 ** 52;

/** Opens the ledger that Membership names. LEDGER_UNREACHABLE; LEDGER_MISMATCH where the chain is another one, where
 *  no Membership stands at the address, or where its contracts are not set yet. */
export async function openLedger(options: LedgerOptions): Promise<LedgerReader> {
  const rpc = new Rpc(options);
  try {
    const chainId = await chainIdOf(rpc);
    if (options.chainId !== undefined && options.chainId !== chainId) {
      throw mismatch(`The engine runs chain ${chainId}, not ${options.chainId}. Check the URL of the ledger.`);
    }
    const [contracts, keccak] = await Promise.all([
      contractsOf(rpc, options.membership),
      loadKeccak(),
      requireFinality(rpc, options.confirmations),
    ]);
    const ledger = { chainId, membership: options.membership };
    return new LedgerReader(rpc, ledger, contracts, keccak, options.confirmations);
  } catch (error) {
    rpc.close();
    throw error;
  }
}

/** Reads the ledger; never writes. Calls of one tick travel as one batch. Each is repeated when the connection fails,
 *  bounded in time and size, and rejects with LEDGER_UNREACHABLE when that did not help. */
export class LedgerReader {
  readonly ledger: Ledger;
  readonly contracts: Contracts;
  /** The contracts' views at the latest block. */
  readonly views: LedgerViews;
  /** For the writer of the same ledger. */
  readonly rpc: Rpc;
  readonly keccak: Keccak;
  readonly #blocks: BlockSource;
  readonly #state: ProvenState;
  readonly #confirmations: number | undefined;

  constructor(rpc: Rpc, ledger: Ledger, contracts: Contracts, keccak: Keccak, confirmations: number | undefined) {
    this.rpc = rpc;
    this.ledger = ledger;
    this.contracts = contracts;
    this.views = ledgerViews(rpc, contracts, 'latest');
    this.keccak = keccak;
    this.#blocks = new BlockSource(rpc, keccak);
    this.#state = new ProvenState(rpc, keccak);
    this.#confirmations = confirmations;
  }

  /** The contracts' views at a height, where the engine keeps its state. */
  viewsAt(height: number): LedgerViews {
    return ledgerViews(this.rpc, this.contracts, toQuantity(height));
  }

  /** `finalized` is the engine's tag, or `confirmations` below the latest block. LEDGER_MISMATCH if the engine lacks
   *  the tag and no `confirmations` are set. */
  async head(tag: 'finalized' | 'latest' = 'finalized'): Promise<Block> {
    return tag === 'latest' ? await taggedBlock(this.rpc, tag) : await finalBlock(this.rpc, this.#confirmations);
  }

  /** Undefined where the engine has no such block. */
  async block(at: number | Digest): Promise<Block | undefined> {
    if (typeof at === 'number') return await blockAt(this.rpc, at);
    return readBlock(await this.rpc.request('eth_getBlockByHash', [at, false]));
  }

  /** Headers of the blocks from `from` to `to`, both included, as the engine gives them: whether each is the next
   *  one's parent, and whether its hash is that of its fields, is for the caller to judge. LEDGER_UNREACHABLE where
   *  one is missing. */
  headers(from: number, to: number): Promise<Header[]> {
    return this.#blocks.headers(from, to);
  }

  /** Undefined where the engine has no such block. */
  header(height: number): Promise<Header | undefined> {
    return this.#blocks.header(height);
  }

  /** The receipts of a block as the engine gives them, with the root that they have. */
  receipts(header: Header): Promise<BlockReceipts> {
    return this.#blocks.receipts(header);
  }

  /** Words of a contract's storage in a block, each proven by the header's state root. Undefined where the engine gives no proof of that block. LEDGER_INCOMPLETE where its proof does not hold. */
  storage(header: Header, contract: ContractName, slots: readonly Digest[]): Promise<ProvenWords | undefined> {
    return this.#state.words(header, this.contracts[contract], slots);
  }

  /** Addresses whose logs are the ledger's. */
  get addresses(): readonly Address[] {
    return [...new Set(CONTRACT_NAMES.map((name) => this.contracts[name]))];
  }

  /** Logs of the contracts from `from` to `to`, both included, in the order of the chain, by the engine's index: on its
   *  word alone. LEDGER_RANGE_TOO_LARGE where the engine, or the bound of an answer, refuses that many. */
  async logs(from: number, to: number): Promise<EngineLog[]> {
    const filter = { address: this.addresses, fromBlock: toQuantity(from), toBlock: toQuantity(to) };
    const logs = readLogs(await this.rpc.request('eth_getLogs', [filter]));
    if (logs.some(({ height }) => height < from || height > to)) {
      throw mismatch('The engine answered with events outside of the range that it was asked for.');
    }
    return logs.sort((a, b) => a.height - b.height || a.index - b.index);
  }

  /** The events of {@link logs}. */
  async events(from: number, to: number): Promise<LedgerEvent[]> {
    return await this.decode(await this.logs(from, to));
  }

  /** Events of logs that are in order. */
  async decode(logs: readonly EngineLog[]): Promise<LedgerEvent[]> {
    const times = await this.#timesOf(logs);
    return logs.map((log) => {
      const { height, hash, transaction, index } = log;
      const time = log.time ?? times.get(height) ?? 0;
      return decodeEvent(log, { height, hash, time, transaction, index });
    });
  }

  /** ERC-1271, at a height or by the latest block. Undefined where no contract stands at the address. */
  acceptsSignature(account: Address, digest: Digest, signature: Hex, height?: number): Promise<boolean | undefined> {
    return acceptsSignature(this.rpc, account, digest, signature, height);
  }

  close(): void {
    this.rpc.close();
  }

  /** Of the blocks whose logs do not say their time. */
  async #timesOf(logs: readonly EngineLog[]): Promise<Map<number, number>> {
    const untimed = new Map(logs.filter(({ time }) => time === undefined).map(({ height, hash }) => [height, hash]));
    const blocks = await Promise.all([...untimed.keys()].map((height) => knownBlock(this.rpc, height)));
    for (const { height, hash } of blocks) {
      if (untimed.get(height) !== hash)
        throw new CustosError('LEDGER_FORKED', `Block ${height} changed while it was read.`);
    }
    return new Map(blocks.map(({ height, time }) => [height, time]));
  }
}

/** The chain's id, which must be below 2^52 to be signed and logged. */
export async function chainIdOf(rpc: Rpc): Promise<number> {
  const chainId = quantity(await rpc.request('eth_chainId'), 'chain id');
  if (chainId < 1 || chainId >= MAX_CHAIN_ID) throw mismatch('Chain ids are from 1 to 2^52 - 1.');
  return chainId;
}

async function contractsOf(rpc: Rpc, membership: Address): Promise<Contracts> {
  const none = mismatch(`No Membership stands at ${membership} on this chain. Check the address and the URL.`);
  const code = await rpc.request('eth_getCode', [membership, 'latest']);
  if (typeof code !== 'string' || code.length <= 2) throw none;
  try {
    const contracts = await callView(rpc, membership, 'latest', 'membership', 'contracts', []);
    if (contracts.datasets === ZERO_ADDRESS) {
      throw mismatch('Membership names no contracts yet: finish the deployment first.');
    }
    return { membership, ...contracts };
  } catch (error) {
    throw isCustosError(error, 'LEDGER_REJECTED') ? none : error;
  }
}

function mismatch(message: string): CustosError {
  return new CustosError('LEDGER_MISMATCH', message);
}
