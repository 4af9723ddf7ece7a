import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { toHex } from '../../core/bytes.ts';
import { categoriesOf } from '../../core/categories.ts';
import { CustosError } from '../../core/errors.ts';
import { type Address, ZERO_DIGEST } from '../../core/ids.ts';
import { purposesOf } from '../../core/purposes.ts';
import {
  FUTURE_GROUP_MEMBERS,
  granteeOf,
  IDENTIFIABLE_ITEMS,
  readGrantee,
  type Terms,
  termsFromJson,
  termsToJson,
} from '../../core/terms.ts';
import { answeredModifiers, USE_WORDS } from '../../core/use-answers.ts';
import { datasetId, digest, seconds } from '../http/schemas.ts';
import { category, modifier, permission } from '../http/use-schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';

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

/** The choice with the modifiers that its answers add. INPUT_INVALID where one is missing, or contradicts a modifier. */
export function answered<One extends Choice>(body: One): One {
  return { ...body, modifiers: [...answeredModifiers(body.modifiers, body)] };
}

/** Its terms, with a fresh salt. INPUT_INVALID for codes that are none, answers as `answered`, members who join later what is no group, and for a notice that is not published, or
 *  withdrawn. */
export function termsOf(state: LedgerState, holder: Address, body: Choice): Terms {
  const notices = state.index.members.notices(body.notice, holder);
  if (notices.every(({ withdrawnAt }) => withdrawnAt !== undefined)) {
    throw new CustosError(
      'INPUT_INVALID',
      'This holder or the consortium has not published the notice on chain, or has withdrawn it: a grant under it would not count.',
    );
  }
  const grantee = granteeOf(body.grantee);
  if (body.futureMembers && readGrantee(grantee).kind !== 'group') {
    throw new CustosError(
      'INPUT_INVALID',
      'Members who join later (futureMembers) can be covered by a consent for a group alone, and this one is for none.',
    );
  }
  const { modifiers } = answered(body);
  return termsFromJson(
    termsToJson({
      salt: toHex(randomBytes(32)),
      notice: body.notice,
      grantee,
      scope: body.dataset ?? ZERO_DIGEST,
      purposes: purposesOf([body.permission, ...modifiers]),
      excluded: categoriesOf(body.excluded),
      from: body.fromSeconds,
      until: body.untilSeconds,
      options: (body.futureMembers ? FUTURE_GROUP_MEMBERS : 0) | (body.identifiable ? IDENTIFIABLE_ITEMS : 0),
    }) as never,
  );
}
