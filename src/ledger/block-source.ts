import { CustosError, isCustosError } from '../core/errors.ts';
import type { Keccak } from '../core/trie-root.ts';
import { type BlockReceipts, isFailed, readReceipts } from './block-receipts.ts';
import { toQuantity } from './engine-block.ts';
import { type Header, readHeader } from './header.ts';
import { isMethodMissing } from './refusal.ts';
import type { Rpc } from './rpc.ts';

/** Kaia's `eth_` methods leave out what its blocks are hashed with. */
const HEADER_METHODS = ['eth_getBlockByNumber', 'kaia_getBlockByNumber', 'klay_getBlockByNumber'];

/** Headers and receipts of an engine, by the methods that this engine has. */
export class BlockSource {
  readonly #rpc: Rpc;
  readonly #keccak: Keccak;
  /** The method whose headers hash to what they say; the first one where none does. */
  #headerMethod: Promise<string> | undefined;
  #hasBlockReceipts = true;

  constructor(rpc: Rpc, keccak: Keccak) {
    this.#rpc = rpc;
    this.#keccak = keccak;
  }

  async headers(from: number, to: number): Promise<Header[]> {
    const method = await this.#method(from);
    const heights = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    return Promise.all(heights.map((height) => this.#known(method, height)));
  }

  /** Undefined where the engine has no such block. */
  async header(height: number): Promise<Header | undefined> {
    return this.#header(await this.#method(0), height);
  }

  async receipts(header: Header): Promise<BlockReceipts> {
    const values = (await this.#blockReceipts(header)) ?? (await this.#singleReceipts(header));
    const needsCodes = header.family === 'kaia' && values.some(isFailed);
    const failures = needsCodes ? await this.#failureCodes(header) : [];
    return readReceipts(values, header, this.#keccak, failures);
  }

  async #header(method: string, height: number): Promise<Header | undefined> {
    return readHeader(await this.#rpc.request(method, [toQuantity(height), false]), this.#keccak);
  }

  async #known(method: string, height: number): Promise<Header> {
    const header = await this.#header(method, height);
    if (header) return header;
    const message = `The engine has no block ${height}, although its head is at or above it.`;
    throw new CustosError('LEDGER_UNREACHABLE', message);
  }

  #method(height: number): Promise<string> {
    this.#headerMethod ??= this.#findMethod(height).then((found) => {
      // What was tried on one bad answer is tried again.
      if (found === undefined) this.#headerMethod = undefined;
      return found ?? 'eth_getBlockByNumber';
    });
    this.#headerMethod.catch(() => {
      this.#headerMethod = undefined;
    });
    return this.#headerMethod;
  }

  async #findMethod(height: number): Promise<string | undefined> {
    for (const method of HEADER_METHODS) {
      try {
        if ((await this.#header(method, height))?.isHashed) return method;
      } catch (error) {
        if (!isMethodMissing(error)) throw error;
      }
    }
    return undefined;
  }

  /** Undefined where the engine has no such method. */
  async #blockReceipts({ height }: Header): Promise<readonly unknown[] | undefined> {
    if (!this.#hasBlockReceipts) return undefined;
    try {
      const answer = await this.#rpc.request('eth_getBlockReceipts', [toQuantity(height)]);
      if (Array.isArray(answer)) return answer;
    } catch (error) {
      if (isCustosError(error, 'INPUT_TOO_LARGE')) return undefined; // of this one block
      if (!isMethodMissing(error)) throw error;
      this.#hasBlockReceipts = false;
      return undefined;
    }
    throw new CustosError('LEDGER_UNREACHABLE', `The engine gave no receipts of block ${height}.`);
  }

  async #singleReceipts({ transactions }: Header): Promise<unknown[]> {
    return Promise.all(transactions.map((hash) => this.#rpc.request('eth_getTransactionReceipt', [hash])));
  }

  /** None where the engine does not say them. */
  async #failureCodes({ hash }: Header): Promise<unknown[]> {
    const answer = await this.#rpc.request('kaia_getBlockReceipts', [hash]).catch((error: unknown) => {
      if (isCustosError(error, 'LEDGER_REJECTED')) return undefined;
      throw error;
    });
    return Array.isArray(answer) ? answer.map((receipt) => (receipt as { txError?: unknown } | null)?.txError) : [];
  }
}
