import { p256 } from '@noble/curves/nist.js';
import {
  type Bytes,
  concat,
  fromBase64Url,
  fromHex,
  type Hex,
  toBase64Url,
  toHex,
  uintBytes,
  utf8,
  utf8Decode,
} from './bytes.ts';
import { CustosError, ifReadable } from './errors.ts';
import { domainHash, sha256 } from './hash.ts';
import type { Address, Digest, Ledger } from './ids.ts';
import type { AssertionJson } from './webauthn-json.ts';

/** A passkey's answer to a challenge (WebAuthn Level 3 §7.2), as contracts, logs and auditors have it. */
export interface Assertion {
  readonly authenticatorData: Bytes;
  /** Printable ASCII, at most 2,048 characters. */
  readonly clientDataJSON: string;
  /** r ‖ s, 64 bytes, with the lower s. */
  readonly signature: Bytes;
}

/** What opens a session by a passkey. */
export interface SessionTerms {
  readonly ledger: Ledger;
  /** Identity of the gateway. */
  readonly gateway: Address;
  readonly nonce: Digest;
  /** RFC 7638 thumbprint of the session's key. */
  readonly jkt: string;
  /** In ms since 1970 UTC. */
  readonly expires: number;
}

/** Characters of client data. */
export const MAX_CLIENT_DATA = 2_048;
const COUNTER = 33;
/** What the contracts look for in client data. */
export const TYPE_MEMBER = '"type":"webauthn.get"';
const WORD = 32;
const HEAD = 6 * WORD;

/** What the passkey signs to open a session. */
export function sessionChallenge({ ledger, gateway, nonce, jkt, expires }: SessionTerms): Bytes {
  return domainHash(
    'challenge',
    uintBytes(ledger.chainId, 8),
    fromHex(ledger.membership, 20),
    fromHex(gateway, 20),
    fromHex(nonce, 32),
    ofLength(fromBase64Url(jkt), 32, 'The thumbprint'),
    uintBytes(expires, 8),
  );
}

/** Brings what a browser gives into the form that the contracts take. SIGNATURE_INVALID where that cannot be. */
export function readAssertion({ response }: Pick<AssertionJson, 'response'>): Assertion {
  const clientDataJSON = ifReadable(() => utf8Decode(fromBase64Url(response.clientDataJSON)));
  const authenticatorData = ifReadable(() => fromBase64Url(response.authenticatorData));
  const der = ifReadable(() => fromBase64Url(response.signature));
  if (clientDataJSON === undefined || authenticatorData === undefined || der === undefined) {
    throw invalid('its parts must be base64url, and its client data UTF-8');
  }
  return { authenticatorData, clientDataJSON, signature: lowSignature(der) };
}

/** What the signature is over, to be hashed with SHA-256. */
export function signedBytes({ authenticatorData, clientDataJSON }: Omit<Assertion, 'signature'>): Bytes {
  return concat(authenticatorData, sha256(utf8(clientDataJSON)));
}

/** How often the authenticator signed; 0 where it does not count. */
export function counterOf({ authenticatorData }: Pick<Assertion, 'authenticatorData'>): number {
  const view = new DataView(authenticatorData.buffer, authenticatorData.byteOffset, authenticatorData.byteLength);
  return view.getUint32(COUNTER);
}

/** As `PasskeyVerifier` takes it: the ABI encoding of OpenZeppelin's `WebAuthn.WebAuthnAuth`. SIGNATURE_INVALID where it does
 *  not answer the challenge. */
export function encodeAssertion({ authenticatorData, clientDataJSON, signature }: Assertion, challenge: Bytes): Hex {
  const client = utf8(clientDataJSON);
  return toHex(
    concat(
      ofLength(signature, 2 * WORD, 'The signature'),
      uintBytes(placeOf(challengeMember(challenge), clientDataJSON), WORD),
      uintBytes(placeOf(TYPE_MEMBER, clientDataJSON), WORD),
      uintBytes(HEAD, WORD),
      uintBytes(HEAD + WORD + padded(authenticatorData).length, WORD),
      uintBytes(authenticatorData.length, WORD),
      padded(authenticatorData),
      uintBytes(client.length, WORD),
      padded(client),
    ),
  );
}

/** What `encodeAssertion` gives of an answer to the challenge; undefined for all else, which the contracts may read in
 *  another way. */
export function decodeAssertion(encoded: Hex, challenge: Bytes): Assertion | undefined {
  return ifReadable(() => {
    const bytes = fromHex(encoded);
    const authenticatorData = lengthy(bytes, HEAD);
    const clientDataJSON = utf8Decode(lengthy(bytes, HEAD + WORD + padded(authenticatorData).length));
    const assertion = { authenticatorData, clientDataJSON, signature: bytes.slice(0, 2 * WORD) };
    if (encodeAssertion(assertion, challenge) === encoded) return assertion;
    throw invalid('it is encoded in another way than the contracts take it');
  });
}

/** Contracts look there alone. */
function placeOf(member: string, text: string): number {
  const place = text.indexOf(member);
  if (place < 0) throw invalid('it answers another challenge');
  return place;
}

/** As `TYPE_MEMBER`. */
export function challengeMember(challenge: Bytes): string {
  return `"challenge":"${toBase64Url(challenge)}"`;
}

/** A signature r ‖ s in DER, as browsers give it. */
export function derSignature(signature: Bytes): Bytes {
  return p256.Signature.fromBytes(signature, 'compact').toBytes('der');
}

/** r ‖ s with the lower s: the contracts take no other, and authenticators give either. */
function lowSignature(der: Bytes): Bytes {
  try {
    const { r, s } = p256.Signature.fromBytes(der, 'der');
    const { ORDER } = p256.Point.Fn;
    return concat(uintBytes(r, WORD), uintBytes(s > ORDER / 2n ? ORDER - s : s, WORD));
  } catch (cause) {
    throw new CustosError('SIGNATURE_INVALID', 'The passkey’s signature is not in DER.', { cause });
  }
}

function padded(bytes: Bytes): Bytes {
  const out = new Uint8Array(WORD * Math.ceil(bytes.length / WORD));
  out.set(bytes);
  return out;
}

/** Bytes with their length before them. */
function lengthy(bytes: Bytes, at: number): Bytes {
  const word = bytes.slice(at, at + WORD);
  const length = word.length === WORD ? BigInt(toHex(word)) : -1n;
  if (length < 0n || length > MAX_CLIENT_DATA) throw invalid('a part of it has no length');
  return ofLength(bytes.slice(at + WORD, at + WORD + Number(length)), Number(length), 'A part');
}

function ofLength(bytes: Bytes, length: number, what: string): Bytes {
  if (bytes.length === length) return bytes;
  throw new CustosError('ENCODING_INVALID', `${what} must have ${length} bytes.`);
}

function invalid(why: string): CustosError {
  return new CustosError('SIGNATURE_INVALID', `The passkey’s answer is not accepted: ${why}.`);
}
