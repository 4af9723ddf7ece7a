import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import type { GroupName } from '../../core/group.ts';
import { MAX_NAME_CHARACTERS } from '../../core/spoken-name.ts';
import type { Groups } from '../holder/groups.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { address, digest, groupId } from '../http/schemas.ts';
import { group as groupSchema } from '../replies/groups.ts';
import { asWritten } from './written-name.ts';

const named = z.strictObject({
  name: z.string().min(1).max(MAX_NAME_CHARACTERS),
  salt: digest.meta({ description: '32 random bytes, as they are hashed with the name.' }),
});
const params = z.object({ group: groupId });
const membership = params.extend({ identity: address });

/** Members that consents may name together: those that this holder keeps, and what all are called. */
export function groupRoutes({ groups }: { readonly groups: Groups }): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/groups',
      summary: 'Groups of members, and who is in each now',
      tag: 'members',
      who: ['administrator', 'member', 'subject'],
      duties: 'any',
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000, in the order of their creation; `next` goes on.',
        schema: z.object({ groups: z.array(groupSchema), ...nextPage }),
      },
      handle: async ({ query }) => {
        const { page, ...next } = pageOf(groups.list(), query);
        return { groups: page.map((one) => groups.describe(one)), ...next };
      },
    }),
    route({
      method: 'post',
      path: '/v1/groups',
      summary: 'Create a group that the holder keeps',
      tag: 'members',
      who: ['holder'],
      duties: ['reviewer'],
      creates: true,
      body: named,
      reply: { status: 201, description: 'It is on chain, and nobody is in it yet.', schema: groupSchema },
      handle: async ({ body, attempt }) => groups.describe(await groups.create(written(body), attempt)),
    }),
    route({
      method: 'put',
      path: '/v1/groups/{group}/name',
      summary: 'Tell what a group is called: what opens its label on the ledger',
      tag: 'members',
      who: ['administrator', 'member'],
      duties: ['reviewer'],
      params,
      body: named,
      reply: { status: 200, description: 'The group goes by it here.', schema: groupSchema },
      handle: async ({ params: { group }, body }) => groups.describe(await groups.name(group, written(body))),
    }),
    route({
      method: 'put',
      path: '/v1/groups/{group}/members/{identity}',
      summary: 'Let a member into a group that the holder keeps',
      tag: 'members',
      who: ['holder'],
      duties: ['reviewer'],
      params: membership,
      reply: { status: 200, description: 'The member is in it.', schema: groupSchema },
      handle: async ({ params: { group, identity } }) => groups.describe(await groups.join(group, identity)),
    }),
    route({
      method: 'delete',
      path: '/v1/groups/{group}/members/{identity}',
      summary: 'Take a member out of a group that the holder keeps; a member itself',
      tag: 'members',
      who: ['holder', 'member'],
      duties: ['reviewer'],
      params: membership,
      reply: { status: 200, description: 'The member is out of it.', schema: groupSchema },
      handle: async ({ params: { group, identity }, caller }) => {
        if (!caller.roles.has('holder') && caller.member !== identity)
          throw new CustosError('FORBIDDEN', 'A member takes only itself out of a group.');
        return groups.describe(await groups.leave(group, identity));
      },
    }),
  ];
}

function written({ name, salt }: GroupName): GroupName {
  return { name: asWritten(name), salt };
}
