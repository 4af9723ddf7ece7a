import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import type { Caller } from '../auth/caller.ts';
import type { Sessions } from '../auth/sessions.ts';
import { type Route, route } from '../http/route.ts';
import { creationOptions, registration } from '../http/webauthn-schemas.ts';
import {
  credentialId,
  describeChanges,
  describePasskeys,
  deviceName,
  staffChanges,
  staffMember,
  staffPasskey,
} from '../replies/staff.ts';
import type { Staff } from '../staff/staff.ts';

export interface OwnPasskeyDeps {
  readonly staff: Staff;
  readonly sessions: Sessions;
}

const passkeys = z.object({ passkeys: z.array(staffPasskey) });

/** What a person of the organisation sees of itself, and its own passkeys. */
export function ownPasskeyRoutes({ staff, sessions }: OwnPasskeyDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/me/staff',
      summary: 'Who I am to my organisation: name, duties, passkeys, and what was changed of these and by whom',
      tag: 'staff',
      who: ['person'],
      duties: 'any',
      reply: {
        status: 200,
        description: 'Myself. A change that I know nothing of is to be told to a staff administrator at once.',
        schema: passkeys.extend({ person: staffMember, changes: staffChanges }),
      },
      handle: async ({ caller }) => {
        const person = staff.persons.find(personOf(caller));
        return {
          person: staff.describe(person),
          passkeys: describePasskeys(staff.passkeys.of(person.person)),
          changes: describeChanges(staff.changesOf(person.person), staff.persons),
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/me/passkeys/options',
      refuses: ['CONFLICT', 'UNAVAILABLE'],
      summary: 'Get what a browser makes one more passkey of mine from',
      tag: 'staff',
      who: ['person'],
      duties: 'any',
      reply: { status: 200, description: 'Options, for five minutes.', schema: creationOptions },
      handle: async ({ caller }) => staff.ownOptions(personOf(caller)),
    }),
    route({
      method: 'post',
      path: '/v1/me/passkeys',
      refuses: ['CHALLENGE_INVALID', 'SIGNATURE_INVALID', 'CONFLICT'],
      summary: 'Keep one more passkey of mine',
      tag: 'staff',
      who: ['person'],
      duties: 'any',
      body: z.strictObject({ registration, name: deviceName }),
      reply: { status: 201, description: 'I can sign in with it.', schema: passkeys },
      handle: async ({ caller, body }) => {
        return { passkeys: describePasskeys(await staff.addPasskey(personOf(caller), body.registration, body.name)) };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/me/passkeys/{passkey}',
      summary: 'Remove a passkey of mine, such as of a device that I lost',
      tag: 'staff',
      who: ['person'],
      duties: 'any',
      params: z.object({ passkey: credentialId }),
      reply: {
        status: 200,
        description: 'It signs in no more, and my other sessions here have ended with what was on its way to them.',
        schema: passkeys,
      },
      handle: async ({ caller, params: { passkey } }) => {
        const person = personOf(caller);
        const left = await staff.removePasskey(person, passkey, person);
        sessions.closeOf(caller.session.vouched, caller.session);
        return { passkeys: describePasskeys(left) };
      },
    }),
  ];
}

function personOf({ person }: Caller): Digest {
  if (person !== undefined) return person;
  throw new CustosError(
    'FORBIDDEN',
    'Only a person of the organisation has passkeys here; an account signs in with its key.',
  );
}
