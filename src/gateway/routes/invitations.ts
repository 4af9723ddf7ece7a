import { z } from 'zod';
import type { Pseudonym } from '../../core/ids.ts';
import type { Invitations, ListedInvitation } from '../holder/invitations.ts';
import type { OpenCode } from '../holder/open-codes.ts';
import type { PatientList } from '../holder/patient-list.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { count, decimal, milliseconds, pseudonym } from '../http/schemas.ts';
import { statement } from '../replies/bindings.ts';

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
export function invitationRoutes({
  invitations,
  patients,
}: {
  readonly invitations: Invitations;
  readonly patients: PatientList;
}): Route[] {
  const openCodes = async (
    subject: Pseudonym | undefined,
    before: number | undefined,
  ): Promise<readonly Pick<OpenCode, 'id'>[]> => {
    if (subject === undefined) return patients.ownOf(await invitations.open(before));
    const own = await invitations.openOf(subject);
    return own.filter(({ goodUntil }) => before === undefined || goodUntil < before);
  };
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
        subject: pseudonym.optional().meta({ description: 'Those of one patient.' }),
      }),
      reply: {
        status: 200,
        description: 'At most 1,000, what expires first at the head; `next` goes on. Of erased patients there is none.',
        schema: z.object({
          invitations: z.array(unused),
          all: count.meta({ description: 'How many the whole list has.' }),
          ...nextPage,
        }),
      },
      handle: async ({ query: { from, within, subject } }) => {
        const before = within === undefined ? undefined : Date.now() + within * DAY_MS;
        const open = await openCodes(subject, before);
        const { page, ...next } = pageOf(open, { from });
        const listed = await invitations.listed(page.map(({ id: of }) => of));
        return { invitations: listed.map(describe), all: open.length, ...next };
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
