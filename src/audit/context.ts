import type { Bytes } from '../core/bytes.ts';
import type { LogId } from '../core/ids.ts';
import type { FindingBook } from './findings.ts';
import type { Overdue } from './overdue.ts';
import type { Past } from './replay.ts';
import type { RequestProofs } from './request-proof.ts';
import type { Seen } from './seen-items.ts';
import type { LedgerSource, ParameterSource } from './sources.ts';
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

/** What became of a receipt that was given: the log has just that entry, has another one or none in its place, was not
 *  read so far, signed its checkpoint and nothing of what the receipt says beside it, or none of the ledger's logs signed
 *  any of it. */
export type ReceiptOutcome = 'confirmed' | 'contradicted' | 'not-read' | 'altered' | 'unknown';

export interface ReceiptResult {
  readonly outcome: ReceiptOutcome;
  /** Absent where it is unknown. */
  readonly logId?: LogId;
  readonly seq?: number;
}

/** What all parts of one audit share. */
export interface AuditContext {
  readonly source: LedgerSource;
  readonly past: Past;
  readonly book: FindingBook;
  readonly proofs: RequestProofs;
  readonly seen: Seen;
  readonly overdue: Overdue;
  /** Of the receipts and checkpoints given, those that a log of the ledger signed. */
  readonly recognised: Set<Bytes>;
  /** Of those receipts, what became of each. */
  readonly receipts: Map<Bytes, ReceiptResult>;
  /** Absent where the source's state cannot be asked. */
  readonly state: StateAudit | undefined;
  readonly options: AuditOptions;
}
