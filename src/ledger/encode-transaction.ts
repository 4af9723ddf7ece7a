import type { Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import type { Keccak } from '../core/trie-root.ts';
import type { AccountKey } from './account-key.ts';

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

const TYPE = Buffer.of(2);

/** What ethers would sign, several times as fast. */
export function signFields(fields: TransactionFields, key: AccountKey, keccak: Keccak): SignedTransaction {
  const { chainId, nonce, maxPriorityFee, maxFee, gas, to, data } = fields;
  const numbers = [chainId, nonce, maxPriorityFee, maxFee, gas].map(rlpNumber);
  const recipient = rlpBytes(hexBytes(to ?? '0x'));
  const unsigned = [...numbers, recipient, rlpNumber(0), rlpBytes(hexBytes(data)), rlpList([])];
  const signature = hexBytes(key.sign(keccak(Buffer.concat([TYPE, rlpList(unsigned)]))));
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32, 64)];
  const parity = rlpNumber((signature[64] ?? 0) - 27);
  const raw = Buffer.concat([TYPE, rlpList([...unsigned, parity, rlpBytes(trimmed(r)), rlpBytes(trimmed(s))])]);
  return { raw: hexOf(raw), hash: hexOf(Buffer.from(keccak(raw))) as Digest };
}

/** An address and the account's nonce name the contract that it creates. */
export function createdAddress(from: Address, nonce: number, keccak: Keccak): Address {
  const hash = keccak(rlpList([rlpBytes(hexBytes(from)), rlpNumber(nonce)]));
  return hexOf(Buffer.from(hash).subarray(12)) as Address;
}

function rlpList(items: readonly Buffer[]): Buffer {
  const body = Buffer.concat(items);
  return Buffer.concat([rlpHeader(0xc0, body.length), body]);
}

function rlpBytes(bytes: Buffer): Buffer {
  if (bytes.length === 1 && (bytes[0] ?? 0) < 0x80) return bytes;
  return Buffer.concat([rlpHeader(0x80, bytes.length), bytes]);
}

function rlpNumber(value: number | bigint): Buffer {
  const hex = value === 0 || value === 0n ? '' : value.toString(16);
  return rlpBytes(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
}

function rlpHeader(base: number, length: number): Buffer {
  if (length < 56) return Buffer.of(base + length);
  const hex = length.toString(16);
  const size = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(base + 55 + size.length), size]);
}

function trimmed(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}

function hexBytes(hex: string): Buffer {
  const bytes = Buffer.from(hex.slice(2), 'hex');
  if (hex.startsWith('0x') && bytes.length * 2 === hex.length - 2) return bytes;
  throw new CustosError('ENCODING_INVALID', 'Expected whole bytes of hex with 0x.');
}

function hexOf(bytes: Buffer): Hex {
  return `0x${bytes.toString('hex')}`;
}
