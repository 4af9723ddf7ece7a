import type { Digest } from '../core/ids.ts';

/** A block of the ledger's chain. */
export interface Block {
  readonly height: number;
  readonly hash: Digest;
  readonly parent: Digest;
  /** Milliseconds since 1970 UTC; engines count in seconds. */
  readonly time: number;
}

/** How far a consumer of events has read; it persists this beside what it made of them. */
export interface Cursor {
  readonly height: number;
  readonly hash: Digest;
}
