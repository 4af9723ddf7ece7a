import { z } from 'zod';
import { USE_WORDS } from '../../core/use-answers.ts';
import { datasetId, digest, seconds } from '../http/schemas.ts';
import { category, modifier, permission } from '../http/use-schemas.ts';

export const warnings = z
  .array(z.string())
  .meta({ description: 'Sentences on what will have less effect than it says.' });

function answer(use: string) {
  return z
    .enum(['yes', 'no'])
    .optional()
    .meta({
      description: `What the person answered for ${use}. Whoever answers this, training of AI models, commercial use or transfer answers all three, or forbids by a modifier; without any, the modifiers alone count.`,
    });
}

/** What a consent is for, as routes take it. */
export const choice = {
  grantee: z
    .string()
    .regex(/^0x(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'must be a member’s identity or a group’s id')
    .optional(),
  dataset: datasetId.optional(),
  permission,
  modifiers: z.array(modifier).max(32).default([]),
  excluded: z.array(category).max(32).default([]),
  fromSeconds: seconds,
  untilSeconds: seconds,
  notice: digest,
  aiTraining: answer(USE_WORDS.aiTraining),
  commercial: answer(USE_WORDS.commercial),
  transferAbroad: answer(USE_WORDS.transferAbroad),
  identifiable: z.boolean().default(false),
  futureMembers: z.boolean().default(false),
};

export type Choice = z.output<z.ZodObject<typeof choice>>;
