import type { Basis, Refusal } from '../core/entry.ts';
import type { GrantId, PermitId, Pseudonym } from '../core/ids.ts';
import type { Block } from './events.ts';
import type { Withheld } from './reasons.ts';

/** The items that may leave. Position k of `items`, `subjects` and `grants` speaks of one item. */
export interface Release {
  readonly outcome: 'released' | 'emergency' | 'self';
  /** The block whose state was decided on. */
  readonly block: Block;
  /** Absent where a subject reads its own data, as is the basis. */
  readonly permit?: PermitId;
  readonly basis?: Basis;
  /** Item numbers, ascending. */
  readonly items: Uint32Array;
  /** Numbers of the items' subjects in the index, 0 for shared items. */
  readonly subjects: Uint32Array;
  /** Numbers of the deciding grants in the index, 0 where none was needed. */
  readonly grants: Uint32Array;
  /** Whether others could follow these, beyond the most that were asked for. */
  readonly more: boolean;
  /** For the holder and auditors; a requester is told `coarseCounts` of it. Where others follow, only of items before the last. */
  readonly withheld: Withheld;
  /** Undefined for shared items. */
  subjectAt(k: number): Pseudonym | undefined;
  /** The deciding grant, the newest that covers the item; undefined where none was needed. */
  grantAt(k: number): GrantId | undefined;
}

export interface Refused {
  readonly outcome: 'refused';
  readonly reason: Refusal;
  /** For the requester: what was found, and what would have to change. Names nobody. */
  readonly detail: string;
  readonly block: Block;
  /** Named only where it is the requester's own. */
  readonly permit?: PermitId;
  readonly basis?: Basis;
  readonly withheld: Withheld;
}

export type Decision = Release | Refused;
