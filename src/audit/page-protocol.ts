import type { AuditReport } from './report.ts';
import type { Level } from './source/coverage.ts';
import type { Range } from './source/range.ts';

/** Which ledger and log a page has audited, and how far. */
export interface AuditOrder {
  readonly chainId: number;
  readonly membership: string;
  readonly logId: string;
  readonly level?: Level;
  readonly range?: Range;
  /** Receipts that must be in the log. */
  readonly receipts?: readonly Uint8Array[];
  /** A block that whoever audits knows from elsewhere. */
  readonly known?: KnownBlock;
}

export interface KnownBlock {
  readonly height: number;
  readonly hash: string;
}

/** What became of the block that is known from elsewhere. */
export type KnownResult = 'same' | 'other' | 'not-reached';

/** What the page asks of the gateway for the verifier, which reaches nothing itself. */
export interface AskedOfPage {
  readonly type: 'ask';
  readonly id: number;
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly body?: string;
}

export type ToPage =
  | AskedOfPage
  | { readonly type: 'progress'; readonly step: 'ledger' | 'log'; readonly done: number; readonly of: number }
  | { readonly type: 'report'; readonly report: AuditReport; readonly known?: KnownResult }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

export type ToWorker =
  | { readonly type: 'start'; readonly order: AuditOrder }
  | { readonly type: 'answer'; readonly id: number; readonly status: number; readonly bytes: Uint8Array }
  | { readonly type: 'unanswered'; readonly id: number; readonly reason: string };
