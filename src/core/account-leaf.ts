import { RLP } from '@ethereumjs/rlp';
import type { Bytes } from './bytes.ts';
import { CustosError } from './errors.ts';

type Nested = Bytes | Nested[];

const HASH = 32;
const WORD = 32;
/** Kaia's type of an account with code; those without have no storage. */
const KAIA_CONTRACT = 2;
const KAIA_OWNER = 1;
/** A list's first byte in RLP; Kaia's types are below. */
const FIRST_LIST = 0xc0;

/** Root of a contract's storage, by its leaf in the state trie. Ethereum has RLP [nonce, balance, storage root, code
 *  hash]; Kaia 0x02 ‖ RLP [[nonce, balance, readable, key type, key], storage root, code hash, code info] (kaia
 *  blockchain/types/account/smart_contract_account.go). Undefined for a Kaia account without code.
 *
 *  Throws PROOF_INVALID for any other leaf. */
export function storageRootOf(leaf: Bytes): Bytes | undefined {
  const [type = 0] = leaf;
  if (type >= FIRST_LIST) return rootIn(leaf, 2, 4);
  if (type === KAIA_OWNER) return undefined;
  if (type !== KAIA_CONTRACT) throw unknown();
  return rootIn(leaf.subarray(1), 1, 4);
}

/** The word of a storage slot, by its leaf in the storage trie: RLP without leading zeros. */
export function storageWord(leaf: Bytes): bigint {
  const value = decoded(leaf);
  if (!(value instanceof Uint8Array) || value.length === 0 || value.length > WORD || value[0] === 0) throw unknown();
  return value.reduce((word, byte) => (word << 8n) | BigInt(byte), 0n);
}

function rootIn(bytes: Bytes, at: number, fields: number): Bytes {
  const account = decoded(bytes);
  const root = Array.isArray(account) && account.length === fields ? account[at] : undefined;
  if (root instanceof Uint8Array && root.length === HASH) return root;
  throw unknown();
}

function decoded(bytes: Bytes): Nested {
  try {
    return RLP.decode(bytes) as Nested;
  } catch (cause) {
    throw unknown(cause);
  }
}

function unknown(cause?: unknown): CustosError {
  const message = 'The proof of the ledger’s state does not hold: a leaf has no known form.';
  return new CustosError('PROOF_INVALID', message, { cause });
}
