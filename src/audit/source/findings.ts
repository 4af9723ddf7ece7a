import type { LogId } from '../../core/ids.ts';

/** The promise (architecture, §2) that a finding says was broken. */
export type Rule = 'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6' | 'G7' | 'G8' | 'G9' | 'G11' | 'G13';

/** Every finding that an audit can make, and the promise that each breaks. A code never changes its meaning. */
export const FINDINGS = {
  // what the ledger's node answered
  LEDGER_HEADER_INVALID: 'G13',
  LEDGER_CHAIN_BROKEN: 'G13',
  LEDGER_RECEIPTS_DIFFER: 'G13',
  LEDGER_EVENT_HIDDEN: 'G13',
  LEDGER_EVENT_ADDED: 'G13',
  LEDGER_EVENT_ALTERED: 'G13',
  LEDGER_STATE_DIFFERS: 'G13',
  // the tree and its heads
  HEAD_DIFFERS: 'G5',
  HEAD_SHRINKS: 'G5',
  CHECKPOINT_INVALID: 'G5',
  CHECKPOINT_FORKED: 'G5',
  CHECKPOINT_BEHIND: 'G5',
  WITNESSED_FORK: 'G5',
  RESTORE_UNDECLARED: 'G5',
  DISCLOSED_DIFFERS: 'G5',
  HEAD_BY_STRANGER: 'G11',
  // completeness
  LOG_INCOMPLETE: 'G6',
  SEQUENCE_BROKEN: 'G6',
  RECEIPT_CONVICTS: 'G6',
  ENTRY_MALFORMED: 'G5',
  ENTRY_FOREIGN: 'G5',
  ENTRY_REFERENCE: 'G6',
  // time and blocks
  BLOCK_UNKNOWN: 'G9',
  BLOCK_DECREASES: 'G9',
  BLOCK_TOO_OLD: 'G9',
  TIME_DECREASES: 'G9',
  TIME_OUT_OF_BOUNDS: 'G9',
  UNANCHORED_TOO_LONG: 'G9',
  RELEASED_WHILE_UNANCHORED: 'G9',
  // who asked
  EVIDENCE_WITHHELD: 'G6',
  EVIDENCE_DIFFERS: 'G6',
  EVIDENCE_MALFORMED: 'G6',
  EVIDENCE_KIND: 'G6',
  SESSION_INVALID: 'G6',
  PROOF_INVALID: 'G6',
  PROOF_UNBOUND: 'G6',
  PROOF_STALE: 'G6',
  PROOF_REPLAYED: 'G6',
  REQUEST_DIFFERS: 'G6',
  SECOND_PERSON_MISSING: 'G6',
  // what was permitted
  REQUESTER_INACTIVE: 'G2',
  PERMIT_MISSING: 'G2',
  PERMIT_INACTIVE: 'G2',
  PERMIT_EXCEEDED: 'G2',
  BASIS_DIFFERS: 'G2',
  DATASET_UNFIT: 'G2',
  PURPOSE_NOT_COVERED: 'G2',
  IDENTIFIABLE_LOST: 'G2',
  // what was released
  OPENINGS_WITHHELD: 'G2',
  OPENINGS_MALFORMED: 'G2',
  ROWS_DIFFER: 'G2',
  ROW_NOT_OPENED: 'G2',
  ITEM_UNLISTED: 'G2',
  ITEM_TWICE: 'G2',
  ITEM_NOT_REQUESTED: 'G2',
  OWNER_DIFFERS: 'G2',
  SHARED_EXCEEDED: 'G2',
  SUBJECT_WITHHELD: 'G2',
  GRANT_MISSING: 'G2',
  GRANT_INACTIVE: 'G2',
  GRANT_NOT_COVERING: 'G2',
  GRANT_FORGED: 'G4',
  // revocation and erasure
  RELEASED_AFTER_REVOCATION: 'G3',
  REVOCATION_NOT_MINED: 'G3',
  REVOCATION_MALFORMED: 'G3',
  REVOCATION_VOID: 'G3',
  REVOCATION_WITHOUT_EFFECT: 'G3',
  REJECTION_UNFOUNDED: 'G3',
  ERASURE_UNFOUNDED: 'G8',
} as const satisfies Record<string, Rule>;

export type FindingCode = keyof typeof FINDINGS;

/** One broken promise, located. */
export interface Finding {
  readonly rule: Rule;
  readonly code: FindingCode;
  /** Completes the code for people; no personal data beyond what is in the log. */
  readonly message: string;
  readonly logId?: LogId;
  /** Sequence number of the entry. */
  readonly entry?: number;
  /** Facts by which another auditor finds it again. */
  readonly evidence?: Readonly<Record<string, string | number>>;
}

export interface Where {
  readonly logId?: LogId;
  readonly entry?: number;
}

const MAX_KEPT = 10_000;

/** Collects findings. A hostile log may break every rule a million times: beyond a bound only the number grows. */
export class FindingBook {
  readonly kept: Finding[] = [];
  total = 0;

  add(code: FindingCode, where: Where, message: string, evidence?: Finding['evidence']): void {
    this.total++;
    if (this.kept.length >= MAX_KEPT) return;
    this.kept.push({ rule: FINDINGS[code], code, message, ...where, ...(evidence === undefined ? {} : { evidence }) });
  }
}
