import { fromHex } from '../core/bytes.ts';
import type { Entry } from '../core/entry.ts';
import type { Address, LogId } from '../core/ids.ts';
import { entryBundles, TILE_WIDTH } from '../core/tiles.ts';
import type { AuditContext, Level } from './context.ts';
import { closeWithdrawals, type OpenWithdrawals } from './decision/withdrawal-close.ts';
import { type Beside, EntryJudge } from './entry-judge.ts';
import { releases } from './log/anchors.ts';
import { EntryChecks } from './log/entry-checks.ts';
import { entryReader, type ReadEntry, readBundle } from './log/entry-reader.ts';
import { type LogKeys, logKeys, openBy } from './log/log-keys.ts';
import { type HeldReceipts, heldReceipts } from './log/receipts.ts';
import { References } from './log/references.ts';
import { type Probe, RootProbes } from './log/root-probes.ts';
import type { ChainLog } from './past/logs.ts';
import type { Past } from './past/replay.ts';
import type { FindingCode, Where } from './source/findings.ts';
import type { Fetched, LogSource } from './source/sources.ts';

/** What was seen of one log. */
export interface LogReport {
  readonly logId: LogId;
  readonly holder: Address;
  readonly mode: ChainLog['mode'];
  /** Entries that were read. */
  readonly entries: number;
  /** Size that the log published; undefined where it served no valid checkpoint. */
  readonly published: number | undefined;
  /** Size of the last head on chain. */
  readonly anchored: number;
  /** Entries read that wait for their head. */
  readonly unanchored: number;
  /** Entries written after the audit began: the next one decides them. */
  readonly newer: number;
  readonly releases: number;
  readonly rows: number;
  /** Cosignatures of known witnesses on the published checkpoint. */
  readonly cosignatures: number;
  readonly open: OpenWithdrawals & { readonly emergencies: readonly number[] };
}

const PREFETCHED = 8;
const CONCURRENT = 16;

/** Audits one log from its first entry to its published size, in order and in constant memory. */
export async function auditLog(
  log: ChainLog,
  source: LogSource,
  level: Level,
  context: AuditContext,
): Promise<LogReport> {
  const { book, options, past } = context;
  const where: Where = { logId: log.id };
  const keys = logKeys(context.source.ledger, log, options.witnesses);
  checkHeads(log, context, where);
  const published = await readCheckpoint(source, keys, context, where);
  const receipts = heldReceipts(keys, log.id, context.receipts);
  const probes = new RootProbes([...chainProbes(log, past), ...published.probes, ...receipts.probes], source, book);
  const size = published.size ?? log.heads.at(-1)?.size ?? 0;
  const checks = new EntryChecks(log, context);
  const judge = new EntryJudge(log, context, level, options.entitled ?? true);
  await probes.settle(size, where);
  await walk({ log, source, level, context, probes, checks, judge, receipts, size, where });
  finish(probes, receipts, size, context, where);
  const policy = past.members.policyAt(past.head);
  if (policy !== undefined) checks.anchors.finish(past.head.seconds, policy, where);
  return {
    logId: log.id,
    holder: log.holder,
    mode: log.mode,
    entries: probes.size,
    published: published.size,
    anchored: log.heads.at(-1)?.size ?? 0,
    unanchored: checks.anchors.unanchored,
    newer: checks.newer,
    releases: judge.releases,
    rows: judge.rows,
    cosignatures: published.cosignatures,
    open: { ...closeWithdrawals(judge.withdrawals, context, where), emergencies: judge.emergencies },
  };
}

/** The chain's own account of the log: sizes never shrink, and only its one writer writes heads, which acts for its
 *  holder. */
function checkHeads(log: ChainLog, { past, book }: AuditContext, where: Where): void {
  let last = 0;
  for (const { size, actor, height, writer } of log.heads) {
    if (size < last)
      book.add('HEAD_SHRINKS', where, 'A head on chain is smaller than the one before.', { size, height });
    last = Math.max(last, size);
    const identity = past.members.identityOf(actor);
    const writes = actor === writer && identity !== undefined;
    if (!writes || !past.members.actedFor(identity, log.holder, height)) {
      book.add('HEAD_BY_STRANGER', where, 'A head was written by an account that was not the log’s writer.', {
        size,
        height,
      });
    }
  }
}

interface Published {
  readonly size: number | undefined;
  readonly cosignatures: number;
  readonly probes: readonly Probe[];
}

async function readCheckpoint(
  source: LogSource,
  keys: LogKeys,
  context: AuditContext,
  where: Where,
): Promise<Published> {
  const nothing: Published = { size: undefined, cosignatures: 0, probes: [] };
  const fetched = await source.checkpoint();
  if (fetched.kind !== 'bytes') {
    context.book.unseen.checkpoints++;
    return nothing;
  }
  const opened = openBy(keys, fetched.bytes);
  if (opened.kind === 'invalid') {
    context.book.add('CHECKPOINT_INVALID', where, `The published checkpoint does not hold: ${opened.reason}`);
    return nothing;
  }
  const { checkpoint, cosignatures } = opened.note;
  const anchored = context.past.logs.find(source.logId)?.heads.at(-1)?.size ?? 0;
  if (checkpoint.size < anchored) {
    const facts = { size: checkpoint.size, anchored };
    context.book.add('CHECKPOINT_BEHIND', where, 'The published log is shorter than its head on chain.', facts);
  }
  const message = 'The published checkpoint is not of the entries that are served.';
  const probe: Probe = { size: checkpoint.size, root: checkpoint.root, code: 'CHECKPOINT_FORKED', message };
  return { size: checkpoint.size, cosignatures: cosignatures.length, probes: [probe] };
}

/** Roots on chain: the log's heads, and what a log that follows it after a restore says to know of it. */
function chainProbes({ id, heads }: ChainLog, { logs }: Past): Probe[] {
  const message = 'The entries do not give the root that stands on chain.';
  const own = heads.map(({ size, root, height }) => {
    return { size, root: fromHex(root, 32), code: 'HEAD_DIFFERS' as const, message, facts: { height } };
  });
  const known = [...logs.all()].filter(({ predecessor, predecessorSize }) => predecessor === id && predecessorSize > 0);
  const restored = known.map(({ predecessorSize: size, predecessorRoot }) => {
    const root = fromHex(predecessorRoot, 32);
    const another = 'The log that follows this one after a restore knows other entries of it.';
    return { size, root, code: 'RESTORE_UNDECLARED' as const, message: another };
  });
  return [...own, ...restored];
}

/** Those of them that lie beyond what is served are found elsewhere, or lost as declared. */
const ON_CHAIN = new Set<FindingCode>(['HEAD_DIFFERS', 'RESTORE_UNDECLARED']);

interface Walk {
  readonly log: ChainLog;
  readonly source: LogSource;
  readonly level: Level;
  readonly context: AuditContext;
  readonly probes: RootProbes;
  readonly checks: EntryChecks;
  readonly judge: EntryJudge;
  readonly receipts: HeldReceipts;
  readonly size: number;
  readonly where: Where;
}

async function walk(on: Walk): Promise<void> {
  const read = entryReader(on.context.source.ledger, on.log.id);
  const references = new References(on.log, on.context.book);
  for await (const { tile, fetched } of prefetch(on)) {
    const bundle = fetched.kind === 'bytes' ? readBundle(fetched.bytes, tile.width) : undefined;
    if (bundle === undefined) return incomplete(fetched, on);
    const first = tile.index * TILE_WIDTH;
    const entries = bundle.entries.map(read);
    const beside = besides(entries, first, on);
    for (const [i, leaf] of bundle.leaves.entries()) {
      const seq = first + i;
      on.probes.append(leaf);
      if (on.probes.due) await on.probes.settle(on.size, on.where);
      on.receipts.meet(seq, bundle.entries[i], on.context.book, on.where);
      const where: Where = { logId: on.log.id, entry: seq };
      const entry = readEntry(entries[i], on, where);
      on.checks.checkDisclosed(leaf, entry, seq, where);
      references.meet(entry, seq, where);
      if (entry === undefined) continue;
      if (!on.checks.knows(entry.block.height)) await on.checks.learn(entry.block.height);
      const placed = on.checks.check(entry, seq, where);
      if (placed !== undefined) on.judge.judgeAlone(placed, where);
      if (on.context.state?.isDue) await on.context.state.settle();
      if (beside === undefined) continue;
      const fetched = await beside(i);
      if (placed !== undefined) await on.judge.judgeBeside(placed, fetched, where);
    }
    on.context.options.onProgress?.(on.log.id, on.probes.size, on.size);
  }
}

function readEntry(read: ReadEntry | undefined, { context }: Walk, where: Where): Entry | undefined {
  if (read?.kind === 'entry') return read.entry;
  if (read?.kind === 'unknown') context.book.unseen.unknownKinds++;
  if (read?.kind === 'malformed') context.book.add('ENTRY_MALFORMED', where, read.reason);
  return undefined;
}

function incomplete(fetched: Fetched, { context, probes, size, where }: Walk): void {
  context.book.unseen.entries += size - probes.size;
  if (fetched.kind === 'denied' || fetched.kind === 'failed') return;
  const reason = fetched.kind === 'bytes' ? 'a bundle does not hold its entries' : 'a bundle is not served';
  context.book.add('LOG_INCOMPLETE', { ...where, entry: probes.size }, `The published log has a hole: ${reason}.`);
}

async function* prefetch({ source, size }: Walk) {
  const waiting: {
    readonly tile: { readonly index: number; readonly width: number };
    readonly answer: Promise<Fetched>;
  }[] = [];
  for (const tile of entryBundles(size)) {
    waiting.push({ tile, answer: source.bundle(tile.index, tile.width) });
    const first = waiting.length > PREFETCHED ? waiting.shift() : undefined;
    if (first !== undefined) yield { tile: first.tile, fetched: await first.answer };
  }
  for (const { tile, answer } of waiting) yield { tile, fetched: await answer };
}

/** Fetches what lies beside the entries of a bundle, a few at a time, ahead of their turn. */
function besides(
  entries: readonly ReadEntry[],
  first: number,
  { level, source, context }: Walk,
): ((i: number) => Promise<Beside>) | undefined {
  if (level === 'log') return undefined;
  const started: Promise<Beside>[] = [];
  const start = (i: number) => {
    const read = entries[i];
    started[i] ??=
      read?.kind === 'entry' ? fetchBeside(read.entry, first + i, level, source, context) : Promise.resolve({});
    return started[i];
  };
  return (i) => {
    for (let ahead = i; ahead < Math.min(entries.length, i + CONCURRENT); ahead++) start(ahead);
    return start(i) ?? Promise.resolve({});
  };
}

async function fetchBeside(
  entry: Entry,
  seq: number,
  level: Level,
  source: LogSource,
  { proofs }: AuditContext,
): Promise<Beside> {
  const wanted = level === 'openings' && releases(entry);
  const [evidence, openings] = await Promise.all([source.evidence?.(seq), wanted ? source.openings?.(seq) : undefined]);
  if (evidence?.kind === 'bytes') proofs.prepare(evidence.bytes);
  return { ...(evidence === undefined ? {} : { evidence }), ...(openings === undefined ? {} : { openings }) };
}

/** Roots and receipts beyond what the log serves: it was cut, or they are of another log under the same name. */
function finish(probes: RootProbes, receipts: HeldReceipts, size: number, context: AuditContext, where: Where): void {
  if (probes.size < size) return;
  for (const probe of probes.beyond()) {
    if (ON_CHAIN.has(probe.code)) continue;
    context.book.add(probe.code, where, 'A signed checkpoint is of a longer log than is served.', { size: probe.size });
  }
  receipts.close(probes.size, context.book, where);
}
