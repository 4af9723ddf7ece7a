import type { Address, DatasetId, Digest, GrantId, GroupId, Pseudonym } from '../core/ids.ts';
import type { EventFacts } from '../ledger/abi.ts';

/** A block of the ledger. */
export interface Block {
  readonly height: number;
  readonly hash: Digest;
  /** Its timestamp in ms since 1970 UTC (whole seconds). */
  readonly time: number;
}

/** The part of the ledger's events that decisions rest on, named as in contracts/interfaces. Times that they carry are
 *  in seconds. */
export type ConsentEvent = { readonly at: Block } & (MemberEvent | DatasetEvent | PermitEvent | SubjectEvent);

/** What decides nothing. */
export interface OtherEvent {
  readonly name: Exclude<keyof EventFacts, ConsentEvent['name']>;
  readonly at: Block;
}

type Integer = number | bigint;

export type MemberEvent =
  | {
      readonly name: 'MemberAdded';
      readonly identity: Address;
      readonly principal: Address;
      readonly ordinal: Integer;
      readonly roles: Integer;
    }
  | { readonly name: 'MemberRolesSet'; readonly identity: Address; readonly roles: Integer }
  | { readonly name: 'MemberSuspended' | 'MemberResumed' | 'MemberRemoved'; readonly identity: Address }
  | { readonly name: 'MemberRotated'; readonly identity: Address; readonly to: Address }
  | { readonly name: 'GroupJoined' | 'GroupLeft'; readonly group: GroupId; readonly identity: Address }
  | {
      readonly name: 'NoticePublished' | 'NoticeWithdrawn';
      readonly notice: Digest;
      readonly publisher: Address;
    };

export type DatasetEvent =
  | { readonly name: 'DatasetRegistered'; readonly dataset: DatasetId; readonly holder: Address }
  | {
      readonly name: 'DatasetPublished';
      readonly dataset: DatasetId;
      readonly version: Integer;
      readonly publication: {
        readonly purposes: Integer;
        readonly policy: Integer;
        readonly identifiable: boolean;
      };
    }
  | { readonly name: 'DatasetSuperseded'; readonly dataset: DatasetId; readonly version: Integer }
  | { readonly name: 'DatasetRetired'; readonly dataset: DatasetId };

export type PermitEvent =
  | {
      readonly name: 'PermitIssued';
      readonly permit: Integer;
      readonly terms: {
        readonly requester: Address;
        readonly dataset: DatasetId;
        readonly from: Integer;
        readonly until: Integer;
        readonly purpose: Integer;
        readonly delivery: Integer;
        readonly basis: Integer;
        readonly identifiable: boolean;
        readonly emergency: boolean;
        readonly attested: Integer;
        readonly disease: Integer;
        readonly recipientKeyDigest: Digest;
        readonly termsDigest: Digest;
      };
    }
  | { readonly name: 'PermitCountersigned' | 'PermitAccepted' | 'PermitRevoked'; readonly permit: Integer };

export type SubjectEvent =
  | { readonly name: 'SubjectEnrolled'; readonly subject: Pseudonym; readonly holder: Address }
  | { readonly name: 'OptOutSet'; readonly subject: Pseudonym; readonly level: Integer }
  | { readonly name: 'PauseSet'; readonly subject: Pseudonym; readonly until: Integer }
  | { readonly name: 'EpochRaised'; readonly subject: Pseudonym; readonly epoch: Integer }
  | { readonly name: 'SubjectErased'; readonly subject: Pseudonym }
  | {
      readonly name: 'SignerBound';
      readonly subject: Pseudonym;
      readonly signer: Digest;
      readonly from: Integer;
      readonly recordedUntil: Integer;
    }
  | { readonly name: 'SignerRemoved'; readonly subject: Pseudonym; readonly signer: Digest }
  | {
      readonly name: 'ConsentGranted';
      readonly subject: Pseudonym;
      readonly grant: GrantId;
      readonly kind: Integer;
    }
  | {
      readonly name: 'ConsentRecorded' | 'ConsentKept' | 'ConsentRevoked' | 'ConsentRevocationRecorded';
      readonly subject: Pseudonym;
      readonly grant: GrantId;
    };

/** Seconds, as the contracts count them. */
export function secondsOf(block: Block): number {
  return Math.floor(block.time / 1000);
}
