import { createHash } from 'node:crypto';
import { toHex } from '../../core/bytes.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { routeDigest } from '../../core/request.ts';
import { anyRoleWords, roleWords } from '../../core/role-words.ts';
import { accountOf } from '../../core/signer.ts';
import type { Caller, Role, Whois } from './caller.ts';
import { type DpopProof, refused } from './dpop.ts';
import type { OwnStaff } from './duties.ts';
import type { Session, Sessions } from './sessions.ts';

/** What the head of an HTTP request presents. */
export interface Presented {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly dpop: string | undefined;
}

/** Who presents what of a session; nothing is said yet of time, roles, or the rest of the request. */
export interface Claimed {
  readonly session: Session;
  readonly proof: DpopProof;
}

export interface Authenticator {
  readonly sessions: Sessions;
  readonly whois: Whois;
  readonly staff: OwnStaff;
  /** As registered on chain, without a slash at its end. */
  readonly endpoint: string;
  /** By the policy of now, in ms. */
  readonly clockSkew: () => number;
}

/** Whether the token is of a session whose account has a role here: all others are counted by their network address,
 *  since a stranger has as many accounts as it likes. Nothing is verified yet. */
export function isKnown({ sessions, whois }: Authenticator, authorization: string | undefined, now: number): boolean {
  const token = tokenOf(authorization);
  const session = token === undefined ? undefined : sessions.peek(token, now);
  return session !== undefined && whois(session).roles.size > 0;
}

/** Finds the session and checks that its key signed for this method and address. Once the request is whole, `confirm`
 *  checks the rest. */
export function authenticate(by: Authenticator, presented: Presented, now: number): Claimed {
  const token = tokenOf(presented.authorization);
  if (token === undefined || presented.dpop === undefined) {
    throw new CustosError('SESSION_REQUIRED', 'Sign in first: send `Authorization: DPoP <token>` and a `DPoP` proof.');
  }
  const session = by.sessions.find(token, now);
  // Absolute and other forms of a request's target would make an `htu` that no auditor takes for this gateway's.
  if (!presented.url.startsWith('/')) throw refused('the request must name its path alone');
  const proof = session.key.verify(presented.dpop);
  const path = presented.url.split('?', 1)[0] ?? '';
  if (proof.ath !== session.id) throw refused('it names another token');
  if (proof.htm !== presented.method) throw refused(`its htm must be ${presented.method}`);
  if (proof.htu !== by.endpoint + path) throw refused(`its htu must be ${by.endpoint + path}`);
  return { session, proof };
}

/** What a whole request must meet, `digest` being that of all of it: the session lives, the caller has one of the roles,
 *  the proof was made for this request, now and once. */
export function confirm(
  by: Authenticator,
  claimed: Claimed,
  who: readonly Role[],
  digest: Uint8Array,
  now: number,
): Caller {
  const { session, proof } = claimed;
  by.sessions.check(session, now);
  const caller = { ...claimed, signer: session.signer, ...rolesFor(by, session, who) };
  if (proof.req !== Buffer.from(digest).toString('base64url')) throw refused('it binds another request');
  checkTime(by, proof, now);
  by.sessions.admit(session, proof.jti);
  return caller;
}

/** Throws FORBIDDEN unless who signed in has one of the roles, SESSION_INVALID where the key that vouched for it ended.
 *  `details.standing` is set where it is, was or will be somebody. */
export function rolesFor(by: Authenticator, session: Session, who: readonly Role[]): ReturnType<Whois> {
  const { signer } = session;
  const known = by.whois(session);
  if (known.keyEnded) throw keyEnded();
  const name = accountOf(signer) ?? 'The passkey';
  if (who.some((role) => known.roles.has(role))) return known;
  const wanted = `Only ${anyRoleWords(who)} may do this`;
  const standing = standingWords(known);
  if (standing !== undefined) {
    throw new CustosError('FORBIDDEN', `${name} ${standing} ${wanted}.`, { details: { standing } });
  }
  throw new CustosError(
    'FORBIDDEN',
    known.roles.size > 0
      ? `${wanted}; ${name} is ${roleWords(known.roles)} here.`
      : `${name} is no member here and signs for no patient. A patient first binds it with the code that the holder hands out; members are added by the administrator. ${wanted}.`,
  );
}

function keyEnded(): CustosError {
  return new CustosError(
    'SESSION_INVALID',
    'The key by which your organisation vouched for you counts no more. Sign in at your organisation again.',
  );
}

/** What an account is that may do less than it seems to; undefined for all others. */
function standingWords({ roles, inactive, signsFrom }: ReturnType<Whois>): string | undefined {
  switch (inactive) {
    case 'suspended':
      return 'is a member that is suspended, and may do nothing until the administrator resumes it.';
    case 'removed':
      return 'was a member, and the administrator removed it.';
    case 'principal-inactive':
      return 'acts for a member that is suspended or was removed. Ask the administrator.';
  }
  if (signsFrom !== undefined) {
    return `is bound to its patient, and signs from ${dateWords(signsFrom)} on.`;
  }
  if (roles.has('withdrawer') && !roles.has('subject')) {
    return 'signs for its patient no more: it was reported stolen, was removed or has run out, and only withdraws for some days yet.';
  }
  return undefined;
}

/** Throws DPOP_INVALID unless the proof was made at `time`, in ms, give or take the skew. */
export function checkTime(by: Authenticator, { iat }: DpopProof, time: number): void {
  if (Math.abs(time - iat * 1000) <= by.clockSkew()) return;
  throw refused('its iat is too far from the gateway’s clock, or the request took too long. Make a new one');
}

/** The digest that binds method, path, query and body, for every route that takes no access request. */
export function callDigest(method: string, url: string, body: Uint8Array): Uint8Array {
  const digest = toHex(createHash('sha256').update(body).digest()) as Digest;
  return routeDigest({ method, path: url, body: digest });
}

/** The scheme is compared without case (RFC 9110 §11.1). */
function tokenOf(authorization: string | undefined): string | undefined {
  return /^DPoP +([\w-]{43})$/i.exec(authorization ?? '')?.[1];
}
