import { CustosError, isCustosError } from '../core/errors.ts';
import type { Block } from './block.ts';
import { readBlock, toQuantity } from './engine-block.ts';
import type { Rpc } from './rpc.ts';

/** The last block that the engine says it will never take back, or the one `confirmations` below the latest.
 *  LEDGER_MISMATCH if the engine knows no finality and there is no number of confirmations. */
export async function finalBlock(rpc: Rpc, confirmations: number | undefined): Promise<Block> {
  if (confirmations === undefined) return await taggedBlock(rpc, 'finalized');
  const { height } = await taggedBlock(rpc, 'latest');
  return await knownBlock(rpc, Math.max(0, height - confirmations));
}

export async function taggedBlock(rpc: Rpc, tag: 'finalized' | 'latest'): Promise<Block> {
  try {
    const block = readBlock(await rpc.request('eth_getBlockByNumber', [tag, false]));
    if (block) return block;
  } catch (error) {
    if (tag === 'latest' || !isCustosError(error, 'LEDGER_REJECTED')) throw error;
  }
  const message = `The engine has no ${tag} block. If it knows no finality, set the number of confirmations.`;
  throw new CustosError('LEDGER_MISMATCH', message);
}

/** Undefined where the engine has no block of that height. */
export async function blockAt(rpc: Rpc, height: number): Promise<Block | undefined> {
  return readBlock(await rpc.request('eth_getBlockByNumber', [toQuantity(height), false]));
}

/** A block that must be there, since the engine's head is at or above it. */
export async function knownBlock(rpc: Rpc, height: number): Promise<Block> {
  const block = await blockAt(rpc, height);
  if (block) return block;
  throw new CustosError(
    'LEDGER_UNREACHABLE',
    `The engine has no block ${height}, although its head is at or above it.`,
  );
}
