import { CustosError, isCustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import type { Block } from './block.ts';
import { CONTRACT_NAMES } from './contracts.ts';
import { digest, quantity, readLogs, record, toQuantity } from './engine-block.ts';
import type { LedgerEvent } from './events.ts';
import type { LedgerReader } from './reader.ts';
import type { Rpc } from './rpc.ts';

/** A transaction that is final on the chain. */
export interface Sent {
  readonly transaction: Digest;
  readonly block: Block;
  readonly gasUsed: number;
  /** What the ledger's contracts said in it. */
  readonly events: readonly LedgerEvent[];
}

export interface Receipt {
  readonly transaction: Digest;
  readonly height: number;
  readonly hash: Digest;
  readonly succeeded: boolean;
  readonly gasUsed: number;
  readonly created: string | undefined;
  readonly logs: unknown;
}

/** What a transaction asked for, to ask again why it failed. */
export interface Asked {
  readonly from: Address;
  readonly to: Address | undefined;
  readonly data: string;
}

export async function receiptOf(rpc: Rpc, transaction: Digest): Promise<Receipt | undefined> {
  const value = await rpc.request('eth_getTransactionReceipt', [transaction]);
  if (value === null || value === undefined) return undefined;
  const receipt = record(value, 'receipt');
  if (receipt.blockNumber === null || receipt.blockNumber === undefined) return undefined;
  return {
    transaction,
    height: quantity(receipt.blockNumber, 'height of a receipt'),
    hash: digest(receipt.blockHash, 'block hash of a receipt'),
    succeeded: quantity(receipt.status, 'status of a receipt') === 1,
    gasUsed: quantity(receipt.gasUsed, 'gas of a receipt'),
    created: typeof receipt.contractAddress === 'string' ? receipt.contractAddress.toLowerCase() : undefined,
    logs: receipt.logs,
  };
}

/** Takes a receipt whose block is final. LEDGER_REJECTED if the transaction failed. */
export async function outcomeOf(reader: LedgerReader, receipt: Receipt, asked: Asked): Promise<Sent> {
  if (!receipt.succeeded) throw await refusalOf(reader.rpc, asked, receipt.height);
  const { transaction, height, hash, gasUsed } = receipt;
  const block = await reader.block(height);
  if (block?.hash !== hash) {
    throw new CustosError('LEDGER_FORKED', `Block ${height} was final and is now another one.`);
  }
  const ours = new Set<string>(CONTRACT_NAMES.map((name) => reader.contracts[name]));
  const events = await reader.decode(readLogs(receipt.logs).filter(({ address }) => ours.has(address)));
  return { transaction, block, gasUsed, events };
}

/** Asks the engine again what the contract objects to: receipts do not say it. The state may have changed since, so
 *  the reason can be missing. Rejects with LEDGER_UNREACHABLE. */
export async function refusalOf(rpc: Rpc, asked: Asked, height: number): Promise<CustosError> {
  const attempts = [toQuantity(Math.max(0, height - 1)), toQuantity(height), 'latest'];
  for (const at of attempts) {
    try {
      await rpc.request('eth_call', [asked, at]);
    } catch (error) {
      if (!isCustosError(error, 'LEDGER_REJECTED')) throw error;
      if (error.details.error !== undefined) return error; // otherwise the engine keeps no state of that height
    }
  }
  const message = `The transaction failed in block ${height}: what it asked for was possible no more, or took too much gas.`;
  return new CustosError('LEDGER_REJECTED', message, { details: { error: 'Unknown', args: [] } });
}
