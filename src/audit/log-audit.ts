import type { Entry } from '../core/entry.ts';
import type { Address, Ledger, LogId } from '../core/ids.ts';
import { TILE_WIDTH } from '../core/tiles.ts';
import type { Overdue } from './decision/overdue.ts';
import { closeWithdrawals, type OpenWithdrawals } from './decision/withdrawal-close.ts';
import { isOfWithdrawals, type WithdrawalJudge } from './decision/withdrawal-judge.ts';
import type { EntryJudge } from './entry-judge.ts';
import type { AnchorWait } from './log/anchor-waits.ts';
import { releases } from './log/anchors.ts';
import { Besides, type Wanted } from './log/besides.ts';
import { bundlesOf } from './log/bundles.ts';
import type { EntryChecks } from './log/entry-checks.ts';
import { entryReader, type ReadEntry, readBundle } from './log/entry-reader.ts';
import { chainProbes, checkHeads, readCheckpoint } from './log/heads.ts';
import { logKeys } from './log/log-keys.ts';
import { type HeldReceipts, heldReceipts, type ReceiptBook } from './log/receipts.ts';
import { References } from './log/references.ts';
import { RootProbes } from './log/root-probes.ts';
import type { ChainLog } from './past/logs.ts';
import type { Past } from './past/replay.ts';
import type { Coverage, Level } from './source/coverage.ts';
import type { FindingBook, FindingCode, Where } from './source/findings.ts';
import { isWithin, type Range } from './source/range.ts';
import { type Fetched, type LogSource, missed } from './source/sources.ts';
import type { StateAudit } from './source/state-audit.ts';

/** What was seen of one log. */
export interface LogReport {
  readonly logId: LogId;
  readonly holder: Address;
  readonly mode: ChainLog['mode'];
  /** Entries that were read. */
  readonly entries: number;
  /** Of these, entries within the range that is audited, and old enough to be decided. */
  readonly within: number;
  /** Size that the log published; undefined where it served no valid checkpoint. */
  readonly published: number | undefined;
  /** Size of the last head on chain. */
  readonly anchored: number;
  /** Entries read that wait for their head. */
  readonly unanchored: number;
  /** How long entries waited for their heads over the log's time, the oldest first: at most some 1,000, each of as many heads. */
  readonly waits: readonly AnchorWait[];
  /** Entries written after the audit began: the next one decides them. */
  readonly newer: number;
  readonly releases: number;
  readonly rows: number;
  /** Cosignatures of known witnesses on the published checkpoint. */
  readonly cosignatures: number;
  readonly open: OpenWithdrawals & { readonly emergencies: readonly number[] };
}

/** How far a log is looked at. */
export interface Reach {
  readonly level: Level;
  readonly range: Range;
}

/** Who looks at the entries of one log: each step with its own part. */
export interface LogSteps {
  readonly checks: EntryChecks;
  readonly judge: EntryJudge;
  readonly withdrawals: WithdrawalJudge;
  readonly prepare: (evidence: Uint8Array) => void;
  readonly state: StateAudit | undefined;
  readonly onProgress: ((logId: string, entries: number, size: number) => void) | undefined;
}

/** Audits one log from its first entry to its published size, in order and in constant memory. All entries are read, since
 *  the heads are of all; those beside the range are held to nothing else, but for withdrawals, which count beyond it. */
export class LogAudit {
  readonly #log: ChainLog;
  readonly #source: LogSource;
  readonly #reach: Reach;
  readonly #steps: LogSteps;
  readonly #book: FindingBook;
  readonly #coverage: Coverage;
  readonly #where: Where;
  #within = 0;

  constructor(log: ChainLog, source: LogSource, reach: Reach, steps: LogSteps, book: FindingBook, coverage: Coverage) {
    this.#log = log;
    this.#source = source;
    this.#reach = reach;
    this.#steps = steps;
    this.#book = book;
    this.#coverage = coverage;
    this.#where = { logId: log.id };
  }

  async run(
    ledger: Ledger,
    past: Past,
    held: ReceiptBook,
    witnesses: readonly string[] | undefined,
    overdue: Overdue,
  ): Promise<LogReport> {
    const log = this.#log;
    const keys = logKeys(ledger, log, witnesses);
    checkHeads(log, past, this.#book);
    const published = await readCheckpoint(this.#source, keys, log, this.#book, this.#coverage);
    const receipts = heldReceipts(keys, log.id, held);
    const known = [...chainProbes(log, past.logs), ...published.probes, ...receipts.probes];
    const probes = new RootProbes(known, this.#source, this.#book, this.#coverage);
    const size = published.size ?? log.heads.at(-1)?.size ?? 0;
    this.#coverage.due('heads', log.heads.length);
    this.#coverage.due('entries', size);
    await probes.settle(size, this.#where);
    await this.#walk(ledger, probes, receipts, size);
    this.#coverage.done('entries', probes.size);
    this.#finish(probes, receipts, size);
    const { checks, judge, withdrawals } = this.#steps;
    const policy = past.members.policyAt(past.head);
    if (policy !== undefined) checks.anchors.finish(past.head.seconds, policy, this.#where);
    const ports = { past, book: this.#book, coverage: this.#coverage, overdue };
    const open = closeWithdrawals(withdrawals.withdrawals, ports, this.#where);
    return {
      logId: log.id,
      holder: log.holder,
      mode: log.mode,
      entries: probes.size,
      within: this.#within,
      published: published.size,
      anchored: log.heads.at(-1)?.size ?? 0,
      unanchored: checks.anchors.unanchored,
      waits: checks.anchors.waits.list(),
      newer: checks.newer,
      releases: judge.releases,
      rows: judge.rows,
      cosignatures: published.cosignatures,
      open: { ...open, emergencies: judge.emergencies },
    };
  }

  async #walk(ledger: Ledger, probes: RootProbes, receipts: HeldReceipts, size: number): Promise<void> {
    const read = entryReader(ledger, this.#log.id);
    const references = new References(this.#log, this.#book);
    const { checks, state, prepare, onProgress } = this.#steps;
    for await (const { tile, fetched } of bundlesOf(this.#source, size)) {
      const bundle = fetched.kind === 'bytes' ? readBundle(fetched.bytes, tile.width) : undefined;
      if (bundle === undefined) return this.#incomplete(fetched, probes.size, size);
      const first = tile.index * TILE_WIDTH;
      const entries = bundle.entries.map(read);
      const wants = (entry: Entry, seq: number) => this.#wants(entry, seq);
      const besides = new Besides(entries, first, this.#source, wants, prepare);
      for (const [i, leaf] of bundle.leaves.entries()) {
        const seq = first + i;
        probes.append(leaf);
        if (probes.due) await probes.settle(size, this.#where);
        receipts.meet(seq, bundle.entries[i], this.#book, this.#where);
        const where: Where = { logId: this.#log.id, entry: seq };
        const entry = this.#readable(entries[i], where);
        checks.checkDisclosed(leaf, entry, seq, where);
        references.meet(entry, seq, where);
        if (entry !== undefined) {
          if (!checks.knows(entry.block.height)) await checks.learn(entry.block.height);
          await this.#judge(entry, seq, besides, i, where);
        }
        if (state?.isDue) await state.settle();
      }
      onProgress?.(this.#log.id, probes.size, size);
    }
  }

  async #judge(entry: Entry, seq: number, besides: Besides, place: number, where: Where): Promise<void> {
    const { checks, judge } = this.#steps;
    const { level } = this.#reach;
    const isIn = this.#isWithin(entry, seq);
    const placed = checks.check(entry, seq, where);
    if (isIn && placed !== undefined) {
      this.#within++;
      judge.judgeAlone(placed, where);
    }
    if (level === 'log' || !(isIn || isOfWithdrawals(entry))) return;
    const beside = await besides.take(place);
    if (placed !== undefined) await judge.judgeBeside(placed, beside, level, where);
  }

  /** By its number as it stands, not as the entry says. */
  #isWithin(entry: Entry, seq: number): boolean {
    return isWithin(this.#reach.range, { seq, time: entry.time });
  }

  #wants(entry: Entry, seq: number): Wanted {
    const isIn = this.#isWithin(entry, seq);
    const evidence = this.#reach.level !== 'log' && (isIn || isOfWithdrawals(entry));
    return { evidence, openings: this.#reach.level === 'openings' && isIn && releases(entry) };
  }

  #readable(read: ReadEntry | undefined, where: Where): Entry | undefined {
    if (read?.kind === 'entry') return read.entry;
    if (read?.kind === 'unknown') {
      this.#coverage.miss('unknownKinds', 'they are of a kind that this version does not know', where);
    }
    if (read?.kind === 'malformed') this.#book.add('ENTRY_MALFORMED', where, read.reason);
    return undefined;
  }

  #incomplete(fetched: Fetched, read: number, size: number): void {
    const isAnswer = fetched.kind === 'bytes';
    const reason = isAnswer ? 'a bundle does not hold its entries' : fetched.reason;
    const where = { ...this.#where, entry: read };
    this.#coverage.miss('entries', reason, where, size - read, missed(fetched));
    if (fetched.kind === 'denied' || fetched.kind === 'failed') return;
    const what = isAnswer ? reason : 'a bundle is not served';
    this.#book.add('LOG_INCOMPLETE', where, `The published log has a hole: ${what}.`);
  }

  /** Roots and receipts beyond what the log serves: it was cut, or they are of another log under the same name. */
  #finish(probes: RootProbes, receipts: HeldReceipts, size: number): void {
    if (probes.size < size) return;
    for (const probe of probes.beyond()) {
      if (ON_CHAIN.has(probe.code)) continue;
      const message = 'A signed checkpoint is of a longer log than is served.';
      this.#book.add(probe.code, this.#where, message, { size: probe.size });
    }
    receipts.close(probes.size, this.#book, this.#where);
  }
}

/** Roots that, beyond what is served, are found elsewhere, or lost as declared. */
const ON_CHAIN = new Set<FindingCode>(['HEAD_DIFFERS', 'RESTORE_UNDECLARED']);
