import { z } from 'zod';
import { address, digest, milliseconds, pseudonym, seconds } from '../http/schemas.ts';
import { guardianAs } from './signers.ts';

/** Who did something for a member. */
const actor = {
  member: address.meta({ description: 'The member that did it.' }),
  person: digest.optional().meta({ description: 'Pseudonym of its person, where persons act for it.' }),
};

export const statement = z
  .object({
    v: z.literal(1),
    kind: z.literal('identification'),
    subject: pseudonym,
    text: z.string().meta({ description: 'How the person was identified, in words.' }),
    document: digest.optional().meta({ description: 'Of the evidence, such as a copy of a document.' }),
    guardian: z
      .object({
        as: guardianAs,
        document: digest.meta({ description: 'Of what shows it.' }),
        until: seconds.optional().meta({ description: 'Last second; until it is removed where absent.' }),
      })
      .optional(),
    ...actor,
    at: milliseconds.meta({ description: 'When the person was identified, in ms since 1970 UTC.' }),
    salt: digest.meta({ description: 'Random.' }),
  })
  .meta({
    id: 'IdentificationStatement',
    description: 'How somebody was identified, by whom: a binding has its digest on chain.',
  });

export const acted = z.object({ ...actor, at: milliseconds });
