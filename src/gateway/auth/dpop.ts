import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type DpopClaims, type ProofKeyText, parseDpop, thumbprintOf } from '../../core/dpop-proof.ts';
import { CustosError } from '../../core/errors.ts';

/** A DPoP proof (RFC 9449) whose signature holds. */
export interface DpopProof extends DpopClaims {
  /** The compact JWS as sent: what evidence keeps. */
  readonly jws: string;
}

/** The public key of one session, imported at its first proof: that costs as much as a verification. */
export class SessionKey {
  /** RFC 7638. */
  readonly thumbprint: string;
  #imported: { readonly text: ProofKeyText; readonly key: KeyObject } | undefined;

  constructor(thumbprint: string) {
    this.thumbprint = thumbprint;
  }

  /** Reads a proof and checks that this key signed it, nothing about the request. Throws DPOP_INVALID. In this thread: to
   *  hand it to another one, and to be woken by it, takes longer than the 70 µs of the verification. */
  verify(jws: string): DpopProof {
    const { key, claims, signed, signature } = parseDpop(jws);
    if (!verify('sha256', Buffer.from(signed, 'latin1'), this.#import(key), signature)) {
      throw refused('its signature does not hold');
    }
    return { jws, ...claims };
  }

  #import({ x, y }: ProofKeyText): KeyObject {
    const known = this.#imported;
    if (known?.text.x === x && known.text.y === y) return known.key;
    if (thumbprintOf({ x, y }) !== this.thumbprint) throw refused('another key signed it than the session names');
    const key = importKey({ x, y });
    this.#imported = { text: { x, y }, key };
    return key;
  }
}

/** `ath` of a token (RFC 9449 §4.2). */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

export function refused(why: string): CustosError {
  return new CustosError('DPOP_INVALID', `The DPoP proof is not accepted: ${why}.`);
}

function importKey({ x, y }: ProofKeyText): KeyObject {
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    // OpenSSL refuses coordinates beyond the field, and a point that is not on the curve.
    throw refused('its key is no point of P-256');
  }
}
