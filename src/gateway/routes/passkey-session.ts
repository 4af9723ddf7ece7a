import { z } from 'zod';
import { readAssertion, type SessionTerms, sessionChallenge } from '../../core/assertion.ts';
import { toHex } from '../../core/bytes.ts';
import { BASE64URL_32 } from '../../core/compact-jws.ts';
import { CustosError } from '../../core/errors.ts';
import { requestEncoder } from '../../core/evidence.ts';
import type { Address, Digest, Ledger } from '../../core/ids.ts';
import type { Challenges } from '../auth/challenges.ts';
import type { Passkeys } from '../auth/passkeys.ts';
import { failsAtStep } from '../http/reply-time.ts';
import { type Route, route } from '../http/route.ts';
import { digest, milliseconds } from '../http/schemas.ts';
import { assertion, assertionOptions } from '../http/webauthn-schemas.ts';
import { opened, openSession, type SessionDeps } from './session.ts';

export interface PasskeySessionDeps extends Pick<SessionDeps, 'sessions' | 'whois'> {
  readonly challenges: Challenges;
  readonly passkeys: Passkeys;
  readonly ledgerId: Ledger;
  readonly gateway: Address;
}

const SESSION_MS = 3_600_000;

const jkt = z
  .string()
  .regex(BASE64URL_32, 'must be 32 bytes in base64url')
  .meta({ description: 'Thumbprint (RFC 7638) of the session’s key.' });

const signedIn = z.strictObject({ nonce: digest, jkt, expires: milliseconds, assertion });

/** Signing in with a passkey: its challenge names the session’s key, the gateway and until when the session counts. */
export function passkeySessionRoutes(deps: PasskeySessionDeps): Route[] {
  const { challenges, passkeys } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/auth/passkey/challenge',
      refuses: ['UNAVAILABLE'],
      leadsIn: true,
      summary: 'Ask for what a passkey signs to sign in',
      tag: 'session',
      who: 'anyone',
      body: z.strictObject({ jkt }),
      reply: {
        status: 200,
        description: 'It counts once, for five minutes.',
        schema: z.object({
          nonce: digest,
          expires: milliseconds.meta({ description: 'When the session will end. Send it back.' }),
          options: assertionOptions.meta({ description: 'Any passkey of this relying party may answer.' }),
        }),
      },
      handle: async ({ body }) => {
        const now = Date.now();
        const nonce = `0x${challenges.issue(now).nonce}` as Digest;
        const expires = now + SESSION_MS;
        const challenge = sessionChallenge(termsOf(deps, { nonce, jkt: body.jkt, expires }));
        return { nonce, expires, options: await passkeys.assertionOptions(challenge) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/passkey/session',
      refuses: ['SESSION_INVALID', 'CHALLENGE_INVALID', 'SIGNATURE_INVALID', 'CONFLICT'],
      leadsIn: true,
      summary: 'Sign in with a passkey and bind the session to a DPoP key',
      tag: 'session',
      who: 'anyone',
      body: signedIn,
      reply: { status: 201, description: 'The session is open.', schema: opened },
      // Whether a passkey was ever known here is not to be read off the time of its refusal.
      handle: ({ body }) => failsAtStep(() => signIn(deps, body)),
    }),
  ];
}

async function signIn(deps: PasskeySessionDeps, body: z.output<typeof signedIn>) {
  const { passkeys, challenges } = deps;
  const now = Date.now();
  const { nonce, expires } = body;
  if (expires <= now || expires > now + SESSION_MS) {
    throw new CustosError('SESSION_INVALID', 'The sign-in is not accepted: its session has ended, or ends too late.');
  }
  const owner = await passkeys.ownerOf(body.assertion.id);
  const { signer } = owner;
  const answer = readAssertion(body.assertion);
  await passkeys.verify(signer, sessionChallenge(termsOf(deps, body)), answer);
  passkeys.requireKnown(owner);
  challenges.redeem(nonce.slice(2), now);
  const { authenticatorData, clientDataJSON, signature } = answer;
  const evidenceOf = requestEncoder({
    type: 'passkey',
    nonce,
    jkt: body.jkt,
    expires,
    signer,
    authenticatorData: toHex(authenticatorData),
    clientDataJSON,
    signature: toHex(signature),
  });
  return openSession(deps, { signer, jkt: body.jkt, expires, evidenceOf }, now);
}

function termsOf(
  { ledgerId, gateway }: PasskeySessionDeps,
  said: Pick<SessionTerms, 'nonce' | 'jkt' | 'expires'>,
): SessionTerms {
  return { ledger: ledgerId, gateway, ...said };
}
