import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import type { Caller } from '../auth/caller.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { resolution, resolvedPerson } from '../replies/resolutions.ts';
import type { Asked, Resolutions } from '../staff/resolutions.ts';

const MAX_REASON = 500;

/** Whose a pseudonym is that the log, or another gateway's, names. */
export function resolutionRoutes({ resolutions }: { readonly resolutions: Resolutions }): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/resolutions',
      refuses: ['NOT_FOUND', 'RATE_LIMITED'],
      summary: 'Ask this organisation who a person is whom it vouched for by a pseudonym; that it was asked is kept',
      tag: 'staff',
      who: ['auditor', 'holder'],
      duties: ['administrator', 'auditor'],
      body: z.strictObject({
        person: resolution.shape.person,
        reason: z
          .string()
          .trim()
          .min(10)
          .max(MAX_REASON)
          .meta({ description: 'Why it is asked, for whoever looks at the list: such as the entry that it is about.' }),
      }),
      reply: { status: 200, description: 'The person, as its organisation knows it.', schema: resolvedPerson },
      handle: async ({ body, caller }) => {
        const { person, name, origin, duties, account, from, ended } = await resolutions.resolve({
          ...body,
          ...by(caller),
        });
        return { person, name, origin, duties, from, ...(account && { account }), ...(ended && { ended }) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/resolutions',
      summary: 'Who asked whose pseudonym, when, and why',
      tag: 'staff',
      who: ['auditor', 'holder'],
      duties: ['administrator', 'auditor'],
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000, in the order in which they were answered; `next` goes on.',
        schema: z.object({ resolutions: z.array(resolution), ...nextPage }),
      },
      handle: async ({ query, caller }) => {
        const { page, ...next } = pageOf(resolutions.list(), query);
        const nameOf = namesFor(caller, resolutions);
        return { resolutions: page.map((one) => ({ ...one, ...nameOf(one.person) })), ...next };
      },
    }),
  ];
}

/** Whoever was told a name may read it again; others ask, and are kept. */
function namesFor({ member, person: asker, roles }: Caller, resolutions: Resolutions) {
  const own = resolutions.list().filter((one) => one.member === member && one.by === asker);
  const told = new Set(own.map(({ person }) => person));
  return (person: Digest) => {
    const name = roles.has('holder') || told.has(person) ? resolutions.nameOf(person) : undefined;
    return name === undefined ? {} : { name };
  };
}

function by({ member, person }: Caller): Pick<Asked, 'member' | 'by'> {
  // Each of the roles is a member's.
  if (member === undefined) throw new CustosError('FORBIDDEN', 'Only a member may ask this.');
  return { member, ...(person === undefined ? {} : { by: person }) };
}
