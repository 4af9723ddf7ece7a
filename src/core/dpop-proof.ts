import { RESOURCE_URL } from './base-url.ts';
import { toBase64Url, utf8 } from './bytes.ts';
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
  /** ES256: r ‖ s, 64 bytes in base64url. */
  readonly signature: string;
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
    return { key: jwk, claims, signed, signature };
  } catch (error) {
    if (isCustosError(error, 'ENCODING_INVALID', 'INPUT_INVALID')) throw invalid(error.message);
    throw error;
  }
}

/** RFC 7638 thumbprint of the key. */
export function thumbprintOf({ x, y }: ProofKeyText): string {
  return toBase64Url(sha256(utf8(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`)));
}

function invalid(why: string): CustosError {
  return new CustosError('DPOP_INVALID', `The DPoP proof is not accepted: ${why}`);
}
