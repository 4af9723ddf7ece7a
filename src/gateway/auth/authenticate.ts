import { createHash } from 'node:crypto';
import { equalBytes, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { routeDigest } from '../../core/request.ts';
import type { Caller, Whois } from '../caller.ts';
import { type DpopProof, readDpop, tokenHash } from './dpop.ts';
import type { ReplayCache } from './replay-cache.ts';
import type { Sessions } from './sessions.ts';

/** What the head of an HTTP request presents. */
export interface Presented {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly dpop: string | undefined;
}

export interface Authenticator {
  readonly sessions: Sessions;
  readonly replays: ReplayCache;
  readonly whois: Whois;
  readonly endpoint: string;
  readonly clockSkewMs: number;
}

/** Whether the token is of a session whose account has a role here: all others are counted by their network address,
 *  since a stranger has as many accounts as it likes. Nothing is verified yet. */
export function isKnown({ sessions, whois }: Authenticator, authorization: string | undefined, now: number): boolean {
  const token = tokenOf(authorization);
  const session = token === undefined ? undefined : sessions.peek(token, now);
  return session !== undefined && whois(session.address).roles.size > 0;
}

/** Finds the session and checks that its key signed for this method and address, now and once. What the proof says
 *  of the body is checked by `checkBinding` when the body is there. */
export async function authenticate(by: Authenticator, presented: Presented, now: number): Promise<Caller> {
  const token = tokenOf(presented.authorization);
  if (token === undefined || presented.dpop === undefined) {
    throw new CustosError('SESSION_REQUIRED', 'Sign in first: send `Authorization: DPoP <token>` and a `DPoP` proof.');
  }
  const session = by.sessions.find(token, now);
  const proof = await readDpop(presented.dpop);
  const path = presented.url.split('?', 1)[0] ?? '';
  if (proof.jkt !== session.jkt) throw refused('another key signed it than the session names');
  if (proof.ath !== tokenHash(token)) throw refused('it names another token');
  if (proof.htm !== presented.method) throw refused('it names another method');
  if (proof.htu !== by.endpoint + path) throw refused('it names another address');
  if (Math.abs(now - proof.iat) > by.clockSkewMs) throw refused('its time is too far from the gateway’s clock');
  by.replays.admit(proof.jkt, proof.jti, proof.iat + by.clockSkewMs, now);
  return { address: session.address, ...by.whois(session.address), session, proof };
}

/** Throws DPOP_INVALID unless the proof was made for the request with this digest. */
export function checkBinding(proof: DpopProof, digest: Uint8Array): void {
  if (!equalBytes(proof.req, digest)) throw refused('it binds another request');
}

/** The digest that binds method, path, query and body, for every route that takes no access request. */
export function callDigest(method: string, url: string, body: Uint8Array): Uint8Array {
  const digest = toHex(createHash('sha256').update(body).digest()) as Digest;
  return routeDigest({ method, path: url, body: digest });
}

function tokenOf(authorization: string | undefined): string | undefined {
  return /^DPoP ([\w-]{43})$/.exec(authorization ?? '')?.[1];
}

function refused(why: string): CustosError {
  return new CustosError('DPOP_INVALID', `The DPoP proof is not accepted: ${why}.`);
}
