import { join } from 'node:path';
import { formatCheckpoint } from '../core/checkpoint.ts';
import { CustosError } from '../core/errors.ts';
import { formatLedger, type LedgerText, logOrigin } from '../core/ids.ts';
import { EMPTY_ROOT } from '../core/merkle.ts';
import { parseNote, signNote } from '../core/note.ts';
import type { NoteSigner } from '../core/verifier-key.ts';
import type { SignedHead } from './group-commit.ts';
import { HeadStore, type StoredHead } from './head-store.ts';
import { directoryFiles, type LogFiles } from './log-files.ts';
import { logSigner, logVerifierKey } from './log-key.ts';
import type { AccessLogOptions } from './options.ts';
import { type Recovered, recover } from './recovery.ts';

const SEGMENT_BYTES = 64 * 1024 * 1024;
/** Offsets in a segment are written in 32 bits, and a frame may be larger than what is left of one. */
const MAX_SEGMENT_BYTES = 1024 * 1024 * 1024;

/** A log's files, recovered, and its keys. */
export interface OpenedLog extends Recovered {
  readonly ledger: LedgerText;
  readonly signer: NoteSigner;
  readonly verifierKey: string;
  readonly store: HeadStore;
  readonly cache: LogFiles;
  readonly head: SignedHead;
  /** Empty before the first one. */
  readonly published: SignedHead;
  /** The last published checkpoint was signed by another key. */
  readonly rotated: boolean;
  /** Hears of writes that failed in the background. */
  onStoreFailure(listener: (error: unknown) => void): void;
  close(): Promise<void>;
}

export async function openLogFiles(options: AccessLogOptions): Promise<OpenedLog> {
  const { directory, logId, files: filesOf = directoryFiles, segmentBytes = SEGMENT_BYTES } = options;
  if (!Number.isSafeInteger(segmentBytes) || segmentBytes < 4096 || segmentBytes > MAX_SEGMENT_BYTES) {
    throw new CustosError('CONFIG_INVALID', `A segment of the log has 4,096 to ${MAX_SEGMENT_BYTES} bytes.`);
  }
  const origin = logOrigin(options.ledger, logId);
  const signer = logSigner(origin, options.key);
  const verifierKey = logVerifierKey(origin, options.key);
  const files = await filesOf(directory);
  const unlock = await files.lock();
  const cleanup: (() => Promise<void>)[] = [unlock];
  try {
    const cache = await filesOf(join(directory, 'cache'));
    let onStoreFailure: (error: unknown) => void = () => undefined;
    const store = await HeadStore.open(files, (error) => onStoreFailure(error));
    cleanup.unshift(() => store.close());
    const stored = await store.load(origin, [verifierKey, ...(options.earlierKeys ?? [])]);
    const recovered = await recover({
      files,
      cache,
      logId,
      segmentBytes,
      witnesses: witnessesOf(stored),
      full: options.fullCheck ?? false,
    });
    cleanup.unshift(async () => {
      await recovered.journal.close();
      await Promise.all([recovered.tiles.close(), recovered.index.close()]);
    });
    const { size, root } = recovered.window.head();
    const sign = (head: { size: number; root: Uint8Array }): SignedHead => ({
      ...head,
      note: signNote(formatCheckpoint({ origin, ...head }), [signer]),
    });
    return {
      ...recovered,
      ledger: formatLedger(options.ledger),
      signer,
      verifierKey,
      store,
      cache,
      head: sign({ size, root }),
      published: stored.published ?? sign({ size: 0, root: EMPTY_ROOT }),
      rotated: stored.published !== undefined && !signedBy(stored.published, signer),
      onStoreFailure: (listener) => {
        onStoreFailure = listener;
      },
      close: () => run(cleanup),
    };
  } catch (error) {
    await run(cleanup);
    throw error;
  }
}

function witnessesOf({
  signed,
  published,
}: {
  signed?: StoredHead;
  published?: StoredHead;
}): { head: StoredHead; what: string }[] {
  return [
    ...(published === undefined ? [] : [{ head: published, what: 'the published checkpoint' }]),
    ...(signed === undefined ? [] : [{ head: signed, what: 'the last signed head' }]),
  ];
}

function signedBy({ note }: StoredHead, { name, keyId }: NoteSigner): boolean {
  return parseNote(note).signatures.some((signature) => signature.name === name && signature.keyId === keyId);
}

async function run(steps: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of steps) await step();
}
