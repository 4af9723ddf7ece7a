import type { Address, Digest, Pseudonym } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import type { DpopProof } from './dpop.ts';
import type { Session } from './sessions.ts';
import type { SignedIn } from './signed-in.ts';

/** What a caller can be to this gateway. `holder` is the one that this gateway acts for; a holder elsewhere is
 *  a mere `member` here. `person` is one of that holder's own, with a duty. `subject` is a signer that stands for one of this holder's subjects, `withdrawer` one that stands or ended within
 *  the last days: it takes back, and reads and allows nothing. */
export const ROLES = [
  'administrator',
  'holder',
  'requester',
  'environment',
  'authority',
  'clinician',
  'auditor',
  'member',
  'person',
  'subject',
  'withdrawer',
] as const;
export type Role = (typeof ROLES)[number];

/** Who calls, as the ledger sees it at this moment: a suspended member has lost its roles by the next request. */
export interface Caller {
  /** The account or the passkey that signed in; of a person, its organisation's account. */
  readonly signer: Signer;
  /** Who of the member's persons calls, by its pseudonym; absent where the member's account itself does. */
  readonly person?: Digest;
  /** Identity of the member, wherever it was rotated to. */
  readonly member?: Address;
  /** The subject that the caller's signer stands for. */
  readonly subject?: Pseudonym;
  /** The subject that it may withdraw for. */
  readonly withdraws?: Pseudonym;
  readonly signsAs?: 'self' | 'guardian';
  readonly roles: ReadonlySet<Role>;
  readonly session: Session;
  readonly proof: DpopProof;
}

/** Names the roles of who signed in from the ledger; pure look-ups, no I/O. */
export type Whois = (who: SignedIn) => Pick<Caller, 'member' | 'person' | 'subject' | 'withdraws' | 'roles'> & {
  /** Of the signer that signs or withdraws for a patient of this holder. */
  readonly signsAs?: 'self' | 'guardian';
  /** Set where it is an account of a member's that the ledger takes nothing of now. */
  readonly inactive?: 'suspended' | 'removed' | 'principal-inactive';
  /** Set of a person whose organisation's session key does not count any more. */
  readonly keyEnded?: true;
  /** Set where it signs for a patient of this holder from that second on. */
  readonly signsFrom?: number;
};
