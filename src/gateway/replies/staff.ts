import { z } from 'zod';
import { DUTIES } from '../../core/duties.ts';
import type { Digest } from '../../core/ids.ts';
import { count, digest, milliseconds } from '../http/schemas.ts';
import type { KeptPersonChange, StaffPasskey } from '../records/gateway-records.ts';

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

export const staffChanges = z
  .array(
    z
      .object({
        what: z.enum(['renamed', 'duties', 'code-made', 'passkey-made', 'passkey-removed']).meta({
          description: '`code-made`: another one-time code, with which whoever has it makes a passkey of the person’s.',
        }),
        at: milliseconds,
        by: z.enum(['person', 'account', 'sign-in', 'code']).meta({
          description:
            '`person`: itself or another one. `account`: the organisation’s own. `sign-in`: the organisation’s sign-in said it. `code`: whoever had the person’s one-time code.',
        }),
        person: person.optional().meta({ description: 'Who did it, where a person did.' }),
        personName: z.string().optional().meta({ description: 'What that person was called here then.' }),
        name: z.string().optional().meta({ description: 'What the person was called from then on.' }),
        duties: z.array(duty).optional().meta({ description: 'All that it did from then on.' }),
        device: z.string().optional().meta({ description: 'What the device of the passkey is called.' }),
      })
      .meta({ id: 'StaffChange' }),
  )
  .meta({
    description:
      'What was changed of how the person stands here, the oldest first: the last 20 of each kind by itself, and by others.',
  });

/** People read it in a sentence, in quotation marks: it must not say how that goes on. */
export const deviceName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"“”„‟«»]*$/u, 'must hold neither quotation marks nor what cannot be seen')
  .meta({
    description: 'What the person calls the device: neither quotation marks nor what cannot be seen.',
    // Most readers of JSON Schema know no classes of Unicode: they would take the letters of their names for what is left out.
    override: { pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029"“”„‟«»]*$' },
  });

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

export function describeChanges(
  changes: readonly KeptPersonChange[],
  persons: { known(person: Digest): { readonly name: string } | undefined },
) {
  return changes.map(({ by, byName, ...change }) => {
    if (by === 'account' || by === 'sign-in' || by === 'code') return { ...change, by };
    const personName = byName ?? persons.known(by)?.name;
    return { ...change, by: 'person' as const, person: by, ...(personName === undefined ? {} : { personName }) };
  });
}
