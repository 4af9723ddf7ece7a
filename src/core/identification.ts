import { toHex } from './bytes.ts';
import { canonicalBytes, type Json } from './canonical.ts';
import { domainHash } from './hash.ts';
import type { Address, Digest, Pseudonym } from './ids.ts';
import { address, digest, integer, type MemberRule, object, oneOf, optional, rule } from './shape.ts';

/** As what somebody acts for another one. */
export interface GuardianTerms {
  readonly as: 'parent' | 'legal-representative';
  /** Digest of what shows it: a birth certificate, a court order. */
  readonly document: Digest;
  /** Last second, which the ledger does not have; absent until it is removed. */
  readonly until?: number | undefined;
}

/** How somebody was identified before a signer was bound, by whom: its digest stands on chain with the binding. */
export interface IdentificationStatement {
  readonly v: 1;
  readonly kind: 'identification';
  /** Whom the signer acts for. */
  readonly subject: Pseudonym;
  /** How the person was identified, in words. */
  readonly text: string;
  /** Digest of the evidence, such as a copy of a document. */
  readonly document?: Digest;
  /** Where it is not the patient's own signer. */
  readonly guardian?: GuardianTerms;
  /** The member that did it, and the pseudonym of its person, where persons act for it. */
  readonly member: Address;
  readonly person?: Digest;
  /** In ms since 1970 UTC. */
  readonly at: number;
  /** Random: nobody guesses from the chain how somebody was identified. */
  readonly salt: Digest;
}

/** Members of a statement. */
export const IDENTIFICATION_STATEMENT: Readonly<Record<keyof IdentificationStatement, MemberRule>> = {
  v: oneOf(1),
  kind: oneOf('identification'),
  subject: digest,
  text: rule('text', (value) => typeof value === 'string'),
  document: optional(digest),
  guardian: optional(
    object(
      { as: oneOf('parent', 'legal-representative'), document: digest, until: optional(integer()) },
      'statement.guardian',
    ),
  ),
  member: address,
  person: optional(digest),
  at: integer(),
  salt: digest,
};

/** H(identification, RFC 8785 of the statement): what a binding has on chain. */
export function identificationDigest(statement: IdentificationStatement): Digest {
  return toHex(domainHash('identification', canonicalBytes(statement as unknown as Json))) as Digest;
}
