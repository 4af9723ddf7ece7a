import type { Address } from '../core/ids.ts';
import { checksummed } from '../core/sign-in-message.ts';

export interface SignInRequest {
  readonly address: Address;
  readonly domain: string;
  readonly uri: string;
  readonly chainId: number;
  readonly nonce: string;
  /** Thumbprint of the key that the session is bound to. */
  readonly thumbprint: string;
  readonly issuedAt: Date;
  readonly expires: Date;
}

/** The EIP-4361 text that a wallet shows and signs. */
export function signInMessage(request: SignInRequest): string {
  return [
    `${request.domain} wants you to sign in with your Ethereum account:`,
    checksummed(request.address),
    '',
    'Sign in to Custos. Requests of this session are signed by the key named below.',
    '',
    `URI: ${request.uri}`,
    'Version: 1',
    `Chain ID: ${request.chainId}`,
    `Nonce: ${request.nonce}`,
    `Issued At: ${request.issuedAt.toISOString()}`,
    `Expiration Time: ${request.expires.toISOString()}`,
    'Resources:',
    `- urn:ietf:params:oauth:jwk-thumbprint:sha-256:${request.thumbprint}`,
  ].join('\n');
}
