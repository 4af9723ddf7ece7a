import type { CustosError } from '../core/errors.ts';
import type { Ledger, LogId } from '../core/ids.ts';
import type { LogFiles } from './log-files.ts';
import type { LogSecret } from './log-key.ts';
import type { Restored } from './own-entries.ts';
import type { Anchor, BlockRef, Relay, Sealer } from './ports.ts';

export interface AccessLogOptions {
  readonly directory: string;
  readonly ledger: Ledger;
  readonly logId: LogId;
  readonly key: LogSecret;
  /** Verifier keys that signed for this log before. */
  readonly earlierKeys?: readonly string[];
  readonly sealer: Sealer;
  /** The newest block that is final and that decisions rest on. Synchronous. */
  readonly latestBlock: () => BlockRef;
  readonly relay: Relay;
  readonly anchor: Anchor;
  /** The consortium's bound on the time that an entry may wait for its head on chain, in ms. */
  readonly maxUnanchored: () => number;
  /** Name and version, for the entry of each start. */
  readonly software: string;
  /** For the first log after a restore: its first entry declares what may be lost. */
  readonly restoredFrom?: Restored;
  /** Called once, when the log can no longer be written: stop the process. */
  readonly onFailure?: (error: CustosError) => void;
  /** Called once, when damage was found in the journal's files: see `AccessLog.damage`. */
  readonly onDamage?: (error: CustosError) => void;
  /** Read and check the whole journal and build the caches anew, instead of trusting the last snapshot. */
  readonly fullCheck?: boolean;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** In place of the directory's files, for tests. */
  readonly files?: (directory: string) => Promise<LogFiles>;
  readonly segmentBytes?: number;
  /** Least time between two published checkpoints, in ms; 1,000 without. */
  readonly publishEvery?: number;
  /** Least time between two heads on chain that do not fill a batch, in ms; 200 without. */
  readonly anchorEvery?: number;
  /** A head goes on chain after this time without one, in ms; 60,000 without. */
  readonly heartbeat?: number;
  /** Time that a call of `relay` or `anchor` may take before it counts as unanswered, in ms; 60,000 without. */
  readonly ledgerTimeout?: number;
  /** Wait before the ledger is tried again, in ms; doubles up to fifty times that. 100 without. */
  readonly retryAfter?: number;
}

/** How long the ledger is waited for, and when it is asked again. */
export function patienceOf(options: AccessLogOptions): { timeout: number; retryAfter: number } {
  return { timeout: options.ledgerTimeout ?? 60_000, retryAfter: options.retryAfter ?? 100 };
}
