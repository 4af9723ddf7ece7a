import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Bytes, concat, fromHex, type Hex, toHex, utf8 } from './bytes.ts';
import type { Address } from './ids.ts';

const WRITTEN = /^0x([0-9a-f]{64})([0-9a-f]{64})([0-9a-f]{2})?$/;
const PARITY: Readonly<Record<string, bigint>> = { '00': 0n, '01': 1n, '1b': 0n, '1c': 1n };
const HIGHEST_BIT = 1n << 255n;
/** Half of the order of secp256k1. Source: OpenZeppelin's ECDSA. */
const MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** A signature of a key in the one form that the contracts take: r ‖ s ‖ v with a `v` of 27 or 28 and the lower s. Wallets also
 *  give a `v` of 0 or 1, compact ones (EIP-2098), and capitals. Undefined for anything else, whatever it would recover to. */
export function accountSignature(written: string): Hex | undefined {
  const [, r, rest, v] = WRITTEN.exec(written.toLowerCase()) ?? [];
  if (r === undefined || rest === undefined) return undefined;
  const value = BigInt(`0x${rest}`);
  const s = v === undefined ? value % HIGHEST_BIT : value;
  const parity = v === undefined ? value / HIGHEST_BIT : PARITY[v];
  if (parity === undefined || s > MAX_S) return undefined;
  return `0x${r}${s.toString(16).padStart(64, '0')}${(27n + parity).toString(16)}`;
}

/** Whether the contracts take these bytes for a signature of a key as they are. */
export function isAccountSignature(signature: string): boolean {
  return accountSignature(signature) === signature;
}

/** The account whose key signed the digest. Undefined for what the contracts would not take, and for what recovers to nobody. */
export function recoverAccount(digest: Bytes, signature: string): Address | undefined {
  if (!isAccountSignature(signature)) return undefined;
  const bytes = fromHex(signature);
  try {
    const recoverable = concat(Uint8Array.of((bytes[64] ?? 0) - 27), bytes.subarray(0, 64));
    const key = secp256k1.Signature.fromBytes(recoverable, 'recovered').recoverPublicKey(digest).toBytes(false);
    return toHex(keccak_256(key.subarray(1)).subarray(12)) as Address;
  } catch {
    return undefined; // r or s is zero, or r is no point's
  }
}

/** What a wallet signs of a text (EIP-191, `personal_sign`). */
export function messageDigest(text: string): Bytes {
  const bytes = utf8(text);
  return keccak_256(concat(utf8(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes));
}

/** Whether the account's own key signed the text, in any form that wallets give. */
export function isMessageOf(account: Address, text: string, written: string): boolean {
  const signature = accountSignature(written);
  return signature !== undefined && recoverAccount(messageDigest(text), signature) === account;
}
