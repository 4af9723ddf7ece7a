import { z } from 'zod';
import type { Address } from '../../core/ids.ts';
import { type Route, route } from '../http/route.ts';
import { handedCode } from '../http/schemas.ts';
import { creationOptions, registration } from '../http/webauthn-schemas.ts';
import type { Vouching } from '../ledger/vouching.ts';
import { deviceName, staffMember } from '../replies/staff.ts';
import type { Staff } from '../staff/staff.ts';

const code = handedCode(26, 'must be the 26 characters that the staff administrator handed out');

export interface StaffPasskeyDeps {
  readonly staff: Staff;
  readonly vouching: Pick<Vouching, 'requireAble'>;
  /** Identity of this gateway. */
  readonly gateway: Address;
}

/** How whoever was handed a one-time code makes the passkey by which it acts for the organisation. */
export function staffPasskeyRoutes({ staff, vouching, gateway }: StaffPasskeyDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/staff/passkeys/options',
      refuses: ['CHALLENGE_INVALID', 'CONFLICT', 'UNAVAILABLE'],
      leadsIn: true,
      summary: 'Get what a browser makes a passkey from, for the person who was handed the code',
      tag: 'staff',
      who: 'anyone',
      body: z.strictObject({ code }),
      reply: {
        status: 200,
        description: 'Options, for five minutes. The device lists the passkey by the person’s name.',
        schema: creationOptions,
      },
      handle: async ({ body }) => {
        const { person, name } = staff.invited(body.code);
        // Else the code would be used up, and nobody come in by what it made.
        await vouching.requireAble(gateway);
        return staff.passkeys.options(person, name);
      },
    }),
    route({
      method: 'post',
      path: '/v1/staff/passkeys',
      refuses: ['CHALLENGE_INVALID', 'SIGNATURE_INVALID', 'CONFLICT'],
      leadsIn: true,
      summary: 'Keep the passkey that a person made with its one-time code, which is used up by that',
      tag: 'staff',
      who: 'anyone',
      body: z.strictObject({
        code,
        registration,
        name: deviceName,
      }),
      reply: { status: 201, description: 'The person can sign in with it.', schema: staffMember },
      handle: async ({ body }) => staff.describe(await staff.enroll(body.code, body.registration, body.name)),
    }),
  ];
}
