import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { thumbprintOf } from '../../src/core/dpop-proof.ts';

/** Makes proofs as a client of its own would, right ones and others. */
export interface ProofMaker {
  readonly thumbprint: string;
  /** Members that are undefined are left out. */
  make(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string;
}

export function createProofMaker(): ProofMaker {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const own = { alg: 'ES256', typ: 'dpop+jwt', jwk: { kty: 'EC', crv: 'P-256', x, y } };
  return {
    thumbprint: thumbprintOf({ x, y }),
    make: (claims, header = {}) =>
      signed(privateKey, { ...own, ...header }, { jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims }),
  };
}

/** `ath` of a token. */
export function athOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function signed(key: KeyObject, header: object, claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
