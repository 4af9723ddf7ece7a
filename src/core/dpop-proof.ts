import { RESOURCE_URL } from './base-url.ts';
import { type Bytes, concat, fromBase64Url, toBase64Url, utf8 } from './bytes.ts';
import { BASE64URL_32, parseCompactJws } from './compact-jws.ts';
import { CustosError, isCustosError } from './errors.ts';
import { sha256 } from './hash.ts';
import { checkShape, integer, object, oneOf, type Shape, text } from './shape.ts';

/** A proof takes at most this many characters. */
export const MAX_DPOP_CHARACTERS = 4_096;
/** Seconds since 1970: up to the end of the year 9999. */
const MAX_SECONDS = 253_402_300_799;

/** Coordinates on P-256, 32 bytes each in base64url. Whether the point lies on the curve is for whoever verifies. */
export interface ProofKeyText {
  readonly x: string;
  readonly y: string;
}

/** What a DPoP proof (RFC 9449) says. Nothing of it is verified. */
export interface DpopClaims {
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** SHA-256 of the access token, base64url. */
  readonly ath: string;
  /** Digest of the whole request, base64url. */
  readonly req: string;
}

export interface DpopText {
  readonly key: ProofKeyText;
  readonly claims: DpopClaims;
  /** What `signature` is over. */
  readonly signed: string;
  /** ECDSA in DER (RFC 3279 §2.2.3), made of the r ‖ s of ES256. */
  readonly signature: Bytes;
}

const sha256Text = text(BASE64URL_32, '32 bytes in base64url');
const HEADER: Shape = {
  typ: oneOf('dpop+jwt'),
  alg: oneOf('ES256'),
  jwk: object({ kty: oneOf('EC'), crv: oneOf('P-256'), x: sha256Text, y: sha256Text }, 'header.jwk'),
};
const CLAIMS: Shape = {
  jti: text(/^[\w-]{16,128}$/, '16 to 128 letters, digits, - or _'),
  htm: text(/^[A-Z]{1,16}$/, 'the method in capitals'),
  htu: text(RESOURCE_URL, 'the address without query and fragment, its scheme and host in lowercase'),
  iat: integer(0, MAX_SECONDS),
  ath: sha256Text,
  req: sha256Text,
};
const SIGNATURE = /^[\w-]{85}[AQgw]$/;

/** Reads a proof by the one grammar that gateway and auditor judge by (formats.md, "Proofs"): these members and no others,
 *  in any order, each in one spelling. Throws DPOP_INVALID, and says what the member must be. */
export function parseDpop(jws: string): DpopText {
  if (jws.length > MAX_DPOP_CHARACTERS) throw invalid(`it must have at most ${MAX_DPOP_CHARACTERS} characters.`);
  try {
    const { header, payload, signed, signature } = parseCompactJws(jws);
    const { jwk } = checkShape(header, HEADER, 'header') as unknown as { jwk: ProofKeyText };
    const claims = checkShape(payload, CLAIMS, 'claims') as unknown as DpopClaims;
    if (!SIGNATURE.test(signature)) throw invalid('its signature must be the 64 bytes r ‖ s of ES256.');
    return { key: jwk, claims, signed, signature: inDer(fromBase64Url(signature)) };
  } catch (error) {
    if (isCustosError(error, 'ENCODING_INVALID', 'INPUT_INVALID')) throw invalid(error.message);
    throw error;
  }
}

/** RFC 7638 thumbprint of the key. */
export function thumbprintOf({ x, y }: ProofKeyText): string {
  return toBase64Url(sha256(utf8(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`)));
}

/** OpenSSL's own form: Node takes r ‖ s in an object beside the key alone, which it looks at for half as long as it verifies. */
function inDer(signature: Bytes): Bytes {
  const integers = concat(derInteger(signature.subarray(0, 32)), derInteger(signature.subarray(32)));
  return concat(Uint8Array.of(0x30, integers.length), integers);
}

/** Of 32 bytes at most: the shortest form, with a zero before a first bit that is set. */
function derInteger(bytes: Bytes): Bytes {
  const from = bytes.findIndex((byte) => byte !== 0);
  const shortest = bytes.subarray(from === -1 ? bytes.length - 1 : from);
  const sign = (shortest[0] ?? 0) >= 0x80 ? [0] : [];
  return concat(Uint8Array.of(0x02, sign.length + shortest.length, ...sign), shortest);
}

function invalid(why: string): CustosError {
  return new CustosError('DPOP_INVALID', `The DPoP proof is not accepted: ${why}`);
}
