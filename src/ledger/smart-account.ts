import { Interface } from 'ethers';
import type { Hex } from '../core/bytes.ts';
import { isCustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import { toQuantity } from './engine-block.ts';
import type { Rpc } from './rpc.ts';

const ACCOUNT = new Interface(['function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)']);
/** The function's selector is its answer to what holds (ERC-1271), as the first bytes of a word. */
const HOLDS = '0x1626ba7e'.padEnd(66, '0');

/** Whether the smart account takes the signature over the digest for its own (ERC-1271), at a height or by the latest
 *  block: what it answers may change with its owners. Undefined where no contract stands at the address. Rejects with
 *  LEDGER_REJECTED where the engine has no state of that height. */
export async function acceptsSignature(
  rpc: Rpc,
  account: Address,
  digest: Digest,
  signature: Hex,
  height?: number,
): Promise<boolean | undefined> {
  const at = height === undefined ? 'latest' : toQuantity(height);
  const code = await rpc.request('eth_getCode', [account, at]);
  if (code === '0x') return undefined;
  const data = ACCOUNT.encodeFunctionData('isValidSignature', [digest, signature]);
  try {
    return (await rpc.request('eth_call', [{ to: account, data }, at])) === HOLDS;
  } catch (error) {
    if (isCustosError(error, 'LEDGER_REJECTED')) return false;
    throw error;
  }
}
