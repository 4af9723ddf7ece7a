import type { ActBook, SeenAct, StaffReport } from './decision/acts.ts';
import { type AnnouncedErasure, announcedErasures } from './decision/erasures.ts';
import type { ReceiptBook, ReceiptResult } from './log/receipts.ts';
import type { LogReport, Reach } from './log-audit.ts';
import type { Past } from './past/replay.ts';
import { CHECKS, type CheckResult, type Coverage, LEVELS, type Level, type Unseen } from './source/coverage.ts';
import type { Finding, FindingBook } from './source/findings.ts';
import type { Range } from './source/range.ts';
import type { LedgerProof, LedgerSource } from './source/sources.ts';
import type { StateAudit } from './source/state-audit.ts';

/** What an audit came to. `clean` speaks of the level that it names and of nothing above it. */
export interface AuditReport {
  /** `findings`: a promise was broken. `could-not`: none was seen broken, and not all could be seen. */
  readonly verdict: 'clean' | 'findings' | 'could-not';
  /** The highest level at which everything was seen. */
  readonly level: Level | 'none';
  /** The level that was asked for. */
  readonly asked: Level;
  /** Which entries it speaks of; absent where of all. */
  readonly range?: Range;
  /** Whether enough known witnesses cosigned the published checkpoint of every log. */
  readonly witnessed: boolean;
  readonly ledger: {
    readonly chainId: number;
    readonly membership: string;
    readonly height: number;
    readonly hash: string;
    /** Blocks that were read, and how their events were proven. Absent where the source vouches for them itself. */
    readonly proof?: LedgerProof['blocks'];
    /** What releases rested on, read back from the state because receipts did not prove all events. */
    readonly state?: { readonly cells: number; readonly blocks: number };
  };
  /** Every check, and what was made of it. */
  readonly checks: readonly CheckResult[];
  readonly logs: readonly LogReport[];
  /** What became of each receipt that was given, in the order given. */
  readonly receipts: readonly ReceiptResult[];
  /** Places, from 0, of the parameters that were given and that no version on the ledger names: they were left aside. Absent
   *  where there are none. */
  readonly unmatchedParameters?: readonly number[];
  /** What an auditor or an authority may still object to. */
  readonly announcedErasures: readonly AnnouncedErasure[];
  /** Who ordered what in the holders' names, by the evidence of their logs: at most 10,000 acts. Empty where no evidence was
   *  asked for. */
  readonly acts: readonly SeenAct[];
  /** For each person, and each holder's account, what it did, and whom it let bind a signer. Empty as `acts`. */
  readonly staff: readonly StaffReport[];
  /** At most 10,000 of them. */
  readonly findings: readonly Finding[];
  readonly unseen: Readonly<Unseen>;
  readonly counts: {
    readonly findings: number;
    readonly entries: number;
    /** Within the range, and old enough to be decided. */
    readonly within: number;
    readonly releases: number;
    readonly rows: number;
    readonly unanchored: number;
    readonly newer: number;
    /** Also those beyond the ones that are listed. */
    readonly acts: number;
    readonly openEmergencies: number;
    /** On their way to the ledger. */
    readonly openWithdrawals: number;
    /** Acknowledged, and refused by the ledger. */
    readonly rejectedWithdrawals: number;
    /** Acknowledged too late for what they were signed for. */
    readonly lateWithdrawals: number;
    /** Brought to the chain later than the policy gives, or lost there by it. */
    readonly overdueWithdrawals: number;
  };
}

/** Of what the report is. */
interface Audited {
  readonly ledger: LedgerSource;
  readonly past: Past;
  readonly reach: Reach;
  /** Cosignatures that make a log witnessed. */
  readonly quorum: number;
  /** See `AuditReport.unmatchedParameters`. */
  readonly unmatched: readonly number[];
  readonly acts: ActBook;
}

export function conclude(
  { ledger, past, reach, quorum, unmatched, acts }: Audited,
  logs: readonly LogReport[],
  { receipts, results }: ReceiptBook,
  book: FindingBook,
  coverage: Coverage,
  state: StateAudit | undefined,
): AuditReport {
  const proof = ledger.proof?.().blocks;
  const asked = reach.level;
  const isRanged = reach.range.from !== undefined || reach.range.to !== undefined;
  const level = reached(asked, coverage.unseen);
  const sum = (of: (log: LogReport) => number) => logs.reduce((total, log) => total + of(log), 0);
  const isEmpty = !isRanged && sum((log) => log.entries) === 0;
  const seen = level === asked && logs.length > 0 && (isEmpty || sum((log) => log.within) > 0);
  return {
    verdict: book.total > 0 ? 'findings' : seen ? 'clean' : 'could-not',
    level,
    asked,
    ...(isRanged ? { range: reach.range } : {}),
    witnessed: logs.length > 0 && logs.every(({ cosignatures }) => cosignatures >= quorum),
    ledger: {
      ...ledger.ledger,
      height: past.head.height,
      hash: past.head.hash,
      ...(proof ? { proof } : {}),
      ...(proof?.stated && state ? { state: state.counts } : {}),
    },
    checks: coverage.results(asked),
    logs,
    receipts: receipts.map((bytes) => results.get(bytes) ?? { outcome: 'unknown' }),
    ...(unmatched.length > 0 ? { unmatchedParameters: unmatched } : {}),
    announcedErasures: announcedErasures(past),
    acts: acts.acts,
    staff: asked === 'log' ? [] : acts.report(past),
    findings: book.kept,
    unseen: coverage.unseen,
    counts: {
      findings: book.total,
      entries: sum((log) => log.entries),
      within: sum((log) => log.within),
      releases: sum((log) => log.releases),
      rows: sum((log) => log.rows),
      unanchored: sum((log) => log.unanchored),
      newer: sum((log) => log.newer),
      acts: acts.total,
      openEmergencies: sum(({ open }) => open.emergencies.length),
      openWithdrawals: sum(({ open }) => open.pending.length),
      rejectedWithdrawals: sum(({ open }) => open.rejected.length),
      lateWithdrawals: sum(({ open }) => open.late.length),
      overdueWithdrawals: sum(({ open }) => open.overdue.length),
    },
  };
}

/** The highest level below which nothing stands in the way. */
function reached(asked: Level, unseen: Unseen): Level | 'none' {
  let level: Level | 'none' = 'none';
  for (const next of LEVELS) {
    const gaps = Object.values(CHECKS).flatMap(({ level: of, gaps }): readonly (keyof Unseen)[] =>
      of === next ? gaps : [],
    );
    if (gaps.some((gap) => unseen[gap] > 0)) return level;
    level = next;
    if (next === asked) return level;
  }
  return level;
}
