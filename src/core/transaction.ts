import { type Input, RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Bytes, concat, fromHex, type Hex } from './bytes.ts';

/** An EIP-1559 transaction without value and access list; fees in wei for a unit of gas. */
export interface Transaction {
  readonly chainId: number;
  readonly nonce: number;
  readonly maxPriorityFee: bigint;
  readonly maxFee: bigint;
  readonly gas: number;
  /** 20 bytes; none create a contract. */
  readonly to: Bytes;
  readonly data: Bytes;
}

const TYPE = Uint8Array.of(2);

/** What its sender signs the Keccak-256 hash of. */
export function unsignedTransaction(of: Transaction): Bytes {
  return typed(fieldsOf(of));
}

/** As it is sent. `signature`: 65 bytes r ‖ s ‖ v, v being 27 or 28. */
export function signedTransaction(of: Transaction, signature: Bytes): Bytes {
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32, 64)].map(trimmed) as [Bytes, Bytes];
  return typed([...fieldsOf(of), (signature[64] ?? 0) - 27, r, s]);
}

/** Signed by what signs digests of 32 bytes, for one that is small: hashing is in JavaScript alone. */
export function signTransaction(of: Transaction, sign: (digest: Bytes) => Hex): Bytes {
  return signedTransaction(of, fromHex(sign(keccak_256(unsignedTransaction(of))), 65));
}

function fieldsOf({ chainId, nonce, maxPriorityFee, maxFee, gas, to, data }: Transaction): Exclude<Input, string>[] {
  return [chainId, nonce, maxPriorityFee, maxFee, gas, to, 0, data, []] as Exclude<Input, string>[];
}

/** EIP-2718. */
function typed(fields: Input): Bytes {
  return concat(TYPE, RLP.encode(fields));
}

/** Numbers have no leading zeros. */
function trimmed(bytes: Bytes): Bytes {
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}
