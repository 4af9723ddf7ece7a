import { isMessageOf, messageDigest } from '../../core/account-signature.ts';
import { type Hex, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import { parseSignIn, type SignInMessage } from '../../core/sign-in-message.ts';

/** A message lives at most this long, so that a stolen one is soon worthless. */
const MAX_LIFETIME_MS = 12 * 3_600_000;

/** What a Sign-In with Ethereum message (EIP-4361) must name to open a session here. */
export interface SignInTarget {
  /** The gateway's endpoint as registered on chain, without a slash at its end. */
  readonly endpoint: string;
  readonly chainId: number;
  /** By the policy of now, in ms. */
  readonly clockSkew: () => number;
  /** ERC-1271: whether the contract at `address`, if there is one, accepts the signature over the message's hash. */
  readonly acceptsSignature: (address: Address, digest: Digest, signature: Hex) => Promise<boolean | undefined>;
}

/** Checks everything but the nonce, which the caller redeems. Throws SESSION_INVALID with the reason. */
export async function verifySignIn(
  message: string,
  signature: Hex,
  target: SignInTarget,
  now: number,
): Promise<SignInMessage> {
  const said = parseSignIn(message);
  const reason = mismatch(said, target, now);
  if (reason !== undefined) throw invalid(reason);
  if (isMessageOf(said.address, message, signature)) return said;
  const digest = toHex(messageDigest(message)) as Digest;
  if ((await target.acceptsSignature(said.address, digest, signature)) === true) return said;
  throw invalid('the signature is not of the address that it names');
}

function mismatch(said: SignInMessage, target: SignInTarget, now: number): string | undefined {
  const { endpoint, chainId } = target;
  if (said.uri !== endpoint) return `its \`URI\` must be ${endpoint}`;
  const { host } = new URL(endpoint);
  if (said.domain !== host) return `its domain must be ${host}`;
  if (said.chainId !== chainId) return `its \`Chain ID\` must be ${chainId}`;
  if (said.issuedAt > now + target.clockSkew()) return 'it was issued in the future';
  if (said.notBefore !== undefined && said.notBefore > now) return 'its `Not Before` lies in the future';
  if (said.expires <= now) return 'it has expired';
  if (said.expires > now + MAX_LIFETIME_MS) return 'its `Expiration Time` must be at most 12 hours away';
  return undefined;
}

function invalid(why: string): CustosError {
  return new CustosError('SESSION_INVALID', `The sign-in is not accepted: ${why}.`);
}
