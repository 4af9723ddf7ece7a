import { fromHex } from '../../core/bytes.ts';
import type { ChainLog, Logs } from '../past/logs.ts';
import type { Past } from '../past/replay.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, Where } from '../source/findings.ts';
import { type LogSource, missed } from '../source/sources.ts';
import { type LogKeys, openBy } from './log-keys.ts';
import type { Probe } from './root-probes.ts';

/** The chain's own account of the log: sizes never shrink, and only its one writer writes heads, which acts for its
 *  holder. */
export function checkHeads(log: ChainLog, { members }: Past, book: FindingBook): void {
  const where: Where = { logId: log.id };
  let last = 0;
  for (const { size, actor, height, writer } of log.heads) {
    if (size < last)
      book.add('HEAD_SHRINKS', where, 'A head on chain is smaller than the one before.', { size, height });
    last = Math.max(last, size);
    const identity = members.identityOf(actor);
    const writes = actor === writer && identity !== undefined;
    if (!writes || !members.actedFor(identity, log.holder, height)) {
      book.add('HEAD_BY_STRANGER', where, 'A head was written by an account that was not the log’s writer.', {
        size,
        height,
      });
    }
  }
}

export interface Published {
  readonly size: number | undefined;
  readonly cosignatures: number;
  readonly probes: readonly Probe[];
}

/** The checkpoint that the log publishes, signed by a key that the chain names for it. */
export async function readCheckpoint(
  source: LogSource,
  keys: LogKeys,
  log: ChainLog,
  book: FindingBook,
  coverage: Coverage,
): Promise<Published> {
  const where: Where = { logId: log.id };
  const nothing: Published = { size: undefined, cosignatures: 0, probes: [] };
  coverage.due('checkpoints');
  const fetched = await source.checkpoint();
  if (fetched.kind !== 'bytes') {
    coverage.miss('checkpoints', fetched.reason, where, 1, missed(fetched));
    return nothing;
  }
  coverage.done('checkpoints');
  const opened = openBy(keys, fetched.bytes);
  if (opened.kind === 'invalid') {
    book.add('CHECKPOINT_INVALID', where, `The published checkpoint does not hold: ${opened.reason}`);
    return nothing;
  }
  const { checkpoint, cosignatures } = opened.note;
  const anchored = log.heads.at(-1)?.size ?? 0;
  if (checkpoint.size < anchored) {
    const facts = { size: checkpoint.size, anchored };
    book.add('CHECKPOINT_BEHIND', where, 'The published log is shorter than its head on chain.', facts);
  }
  const message = 'The published checkpoint is not of the entries that are served.';
  const probe: Probe = { size: checkpoint.size, root: checkpoint.root, code: 'CHECKPOINT_FORKED', message };
  return { size: checkpoint.size, cosignatures: cosignatures.length, probes: [probe] };
}

/** Roots on chain: the log's heads, and what a log that follows it after a restore says to know of it. */
export function chainProbes({ id, heads }: ChainLog, logs: Logs): Probe[] {
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
