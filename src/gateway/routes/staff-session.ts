import { z } from 'zod';
import { readAssertion } from '../../core/assertion.ts';
import { BASE64URL_32 } from '../../core/compact-jws.ts';
import type { Address, Digest, Ledger } from '../../core/ids.ts';
import { VOUCHED_MS } from '../../core/session-statement.ts';
import { staffChallenge } from '../../core/staff-challenge.ts';
import type { Challenges } from '../auth/challenges.ts';
import { type Route, route } from '../http/route.ts';
import { address, digest, hex } from '../http/schemas.ts';
import { assertion, assertionOptions } from '../http/webauthn-schemas.ts';
import type { Vouching } from '../ledger/vouching.ts';
import type { Staff } from '../staff/staff.ts';

export interface StaffSessionDeps {
  readonly staff: Staff;
  readonly vouching: Vouching;
  readonly challenges: Challenges;
  readonly ledgerId: Ledger;
  /** Identity of this gateway. */
  readonly gateway: Address;
}

const wanted = {
  jkt: z
    .string()
    .regex(BASE64URL_32, 'must be 32 bytes in base64url')
    .meta({ description: 'Thumbprint (RFC 7638) of the session’s key.' }),
  gateway: address.meta({ description: 'Identity of the gateway that the session is for: this one, or another’s.' }),
};

/** How a person proves itself to its organisation's node with its passkey, and is vouched for in one session. */
export function staffSessionRoutes({
  staff,
  vouching,
  challenges,
  ledgerId,
  gateway: asker,
}: StaffSessionDeps): Route[] {
  const challengeOf = (nonce: Digest, { jkt, gateway }: { readonly jkt: string; readonly gateway: Address }) =>
    staffChallenge({ ledger: ledgerId, asker, nonce, jkt, gateway });
  return [
    route({
      method: 'post',
      path: '/v1/auth/staff/challenge',
      refuses: ['NOT_FOUND', 'UNAVAILABLE'],
      leadsIn: true,
      summary: 'Ask for what a passkey of this organisation’s staff signs to be vouched for',
      tag: 'session',
      who: 'anyone',
      body: z.strictObject(wanted),
      reply: {
        status: 200,
        description: 'It counts once, for five minutes.',
        schema: z.object({
          nonce: digest,
          options: assertionOptions.meta({ description: 'Any passkey of this relying party may answer.' }),
        }),
      },
      handle: async ({ body }) => {
        await vouching.requireAble(body.gateway);
        const nonce = `0x${challenges.issue(Date.now()).nonce}` as Digest;
        return { nonce, options: staff.passkeys.signInOptions(challengeOf(nonce, body)) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/staff/statement',
      refuses: ['SESSION_INVALID', 'CHALLENGE_INVALID', 'SIGNATURE_INVALID', 'FORBIDDEN', 'NOT_FOUND', 'UNAVAILABLE'],
      leadsIn: true,
      summary: 'Be vouched for by the organisation, after a passkey of its staff signed',
      tag: 'session',
      who: 'anyone',
      body: z.strictObject({ ...wanted, nonce: digest, assertion }),
      reply: {
        status: 200,
        description:
          'What the organisation says of the person, for POST /v1/auth/session of the gateway that was named.',
        schema: z.object({
          statement: z.string().meta({ description: 'Canonical JSON, as it was signed.' }),
          key: hex(128),
          signature: hex(64),
        }),
      },
      handle: async ({ body }) => {
        const challenge = challengeOf(body.nonce, body);
        // Of before its passkey was looked at: should that be removed meanwhile, what is said now is ended with it.
        const notAfter = Date.now() + VOUCHED_MS;
        const person = await staff.passkeys.answered(challenge, body.assertion.id, readAssertion(body.assertion));
        challenges.redeem(body.nonce.slice(2), Date.now());
        staff.requireSession(person, body.gateway);
        return vouching.vouch({ person, jkt: body.jkt, gateway: body.gateway, notAfter });
      },
    }),
  ];
}
