import { z } from 'zod';
import { BASE64URL_32 } from '../../core/compact-jws.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address } from '../../core/ids.ts';
import { type Route, route } from '../http/route.ts';
import { address, hex, milliseconds } from '../http/schemas.ts';
import type { Vouching } from '../ledger/vouching.ts';
import { staffMember } from '../replies/staff.ts';
import type { ProviderSignIns } from '../staff/provider-sign-ins.ts';
import type { Staff } from '../staff/staff.ts';

export interface PersonSessionDeps {
  readonly staff: Staff;
  readonly vouching: Vouching;
  /** Undefined where the organisation has no sign-in of its own. */
  readonly signIns: ProviderSignIns | undefined;
  /** Identity of the organisation. */
  readonly holder: Address;
}

const MAX_REDIRECTED = 8_192;

const wanted = {
  jkt: z
    .string()
    .regex(BASE64URL_32, 'must be 32 bytes in base64url')
    .meta({ description: 'Thumbprint (RFC 7638) of the session’s key.' }),
  gateway: address.meta({ description: 'Identity of the gateway that the session is for.' }),
};

const signed = {
  statement: z.string().meta({ description: 'What the organisation says of the person: see POST /v1/auth/session.' }),
  key: hex(128),
  signature: hex(64),
};

/** How persons of the organisation are vouched for: after its own sign-in, and in a session that is open here. */
export function personSessionRoutes({ staff, vouching, signIns, holder }: PersonSessionDeps): Route[] {
  const own = () => {
    if (signIns !== undefined) return signIns;
    throw new CustosError('UNAVAILABLE', 'This node knows no sign-in of its organisation’s own. Use your passkey.');
  };
  return [
    route({
      method: 'post',
      path: '/v1/auth/oidc/begin',
      refuses: ['NOT_FOUND', 'UNAVAILABLE'],
      leadsIn: true,
      summary: 'Begin to sign in at the organisation’s own provider (OpenID Connect, code flow with PKCE)',
      tag: 'session',
      who: 'anyone',
      body: z.strictObject({
        ...wanted,
        redirectUri: z.string().max(512).meta({
          description: 'To where the browser comes back: a port of your own machine, or a page this node knows.',
        }),
      }),
      reply: {
        status: 200,
        description: 'Where the browser goes. It counts once, for ten minutes.',
        schema: z.object({
          url: z.url(),
          signIn: z.string().meta({ description: 'Completes the sign-in. Show it to nobody.' }),
          expires: milliseconds,
        }),
      },
      handle: async ({ body: { redirectUri, ...session } }) => {
        const signIns = own();
        // Nobody shall sign in, and learn only then that it was in vain.
        await vouching.requireAble(session.gateway);
        return signIns.begin(session, redirectUri);
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/oidc/callback',
      refuses: ['CHALLENGE_INVALID', 'SESSION_INVALID', 'FORBIDDEN', 'NOT_FOUND', 'UNAVAILABLE'],
      leadsIn: true,
      summary: 'Complete it with the address to which the browser came back, and be vouched for',
      tag: 'session',
      who: 'anyone',
      body: z.strictObject({
        signIn: z.string().max(64),
        redirected: z.string().max(MAX_REDIRECTED).meta({ description: 'The whole address, with its query.' }),
      }),
      reply: {
        status: 200,
        description: 'The organisation vouches for the person in the session that was named. Its ID token stays here.',
        schema: z.object({ ...signed, person: staffMember }),
      },
      handle: async ({ body }) => {
        const { person, jkt, gateway } = await own().complete(body.signIn, body.redirected);
        staff.requireSession(person.person, gateway);
        const statement = await vouching.vouch({ person: person.person, jkt, gateway });
        return { ...statement, person: staff.describe(person) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/statements',
      refuses: ['NOT_FOUND', 'UNAVAILABLE'],
      summary: 'As a person of this organisation who is signed in here, be vouched for in another session',
      tag: 'session',
      who: ['member'],
      duties: 'any',
      body: z.strictObject(wanted),
      reply: {
        status: 200,
        description: 'It ends with the session that is open here, at the latest.',
        schema: z.object(signed),
      },
      handle: async ({ body, caller: { person, member, session } }) => {
        if (person === undefined || member !== holder) {
          throw new CustosError(
            'FORBIDDEN',
            'Only persons of this organisation are vouched for here; accounts sign for themselves.',
          );
        }
        staff.requireSession(person, body.gateway);
        return vouching.vouch({ ...body, person, notAfter: session.expires });
      },
    }),
  ];
}
