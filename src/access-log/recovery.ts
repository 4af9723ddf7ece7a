import { type Bytes, equalBytes, utf8Decode } from '../core/bytes.ts';
import type { Entry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import type { LogId } from '../core/ids.ts';
import type { StoredHead } from './head-store.ts';
import { Journal, lostTail } from './journal.ts';
import type { LogFiles } from './log-files.ts';
import { RecordIndex } from './record-index.ts';
import type { Last } from './sequencer.ts';
import { decodeSnapshot, type Snapshot } from './snapshot.ts';
import { TileStore } from './tile-store.ts';
import { nativeLeafHash, TreeWindow } from './tree-window.ts';

const FLUSH_BYTES = 4 * 1024 * 1024;

/** A log as it was found on disk. */
export interface Recovered {
  readonly journal: Journal;
  readonly window: TreeWindow;
  readonly tiles: TileStore;
  readonly index: RecordIndex;
  /** Undefined for an empty log. */
  readonly last: Last | undefined;
  /** Revocations without an answer from the ledger, in order. */
  readonly pending: readonly number[];
}

export interface RecoveryOptions {
  readonly files: LogFiles;
  readonly cache: LogFiles;
  readonly logId: LogId;
  readonly segmentBytes: number;
  /** Signed heads that the journal must hold. */
  readonly witnesses: readonly { readonly head: StoredHead; readonly what: string }[];
  /** Reads and checks the whole journal, and builds the caches anew. */
  readonly full: boolean;
}

/** Reads what the last snapshot does not cover, checks it, and cuts a torn tail. Every intact frame is kept, acknowledged or
 *  not: no signature can have left before its frame was whole on disk, so a number that was signed is never given
 *  again. Damage is LOG_CORRUPT, naming file and offset, and changes nothing on disk. */
export async function recover(options: RecoveryOptions): Promise<Recovered> {
  const journal = await Journal.open(options.files, options.logId, options.segmentBytes);
  const { snapshot, tiles, index } = await openCaches(options);
  const size = snapshot?.position.seq ?? 0;
  const window = new TreeWindow(size, await tiles.edge(size));
  const trail = new Trail(snapshot);
  for await (const { segment, frame, entries } of journal.scan(snapshot?.position)) {
    index.append(segment, frame.places);
    entries.forEach((entry, i) => {
      tiles.append(window.append(nativeLeafHash(entry)));
      trail.follow(entry, frame.firstSeq + i);
    });
    window.forget(window.size);
    if (index.unflushed + tiles.unflushed > FLUSH_BYTES) await Promise.all([index.flush(false), tiles.flush(false)]);
  }
  await checkWitnesses(options.witnesses, journal, tiles);
  await journal.resume();
  return { journal, window, tiles, index, last: trail.last, pending: [...trail.pending] };
}

async function openCaches({
  cache,
  full,
}: RecoveryOptions): Promise<{ snapshot: Snapshot | undefined; tiles: TileStore; index: RecordIndex }> {
  const stored = full ? undefined : await cache.load('snapshot');
  const snapshot = stored && decodeSnapshot(stored);
  const size = snapshot?.position.seq ?? 0;
  const tiles = await TileStore.open(cache, size);
  const index = await RecordIndex.open(cache, size);
  if (tiles && index && (snapshot === undefined || equalBytes(await tiles.root(size), snapshot.root))) {
    return { snapshot, tiles, index };
  }
  await Promise.all([tiles?.close(), index?.close()]);
  const [freshTiles, freshIndex] = await Promise.all([TileStore.open(cache, 0), RecordIndex.open(cache, 0)]);
  if (!freshTiles || !freshIndex) throw new CustosError('INTERNAL', 'A cache of no bytes could not be opened.');
  return { snapshot: undefined, tiles: freshTiles, index: freshIndex };
}

async function checkWitnesses(
  witnesses: RecoveryOptions['witnesses'],
  { end }: Journal,
  tiles: TileStore,
): Promise<void> {
  for (const { head, what } of witnesses) {
    if (head.size > end.seq) throw lostTail(end, head.size, what);
    if (!equalBytes(await tiles.root(head.size), head.root)) {
      throw new CustosError(
        'LOG_CORRUPT',
        `The journal's first ${head.size} entries are not those that ${what} covers. Restore the log from a backup.`,
        { details: { size: head.size } },
      );
    }
  }
}

/** What the entries say about their log, in order. */
class Trail {
  readonly pending: Set<number>;
  last: Last | undefined;

  constructor(snapshot: Snapshot | undefined) {
    this.pending = new Set(snapshot?.pending);
    this.last = snapshot && { seq: snapshot.position.seq - 1, time: snapshot.time, block: snapshot.block };
  }

  /** The digest of its frame vouches for the entry's form. */
  follow(bytes: Bytes, seq: number): void {
    const { time, block, kind, of } = JSON.parse(utf8Decode(bytes)) as Entry;
    this.last = { seq, time, block };
    if (kind === 'revocation') this.pending.add(seq);
    if (kind === 'relay' && of !== undefined) this.pending.delete(of);
  }
}
