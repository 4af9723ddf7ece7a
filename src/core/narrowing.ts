import { toHex } from './bytes.ts';
import { canonicalBytes, type Json } from './canonical.ts';
import { domainHash } from './hash.ts';
import type { Digest, Pseudonym } from './ids.ts';
import { digest, integer, type MemberRule, oneOf, optional } from './shape.ts';

/** What a one-time code permits: it only narrows. */
export type CodeAct =
  | { readonly act: 'withdraw-all' }
  | { readonly act: 'opt-out'; readonly level: 'research' | 'all' }
  /** `until`: its last second, since 1970 UTC. */
  | { readonly act: 'pause'; readonly until: number };

/** That a code was used, and for what: its digest is the form of the call on chain. Times in ms since 1970 UTC. */
export type NarrowingStatement = CodeAct & {
  readonly v: 1;
  readonly kind: 'narrowing-by-code';
  readonly subject: Pseudonym;
  /** When the code was sent to the contact on file, and used. */
  readonly sent: number;
  readonly used: number;
  /** Random: nobody reads from the chain whether a form is a code or paper. */
  readonly salt: Digest;
};

/** Members of a statement. */
export const NARROWING_STATEMENT: Readonly<Record<string, MemberRule>> = {
  v: oneOf(1),
  kind: oneOf('narrowing-by-code'),
  subject: digest,
  act: oneOf('withdraw-all', 'opt-out', 'pause'),
  level: optional(oneOf('research', 'all')),
  until: optional(integer()),
  sent: integer(),
  used: integer(),
  salt: digest,
};

/** H(form, RFC 8785 of the statement): what stands on chain for it. */
export function narrowingForm(statement: NarrowingStatement): Digest {
  return toHex(domainHash('form', canonicalBytes(statement as unknown as Json))) as Digest;
}
