import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

/** The claims of a DPoP proof (RFC 9449) whose ES256 signature holds. */
export interface ProvenClaims {
  /** RFC 7638 thumbprint of the key in its header. */
  readonly jkt: string;
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** Digest of the request, base64url. */
  readonly req: string;
}

const MAX_PROOF = 8_192;
const COORDINATE = /^[\w-]{43}$/;
const MAX_KEYS = 10_000;

/** Reads proofs. Keys are kept, since a session signs many: importing one costs as much as a verification. */
export class ProofReader {
  readonly #keys = new Map<string, { readonly key: KeyObject; readonly jkt: string }>();

  /** Undefined where the proof is not of the form of RFC 9449, or its signature does not hold. */
  read(jws: string): ProvenClaims | undefined {
    const [header, payload, signature, ...rest] = jws.split('.');
    if (jws.length > MAX_PROOF || header === undefined || payload === undefined || signature === undefined) {
      return undefined;
    }
    const known = rest.length === 0 ? this.#key(header) : undefined;
    if (known === undefined) return undefined;
    const signed = Buffer.from(`${header}.${payload}`, 'latin1');
    const bytes = Buffer.from(signature, 'base64url');
    if (bytes.length !== 64 || bytes.toString('base64url') !== signature) return undefined;
    if (!verify('sha256', signed, { key: known.key, dsaEncoding: 'ieee-p1363' }, bytes)) return undefined;
    return readClaims(payload, known.jkt);
  }

  #key(header: string): { readonly key: KeyObject; readonly jkt: string } | undefined {
    const known = this.#keys.get(header);
    if (known !== undefined) return known;
    const key = importKey(header);
    if (key === undefined) return undefined;
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear();
    this.#keys.set(header, key);
    return key;
  }
}

function importKey(header: string): { readonly key: KeyObject; readonly jkt: string } | undefined {
  const fields = parse(header);
  const jwk = fields?.jwk as Record<string, unknown> | undefined;
  if (fields?.typ !== 'dpop+jwt' || fields.alg !== 'ES256' || 'crit' in fields) return undefined;
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk) return undefined;
  const { kty, crv, x, y } = jwk;
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') return undefined;
  if (!COORDINATE.test(x) || !COORDINATE.test(y)) return undefined;
  try {
    const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    return { key, jkt: hash('sha256', JSON.stringify({ crv, kty, x, y }), 'base64url') };
  } catch {
    // OpenSSL refuses a point that is not on the curve.
    return undefined;
  }
}

function readClaims(payload: string, jkt: string): ProvenClaims | undefined {
  const { jti, htm, htu, iat, req } = parse(payload) ?? {};
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > 256) return undefined;
  if (typeof htm !== 'string' || typeof htu !== 'string' || typeof req !== 'string') return undefined;
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat)) return undefined;
  return { jkt, jti, htm, htu, iat, req };
}

function parse(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not JSON: not a proof.
    return undefined;
  }
}
