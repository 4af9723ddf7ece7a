import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import { checkName, MAX_NAME_CHARACTERS } from '../../core/spoken-name.ts';
import type { Caller } from '../auth/caller.ts';
import { newCode } from '../auth/one-time-code.ts';
import type { Sessions } from '../auth/sessions.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import {
  credentialId,
  describeChanges,
  describePasskeys,
  duties,
  oneTimeCode,
  person,
  staffChanges,
  staffMember,
  staffPasskey,
} from '../replies/staff.ts';
import type { Staff } from '../staff/staff.ts';

const name = z.string().min(1).max(MAX_NAME_CHARACTERS);
const params = z.object({ person });

export interface StaffDeps {
  readonly staff: Staff;
  readonly sessions: Sessions;
  /** Identity of the organisation. */
  readonly member: Address;
}

/** Who acts for the organisation at its own node: taken in, given duties, ended. */
export function staffRoutes({ staff, sessions, member }: StaffDeps): Route[] {
  const { persons, passkeys } = staff;
  return [
    route({
      method: 'get',
      path: '/v1/staff',
      summary: 'The persons of this organisation, and what each may do here',
      tag: 'staff',
      who: ['holder'],
      duties: ['administrator', 'auditor'],
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000, in the order in which they came, with those who ended; `next` goes on.',
        schema: z.object({ staff: z.array(staffMember), ...nextPage }),
      },
      handle: async ({ query }) => {
        const { page, ...next } = pageOf(persons.list(), query);
        return { staff: page.map((one) => staff.describe(one)), ...next };
      },
    }),
    route({
      method: 'post',
      path: '/v1/staff',
      summary: 'Take a person in, with the one-time code that makes its first passkey',
      tag: 'staff',
      who: ['holder'],
      duties: ['administrator'],
      creates: true,
      body: z.strictObject({ name, duties }),
      reply: {
        status: 201,
        description: 'The person can make a passkey with the code, and has its duties from then on.',
        schema: staffMember.extend(oneTimeCode).meta({ id: 'InvitedStaffMember' }),
      },
      handle: async ({ body, attempt, caller }) => {
        const { id, code } = await attempt.plan(() => ({ id: toHex(randomBytes(32)), code: newCode() }));
        const invited = {
          person: id as Digest,
          name: checkName(body.name, 'The name'),
          origin: 'local' as const,
          duties: body.duties,
          ...by(caller),
        };
        const { person: taken, expires } = await staff.invite(invited, code);
        return { ...taken, code, expires };
      },
    }),
    route({
      method: 'get',
      path: '/v1/staff/{person}',
      summary: 'A person of this organisation, with its passkeys',
      tag: 'staff',
      who: ['holder'],
      duties: ['administrator', 'auditor'],
      params,
      reply: {
        status: 200,
        description: 'The person; also one who ended.',
        schema: z.object({ person: staffMember, passkeys: z.array(staffPasskey), changes: staffChanges }),
      },
      handle: async ({ params: { person: id } }) => ({
        person: staff.describe(persons.find(id)),
        passkeys: describePasskeys(passkeys.of(id)),
        changes: describeChanges(staff.changesOf(id), persons),
      }),
    }),
    route({
      method: 'put',
      path: '/v1/staff/{person}',
      summary: 'Give a person another name, other duties, or both',
      tag: 'staff',
      who: ['holder'],
      duties: ['administrator'],
      params,
      body: z
        .strictObject({ name: name.optional(), duties: duties.optional() })
        .refine((change) => Object.keys(change).length > 0, 'must name what is to change'),
      reply: { status: 200, description: 'It counts from the person’s next request on.', schema: staffMember },
      handle: async ({ params: { person: id }, body, caller }) => {
        if (caller.person === id && body.duties !== undefined) {
          throw new CustosError('FORBIDDEN', 'Nobody gives itself other duties. Ask another staff administrator.');
        }
        const change = {
          ...(body.name === undefined ? {} : { name: checkName(body.name, 'The name') }),
          ...(body.duties === undefined ? {} : { duties: body.duties }),
        };
        return staff.change(id, change, caller.person);
      },
    }),
    route({
      method: 'post',
      path: '/v1/staff/{person}/end',
      summary: 'End what a person does for the organisation, for good',
      tag: 'staff',
      who: ['holder'],
      duties: ['administrator'],
      params,
      reply: {
        status: 200,
        description:
          'Its code and passkeys are gone, its sessions here are void, and what was on its way to it is cut off; elsewhere they end within the hour.',
        schema: staffMember,
      },
      handle: async ({ params: { person: id } }) => {
        const ended = await staff.end(id);
        sessions.closeOf({ member, person: id });
        return staff.describe(ended);
      },
    }),
    route({
      method: 'post',
      path: '/v1/staff/{person}/invitations',
      summary: 'Make another one-time code for a person, in place of the one before',
      tag: 'staff',
      who: ['holder'],
      duties: ['administrator'],
      params,
      reply: {
        status: 201,
        description: 'The person makes one more passkey with it, such as after the loss of a device.',
        schema: z.object(oneTimeCode),
      },
      handle: async ({ params: { person: id }, caller }) => {
        const code = newCode();
        return { code, expires: await staff.reinvite(id, code, caller.person) };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/staff/{person}/invitations',
      summary: 'Take a person’s one-time code back that nobody has used',
      tag: 'staff',
      who: ['holder'],
      duties: ['administrator'],
      params,
      reply: {
        status: 200,
        description: 'It makes no passkey any more. Passkeys that were made stay.',
        schema: z.object({ withdrawn: z.boolean().meta({ description: 'Whether there was one that still counted.' }) }),
      },
      handle: async ({ params: { person: id } }) => ({ withdrawn: await staff.withdraw(id) }),
    }),
    route({
      method: 'delete',
      path: '/v1/staff/{person}/passkeys/{passkey}',
      summary: 'Remove a passkey of a person, such as of a device that was lost',
      tag: 'staff',
      who: ['holder'],
      duties: ['administrator'],
      params: params.extend({ passkey: credentialId }),
      reply: {
        status: 200,
        description:
          'It signs in no more, and the person’s sessions here have ended with what was on its way to them; elsewhere they end within the hour.',
        schema: z.object({ passkeys: z.array(staffPasskey) }),
      },
      handle: async ({ params: { person: id, passkey }, caller }) => {
        const left = await staff.removePasskey(id, passkey, caller.person);
        sessions.closeOf({ member, person: id });
        return { passkeys: describePasskeys(left) };
      },
    }),
  ];
}

function by({ person }: Pick<Caller, 'person'>): { readonly invitedBy?: Digest } {
  return person === undefined ? {} : { invitedBy: person };
}
