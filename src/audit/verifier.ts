import type { Bytes } from '../core/bytes.ts';
import { ZERO_DIGEST } from '../core/ids.ts';
import { ActBook } from './decision/acts.ts';
import { ConsentCheck } from './decision/consents.ts';
import { logCells } from './decision/decision-cells.ts';
import type { DiseaseSource } from './decision/declared-use.ts';
import { checkErasures } from './decision/erasures.ts';
import { Overdue } from './decision/overdue.ts';
import { Parameters } from './decision/parameters.ts';
import { WithdrawalJudge } from './decision/withdrawal-judge.ts';
import { EntryJudge } from './entry-judge.ts';
import { EntryChecks } from './log/entry-checks.ts';
import { EvidenceReader } from './log/evidence.ts';
import { type ReceiptBook, receiptBook } from './log/receipts.ts';
import { ReleaseRows } from './log/release-rows.ts';
import { Seen } from './log/seen-items.ts';
import { LogAudit, type LogReport, type LogSteps } from './log-audit.ts';
import type { ChainLog } from './past/logs.ts';
import { type Past, replay } from './past/replay.ts';
import { Replays } from './proof/replays.ts';
import { RequestProofs } from './proof/request-proof.ts';
import { ReleaseJudge } from './release-judge.ts';
import { type AuditReport, conclude } from './report.ts';
import { Coverage, LEVELS, type Level } from './source/coverage.ts';
import { FindingBook } from './source/findings.ts';
import type { Range } from './source/range.ts';
import type { LedgerFault, LedgerSource, LogSource } from './source/sources.ts';
import { StateAudit } from './source/state-audit.ts';

export interface AuditOptions {
  /** How far to look. Default: as far as the log sources offer. What is missing below it is never called clean. */
  readonly level?: Level;
  /** Which entries are held to more than their log's own heads. Default all. */
  readonly range?: Range;
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
  /** Parameters of versions' modifiers, as JSON, besides those that openings tell. What the chain does not name by its
   *  digest is left aside. */
  readonly parameters?: readonly unknown[];
  readonly diseases?: DiseaseSource;
  /** Told after each bundle. */
  readonly onProgress?: (logId: string, entries: number, size: number) => void;
}

/** Audits every log that the ledger names against the ledger alone: no gateway's word, and none of its code. It
 *  throws only where the ledger cannot be read (LEDGER_UNREACHABLE, LEDGER_MISMATCH); whatever a log's endpoint
 *  answers becomes a finding or a gap. */
export async function audit(
  ledger: LedgerSource,
  logs: readonly LogSource[],
  options: AuditOptions = {},
): Promise<AuditReport> {
  const past = await replay(ledger);
  const [book, coverage] = [new FindingBook(), new Coverage()];
  const state = ledger.state && new StateAudit(ledger.state, book, coverage);
  const reach = { level: options.level ?? offeredLevel(logs), range: options.range ?? {} };
  const held = receiptBook(options.receipts ?? [], options.checkpoints ?? []);
  const overdue = new Overdue(past.subjects);
  const parameters = new Parameters(past.datasets, options.parameters);
  const acts = new ActBook();
  const stepsFor = stepMaker(ledger, past, book, coverage, state, overdue, { ...options, parameters, acts });
  checkErasures(past, book, coverage);
  const reports: LogReport[] = [];
  for (const log of past.logs.all()) {
    state?.expect(past.head.height, { logId: log.id }, (keccak) => logCells(log, keccak));
    countLost(log, past, coverage);
    const source = sourceOf(log, logs, past, coverage);
    if (source === undefined) continue;
    const one = new LogAudit(log, source, reach, stepsFor(log), book, coverage);
    reports.push(await one.run(ledger.ledger, past, held, options.witnesses, overdue));
  }
  overdue.close(book);
  noteUnknownLogs(logs, past, coverage);
  noteReceipts(held, coverage);
  await state?.settle();
  noteProof(ledger, book, coverage);
  const { unmatched } = parameters;
  return conclude(
    { ledger, past, reach, quorum: options.quorum ?? 1, unmatched, acts },
    reports,
    held,
    book,
    coverage,
    state,
  );
}

/** What all logs share, and what each has of its own. */
function stepMaker(
  ledger: LedgerSource,
  past: Past,
  book: FindingBook,
  coverage: Coverage,
  state: StateAudit | undefined,
  overdue: Overdue,
  options: Omit<AuditOptions, 'parameters'> & { readonly parameters: Parameters; readonly acts: ActBook },
): (log: ChainLog) => LogSteps {
  const entitled = options.entitled ?? true;
  const requests = new RequestProofs(ledger, past, new Replays());
  const evidence = new EvidenceReader(book, coverage, entitled);
  const rows = new ReleaseRows(past.subjects, new Seen(), book, coverage);
  const consents = new ConsentCheck(ledger, past, book, coverage, overdue, state);
  const { parameters } = options;
  const knowledge = { parameters, diseases: options.diseases, entitled };
  const releases = new ReleaseJudge(past, rows, consents, knowledge, book, coverage);
  return (log) => {
    const withdrawals = new WithdrawalJudge(log, { past, source: ledger }, book, coverage, state);
    const judges = { evidence, requests, withdrawals, releases, acts: options.acts };
    return {
      checks: new EntryChecks(log, { source: ledger, past, book, coverage }),
      judge: new EntryJudge(log, past, judges, book, coverage, state),
      withdrawals,
      prepare: (bytes) => requests.prepare(bytes),
      state,
      onProgress: options.onProgress,
    };
  };
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
function noteProof(ledger: LedgerSource, book: FindingBook, coverage: Coverage): void {
  const proof = ledger.proof?.();
  if (!proof) return;
  coverage.made('blocks', proof.blocks.hashed);
  coverage.due('blocks', proof.blocks.unproven);
  const why = 'the ledger’s engine makes headers that this version cannot hash';
  coverage.miss('blocks', why, {}, proof.blocks.unproven);
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

function sourceOf(
  { id, holder, writer }: ChainLog,
  logs: readonly LogSource[],
  past: Past,
  coverage: Coverage,
): LogSource | undefined {
  coverage.due('logs');
  const source = logs.find(({ logId }) => logId === id);
  if (source !== undefined) {
    coverage.done('logs');
    return source;
  }
  const endpoint = past.members.endpointOf(writer);
  const where = { logId: id, holder, ...(endpoint === undefined ? {} : { endpoint }) };
  coverage.miss('logs', 'no address was given from which it could be read', where);
  return undefined;
}

/** Entries of the predecessor that stood on chain and are not in what the restore knew. */
function countLost({ id, predecessor, predecessorSize }: ChainLog, past: Past, coverage: Coverage): void {
  if (predecessor === (ZERO_DIGEST as string)) return;
  const anchored = past.logs.find(predecessor)?.heads.at(-1)?.size ?? 0;
  const why = 'they stood on chain, and the backup from which the log was restored did not have them';
  coverage.miss('declaredLost', why, { logId: id }, Math.max(0, anchored - predecessorSize));
}

/** A source for a log that the chain does not know shows nothing that could be checked. */
function noteUnknownLogs(logs: readonly LogSource[], past: Past, coverage: Coverage): void {
  for (const { logId } of logs) {
    if (past.logs.find(logId) !== undefined) continue;
    coverage.due('logs');
    coverage.miss('logs', 'the ledger knows no such log', { logId });
  }
}

/** What nobody here signed was held in vain: whoever gave it must not take the verdict for an answer to it. */
function noteReceipts({ receipts, checkpoints, recognised, results }: ReceiptBook, coverage: Coverage): void {
  const isDone = (held: Bytes) => recognised.has(held) && results.get(held)?.outcome !== 'not-read';
  const given = [...receipts, ...checkpoints];
  coverage.due('receipts', given.length);
  coverage.done('receipts', given.filter(isDone).length);
  const unknown = given.filter((held) => !recognised.has(held)).length;
  coverage.miss('receipts', 'none of the logs that were read signed what they say', {}, unknown);
}
