import type { Address, Digest } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';

/** A person that its organisation vouched for. */
export interface Vouched {
  /** Keyed pseudonym: who it is, its organisation alone can say. */
  readonly person: Digest;
  /** Identity of the organisation. */
  readonly member: Address;
  /** keccak256 of the session key that signed. The session ends with the key. */
  readonly keyHash: Digest;
}

/** Who opened a session. */
export interface SignedIn {
  /** The account or the passkey that signed in; of a person, its organisation's account. */
  readonly signer: Signer;
  readonly vouched?: Vouched;
}
