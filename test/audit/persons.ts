import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { Wallet } from 'ethers';
import type { Bytes } from '../../src/core/bytes.ts';
import type { Address, Digest } from '../../src/core/ids.ts';

export function id<T extends string = Digest>(label: string): T {
  return `0x${createHash('sha256').update(label).digest('hex')}` as T;
}

export function account(label: string): Address {
  return id<string>(label).slice(0, 42) as Address;
}

export interface Key {
  readonly publicKey: Bytes;
  readonly sign: (message: Bytes) => Bytes;
}

export function ed25519Key(label: string): Key {
  const seed = Buffer.from(id<string>(label).slice(2), 'hex');
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' });
  const x = (key.export({ format: 'jwk' }) as { x: string }).x;
  return { publicKey: new Uint8Array(Buffer.from(x, 'base64url')), sign: (m) => new Uint8Array(sign(null, m, key)) };
}

export interface Person {
  readonly wallet: Wallet;
  readonly address: Address;
  readonly dpop: KeyObject;
  readonly jwk: { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string };
  readonly jkt: string;
}

/** P-256 key from a label: PKCS8 with the scalar alone, from which OpenSSL computes the point. */
export function person(label: string): Person {
  const wallet = new Wallet(id<string>(`wallet ${label}`));
  const scalar = Buffer.from(id<string>(`dpop ${label}`).slice(2), 'hex');
  const head = Buffer.from('3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420', 'hex');
  const dpop = createPrivateKey({ key: Buffer.concat([head, scalar]), format: 'der', type: 'pkcs8' });
  const { x = '', y = '' } = dpop.export({ format: 'jwk' }) as { x?: string; y?: string };
  const jwk = { kty: 'EC', crv: 'P-256', x, y };
  const jkt = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  return { wallet, address: wallet.address.toLowerCase() as Address, dpop, jwk, jkt };
}

export function proof(by: Person, claims: Record<string, unknown>, header: Record<string, unknown> = {}): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = encode({ alg: 'ES256', typ: 'dpop+jwt', jwk: by.jwk, ...header });
  const signed = `${head}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: by.dpop, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
