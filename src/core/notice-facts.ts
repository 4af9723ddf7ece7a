import { canonicalText, type Json } from './canonical.ts';
import { CustosError } from './errors.ts';
import type { Digest } from './ids.ts';
import { noticeDigest } from './notice.ts';
import { checkShape, digest, oneOf, optional, rule, type Shape, text } from './shape.ts';

/** What a text is to another one. A *correction* changes nothing that anybody decided by: it asks nobody again. A *change* does. A
 *  *translation* is the same version in another language. */
export const NOTICE_KINDS = ['first', 'correction', 'change', 'translation'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Longer is no reason, but a text of its own. */
export const MAX_FACT_CHARACTERS = 500;
export const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[A-Z]{2})?$/;

/** What is said of an information text beside its words. */
export interface NoticeFacts {
  readonly kind: NoticeKind;
  /** The text that it corrects, changes or translates. */
  readonly of?: Digest | undefined;
  /** Why it was corrected or changed, for people. */
  readonly reason?: string | undefined;
  /** BCP 47: `pt`, `en-GB`. */
  readonly language: string;
  readonly study?: string | undefined;
  /** Who answers for the data. */
  readonly controller?: string | undefined;
  /** Of the ethics committee, by its reference. */
  readonly ethicsApproval?: string | undefined;
}

const words = rule(
  `text of 1 to ${MAX_FACT_CHARACTERS} characters`,
  (value) => typeof value === 'string' && value.trim() !== '' && value.length <= MAX_FACT_CHARACTERS,
);
const SHAPE: Shape = {
  kind: oneOf(...NOTICE_KINDS),
  of: optional(digest),
  reason: optional(words),
  language: text(LANGUAGE_TAG, 'a language such as pt or en-GB'),
  study: optional(words),
  controller: optional(words),
  ethicsApproval: optional(words),
};

/** INPUT_INVALID for facts that no text can have: a correction or change of nothing or without its reason, a first one of another. */
export function checkNoticeFacts(value: object): NoticeFacts {
  const facts = checkShape(value as Json, SHAPE, 'facts') as unknown as NoticeFacts;
  const { kind, of, reason } = facts;
  if ((kind === 'first') !== (of === undefined)) {
    throw invalid(
      kind === 'first' ? 'A first text is of no other one.' : `Name the text of which it is a ${kind} (of).`,
    );
  }
  if ((kind === 'correction' || kind === 'change') && reason === undefined) {
    throw invalid(`Say why: a ${kind} has its reason.`);
  }
  return facts;
}

/** What stands on chain for them: the digest of a notice whose text is canonical JSON, naming the text that they are of. */
export function noticeFactsDigest(notice: Digest, facts: NoticeFacts): Digest {
  const said = Object.entries(facts).filter(([, value]) => value !== undefined);
  return noticeDigest(canonicalText({ v: 1, notice, ...Object.fromEntries(said) } as Json));
}

function invalid(message: string): CustosError {
  return new CustosError('INPUT_INVALID', message);
}
