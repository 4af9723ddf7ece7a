import { type Bytes, concat, fromHex, type Hex, toHex, uintBytes } from '../core/bytes.ts';
import { isCustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import type { Rpc } from './rpc.ts';

/** Selector of `isValidSignature(bytes32,bytes)`, which is also its answer to what holds (ERC-1271). */
const MAGIC = '0x1626ba7e';
const HEAD_BYTES = 64;

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
  try {
    const answer = await rpc.request('eth_call', [{ to: account, data: call(digest, fromHex(signature)) }, 'latest']);
    return answer === MAGIC.padEnd(2 + HEAD_BYTES, '0');
  } catch (error) {
    if (isCustosError(error, 'LEDGER_REJECTED')) return false;
    throw error;
  }
}

function call(digest: Digest, signature: Bytes): Hex {
  const padding = new Uint8Array((32 - (signature.length % 32)) % 32);
  const offset = uintBytes(HEAD_BYTES, 32);
  return toHex(
    concat(fromHex(MAGIC), fromHex(digest, 32), offset, uintBytes(signature.length, 32), signature, padding),
  );
}
