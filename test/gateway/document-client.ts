import { createHash, randomBytes } from 'node:crypto';
import { getAddress, type Wallet } from 'ethers';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';

/** A client made of what the OpenAPI document says, with jose and ethers, and nothing of `src/`. */
export interface Caller {
  /** The claim `req`. */
  bound(method: string, path: string, body: string): string;
  /** `req` may be another one than the call's. */
  call(method: string, path: string, body?: string, req?: string): Promise<Response>;
}

interface Opened {
  readonly token: string;
}
interface Challenge {
  readonly nonce: string;
  readonly domain: string;
  readonly uri: string;
  readonly chainId: number;
}

const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash;
};

/** The message is the document's own example with its fields exchanged, so that its form is the document's. */
export function readerOf(description: string) {
  const [example = ''] = /^ {4}\S+ wants you to sign in[\s\S]*?jwk-thumbprint:sha-256:[\w-]+$/m.exec(description) ?? [];
  const template = example.replace(/^ {4}/gm, '');
  return { signIn: (endpoint: string, wallet: Wallet) => signIn(template, endpoint, wallet) };
}

async function signIn(template: string, endpoint: string, wallet: Wallet): Promise<Caller> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const { kty, crv, x, y } = await exportJWK(publicKey);
  const jwk = { kty, crv, x, y } as Awaited<ReturnType<typeof exportJWK>>;
  const challenge = (await (await fetch(`${endpoint}/v1/auth/challenge`, { method: 'POST' })).json()) as Challenge;
  const fields: Record<string, string | number> = {
    URI: challenge.uri,
    'Chain ID': challenge.chainId,
    Nonce: challenge.nonce,
    'Issued At': new Date().toISOString(),
    'Expiration Time': new Date(Date.now() + 600_000).toISOString(),
  };
  const message = Object.entries(fields)
    .reduce((text, [name, value]) => text.replace(new RegExp(`^${name}: .*$`, 'm'), `${name}: ${value}`), template)
    .replace(/^\S+(?= wants)/, challenge.domain)
    .replace(/^0x.*$/m, getAddress(wallet.address))
    .replace(/[\w-]+$/, await calculateJwkThumbprint(jwk));
  const signature = await wallet.signMessage(message);
  const { token } = (await (
    await fetch(`${endpoint}/v1/auth/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message, signature }),
    })
  ).json()) as Opened;

  const bound = (method: string, path: string, body: string) => {
    const call = JSON.stringify({ body: `0x${sha256(body).digest('hex')}`, method, path });
    return sha256('custos/request/v1', Uint8Array.of(0), call).digest('base64url');
  };
  return {
    bound,
    call: async (method, path, body = '', req = bound(method, path, body)) => {
      const proof = await new SignJWT({
        jti: randomBytes(18).toString('base64url'),
        htm: method,
        htu: challenge.uri + path.split('?')[0],
        iat: Math.floor(Date.now() / 1000),
        ath: sha256(token).digest('base64url'),
        req,
      })
        .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
        .sign(privateKey);
      const headers = { Authorization: `DPoP ${token}`, DPoP: proof };
      return fetch(endpoint + path, {
        method,
        headers: body === '' ? headers : { ...headers, 'Content-Type': 'application/json' },
        ...(body === '' ? {} : { body }),
      });
    },
  };
}
