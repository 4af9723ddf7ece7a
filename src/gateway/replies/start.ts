import { z } from 'zod';
import { address } from '../http/schemas.ts';

const place = (description: string) => z.string().meta({ description });

/** What a gateway says of itself to whoever knows its address alone. */
export const start = z.object({
  name: z.literal('Custos gateway'),
  software: place('Name and version of the program.'),
  holder: address.meta({ description: 'Account of the holder whose datasets it serves.' }),
  organisation: place('What the holder is called, where this gateway knows it.').optional(),
  officer: z
    .object({ name: z.string(), telephone: z.string().optional(), email: z.string().optional() })
    .meta({
      description: 'The holder’s data protection officer, whom patients ask about their data, where one is named.',
    })
    .optional(),
  quickExit: place('Where the quick exit of patients’ pages leads, where the holder chose.').optional(),
  provider: z.boolean().meta({
    description:
      'Whether persons of the organisation sign in at a provider of its own (OpenID Connect) as well as by passkey.',
  }),
  sample: z.boolean().meta({ description: 'Whether it is a sample with invented people, as whom anybody may act.' }),
  codes: z.boolean().meta({
    description:
      'Whether one-time codes go out by e-mail, by which somebody stops the use of its data without signing in.',
  }),
  ledger: place('The ledger that it decides by.'),
  documentation: place('Path of the API’s page.'),
  openapi: place('Path of the API’s document.'),
  checkpoint: place('Path of the newest checkpoint of the access log.'),
});
export type Start = z.output<typeof start>;
