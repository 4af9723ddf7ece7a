import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Bytes, concat, fromHex, type Hex, toHex } from './bytes.ts';
import { CustosError } from './errors.ts';
import type { Address, Digest } from './ids.ts';

/** ERC-7913 bytes of what may sign for a subject: an address (20 bytes), or a verifier contract (20) ‖ its key. */
export type Signer = Hex;

const ADDRESS = 20;
const PASSKEY = ADDRESS + 3 * 32;

/** The account that the signer is; undefined for a passkey. */
export function accountOf(signer: Signer): Address | undefined {
  return signer.length === 2 + 2 * ADDRESS ? (signer as Address) : undefined;
}

/** How contracts and events name a signer: keccak256 of its bytes. */
export function signerId(signer: Signer): Digest {
  return toHex(keccak_256(fromHex(signer))) as Digest;
}

/** verifier 20 ‖ qx 32 ‖ qy 32 ‖ SHA-256 of the relying party's id 32. */
export function passkeySigner(verifier: Address, qx: Bytes, qy: Bytes, rpIdHash: Bytes): Signer {
  if ([qx, qy, rpIdHash].some(({ length }) => length !== 32)) {
    throw new CustosError('ENCODING_INVALID', 'A passkey has coordinates and an rpIdHash of 32 bytes each.');
  }
  return toHex(concat(fromHex(verifier, ADDRESS), qx, qy, rpIdHash));
}

/** What a signer is. `account` may be a smart account (ERC-1271). Refuses bytes that are neither with INPUT_INVALID. */
export type ParsedSigner =
  | { readonly type: 'account'; readonly account: Address }
  | {
      readonly type: 'passkey';
      readonly verifier: Address;
      readonly qx: Bytes;
      readonly qy: Bytes;
      readonly rpIdHash: Bytes;
    };

/** INPUT_INVALID for any other bytes. */
export function parseSigner(signer: Signer): ParsedSigner {
  const bytes = fromHex(signer);
  const first = toHex(bytes.subarray(0, ADDRESS)) as Address;
  if (bytes.length === ADDRESS) return { type: 'account', account: first };
  if (bytes.length !== PASSKEY)
    throw new CustosError('INPUT_INVALID', 'A signer is an address or a passkey of 116 bytes.');
  const part = (i: number) => bytes.slice(ADDRESS + 32 * i, ADDRESS + 32 * (i + 1));
  return { type: 'passkey', verifier: first, qx: part(0), qy: part(1), rpIdHash: part(2) };
}
