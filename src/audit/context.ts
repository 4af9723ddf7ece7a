import type { Bytes } from '../core/bytes.ts';
import type { Overdue } from './decision/overdue.ts';
import type { ReceiptBook } from './log/receipts.ts';
import type { Seen } from './log/seen-items.ts';
import type { Past } from './past/replay.ts';
import type { RequestProofs } from './proof/request-proof.ts';
import type { FindingBook } from './source/findings.ts';
import type { LedgerSource, ParameterSource } from './source/sources.ts';
import type { StateAudit } from './state-audit.ts';

/** How far an audit looks. Each level includes those before it. */
export const LEVELS = ['log', 'evidence', 'openings'] as const;
export type Level = (typeof LEVELS)[number];

export interface AuditOptions {
  /** How far to look. Default: as far as the log sources offer. What is missing below it is never called clean. */
  readonly level?: Level;
  /** Verifier keys (cosignature/v1) of witnesses that the auditor trusts. */
  readonly witnesses?: readonly string[];
  /** Cosignatures that make a log witnessed. Default 1. */
  readonly quorum?: number;
  /** Receipts (tlog-proof@v1) that requesters and subjects hold. */
  readonly receipts?: readonly Bytes[];
  /** Checkpoints that others kept, such as witnesses. */
  readonly checkpoints?: readonly Bytes[];
  /** Whether the auditor's role entitles it to evidence and openings: an entry without them is then a finding, not a
   *  gap. Default true where the source offers them. */
  readonly entitled?: boolean;
  readonly parameters?: ParameterSource;
  /** Everything above a MONDO id. */
  readonly diseases?: (disease: string) => ReadonlySet<string> | undefined;
  /** Told after each bundle. */
  readonly onProgress?: (logId: string, entries: number, size: number) => void;
}

/** What all parts of one audit share. */
export interface AuditContext {
  readonly source: LedgerSource;
  readonly past: Past;
  readonly book: FindingBook;
  readonly proofs: RequestProofs;
  readonly seen: Seen;
  readonly overdue: Overdue;
  readonly receipts: ReceiptBook;
  /** Absent where the source's state cannot be asked. */
  readonly state: StateAudit | undefined;
  readonly options: AuditOptions;
}
