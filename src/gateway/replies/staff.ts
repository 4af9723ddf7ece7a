import { z } from 'zod';
import { DUTIES } from '../../core/duties.ts';
import { count, digest, milliseconds } from '../http/schemas.ts';
import type { StaffPasskey } from '../records/gateway-records.ts';

export const duty = z.enum(DUTIES).meta({
  id: 'Duty',
  description:
    'What somebody does for the organisation. administrator: staff and settings. data-manager: datasets, imports, patients, notices, consents on paper. reviewer: permits and groups. auditor: the log and who did what. researcher: uses permits, here and at the gateways of others.',
});

export const duties = z
  .array(duty)
  .min(1)
  .max(DUTIES.length)
  .refine((all) => new Set(all).size === all.length, 'must not name a duty twice');

/** Its description is that of a pseudonym: nothing about the person can be told from it. */
export const person = digest.meta({ description: 'Pseudonym of a person of the organisation.' });

export const staffMember = z
  .object({
    person,
    name: z.string(),
    origin: z.enum(['local', 'oidc']).meta({
      description: 'Whether it signs in with a passkey of this node, or with the organisation’s own sign-in.',
    }),
    duties: z.array(duty),
    account: z
      .object({ issuer: z.string(), subject: z.string() })
      .optional()
      .meta({ description: 'How the organisation’s own sign-in knows the person.' }),
    invitedBy: person.optional().meta({
      description: 'Who took the person in; absent where the organisation’s own account did, or its sign-in.',
    }),
    from: milliseconds,
    ended: milliseconds.optional(),
    invitedUntil: milliseconds.optional().meta({ description: 'Until when its one-time code counts, if it has one.' }),
    passkeys: count,
  })
  .meta({ id: 'StaffMember', description: 'A person through whom the organisation acts here.' });

export const staffPasskey = z
  .object({
    credential: z.string().meta({ description: 'Id of its credential, base64url.' }),
    name: z.string().meta({ description: 'What its owner calls the device.' }),
    created: milliseconds,
    used: milliseconds.optional(),
    fell: milliseconds
      .optional()
      .meta({ description: 'When its counter was first seen to fall: somebody may have copied it. Remove it then.' }),
  })
  .meta({ id: 'StaffPasskey' });

export const deviceName = z.string().trim().min(1).max(64).meta({ description: 'What the person calls the device.' });

export const credentialId = z
  .string()
  .max(1_364)
  .regex(/^[\w-]+$/, 'must be base64url without padding');

export const oneTimeCode = {
  code: z.string().meta({ description: 'Hand it to the person alone. It is not kept.' }),
  expires: milliseconds,
};

export function describePasskeys(passkeys: readonly StaffPasskey[]) {
  return passkeys.map(({ credential, name, created, used, fell }) => ({
    credential,
    name,
    created,
    ...(used === undefined ? {} : { used }),
    ...(fell === undefined ? {} : { fell }),
  }));
}
