import { recoverAddress, Signature } from 'ethers';
import { isAccountSignature } from '../core/account-signature.ts';
import { type Hex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, type Digest, toAddress } from '../core/ids.ts';
import { type TypedDataName, type TypedMessage, typedDigest } from '../core/typed-data.ts';
import type { LedgerState } from './ledger-state.ts';

/** The signature in the form that the contracts take, once it is sure that they will: wallets also give compact ones and
 *  such with a `v` of 0 or 1, which the contracts refuse. Throws SIGNATURE_INVALID where it is neither of the account's
 *  key nor taken by a smart account there (ERC-1271). */
export async function signatureOf<Name extends TypedDataName>(
  state: LedgerState,
  signer: Address,
  name: Name,
  message: TypedMessage<Name>,
  signature: Hex,
): Promise<Hex> {
  const digest = toHex(typedDigest(state.domain, name, message)) as Digest;
  const plain = byKeyOf(signer, digest, signature);
  if (plain !== undefined) return plain;
  if ((await state.reader.acceptsSignature(signer, digest, signature)) === true) return signature;
  throw new CustosError(
    'SIGNATURE_INVALID',
    `The signature is not ${signer}’s over the ${name} that was asked for. Ask for the data to sign anew.`,
  );
}

/** 65 bytes with a `v` of 27 or 28; undefined where another key made it, or none. */
function byKeyOf(signer: Address, digest: Digest, signature: Hex): Hex | undefined {
  try {
    const parsed = Signature.from(signature);
    const isOwn = toAddress(recoverAddress(digest, parsed), 'signer') === signer;
    return isOwn && isAccountSignature(parsed.serialized) ? (parsed.serialized as Hex) : undefined;
  } catch {
    // ethers throws on bytes that are no signature of a key, or have the higher s.
    return undefined;
  }
}
