import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose';
import { fromBase64Url } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';

const MAX_PROOF_CHARACTERS = 4_096;
const JTI = /^[\w-]{16,128}$/;

/** A DPoP proof (RFC 9449) whose signature holds and whose claims have their form. */
export interface DpopProof {
  /** The compact JWS as sent: what evidence keeps. */
  readonly jws: string;
  /** RFC 7638 thumbprint of the key that signed. */
  readonly jkt: string;
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  /** In ms since 1970 UTC. */
  readonly iat: number;
  /** SHA-256 of the access token. */
  readonly ath: string;
  /** Digest of the whole request (protocol.md, "Requests"). */
  readonly req: Uint8Array;
}

/** Checks the signature (ES256 by the embedded public key) and the form of the claims, nothing about the request. */
export async function readDpop(jws: string): Promise<DpopProof> {
  if (jws.length > MAX_PROOF_CHARACTERS) throw invalid('it is too long');
  const { payload, jkt } = await verified(jws);
  const { jti, htm, htu, iat, ath, req } = payload;
  if (typeof jti !== 'string' || !JTI.test(jti)) throw invalid('jti must be 16 to 128 letters or digits');
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat)) throw invalid('iat must be whole seconds');
  if (typeof htm !== 'string' || typeof htu !== 'string') throw invalid('htm and htu must be there');
  if (typeof ath !== 'string' || typeof req !== 'string') throw invalid('ath and req must be there');
  const digest = fromBase64Url(req);
  if (digest.length !== 32) throw invalid('req must be 32 bytes in base64url');
  return { jws, jkt, jti, htm, htu, iat: iat * 1000, ath, req: digest };
}

/** `ath` of a token (RFC 9449 §4.2). */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

async function verified(jws: string): Promise<{ payload: JWTPayload; jkt: string }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(jws, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256'],
    });
    const { jwk } = protectedHeader;
    if (jwk === undefined || 'd' in jwk) throw invalid('its header must hold the public key alone');
    return { payload, jkt: await calculateJwkThumbprint(jwk) };
  } catch (error) {
    if (error instanceof CustosError) throw error;
    if (error instanceof errors.JOSEError) throw invalid(error.message);
    throw invalid('its key or signature cannot be read');
  }
}

function invalid(why: string): CustosError {
  return new CustosError('DPOP_INVALID', `The DPoP proof is not accepted: ${why}.`);
}
