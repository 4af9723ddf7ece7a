import type { Bytes, Hex } from '../core/bytes.ts';
import type { Address, DatasetId, Digest } from '../core/ids.ts';

/** A final block: what a decision rests on. */
export interface BlockRef {
  readonly height: number;
  readonly hash: Digest;
}

export type SealedPart = 'evidence' | 'attachment';

/** Seals what lies beside the log. Both calls are synchronous: they run while an entry is sequenced. Part and sequence
 *  number MUST be bound to the ciphertext, so that no sealed bytes can stand in another's place. */
export interface Sealer {
  seal(part: SealedPart, seq: number, plaintext: Bytes): Bytes;
  /** Throws where a byte differs, or where the key was destroyed. */
  open(part: SealedPart, seq: number, sealed: Bytes): Bytes;
}

export interface RelayCall {
  /** The entry that acknowledged the revocation. */
  readonly seq: number;
  /** Of that entry, in ms. */
  readonly time: number;
  /** What that entry rests on. */
  readonly block: BlockRef;
  readonly to: Address;
  readonly data: Hex;
}

export type RelayOutcome =
  | { readonly outcome: 'mined'; readonly transaction: Digest; readonly height: number }
  /** `code` is at most 200 characters: the contract's error, never an internal one. */
  | { readonly outcome: 'rejected'; readonly code: string };

/** Brings acknowledged revocations to the ledger. */
export interface Relay {
  /** Resolves once the call's block is final, or the ledger has refused the call for good. A rejection of the promise
   *  means "not known": it is sent again, for ever and after restarts, so a call that was mined before MUST be
   *  answered as mined. */
  send(call: RelayCall): Promise<RelayOutcome>;
}

/** IAccessLog.Entry. */
export interface AnchorEntry {
  readonly leaf: Digest;
  /** Zero where the entry names none, as for the requester. */
  readonly dataset: DatasetId;
  readonly requester: Address;
  readonly facts: bigint;
}

export interface Anchored {
  readonly height: number;
  /** The block's time in ms. */
  readonly time: number;
}

export type LogMode = 'disclosed' | 'heads-only';

/** Writes heads to the ledger. Calls are made in the order of their sizes and several may be under way: they MUST reach
 *  the chain in that order. Each resolves once its block is final. A rejection means "not known": the log then reads
 *  `head` and goes on from there. */
export interface Anchor {
  readonly mode: LogMode;
  /** The size that is final on chain, with the root recorded for it where the caller knows it. */
  head(): Promise<{ readonly size: number; readonly root?: Digest }>;
  /** Disclosed mode: at most 1,000 entries, those that end at `size`. */
  record(size: number, root: Digest, entries: readonly AnchorEntry[]): Promise<Anchored>;
  /** Heads-only mode. */
  checkpoint(size: number, root: Digest): Promise<Anchored>;
}
