import { CustosError, isCustosError } from '../core/errors.ts';
import type { Block } from './block.ts';
import { readBlock, toQuantity } from './engine-block.ts';
import { isPassing } from './refusal.ts';
import type { Rpc } from './rpc.ts';

/** The last block that the engine says it will never take back, or the one `confirmations` below the latest.
 *  LEDGER_MISMATCH, which names the setting, if the engine knows no finality and there is no number of confirmations;
 *  LEDGER_LAGGING if it knows it and has no final block yet, as for a while after its start. */
export async function finalBlock(rpc: Rpc, confirmations: number | undefined): Promise<Block> {
  if (confirmations === undefined) return await taggedBlock(rpc, 'finalized');
  const { height } = await taggedBlock(rpc, 'latest');
  return await knownBlock(rpc, Math.max(0, height - confirmations));
}

/** Tells at once that an engine lacks the tag, rather than at the first thing that waits for finality: LEDGER_MISMATCH,
 *  as `finalBlock`. */
export async function requireFinality(rpc: Rpc, confirmations: number | undefined): Promise<void> {
  try {
    await finalBlock(rpc, confirmations);
  } catch (error) {
    if (!isCustosError(error, 'LEDGER_LAGGING')) throw error;
  }
}

export async function taggedBlock(rpc: Rpc, tag: 'finalized' | 'latest'): Promise<Block> {
  try {
    const block = readBlock(await rpc.request('eth_getBlockByNumber', [tag, false]));
    if (block) return block;
  } catch (error) {
    if (tag === 'latest' || !isCustosError(error, 'LEDGER_REJECTED', 'LEDGER_LAGGING')) throw error;
    if (!isPassing(error)) throw noFinality(error);
  }
  throw new CustosError('LEDGER_LAGGING', `The ledger’s engine has no ${tag} block yet. Try again when it has.`);
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

export function forkedAt(height: number): CustosError {
  const message = `Block ${height} was final and is now another one: the chain was rewritten, or the URL leads to another chain. Nothing more is read from it.`;
  return new CustosError('LEDGER_FORKED', message, { details: { height } });
}

function noFinality(cause: CustosError): CustosError {
  const message =
    'The ledger’s engine knows no `finalized` block. If it never takes a block back (Besu QBFT and IBFT, Kaia), say so with --finality latest, or in config.json with "finality": "latest" beside the ledger’s "rpc".';
  return new CustosError('LEDGER_MISMATCH', message, {
    cause,
    details: { reason: String(cause.details.reason ?? '') },
  });
}
