import type { AuditContext, Level } from './context.ts';
import { type AnnouncedErasure, announcedErasures } from './decision/erasures.ts';
import type { ReceiptResult } from './log/receipts.ts';
import type { LogReport } from './log-audit.ts';
import type { Finding, Unseen } from './source/findings.ts';
import type { LedgerProof } from './source/sources.ts';

/** What an audit came to. `clean` speaks of the level that it names and of nothing above it. */
export interface AuditReport {
  /** `findings`: a promise was broken. `could-not`: none was seen broken, and not all could be seen. */
  readonly verdict: 'clean' | 'findings' | 'could-not';
  /** The highest level at which everything was seen. */
  readonly level: Level | 'none';
  /** The level that was asked for. */
  readonly asked: Level;
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
  readonly logs: readonly LogReport[];
  /** What became of each receipt that was given, in the order given. */
  readonly receipts: readonly ReceiptResult[];
  /** What an auditor or an authority may still object to. */
  readonly announcedErasures: readonly AnnouncedErasure[];
  /** At most 10,000 of them. */
  readonly findings: readonly Finding[];
  readonly unseen: Readonly<Unseen>;
  readonly counts: {
    readonly findings: number;
    readonly entries: number;
    readonly releases: number;
    readonly rows: number;
    readonly unanchored: number;
    readonly newer: number;
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

/** Gaps below which each level cannot be reached. */
const GAPS = {
  log: ['blocks', 'cells', 'logs', 'checkpoints', 'entries', 'receipts', 'unknownKinds', 'declaredLost'],
  evidence: ['evidence', 'sessions', 'rejections'],
  openings: ['openings', 'erasedRows', 'unrootedRows', 'sources', 'parameters'],
} as const satisfies Record<Level, readonly (keyof Unseen)[]>;

export function conclude(
  logs: readonly LogReport[],
  asked: Level,
  { past, book, source, options, receipts, state }: AuditContext,
): AuditReport {
  const proof = source.proof?.().blocks;
  const level = reached(asked, book.unseen);
  const seen = level === asked && logs.length > 0;
  const sum = (of: (log: LogReport) => number) => logs.reduce((total, log) => total + of(log), 0);
  return {
    verdict: book.total > 0 ? 'findings' : seen ? 'clean' : 'could-not',
    level,
    asked,
    witnessed: logs.length > 0 && logs.every(({ cosignatures }) => cosignatures >= (options.quorum ?? 1)),
    ledger: {
      ...source.ledger,
      height: past.head.height,
      hash: past.head.hash,
      ...(proof ? { proof } : {}),
      ...(proof?.stated && state ? { state: state.counts } : {}),
    },
    logs,
    receipts: receipts.receipts.map((bytes) => receipts.results.get(bytes) ?? { outcome: 'unknown' }),
    announcedErasures: announcedErasures(past),
    findings: book.kept,
    unseen: book.unseen,
    counts: {
      findings: book.total,
      entries: sum((log) => log.entries),
      releases: sum((log) => log.releases),
      rows: sum((log) => log.rows),
      unanchored: sum((log) => log.unanchored),
      newer: sum((log) => log.newer),
      openEmergencies: sum(({ open }) => open.emergencies.length),
      openWithdrawals: sum(({ open }) => open.pending.length),
      rejectedWithdrawals: sum(({ open }) => open.rejected.length),
      lateWithdrawals: sum(({ open }) => open.late.length),
      overdueWithdrawals: sum(({ open }) => open.overdue.length),
    },
  };
}

function reached(asked: Level, unseen: Unseen): Level | 'none' {
  let level: Level | 'none' = 'none';
  for (const next of ['log', 'evidence', 'openings'] as const) {
    if (GAPS[next].some((gap) => unseen[gap] > 0)) return level;
    level = next;
    if (next === asked) return level;
  }
  return level;
}

const UNSEEN_WORDS: Readonly<Record<keyof Unseen, string>> = {
  blocks: 'blocks of the ledger that no hash proves: what they say is their node’s word',
  cells: 'slots of the ledger’s contracts that releases rested on, and that no proof of its state showed',
  logs: 'logs without a source',
  checkpoints: 'logs without a checkpoint',
  entries: 'entries that were not served',
  receipts: 'receipts or checkpoints that none of these logs signed',
  unknownKinds: 'entries of an unknown kind',
  evidence: 'entries without their evidence',
  sessions: 'sessions of a kind that this auditor cannot verify',
  rejections: 'withdrawals rejected on chain, for reasons that could not be checked',
  openings: 'releases without their openings',
  erasedRows: 'rows of erased subjects',
  unrootedRows: 'rows beside erased ones, without their root',
  sources: 'items made from others, which no opening shows',
  parameters: 'decisions that hang on a parameter that was not at hand',
  declaredLost: 'entries that a restore declared lost',
};

const SHOWN = 50;

/** The report for people, in plain text. */
export function renderReport(report: AuditReport): string {
  return [
    ...verdictLines(report),
    ...logLines(report),
    ...erasureLines(report),
    ...findingLines(report),
    ...unseenLines(report),
  ].join('\n');
}

function verdictLines({ verdict, level, asked, witnessed, ledger, counts }: AuditReport): string[] {
  const words = {
    clean: `clean at level ${level}: no promise was seen broken`,
    findings:
      counts.findings === 1 ? '1 finding: a promise was broken' : `${counts.findings} findings: promises were broken`,
    'could-not': `could not tell at level ${asked}: nothing was seen broken, but not all could be seen`,
  };
  return [
    `Verdict: ${words[verdict]}.`,
    `Level reached: ${level}, of ${asked}; ${witnessed ? 'witnessed' : 'not witnessed'}.`,
    `Ledger: chain ${ledger.chainId}, Membership ${ledger.membership}, up to block ${ledger.height} (${ledger.hash}).`,
    proofLine(ledger.proof),
    ...stateLines(ledger),
    `Seen: ${counts.entries} entries, ${counts.releases} releases of ${counts.rows} items.`,
    ...(counts.newer > 0 ? [`Left to the next audit: ${counts.newer} entries on later blocks.`] : []),
    ...openLines(counts),
  ];
}

function proofLine(proof: AuditReport['ledger']['proof']): string {
  if (!proof) return 'Its events: as the source gives them; compare the block with the chain.';
  const { hashed, empty, received, unproven } = proof;
  const word = unproven > 0 ? `; ${unproven} blocks on their node’s word` : '';
  return `Its events: ${hashed} headers hashed anew, ${empty} blocks proved empty by their bloom, receipts of ${received} recomputed${word}.`;
}

function stateLines({ proof, state }: AuditReport['ledger']): string[] {
  if (!proof || proof.stated === 0) return [];
  const { cells, blocks } = state ?? { cells: 0, blocks: 0 };
  const why = `Receipts of ${proof.stated} blocks do not give the root: what its node encodes otherwise is its word`;
  return [`${why}, but for what releases rested on: state of ${cells} cells read back by proof at ${blocks} blocks.`];
}

function openLines(counts: AuditReport['counts']): string[] {
  const open = [
    [counts.openEmergencies, 'emergencies wait for a review on chain'],
    [counts.openWithdrawals, 'withdrawals are not on chain yet'],
    [counts.rejectedWithdrawals, 'withdrawals were acknowledged and rejected on chain: ask those who made them'],
    [
      counts.lateWithdrawals,
      'withdrawals were signed for what had been withdrawn already, while later consents stood, and ended none of them: ask those who made them',
    ],
    [
      counts.overdueWithdrawals,
      'withdrawals reached the chain later than the policy allows, or were lost by it: ask their gateway why',
    ],
  ] as const;
  return open.filter(([count]) => count > 0).map(([count, what]) => `Open: ${count} ${what}.`);
}

function logLines({ logs }: AuditReport): string[] {
  return logs.map(({ logId, holder, entries, anchored, unanchored, mode }) => {
    const waiting = unanchored > 0 ? `, ${unanchored} not yet anchored` : '';
    return `Log ${logId} of ${holder} (${mode}): ${entries} entries read, ${anchored} on chain${waiting}.`;
  });
}

function erasureLines({ announcedErasures: announced }: AuditReport): string[] {
  if (announced.length === 0) return [];
  const lines = announced.slice(0, SHOWN).map(({ subject, executableAt }) => {
    return `  ${subject} from ${new Date(executableAt * 1000).toISOString()} (--executable-at ${executableAt})`;
  });
  const more = announced.length - lines.length;
  return [
    'Erasures announced; object with `subject object` to what an audit still needs:',
    ...lines,
    ...(more > 0 ? [`  … and ${more} more.`] : []),
  ];
}

function findingLines({ findings, counts }: AuditReport): string[] {
  const lines = findings.slice(0, SHOWN).map(({ rule, code, message, entry, logId }) => {
    const place =
      logId === undefined ? '' : ` log ${logId.slice(0, 10)}${entry === undefined ? '' : ` entry ${entry}`}:`;
    return `  ${rule} ${code}${place} ${message}`;
  });
  const more = counts.findings - lines.length;
  return [...(lines.length > 0 ? ['Findings:'] : []), ...lines, ...(more > 0 ? [`  … and ${more} more.`] : [])];
}

function unseenLines({ unseen }: AuditReport): string[] {
  const lines = Object.entries(UNSEEN_WORDS)
    .filter(([key]) => unseen[key as keyof Unseen] > 0)
    .map(([key, words]) => `  ${unseen[key as keyof Unseen]} ${words}`);
  return lines.length > 0 ? ['Not seen, and not called clean:', ...lines] : [];
}
