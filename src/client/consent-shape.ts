import type { Address, Digest, GrantId, Pseudonym } from '../core/ids.ts';
import { address, boolean, digest, integer, oneOf, optional } from '../core/shape.ts';
import { anyText, count, many, type ShapeOf, texts } from './answers.ts';

/** A patient's consent as the gateway shows it; times in seconds since 1970 UTC. */
export interface Consent {
  readonly grant: GrantId;
  readonly subject: Pseudonym;
  /** Who gave it; `recorded`: the holder, from a paper form. */
  readonly kind: 'self' | 'guardian' | 'recorded';
  readonly grantedAt: number;
  /** Neither withdrawn nor ended, nor past its period. */
  readonly active: boolean;
  /** Whether the ledger has it or not yet. */
  readonly withdrawn: boolean;
  /** 0 where the ledger has no withdrawal of it. */
  readonly revokedAt: number;
  /** Recorded from paper, and its subject has not said yet whether it keeps it. */
  readonly awaitsAnswer: boolean;
  /** Last second to keep it; left out where it stays. */
  readonly answerBy?: number;
  /** Code of the DUO permission, such as HMB; `unknown` where the terms are gone. */
  readonly permission: string;
  /** Codes of its modifiers, such as NCU. */
  readonly modifiers: readonly string[];
  /** A member or a group, padded to 32 bytes; zero for any requester. */
  readonly grantee: Digest;
  /** Zero for all of the holder's. */
  readonly dataset: Digest;
  readonly from: number;
  /** The last one. */
  readonly until: number;
  /** Digest of the information text that was shown; zero where the terms are gone. */
  readonly notice: Digest;
  /** What became of that text; absent where a consent is shown beside something else. */
  readonly noticeVersion?: 'newest' | 'corrected' | 'changed' | 'withdrawn';
  /** It counts, and the person is to be asked again: the text was changed or withdrawn since. */
  readonly asksAgain?: boolean;
  /** Bitmap of the categories that are left out. */
  readonly excluded: number;
  /** Whether it extends to items that identify the person. */
  readonly identifiable: boolean;
  /** Whether it extends to members who join the group later. */
  readonly futureMembers: boolean;
  /** Why one that counts has less effect than it says now, as `CheckedConsent` has it: for the holder, of the consents of one patient. */
  readonly reasons?: readonly string[];
  /** Of a consent for a group that counts: identities of the members that it covers now. The gateway's word. */
  readonly covers?: readonly Address[];
}

/** What a consent says, whoever says it. */
export type ConsentWords = Pick<
  Consent,
  | 'permission'
  | 'modifiers'
  | 'grantee'
  | 'dataset'
  | 'from'
  | 'until'
  | 'excluded'
  | 'identifiable'
  | 'futureMembers'
  | 'notice'
  | 'covers'
>;

export const CONSENT: ShapeOf<Consent> = {
  grant: digest,
  subject: digest,
  kind: oneOf('self', 'guardian', 'recorded'),
  grantedAt: count,
  active: boolean,
  withdrawn: boolean,
  revokedAt: count,
  awaitsAnswer: boolean,
  answerBy: optional(count),
  permission: anyText,
  modifiers: texts,
  grantee: digest,
  dataset: digest,
  from: count,
  until: count,
  notice: digest,
  noticeVersion: optional(oneOf('newest', 'corrected', 'changed', 'withdrawn')),
  asksAgain: optional(boolean),
  excluded: integer(0, 0xffff_ffff),
  identifiable: boolean,
  futureMembers: boolean,
  reasons: optional(texts),
  covers: optional(many(address)),
};
