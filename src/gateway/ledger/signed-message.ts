import { accountSignature, recoverAccount } from '../../core/account-signature.ts';
import { type Bytes, type Hex, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import { accountOf, type Signer } from '../../core/signer.ts';
import {
  type TypedDataName,
  type TypedDomain,
  type TypedMessage,
  typedDigest,
  type WalletPayload,
  walletPayload,
} from '../../core/typed-data.ts';
import type { AssertionOptionsJson } from '../../core/webauthn-json.ts';
import type { Passkeys, Signed } from '../auth/passkeys.ts';
import type { SmartAccounts } from './smart-accounts.ts';

export interface NarrowingSignature {
  readonly signature: Hex;
  /** False where only the ledger can tell, and it did not answer. */
  readonly checked: boolean;
}

/** What is signed, in the forms that its signer takes. */
export interface ToSign {
  readonly typedData: WalletPayload;
  /** For `navigator.credentials.get`: its challenge is the EIP-712 digest of `typedData`. */
  readonly passkey?: AssertionOptionsJson;
}

/** Signatures of subjects' signers over what the contracts take, checked before anything is sent. */
export class Signatures {
  readonly #domain: TypedDomain;
  readonly #accounts: SmartAccounts;
  readonly #passkeys: Passkeys;

  constructor(domain: TypedDomain, accounts: SmartAccounts, passkeys: Passkeys) {
    this.#domain = domain;
    this.#accounts = accounts;
    this.#passkeys = passkeys;
  }

  /** What is signed of a message. */
  digestOf<Name extends TypedDataName>(name: Name, message: TypedMessage<Name>): Digest {
    return toHex(typedDigest(this.#domain, name, message)) as Digest;
  }

  /** What a wallet signs of a message. */
  payloadOf<Name extends TypedDataName>(name: Name, message: TypedMessage<Name>): WalletPayload {
    return walletPayload(this.#domain, name, message);
  }

  async toSign<Name extends TypedDataName>(signer: Signer, name: Name, message: TypedMessage<Name>): Promise<ToSign> {
    const typedData = walletPayload(this.#domain, name, message);
    if (accountOf(signer) !== undefined) return { typedData };
    const digest = typedDigest(this.#domain, name, message);
    return { typedData, passkey: await this.#passkeys.assertionOptions(digest, signer) };
  }

  /** The signature in the form that the contracts take, once it is sure that they will: wallets also give compact ones and
   *  such with a `v` of 0 or 1, which the contracts refuse. Throws SIGNATURE_INVALID where it is neither of the signer's
   *  key nor taken by a smart account there (ERC-1271), LEDGER_UNREACHABLE where that could not be asked. */
  async check<Name extends TypedDataName>(
    signer: Signer,
    name: Name,
    message: TypedMessage<Name>,
    signed: Signed,
  ): Promise<Hex> {
    const digest = typedDigest(this.#domain, name, message);
    const account = accountOf(signer);
    if (account === undefined) return this.#passkeys.check(signer, digest, signed);
    const signature = ofAccount(account, name, signed);
    const plain = byKeyOf(account, digest, signature);
    if (plain !== undefined) return plain;
    if ((await this.#accounts.accepts(account, toHex(digest) as Digest, signature)) === true) return signature;
    throw invalid(account, name);
  }

  /** As `check`, for what must be taken also while the ledger is away: a smart account's signature is given back
   *  unchecked then, and the ledger judges it when it is relayed. */
  async checkNarrowing<Name extends TypedDataName>(
    signer: Signer,
    name: Name,
    message: TypedMessage<Name>,
    signed: Signed,
  ): Promise<NarrowingSignature> {
    const digest = typedDigest(this.#domain, name, message);
    const account = accountOf(signer);
    if (account === undefined) {
      return { signature: await this.#passkeys.check(signer, digest, signed), checked: true };
    }
    const signature = ofAccount(account, name, signed);
    const plain = byKeyOf(account, digest, signature);
    if (plain !== undefined) return { signature: plain, checked: true };
    const accepted = await this.#accounts.acceptsNow(account, toHex(digest) as Digest, signature);
    if (accepted === false) throw invalid(account, name);
    return { signature, checked: accepted === true };
  }
}

function ofAccount(account: Address, name: TypedDataName, signed: Signed): Hex {
  if (typeof signed === 'string') return signed;
  throw invalid(account, name);
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
