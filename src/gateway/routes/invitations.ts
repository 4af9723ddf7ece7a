import { z } from 'zod';
import type { Invitations, ListedInvitation } from '../holder/invitations.ts';
import { nextPage, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { decimal, milliseconds, pseudonym } from '../http/schemas.ts';
import { statement } from '../replies/bindings.ts';

const PAGE = 1_000;
const DAY_MS = 86_400_000;
const MAX_DAYS = 10_000;

const id = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the id of an invitation')
  .meta({ description: 'Id of an invitation: it leads to no code.' });
const unused = z.object({
  id,
  subject: pseudonym,
  statement,
  expires: milliseconds.meta({ description: 'Last millisecond at which its code binds.' }),
  state: z.enum(['unused', 'begun', 'waits', 'refused', 'expired']).meta({
    description:
      '`begun`: somebody asked what to sign. `waits`, `refused`: for and by a second organisation. `expired`: its code binds nobody any more.',
  }),
});

/** Codes that were handed out and bound nobody yet: their holder sees which expire, and invites again. */
export function invitationRoutes({ invitations }: { readonly invitations: Invitations }): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/invitations',
      summary: 'Codes that were handed out and bound nobody: which expire, and which did',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      query: pageQuery.extend({
        within: decimal(MAX_DAYS)
          .optional()
          .meta({ description: 'Those alone that expire within so many days, or did.' }),
      }),
      reply: {
        status: 200,
        description: 'About 1,000; `next` goes on. Of erased patients there is none.',
        schema: z.object({ invitations: z.array(unused), ...nextPage }),
      },
      handle: async ({ query: { from = 0, within } }) => {
        const before = within === undefined ? undefined : Date.now() + within * DAY_MS;
        const { listed, ...next } = await invitations.unused(from, PAGE, before);
        return { invitations: listed.map(describe), ...next };
      },
    }),
    route({
      method: 'post',
      path: '/v1/invitations/renewal',
      refuses: ['NOT_FOUND', 'CONFLICT'],
      summary: 'Make new codes for the same persons, as they were identified; all or none',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      body: z.strictObject({ invitations: z.array(id).min(1).max(500) }),
      reply: {
        status: 201,
        description: 'Hand each to its person alone. A code of before is void when the new one is used, not sooner.',
        schema: z.object({
          invitations: z
            .array(z.object({ subject: pseudonym, code: z.string(), expires: milliseconds }))
            .meta({ description: 'In the order of the request.' }),
        }),
      },
      concerns: ({ body }) => invitations.subjectsOf(body.invitations),
      handle: async ({ body }) => ({ invitations: await invitations.renew(body.invitations) }),
    }),
  ];
}

function describe({ id: of, subject, statement: said, goodUntil, ...one }: ListedInvitation) {
  return { id: of, subject, statement: said, expires: goodUntil, state: stateOf({ goodUntil, ...one }) };
}

function stateOf({
  goodUntil,
  refusal,
  signature,
  signer,
}: Pick<ListedInvitation, 'goodUntil' | 'refusal' | 'signature' | 'signer'>) {
  if (refusal !== undefined) return 'refused' as const;
  if (goodUntil < Date.now()) return 'expired' as const;
  if (signature !== undefined) return 'waits' as const;
  return signer === undefined ? ('unused' as const) : ('begun' as const);
}
