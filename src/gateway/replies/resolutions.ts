import { z } from 'zod';
import { address, milliseconds } from '../http/schemas.ts';
import { person, staffMember } from './staff.ts';

export const resolvedPerson = staffMember
  .pick({ person: true, name: true, origin: true, duties: true, account: true, from: true, ended: true })
  .meta({ id: 'ResolvedPerson', description: 'Whose a pseudonym is.' });

export const resolution = z
  .object({
    person: person.meta({ description: 'The pseudonym that was asked about.' }),
    member: address.meta({ description: 'The member that asked.' }),
    by: person.optional().meta({ description: 'Its person, where one asked.' }),
    name: z.string().optional().meta({
      description: 'What the person is called: for the organisation itself, and for who was told by this answer.',
    }),
    reason: z.string(),
    time: milliseconds,
  })
  .meta({ id: 'Resolution', description: 'That somebody was told whose a pseudonym is.' });
