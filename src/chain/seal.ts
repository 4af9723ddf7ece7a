import { RLP } from '@ethereumjs/rlp';
import { type Bytes, concat, type Hex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { ChainCrypto } from './crypto.ts';

/** As in EIP-225: extraData is 32 bytes of free text and the validator's 65 byte signature. */
const VANITY = 32;
const SEAL = 65;
const EXTRA_DATA = 12;

/** extraData of a header that is not sealed yet. */
export function unsealedExtraData(): Bytes {
  const extra = new Uint8Array(VANITY + SEAL);
  extra.set(new TextEncoder().encode('custos'));
  return extra;
}

/** What the validator signs: keccak-256 of the header's RLP with the seal cut off extraData. `fields` are the
 *  header's, in RLP order; extraData may hold a seal or 65 zero bytes. */
export function sealHash(crypto: ChainCrypto, fields: readonly Bytes[]): Bytes {
  const extra = extraDataOf(fields);
  const bare = fields.map((field, i) => (i === EXTRA_DATA ? extra.subarray(0, VANITY) : field));
  return crypto.keccak256(RLP.encode(bare));
}

/** extraData with the seal of `privateKey` over the header. */
export function seal(crypto: ChainCrypto, fields: readonly Bytes[], privateKey: Bytes): Bytes {
  return concat(extraDataOf(fields).subarray(0, VANITY), crypto.sign(sealHash(crypto, fields), privateKey));
}

/** Address whose key sealed the header; undefined where the seal is broken. The caller compares it with the
 *  validator that it trusts: a seal proves nothing by itself. */
export function sealerOf(crypto: ChainCrypto, fields: readonly Bytes[]): Hex | undefined {
  const extra = extraDataOf(fields);
  const signature = extra.subarray(VANITY);
  const address = crypto.recoverAddress(sealHash(crypto, fields), signature.subarray(0, 64), signature[64] ?? 255);
  return address && toHex(address);
}

function extraDataOf(fields: readonly Bytes[]): Bytes {
  const extra = fields[EXTRA_DATA];
  if (extra?.length !== VANITY + SEAL) {
    throw new CustosError('INPUT_INVALID', `A sealed header's extraData has ${VANITY + SEAL} bytes.`);
  }
  return extra;
}
