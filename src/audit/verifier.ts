import type { Bytes } from '../core/bytes.ts';
import type { LogId } from '../core/ids.ts';
import { ZERO_DIGEST } from '../core/ids.ts';
import { type AuditContext, type AuditOptions, LEVELS, type Level } from './context.ts';
import { logCells } from './decision/decision-cells.ts';
import { checkErasures } from './decision/erasures.ts';
import { Overdue } from './decision/overdue.ts';
import { Seen } from './log/seen-items.ts';
import { auditLog, type LogReport } from './log-audit.ts';
import { replay } from './past/replay.ts';
import { Replays } from './proof/replays.ts';
import { RequestProofs } from './proof/request-proof.ts';
import { type AuditReport, conclude } from './report.ts';
import { FindingBook } from './source/findings.ts';
import type { LedgerFault, LedgerSource, LogSource } from './source/sources.ts';
import { StateAudit } from './state-audit.ts';

/** Audits every log that the ledger names against the ledger alone: no gateway's word, and none of its code. It
 *  throws only where the ledger cannot be read (LEDGER_UNREACHABLE, LEDGER_MISMATCH); whatever a log's endpoint
 *  answers becomes a finding or a gap. */
export async function audit(
  ledger: LedgerSource,
  logs: readonly LogSource[],
  options: AuditOptions = {},
): Promise<AuditReport> {
  const past = await replay(ledger);
  const book = new FindingBook();
  const state = ledger.state && new StateAudit(ledger.state, book);
  const proofs = new RequestProofs(ledger, past, new Replays());
  const context: AuditContext = {
    source: ledger,
    past,
    book,
    proofs,
    seen: new Seen(),
    overdue: new Overdue(past.subjects),
    receipts: {
      receipts: options.receipts ?? [],
      checkpoints: options.checkpoints ?? [],
      recognised: new Set(),
      results: new Map(),
    },
    state,
    options,
  };
  const level = options.level ?? offeredLevel(logs);
  checkErasures(past, book);
  const reports: LogReport[] = [];
  for (const log of past.logs.all()) {
    state?.expect(past.head.height, { logId: log.id }, (keccak) => logCells(log, keccak));
    const source = logs.find(({ logId }) => logId === log.id);
    if (log.predecessor !== (ZERO_DIGEST as string)) countLost(log, context);
    if (source === undefined) book.unseen.logs++;
    else reports.push(await auditLog(log, source, level, context));
  }
  context.overdue.close(book);
  book.unseen.logs += unknownLogs(logs, context).length;
  book.unseen.receipts += unrecognised(context).length;
  await state?.settle();
  noteFaults(ledger, book);
  return conclude(reports, level, context);
}

const FAULT_WORDS: Readonly<Record<LedgerFault['code'], string>> = {
  LEDGER_HEADER_INVALID: 'has a header that does not hash to what the node says',
  LEDGER_CHAIN_BROKEN: 'does not follow the block before it',
  LEDGER_RECEIPTS_DIFFER: 'has other receipts than its header commits to',
  LEDGER_EVENT_HIDDEN: 'has an event that the node’s index leaves out',
  LEDGER_EVENT_ADDED: 'lacks an event that the node’s index makes up',
  LEDGER_EVENT_ALTERED: 'has another event than the node’s index says',
};

/** A node that hides an event may have let its gateway release what was forbidden. */
function noteFaults(ledger: LedgerSource, book: FindingBook): void {
  const proof = ledger.proof?.();
  if (!proof) return;
  book.unseen.blocks += proof.blocks.unproven;
  for (const { code, height, transaction, index } of proof.faults) {
    const place = index === undefined ? '' : ` (event ${index}${transaction ? `, transaction ${transaction}` : ''})`;
    const facts = { height, ...(transaction ? { transaction } : {}), ...(index === undefined ? {} : { index }) };
    book.add(code, {}, `Block ${height} ${FAULT_WORDS[code]}${place}.`, facts);
  }
  book.total += proof.total - proof.faults.length;
}

function offeredLevel(logs: readonly LogSource[]): Level {
  const offers = (level: 'evidence' | 'openings') => logs.length > 0 && logs.every((log) => log[level] !== undefined);
  return LEVELS.toReversed().find((level) => level === 'log' || (offers('evidence') && offers(level))) ?? 'log';
}

/** Entries of the predecessor that stood on chain and are not in what the restore knew. */
function countLost(
  log: { readonly predecessor: LogId; readonly predecessorSize: number },
  { past, book }: AuditContext,
) {
  const anchored = past.logs.find(log.predecessor)?.heads.at(-1)?.size ?? 0;
  book.unseen.declaredLost += Math.max(0, anchored - log.predecessorSize);
}

/** A source for a log that the chain does not know shows nothing that could be checked. */
function unknownLogs(logs: readonly LogSource[], { past }: AuditContext): readonly LogSource[] {
  return logs.filter(({ logId }) => past.logs.find(logId) === undefined);
}

/** What nobody here signed was held in vain: whoever gave it must not take the verdict for an answer to it. */
function unrecognised({ receipts: { receipts, checkpoints, recognised } }: AuditContext): readonly Bytes[] {
  return [...receipts, ...checkpoints].filter((held) => !recognised.has(held));
}
