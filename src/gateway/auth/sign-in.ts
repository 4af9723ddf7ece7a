import { type SiweConfig, SiweMessage } from '@signinwithethereum/siwe';
import { getAddress, hashMessage, verifyMessage } from 'ethers';
import type { Hex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { type Address, type Digest, toAddress } from '../../core/ids.ts';

const MAX_MESSAGE_CHARACTERS = 4_096;
const THUMBPRINT = /^urn:ietf:params:oauth:jwk-thumbprint:sha-256:([\w-]{43})$/;
/** A message lives at most this long, so that a stolen one is soon worthless. */
const MAX_LIFETIME_MS = 12 * 3_600_000;

/** What a Sign-In with Ethereum message (EIP-4361) must name to open a session here. */
export interface SignInTarget {
  /** The gateway's endpoint as registered on chain. */
  readonly endpoint: string;
  readonly chainId: number;
  readonly clockSkewMs: number;
  /** ERC-1271: whether the contract at `address`, if there is one, accepts the signature over the message's hash. */
  readonly acceptsSignature: (address: Address, digest: Digest, signature: Hex) => Promise<boolean | undefined>;
}

export interface SignedIn {
  readonly address: Address;
  readonly nonce: string;
  /** Thumbprint (RFC 9278) of the key that the session is bound to. */
  readonly jkt: string;
  /** In ms since 1970 UTC. */
  readonly expires: number;
}

/** Checks everything but the nonce, which the caller redeems. Throws SESSION_INVALID with the reason. */
export async function verifySignIn(
  message: string,
  signature: Hex,
  target: SignInTarget,
  now: number,
): Promise<SignedIn> {
  if (message.length > MAX_MESSAGE_CHARACTERS) throw invalid('the message is too long');
  const siwe = parse(message);
  const expires = Date.parse(siwe.expirationTime ?? '');
  if (!(expires <= now + MAX_LIFETIME_MS)) throw invalid('its expiration time must be at most 12 hours away');
  const url = new URL(target.endpoint);
  const result = await siwe.verify(
    {
      signature,
      domain: url.host,
      uri: target.endpoint,
      chainId: target.chainId,
      nonce: siwe.nonce,
      time: new Date(now).toISOString(),
    },
    { config: config(target), suppressExceptions: true },
  );
  if (!result.success) throw invalid(`${result.error?.type ?? 'the signature does not hold'}`.replace(/\.$/, ''));
  const issued = Date.parse(siwe.issuedAt ?? '');
  if (!(issued <= now + target.clockSkewMs)) throw invalid('it was issued in the future');
  return { address: toAddress(siwe.address, 'address'), nonce: siwe.nonce, jkt: thumbprint(siwe), expires };
}

function parse(message: string): SiweMessage {
  try {
    return new SiweMessage(message);
  } catch (cause) {
    throw new CustosError('SESSION_INVALID', 'The message is not a Sign-In with Ethereum message (EIP-4361).', {
      cause,
    });
  }
}

function thumbprint(siwe: SiweMessage): string {
  const named = (siwe.resources ?? [])
    .map((resource) => THUMBPRINT.exec(resource)?.[1])
    .filter((jkt) => jkt !== undefined);
  const [jkt] = named;
  if (jkt === undefined || named.length !== 1) {
    throw invalid('its resources must name one key as urn:ietf:params:oauth:jwk-thumbprint:sha-256:<thumbprint>');
  }
  return jkt;
}

function config(target: SignInTarget): SiweConfig {
  return {
    verifyMessage: (message, signature) => verifyMessage(message, signature),
    hashMessage: (message) => hashMessage(message),
    getAddress: (address) => getAddress(address),
    checkContractWalletSignature: async (address, message, signature) => {
      const digest = hashMessage(message) as Digest;
      return (await target.acceptsSignature(toAddress(address, 'address'), digest, signature as Hex)) === true;
    },
  };
}

function invalid(why: string): CustosError {
  return new CustosError('SESSION_INVALID', `The sign-in is not accepted: ${why}.`);
}
