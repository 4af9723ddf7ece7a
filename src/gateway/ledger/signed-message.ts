import { accountSignature, recoverAccount } from '../../core/account-signature.ts';
import { type Bytes, type Hex, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import { type TypedDataName, type TypedDomain, type TypedMessage, typedDigest } from '../../core/typed-data.ts';
import type { SmartAccounts } from './smart-accounts.ts';

export interface SignatureChecks {
  readonly domain: TypedDomain;
  readonly accounts: SmartAccounts;
}

export interface NarrowingSignature {
  readonly signature: Hex;
  /** False where only the ledger can tell, and it did not answer. */
  readonly checked: boolean;
}

/** The signature in the form that the contracts take, once it is sure that they will: wallets also give compact ones and
 *  such with a `v` of 0 or 1, which the contracts refuse. Throws SIGNATURE_INVALID where it is neither of the account's
 *  key nor taken by a smart account there (ERC-1271), LEDGER_UNREACHABLE where that could not be asked. */
export async function signatureOf<Name extends TypedDataName>(
  { domain, accounts }: SignatureChecks,
  signer: Address,
  name: Name,
  message: TypedMessage<Name>,
  signature: Hex,
): Promise<Hex> {
  const digest = typedDigest(domain, name, message);
  const plain = byKeyOf(signer, digest, signature);
  if (plain !== undefined) return plain;
  if ((await accounts.accepts(signer, toHex(digest) as Digest, signature)) === true) return signature;
  throw invalid(signer, name);
}

/** As `signatureOf`, for what must be taken also while the ledger is away: a smart account's signature is given back
 *  unchecked then, and the ledger judges it when it is relayed. */
export async function narrowingSignatureOf<Name extends TypedDataName>(
  { domain, accounts }: SignatureChecks,
  signer: Address,
  name: Name,
  message: TypedMessage<Name>,
  signature: Hex,
): Promise<NarrowingSignature> {
  const digest = typedDigest(domain, name, message);
  const plain = byKeyOf(signer, digest, signature);
  if (plain !== undefined) return { signature: plain, checked: true };
  const accepted = await accounts.acceptsNow(signer, toHex(digest) as Digest, signature);
  if (accepted === false) throw invalid(signer, name);
  return { signature, checked: accepted === true };
}

/** Whether the account's own key signed it, in the form that the contracts take. */
export function isSignedByKey<Name extends TypedDataName>(
  domain: TypedDomain,
  signer: Hex,
  name: Name,
  message: TypedMessage<Name>,
  signature: Hex,
): boolean {
  return recoverAccount(typedDigest(domain, name, message), signature) === signer;
}

/** In the form that the contracts take; undefined where another key made it, or none. */
function byKeyOf(signer: Address, digest: Bytes, written: Hex): Hex | undefined {
  const signature = accountSignature(written);
  return signature !== undefined && recoverAccount(digest, signature) === signer ? signature : undefined;
}

function invalid(signer: Address, name: TypedDataName): CustosError {
  return new CustosError(
    'SIGNATURE_INVALID',
    `The signature is not ${signer}’s over the ${name} that was asked for. Ask for the data to sign anew.`,
  );
}
