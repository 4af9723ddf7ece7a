import { z } from 'zod';
import { requestEncoder } from '../../core/evidence.ts';
import { MAX_STATEMENT_CHARACTERS } from '../../core/session-statement.ts';
import { MAX_SIGN_IN_CHARACTERS } from '../../core/sign-in-message.ts';
import type { Whois } from '../auth/caller.ts';
import type { Challenges } from '../auth/challenges.ts';
import type { Opening, Sessions } from '../auth/sessions.ts';
import { type SignInTarget, verifySignIn } from '../auth/sign-in.ts';
import type { Statements } from '../auth/statements.ts';
import { SAMPLE_MESSAGE } from '../http/api-guide.ts';
import { type Route, route } from '../http/route.ts';
import { count, hex, milliseconds } from '../http/schemas.ts';
import { identity, signedInAs } from '../replies/ledger.ts';

export interface SessionDeps {
  readonly challenges: Challenges;
  readonly sessions: Sessions;
  readonly target: SignInTarget;
  readonly statements: Statements;
  readonly whois: Whois;
  readonly ledger: string;
}

export const opened = z.object({
  token: z.string().meta({ description: 'Send it as `Authorization: DPoP <token>`.' }),
  expires: milliseconds,
  requests: count.meta({ description: 'How many requests the session takes before a new one is needed.' }),
  ...identity,
});

const byAccount = z.strictObject({
  message: z
    .string()
    .max(MAX_SIGN_IN_CHARACTERS)
    .meta({ description: 'The message that was signed (EIP-4361), as this document describes it.' }),
  signature: hex(8192),
});

const byOrganisation = z.strictObject({
  statement: z
    .string()
    .max(MAX_STATEMENT_CHARACTERS)
    .meta({ description: 'What the person’s organisation says of it, for this gateway and this key.' }),
  key: hex(128).meta({ description: 'The organisation’s session key, as the ledger has it.' }),
  signature: hex(64).meta({ description: 'Ed25519, of that key.' }),
});

/** What a sign-in answers: the session, and who it is of. */
export function openSession(
  { sessions, whois }: Pick<SessionDeps, 'sessions' | 'whois'>,
  opening: Opening,
  now: number,
) {
  const session = sessions.open(opening, now);
  const { roles, inactive: _, signsFrom: __, keyEnded: ___, ...who } = whois(opening);
  return { ...session, ...signedInAs(opening.signer), ...who, roles: [...roles] };
}

/** Challenge, sign-in and sign-out. A stranger's sign-in opens a session without roles: it may do nothing. */
export function sessionRoutes(deps: SessionDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/auth/challenge',
      leadsIn: true,
      summary: 'Ask for a one-time nonce to sign in with',
      tag: 'session',
      who: 'anyone',
      reply: {
        status: 200,
        description: 'The nonce, and what the Sign-In with Ethereum message must name.',
        schema: z.object({
          nonce: z.string(),
          expires: milliseconds,
          domain: z.string().meta({ description: 'Host and port of the gateway’s registered endpoint.' }),
          uri: z.url().meta({ description: 'The endpoint.' }),
          chainId: z.int(),
        }),
      },
      handle: async () => {
        const { endpoint, chainId } = deps.target;
        return { ...deps.challenges.issue(Date.now()), domain: new URL(endpoint).host, uri: endpoint, chainId };
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/session',
      refuses: ['SESSION_INVALID', 'CHALLENGE_INVALID', 'CONFLICT'],
      leadsIn: true,
      summary: 'Sign in with an Ethereum account (EIP-4361), or as a person that its organisation vouches for',
      tag: 'session',
      who: 'anyone',
      example: { message: SAMPLE_MESSAGE, signature: `0x${'12'.repeat(64)}1b` },
      body: z.union([byAccount, byOrganisation]),
      reply: { status: 201, description: 'The session is open.', schema: opened },
      handle: async ({ body }) => {
        const now = Date.now();
        if ('statement' in body) return openSession(deps, deps.statements.open(body, now), now);
        const signedIn = await verifySignIn(body.message, body.signature, deps.target, now);
        deps.challenges.redeem(signedIn.nonce, now);
        const evidenceOf = requestEncoder({ type: 'siwe', ...body });
        const { address: signer, thumbprint: jkt, expires } = signedIn;
        return openSession(deps, { signer, jkt, expires, evidenceOf }, now);
      },
    }),
    route({
      method: 'delete',
      path: '/v1/auth/session',
      summary: 'Sign out',
      tag: 'session',
      who: ['administrator', 'member', 'subject', 'withdrawer'],
      duties: 'any',
      reply: { status: 204, description: 'The session is closed.' },
      handle: async ({ caller }) => {
        deps.sessions.close(caller.session);
        return undefined;
      },
    }),
  ];
}
