import { p256 } from '@noble/curves/nist.js';
import {
  type Assertion,
  challengeMember,
  decodeAssertion,
  MAX_CLIENT_DATA,
  signedBytes,
  TYPE_MEMBER,
} from './assertion.ts';
import { type Bytes, concat, equalBytes, type Hex, toBase64Url } from './bytes.ts';
import { ifReadable } from './errors.ts';
import { sha256 } from './hash.ts';
import type { Address } from './ids.ts';
import { type ParsedSigner, parseSigner, type Signer } from './signer.ts';

export type PasskeySigner = Extract<ParsedSigner, { readonly type: 'passkey' }>;

interface ClientData {
  readonly type?: unknown;
  readonly challenge?: unknown;
  readonly origin?: unknown;
  readonly crossOrigin?: unknown;
  readonly topOrigin?: unknown;
}

const PRINTABLE = /^[ -~]*$/;
const RP_ID_HASH = 32;
/** Relying party's hash, flags, counter; extensions behind them. */
const MIN_AUTHENTICATOR_DATA = 37;
const MAX_AUTHENTICATOR_DATA = 1_024;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const BACKED_UP = 0x10;
/** Before x ‖ y of a point (SEC 1 §2.3.3). */
const UNCOMPRESSED = Uint8Array.of(0x04);

/** Why the assertion is none of this passkey's to this challenge, wherever it was made; undefined where all holds but the
 *  signature. What passes here, the contracts take if it is signed. */
export function assertionFault(
  { authenticatorData, clientDataJSON }: Omit<Assertion, 'signature'>,
  { rpIdHash }: Pick<PasskeySigner, 'rpIdHash'>,
  challenge: Bytes,
): string | undefined {
  const said = clientData(clientDataJSON);
  if (said === undefined) return 'its client data must be a JSON object in printable ASCII';
  if (said.type !== 'webauthn.get' || !clientDataJSON.includes(TYPE_MEMBER)) return 'it was not made to sign';
  if (said.challenge !== toBase64Url(challenge) || !clientDataJSON.includes(challengeMember(challenge))) {
    return 'it answers another challenge';
  }
  const { length } = authenticatorData;
  if (length < MIN_AUTHENTICATOR_DATA || length > MAX_AUTHENTICATOR_DATA) return 'its authenticator data is none';
  if (!equalBytes(authenticatorData.subarray(0, RP_ID_HASH), rpIdHash)) return 'it is for another relying party';
  const flags = authenticatorData[RP_ID_HASH] ?? 0;
  if ((flags & USER_PRESENT) === 0) return 'the device saw nobody confirm it';
  if ((flags & USER_VERIFIED) === 0) return 'the device did not verify who confirmed it';
  if ((flags & BACKUP_ELIGIBLE) === 0 && (flags & BACKED_UP) !== 0) return 'its backup flags contradict each other';
  return undefined;
}

/** Why the assertion was not made on a page of one of these origins; undefined where it was. */
export function originFault(
  { clientDataJSON }: Pick<Assertion, 'clientDataJSON'>,
  origins: Iterable<string>,
): string | undefined {
  const { origin, crossOrigin = false, topOrigin } = clientData(clientDataJSON) ?? {};
  if (![...origins].some((one) => one === origin)) return 'it was made on a page of another origin';
  return crossOrigin === false && topOrigin === undefined ? undefined : 'it was made within a page of another origin';
}

/** Whether the passkey's key signed it. */
export function isSigned(assertion: Assertion, { qx, qy }: Pick<PasskeySigner, 'qx' | 'qy'>): boolean {
  try {
    const key = concat(UNCOMPRESSED, qx, qy);
    return p256.verify(assertion.signature, sha256(signedBytes(assertion)), key, { prehash: false, lowS: true });
  } catch {
    return false; // the key is no point of the curve
  }
}

/** Whether `PasskeyVerifier` at this address takes the signature of the digest; false also for one that it may read in
 *  another way than it is written here. */
export function isPasskeySignature(verifier: Address, signer: Signer, digest: Bytes, signature: Hex): boolean {
  const passkey = ifReadable(() => parseSigner(signer));
  if (passkey?.type !== 'passkey' || passkey.verifier !== verifier) return false;
  const assertion = decodeAssertion(signature, digest);
  return (
    assertion !== undefined && assertionFault(assertion, passkey, digest) === undefined && isSigned(assertion, passkey)
  );
}

function clientData(text: string): ClientData | undefined {
  if (text.length > MAX_CLIENT_DATA || !PRINTABLE.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // not JSON
  }
}
