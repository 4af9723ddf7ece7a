import { Interface } from 'ethers';
import type { Hex } from '../core/bytes.ts';
import { isCustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import type { Rpc } from './rpc.ts';

const ACCOUNT = new Interface(['function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)']);
/** The function's selector is its answer to what holds (ERC-1271), as the first bytes of a word. */
const HOLDS = '0x1626ba7e'.padEnd(66, '0');

/** Whether the smart account takes the signature over the digest for its own (ERC-1271), by the latest block: what it
 *  answers may change with its owners. Undefined where no contract stands at the address. */
export async function acceptsSignature(
  rpc: Rpc,
  account: Address,
  digest: Digest,
  signature: Hex,
): Promise<boolean | undefined> {
  const code = await rpc.request('eth_getCode', [account, 'latest']);
  if (code === '0x') return undefined;
  const data = ACCOUNT.encodeFunctionData('isValidSignature', [digest, signature]);
  try {
    return (await rpc.request('eth_call', [{ to: account, data }, 'latest'])) === HOLDS;
  } catch (error) {
    if (isCustosError(error, 'LEDGER_REJECTED')) return false;
    throw error;
  }
}
