import type { Address } from '../core/ids.ts';
import { quantity } from './engine-block.ts';
import { FeeSource, type Fees } from './lane-fees.ts';
import type { LedgerReader } from './reader.ts';

/** What an account needs to sign its next transaction: the first nonce that neither chain nor pool has, and fees. */
export async function accountState(
  reader: LedgerReader,
  account: Address,
): Promise<{ readonly nonce: number; readonly fees: Fees }> {
  const [fees, nonce] = await Promise.all([
    new FeeSource(reader.rpc).fees(),
    reader.rpc.request('eth_getTransactionCount', [account, 'pending']),
  ]);
  return { nonce: quantity(nonce, 'nonce'), fees };
}
