import type { ErrorDetails } from '../core/errors.ts';
import type { Address, DatasetId, Digest } from '../core/ids.ts';
import type { ImportReport } from '../core/import-report.ts';
import type { DraftChanges } from '../core/version-changes.ts';

interface VersionAnswer {
  readonly version: number;
  readonly manifestRoot: string;
  readonly publishedAt: number;
  readonly supersededAt: number;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly identifiable: boolean;
  readonly items?: number;
  readonly sharedCount: number;
}

/** `GET /v1/members`; times in seconds. */
export interface MemberAnswer {
  readonly identity: Address;
  readonly account: Address;
  readonly principal: Address;
  readonly roles: readonly string[];
  readonly status: 'active' | 'suspended' | 'removed';
  /** Of its organisation, where the gateway knows it. */
  readonly name?: string;
  readonly endpoint: string;
  readonly since: number;
}

/** `GET /v1/datasets/{dataset}`; times in seconds. */
export interface DatasetAnswer {
  readonly dataset: DatasetId;
  readonly name: string;
  readonly holder: Address;
  readonly retiredAt: number;
  readonly versions: readonly VersionAnswer[];
}

/** `GET /v1/permits`; times in seconds. */
export interface PermitAnswer {
  readonly permit: number;
  readonly requester: Address;
  readonly dataset: DatasetId;
  readonly purpose: number;
  readonly state: string;
  readonly from: number;
  readonly until: number;
  readonly identifiable: boolean;
  readonly basis: string;
  /** Zero where no agreement goes with it. */
  readonly termsDigest: Digest;
}

/** `GET /v1/imports/{import}`. */
export interface ImportAnswer {
  readonly import: string;
  readonly dataset: DatasetId;
  readonly state: 'running' | 'ready' | 'failed' | 'discarded';
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number };
  readonly report?: ImportReport;
  /** Version that holds just the same. */
  readonly unchangedSince?: number | null;
  /** Against the last published version, where there is one. */
  readonly changes?: DraftChanges | null;
  readonly error?: JobError;
  /** Of a draft that was ordered to be published. */
  readonly publication?: {
    readonly state: 'running' | 'published' | 'failed';
    /** In patients. */
    readonly progress: { readonly phase: 'enrol' | 'publish'; readonly done: number; readonly total: number };
    readonly published?: PublishedAnswer;
    readonly error?: JobError;
  };
}

interface JobError {
  readonly code: string;
  readonly detail: string;
  readonly details?: ErrorDetails;
}

/** What a publication came to. */
export interface PublishedAnswer {
  readonly version: number;
  readonly manifestRoot: string;
  readonly items: number;
  readonly shared: number;
  readonly subjects: number;
  /** Whose pseudonym another holder enrolled first. */
  readonly taken: number;
  readonly warnings: readonly string[];
}

/** `GET /v1/subjects`. */
export interface SubjectAnswer {
  readonly subject: string;
  readonly identifiers: readonly string[];
  readonly bound: boolean;
  readonly optOut: string;
  readonly grants: number;
}

/** `GET /v1/consents`; times in seconds. */
export interface GrantAnswer {
  readonly grant: string;
  readonly subject: string;
  readonly kind: 'self' | 'guardian' | 'recorded';
  readonly grantedAt: number;
  readonly active: boolean;
  /** Whether the ledger has it or not yet. */
  readonly withdrawn: boolean;
  /** 0 where the ledger has no withdrawal of it. */
  readonly revokedAt: number;
  /** Recorded from paper, and its subject has not said yet whether it keeps it. */
  readonly awaitsAnswer: boolean;
  /** Last second to keep it; left out where it stays. */
  readonly answerBy?: number;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly grantee: string;
  readonly dataset: string;
  readonly from: number;
  readonly until: number;
  /** Digest of the information text that was shown. */
  readonly notice: Digest;
  /** Bitmap of the categories that are left out. */
  readonly excluded: number;
  readonly identifiable: boolean;
}

/** What ends a permit or a dataset. */
export interface EndedAnswer {
  readonly pending: boolean;
  readonly height?: number;
}

export function endedWords(what: string, { pending, height }: EndedAnswer): string {
  if (!pending) return `${what} (block ${height}).`;
  return `${what} here. The ledger does not answer; the gateway tells it as soon as it does.`;
}

/** What a gateway says has less effect than it seems, a line each. */
export function warningLines(warnings: readonly string[] = []): string[] {
  return warnings.map((warning) => `WARNING: ${warning}`);
}
