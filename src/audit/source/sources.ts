import type { Bytes, Hex } from '../../core/bytes.ts';
import type { Address, Digest, Ledger, LogId } from '../../core/ids.ts';
import type { Keccak } from '../../core/trie-root.ts';
import type { StateCell } from '../../ledger/state-cells.ts';
import type { FindingCode } from './findings.ts';

/** A block of the ledger. `seconds` is its timestamp as it stands on chain. */
export interface Block {
  readonly height: number;
  readonly hash: Digest;
  readonly seconds: number;
}

/** A contract's event, decoded by its ABI: `args` by name, addresses and ids as lowercase hex, numbers as number or
 *  bigint, structs as objects. The auditor checks each member that it reads. */
export interface ChainEvent {
  readonly name: string;
  readonly height: number;
  /** Timestamp of its block, in seconds. */
  readonly seconds: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The ledger as far as it is final. Implementations refuse with CustosError LEDGER_UNREACHABLE. */
export interface LedgerSource {
  readonly ledger: Ledger;
  head(): Promise<Block>;
  /** Every event of the ledger's contracts up to `height`, in chain order. */
  events(height: number): AsyncIterable<ChainEvent> | Iterable<ChainEvent>;
  /** Undefined where the chain has no such block. */
  block(height: number): Promise<Block | undefined>;
  /** ERC-1271: whether the contract at `account` accepts the signature at the height, LEDGER_REJECTED where the node
   *  cannot tell of it; without a height now, which says nothing of the past where it does not. Undefined where no
   *  contract stands there. Absent: smart accounts cannot be asked. */
  acceptsSignature?(account: Address, digest: Digest, signature: Hex, height?: number): Promise<boolean | undefined>;
  /** The contracts' own state, by proof. Absent: it cannot be asked. */
  readonly state?: LedgerStateSource;
  /** How what was read so far was proven. Absent: the source's word stands for it, as a bundle's does. */
  proof?(): LedgerProof;
}

/** The storage of the ledger's contracts. */
export interface LedgerStateSource {
  readonly keccak: Keccak;
  /** Whether events up to the block were not all proven by receipts, so that its state must be compared. */
  isNeeded(height: number): boolean;
  /** Words of the slots in the block, each proven by its header. Undefined where no proof is to be had. LEDGER_INCOMPLETE
   *  where a proof does not hold. */
  words(
    height: number,
    contract: StateCell['contract'],
    slots: readonly Digest[],
  ): Promise<readonly bigint[] | undefined>;
}

/** Where a node's answers contradict each other or its blocks. */
export interface LedgerFault {
  readonly code: Exclude<Extract<FindingCode, `LEDGER_${string}`>, 'LEDGER_STATE_DIFFERS'>;
  readonly height: number;
  readonly transaction?: Digest;
  /** Of the log in its block. */
  readonly index?: number;
}

export interface LedgerProof {
  readonly blocks: {
    /** Headers whose hash was computed anew. */
    readonly hashed: number;
    /** Of these, blocks whose bloom excludes the ledger's contracts. */
    readonly empty: number;
    /** Of these, blocks whose receipts gave the header's root. */
    readonly received: number;
    /** Of these, blocks whose receipts cannot: what releases rested on since must be compared with the state. */
    readonly stated: number;
    /** Blocks of an engine whose headers this version cannot hash. */
    readonly unproven: number;
  };
  /** The first thousand. */
  readonly faults: readonly LedgerFault[];
  /** All of them. */
  readonly total: number;
}

/** What an endpoint answered. `absent`: it says there is no such thing; `denied`: not for this role; `failed`: no
 *  usable answer (network, time, size), which proves nothing. */
export type Fetched =
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  | {
      readonly kind: 'absent' | 'denied' | 'failed';
      /** Completes “it was not seen, since …”. */
      readonly reason: string;
      readonly url?: string;
    };

/** Of what was asked for in vain. */
export function missed(fetched: Fetched | undefined): { readonly url?: string; readonly denied?: boolean } {
  if (fetched === undefined || fetched.kind === 'bytes') return {};
  return { ...(fetched.url === undefined ? {} : { url: fetched.url }), denied: fetched.kind === 'denied' };
}

/** One log as its gateway, a mirror or a bundle on disk serves it. Nothing of it is trusted. Methods never throw and
 *  bound what they read. */
export interface LogSource {
  readonly logId: LogId;
  /** The published checkpoint, a signed note. */
  checkpoint(): Promise<Fetched>;
  /** The entry bundle (tlog-tiles) with `width` entries. The caller may write into the bytes. */
  bundle(index: number, width: number): Promise<Fetched>;
  /** Level 0 hash tile: locates a changed entry. */
  leafTile?(index: number, width: number): Promise<Fetched>;
  /** Canonical bytes of the evidence of an entry. */
  evidence?(seq: number): Promise<Fetched>;
  /** NDJSON of OpeningLine. */
  openings?(seq: number): Promise<Fetched>;
}
