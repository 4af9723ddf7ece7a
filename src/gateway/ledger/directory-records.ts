import type { Hex } from '../../core/bytes.ts';
import type { Address, DatasetId, Digest, GrantId, GroupId, Pseudonym } from '../../core/ids.ts';
import type { CONSENT_POLICIES } from '../../ledger/words.ts';

/** Times of the ledger in seconds. */
export interface MemberRecord {
  readonly identity: Address;
  account: Address;
  readonly principal: Address;
  /** Commitment of its organisation's name; zero for none. */
  organisation: Digest;
  roles: readonly string[];
  status: 'active' | 'suspended' | 'removed';
  endpoint: string;
  readonly since: number;
}

/** A key by which an organisation vouches for its persons. */
export interface SessionKeyRecord {
  /** The organisation. */
  readonly member: Address;
  /** By which it is removed: keccak256 of the key. */
  readonly keyHash: Digest;
  readonly key: Hex;
  /** Account that named it: with its standing the key ends. */
  readonly by: Address;
  readonly from: number;
  /** Last second. */
  readonly until: number;
  removed: boolean;
}

/** Who is in it stands with the decision (consent/members.ts). */
export interface GroupRecord {
  readonly group: GroupId;
  /** Who lets members in: a member, or Membership itself for the consortium. */
  readonly steward: Address;
  /** Commitment of its name. */
  readonly label: Digest;
  readonly createdAt: number;
}

export interface VersionRecord {
  readonly version: number;
  readonly manifestRoot: Digest;
  readonly purposes: bigint;
  readonly sharedCount: number;
  readonly identifiable: boolean;
  readonly policy: (typeof CONSENT_POLICIES)[number];
  readonly publishedAt: number;
  supersededAt: number;
}

export interface EdgeRecord {
  readonly dataset: DatasetId;
  readonly version: number;
  readonly parentDataset: DatasetId;
  readonly parentVersion: number;
  readonly relation: number;
  readonly processDigest: Digest;
}

export interface DatasetRecord {
  readonly dataset: DatasetId;
  readonly holder: Address;
  readonly versions: VersionRecord[];
  retiredAt: number;
}

export interface SignerRecord {
  readonly subject: Pseudonym;
  /** Zero for a passkey. */
  readonly account: Address;
  readonly kind: number;
  readonly from: number;
  /** Last second; 0 for no end. */
  until: number;
  /** Second from which it is removed; 0 where it is not. */
  removedAt: number;
  /** Second at which it ends that was reported stolen, and that only withdraws until then; 0 for none. */
  leavesAt: number;
}

/** What stands of a subject beside its grants and signers, once any of it was set. */
export interface SubjectRecord {
  /** A value of `OPT_OUT_LEVEL`. */
  optOut: number;
  /** Of opt-outs that are signed now. */
  optOutTurn: number;
  /** Its own signer set it: no guardian ends it. */
  isOptOutOwn: boolean;
  /** Last second; 0 for none. */
  pausedUntil: number;
  pauseTurn: number;
  isPauseOwn: boolean;
  /** A value of `STAGE`. */
  stage: number;
  /** Of signers that are added now. */
  nonce: number;
}

/** What the first binding asked of a subject whose consent was on paper until then. */
export interface AskedRecord {
  readonly signer: Digest;
  /** Second from which the signer counts. */
  readonly from: number;
  /** Last second of recorded grants that are not kept; 0: they stay. */
  readonly until: number;
}

/** What lists show of a permit beside what decisions rest on (consent/permits.ts); 0 for what was not done. */
export interface PermitRecord {
  readonly requester: Address;
  readonly recipientKeyDigest: Digest;
  readonly termsDigest: Digest;
  readonly authorityDigest: Digest;
  /** Zero until it is countersigned. */
  authority: Address;
  readonly issuedAt: number;
  acceptedAt: number;
  countersignedAt: number;
  revokedAt: number;
}

export interface ConsentRecord {
  readonly grant: GrantId;
  readonly subject: Pseudonym;
  readonly kind: 'self' | 'guardian' | 'recorded';
  readonly grantedAt: number;
  revoked: boolean;
  /** 0 until it is revoked. */
  revokedAt: number;
  /** Recorded, and kept by a signer of the subject. */
  kept: boolean;
}
