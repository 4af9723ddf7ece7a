import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Bytes, concat, fromHex, type Hex, toHex, utf8, utf8Decode } from './bytes.ts';
import { canonicalBytes, type Json, parseCanonical } from './canonical.ts';
import { BASE64URL_32 } from './compact-jws.ts';
import { ed25519Check, type SignatureCheck } from './ed25519.ts';
import { CustosError, ifReadable, isCustosError } from './errors.ts';
import { domainHash } from './hash.ts';
import type { Address, Digest, LedgerText } from './ids.ts';
import { address, checkShape, digest, integer, ledger, oneOf, type Shape, text } from './shape.ts';

/** A statement takes at most this many characters. */
export const MAX_STATEMENT_CHARACTERS = 1_024;
/** A statement ends at most this long after it is shown, in ms, so that an organisation that lets a person go is soon
 *  obeyed everywhere. */
export const MAX_STATEMENT_MS = 3_600_000;
/** How long what a node says of its own persons lasts, in ms: shorter, so that a clock that is behind by minutes takes it all the
 *  same. */
export const VOUCHED_MS: number = 50 * 60_000;
/** First byte of a session key on chain, before the 32 bytes of the public key: as C2SP names the type. */
const ED25519 = 0x01;
const KEY_BYTES = 33;

/** What an organisation says of one of its persons, for one session at one gateway. Whoever shows it needs the key with
 *  the thumbprint `jkt`, too. */
export interface SessionStatement {
  readonly v: 1;
  readonly ledger: LedgerText;
  /** Identity of the organisation: a principal, never one of its gateways. */
  readonly member: Address;
  /** Keyed pseudonym, by which the organisation alone knows the person. */
  readonly person: Digest;
  /** RFC 7638 thumbprint of the person's DPoP key. */
  readonly jkt: string;
  /** Identity of the gateway that the session is for. */
  readonly gateway: Address;
  /** In ms since 1970 UTC. */
  readonly notAfter: number;
}

/** As it travels. `key` is the session key as it stands on chain, `signature` 64 bytes. */
export interface SignedStatement {
  readonly statement: string;
  readonly key: Hex;
  readonly signature: Hex;
}

const SHAPE: Shape = {
  v: oneOf(1),
  ledger,
  member: address,
  person: digest,
  jkt: text(BASE64URL_32, '32 bytes in base64url'),
  gateway: address,
  notAfter: integer(),
};

/** The text that is signed and travels. */
export function statementText(statement: SessionStatement): string {
  return utf8Decode(canonicalBytes(statement as unknown as Json));
}

/** Reads a statement by the one grammar that gateway and auditor judge by (formats.md, "Proofs"). Throws SESSION_INVALID,
 *  and says what the member must be. Nothing of it is verified. */
export function parseStatement(text: string): SessionStatement {
  if (text.length > MAX_STATEMENT_CHARACTERS)
    throw invalid(`it must have at most ${MAX_STATEMENT_CHARACTERS} characters.`);
  try {
    const value = parseCanonical(utf8(text), MAX_STATEMENT_CHARACTERS);
    return checkShape(value, SHAPE, 'statement') as unknown as SessionStatement;
  } catch (error) {
    if (isCustosError(error)) throw invalid(error.message);
    throw error;
  }
}

/** What the session key signs: H(session, the statement's text). */
export function statementDigest(text: string): Bytes {
  return domainHash('session', utf8(text));
}

/** A session key as it stands on chain, of the 32 bytes of an Ed25519 public key. */
export function sessionKeyOf(publicKey: Bytes): Hex {
  return toHex(concat(Uint8Array.of(ED25519), publicKey));
}

/** How contracts and events name a session key: keccak256 of its bytes. */
export function sessionKeyHash(key: Hex): Digest {
  return toHex(keccak_256(fromHex(key))) as Digest;
}

/** Whether the session key signed the statement. A key of another algorithm, of another length or of small order signs
 *  nothing. `check` replaces the portable implementation by a faster one; it gets the public key's bytes. */
export function isStatementSigned(
  { statement, key, signature }: SignedStatement,
  check: (publicKey: Bytes) => SignatureCheck = ed25519Check,
): boolean {
  const bytes = fromHex(key);
  if (bytes.length !== KEY_BYTES || bytes[0] !== ED25519) return false;
  const verify = ifReadable(() => check(bytes.slice(1)));
  const signed = fromHex(signature);
  return verify !== undefined && signed.length === 64 && verify(statementDigest(statement), signed);
}

function invalid(why: string): CustosError {
  return new CustosError('SESSION_INVALID', `The organisation’s statement is not accepted: ${why}`);
}
