import { type Input, RLP } from '@ethereumjs/rlp';
import { type Bytes, concat, type Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import type { Keccak } from '../core/trie-root.ts';
import type { AccountKey } from './account-key.ts';
import { nativeHex } from './native-hex.ts';

/** An EIP-1559 transaction without value and access list; fees in wei for a unit of gas. */
export interface TransactionFields {
  readonly chainId: number;
  readonly nonce: number;
  readonly maxPriorityFee: bigint;
  readonly maxFee: bigint;
  readonly gas: number;
  /** Undefined creates a contract. */
  readonly to: Address | undefined;
  readonly data: Hex;
}

export interface SignedTransaction {
  readonly raw: Hex;
  readonly hash: Digest;
}

const TYPE = Uint8Array.of(2);
const NOTHING = new Uint8Array();

/** What ethers would sign, several times as fast. */
export function signFields(fields: TransactionFields, key: AccountKey, keccak: Keccak): SignedTransaction {
  const { chainId, nonce, maxPriorityFee, maxFee, gas, to, data } = fields;
  const recipient = to === undefined ? NOTHING : hexBytes(to);
  const unsigned = [chainId, nonce, maxPriorityFee, maxFee, gas, recipient, 0, hexBytes(data), []];
  const signature = hexBytes(key.sign(keccak(typed(unsigned))));
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32, 64)].map(trimmed);
  const raw = typed([...unsigned, (signature[64] ?? 0) - 27, r, s]);
  return { raw: nativeHex(raw), hash: nativeHex(keccak(raw)) as Digest };
}

/** An address and the account's nonce name the contract that it creates. */
export function createdAddress(from: Address, nonce: number, keccak: Keccak): Address {
  return nativeHex(keccak(RLP.encode([hexBytes(from), nonce])).subarray(12)) as Address;
}

/** EIP-2718. */
function typed(fields: Input): Bytes {
  return concat(TYPE, RLP.encode(fields));
}

/** Numbers have no leading zeros. */
function trimmed(bytes: Bytes): Bytes {
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

// A transaction of 1,000 entries has 128 KiB: with Buffer their hex is read and written ten times as fast.
function hexBytes(hex: string): Bytes {
  const bytes = Buffer.from(hex.slice(2), 'hex');
  if (hex.startsWith('0x') && bytes.length * 2 === hex.length - 2) return bytes;
  throw new CustosError('ENCODING_INVALID', 'Expected whole bytes of hex with 0x.');
}
