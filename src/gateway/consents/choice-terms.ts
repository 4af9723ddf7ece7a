import { randomBytes } from 'node:crypto';
import { toHex } from '../../core/bytes.ts';
import { categoriesOf } from '../../core/categories.ts';
import { CustosError } from '../../core/errors.ts';
import { type Address, type DatasetId, type Digest, ZERO_DIGEST } from '../../core/ids.ts';
import type { FormFault } from '../../core/paper-form.ts';
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
import { answeredModifiers, type UseAnswers } from '../../core/use-answers.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';

/** What a consent is for, in words. Times in seconds since 1970 UTC. */
export interface ChoiceWords extends UseAnswers {
  /** A member's identity or a group's id; any requester unless said. */
  readonly grantee?: string | undefined;
  readonly dataset?: DatasetId | undefined;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly excluded: readonly string[];
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly notice: Digest;
  readonly identifiable: boolean;
  readonly futureMembers: boolean;
}

/** The choice with the modifiers that its answers add. INPUT_INVALID as `givenAnswers`. */
export function answered<One extends ChoiceWords>(body: One): One {
  return { ...body, modifiers: [...answeredModifiers(body.modifiers, body)] };
}

/** What keeps an information text from being consented under now; undefined where nothing does. */
export function noticeFault(
  { index }: LedgerState,
  holder: Address,
  notice: Digest,
): Extract<FormFault, 'version-unknown' | 'version-withdrawn'> | undefined {
  const notices = index.members.notices(notice, holder);
  if (notices.length === 0) return 'version-unknown';
  return notices.every(({ withdrawnAt }) => withdrawnAt !== undefined) ? 'version-withdrawn' : undefined;
}

/** Its terms, with a fresh salt. INPUT_INVALID as `wordedTerms`, and for a notice that is not published, or withdrawn. */
export function termsOf(state: LedgerState, holder: Address, body: ChoiceWords): Terms {
  if (noticeFault(state, holder, body.notice) !== undefined) {
    throw new CustosError(
      'INPUT_INVALID',
      'This holder or the consortium has not published the notice on chain, or has withdrawn it: a grant under it would not count.',
    );
  }
  return wordedTerms(body);
}

/** Its terms, with a fresh salt, whatever became of its notice. INPUT_INVALID for codes that are none, answers as `answered`, and
 *  members who join later what is no group. */
export function wordedTerms(body: ChoiceWords): Terms {
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
