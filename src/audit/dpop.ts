import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';

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
const MAX_PREPARED = 4_096;
const GLANCE = /"dpop":"([\w-]+\.[\w-]+\.[\w-]+)"/;

/** Reads proofs. Keys are kept, since a session signs many: importing one costs as much as a verification.
 *  Signatures are verified on other threads, ahead of their turn where `prepare` was called. */
export class ProofReader {
  readonly #keys = new Map<string, { readonly key: KeyObject; readonly jkt: string }>();
  readonly #prepared = new Map<string, Promise<ProvenClaims | undefined>>();

  /** Starts on the proof in an evidence's bytes, if one is found at a glance. */
  prepare(evidence: Bytes): void {
    const text = Buffer.from(evidence.buffer, evidence.byteOffset, evidence.length).toString('latin1');
    const jws = GLANCE.exec(text)?.[1];
    if (jws === undefined || this.#prepared.has(jws) || this.#prepared.size >= MAX_PREPARED) return;
    this.#prepared.set(jws, this.#read(jws));
  }

  /** Undefined where the proof is not of the form of RFC 9449, or its signature does not hold. */
  read(jws: string): Promise<ProvenClaims | undefined> {
    const prepared = this.#prepared.get(jws);
    this.#prepared.delete(jws);
    return prepared ?? this.#read(jws);
  }

  async #read(jws: string): Promise<ProvenClaims | undefined> {
    const [header, payload, signature, ...rest] = jws.split('.');
    if (jws.length > MAX_PROOF || header === undefined || payload === undefined || signature === undefined) {
      return undefined;
    }
    const known = rest.length === 0 ? this.#key(header) : undefined;
    if (known === undefined) return undefined;
    const signed = Buffer.from(`${header}.${payload}`, 'latin1');
    const bytes = Buffer.from(signature, 'base64url');
    if (bytes.length !== 64 || bytes.toString('base64url') !== signature) return undefined;
    const key = { key: known.key, dsaEncoding: 'ieee-p1363' } as const;
    const holds = await new Promise<boolean>((resolve) => {
      verify('sha256', signed, key, bytes, (error, result) => resolve(error === null && result));
    });
    return holds ? readClaims(payload, known.jkt) : undefined;
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
