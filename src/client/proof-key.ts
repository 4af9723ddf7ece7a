import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { toBase64Url, utf8 } from '../core/bytes.ts';
import { sha256 } from '../core/hash.ts';

/** The key that proves possession of a session (RFC 9449): fresh for each, and stored only where the session is. */
export interface ProofKey {
  /** RFC 7638 thumbprint, which the sign-in message names. */
  readonly thumbprint: string;
  /** A proof for one request. `request` is the digest that binds the whole of it. */
  prove(target: ProofTarget): Promise<string>;
}

export interface ProofTarget {
  readonly method: string;
  /** URL without query and fragment. */
  readonly url: string;
  readonly token: string;
  readonly request: Uint8Array;
}

export async function createProofKey(): Promise<ProofKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return proofKeyOf(await exportJWK(publicKey), privateKey);
}

/** The key of a session that is kept with it: a private JWK of P-256. Whoever has both acts in the session. */
export async function keptProofKey(jwk: JWK): Promise<ProofKey> {
  return proofKeyOf(jwk, (await importJWK(jwk, 'ES256')) as CryptoKey);
}

/** The key of a session that a browser keeps: a pair of P-256 whose private key never leaves it. */
export async function heldProofKey({
  publicKey,
  privateKey,
}: {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}): Promise<ProofKey> {
  return proofKeyOf(await exportJWK(publicKey), privateKey);
}

async function proofKeyOf({ kty, crv, x, y }: JWK, privateKey: CryptoKey): Promise<ProofKey> {
  const jwk = { kty, crv, x, y } as JWK;
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    prove: ({ method, url, token, request }) =>
      new SignJWT({
        htm: method,
        htu: url,
        jti: toBase64Url(crypto.getRandomValues(new Uint8Array(18))),
        ath: toBase64Url(sha256(utf8(token))),
        req: toBase64Url(request),
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt()
        .sign(privateKey),
  };
}
