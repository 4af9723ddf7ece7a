import { isCustosError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import type { SignedTransaction } from './encode-transaction.ts';
import type { Rpc } from './rpc.ts';

/** What became of a transaction that was handed to the engine. */
export type Broadcast =
  /** In the pool, or mined already. `refusal` is what an engine said that runs transactions at once. */
  | { readonly state: 'taken'; readonly refusal?: unknown }
  /** Not now: full pool, a nonce before it missing, no connection. Send it again. */
  | { readonly state: 'later'; readonly error: unknown }
  /** Another one of the account has this nonce, or it is mined already. */
  | { readonly state: 'nonce-used'; readonly error: unknown }
  | { readonly state: 'underpriced'; readonly error: unknown }
  /** Never: sending it again is useless. */
  | { readonly state: 'refused'; readonly error: unknown };

/** Hands it over; the same transaction any number of times does no harm. Never rejects. */
export async function broadcast(rpc: Rpc, { raw, hash }: SignedTransaction): Promise<Broadcast> {
  try {
    await rpc.request('eth_sendRawTransaction', [raw], { retry: false });
    return { state: 'taken' };
  } catch (error) {
    if (!isCustosError(error, 'LEDGER_REJECTED')) {
      return { state: isCustosError(error, 'INPUT_TOO_LARGE') ? 'refused' : 'later', error };
    }
    const { meaning } = error.details;
    if (meaning === 'taken') return { state: 'taken' };
    if (meaning === 'nonce-used' || meaning === 'underpriced') return { state: meaning, error };
    return (await isKnown(rpc, hash)) ? { state: 'taken', refusal: error } : { state: 'refused', error };
  }
}

/** Whether the engine has it, in its pool or in a block. */
export async function isKnown(rpc: Rpc, hash: Digest): Promise<boolean> {
  try {
    const found = await rpc.request('eth_getTransactionByHash', [hash]);
    return found !== null && found !== undefined;
  } catch {
    return true; // cannot tell: whoever watches finds out
  }
}
