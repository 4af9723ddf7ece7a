import { z } from 'zod';
import { LESS_EFFECT } from '../../core/less-effect.ts';
import { type AskedUse, FORBIDDEN_BY, USE_WORDS } from '../../core/use-answers.ts';
import { datasetId, digest, seconds } from '../http/schemas.ts';
import { category, modifier, permission } from '../http/use-schemas.ts';

export const warnings = z
  .array(z.string())
  .meta({ description: 'Sentences on what will have less effect than it says.' });

export const reasons = z.array(z.enum(LESS_EFFECT)).meta({
  description: 'The reason of each of `warnings`, in their order, for programs that say it in their own words.',
});

function answer(use: AskedUse) {
  const forbidding = FORBIDDEN_BY[use].join(', ');
  return z
    .enum(['yes', 'no'])
    .optional()
    .meta({
      description: `What the person answered for ${USE_WORDS[use]}. It must be said, here or by a modifier that forbids it (${forbidding}), which is a no.`,
    });
}

/** What the person was asked. */
export const answers = {
  aiTraining: answer('aiTraining'),
  commercial: answer('commercial'),
  transferAbroad: answer('transferAbroad'),
};

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
  ...answers,
  identifiable: z.boolean().default(false),
  futureMembers: z.boolean().default(false),
};

export type Choice = z.output<z.ZodObject<typeof choice>>;
