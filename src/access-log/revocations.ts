import type { RevocationEvidence } from '../core/evidence.ts';
import type { GrantId, Pseudonym } from '../core/ids.ts';
import type { BlockRef } from './ports.ts';

/** Where the entry of an acknowledgement stands, and on what. */
export interface RevocationPlace {
  readonly seq: number;
  readonly time: number;
  readonly block: BlockRef;
}

/** A withdrawal that the log has acknowledged, or is about to: it counts from the moment it is sequenced. */
export interface Revocation extends RevocationPlace {
  /** Place among the revocations of this run, from 1. */
  readonly mark: number;
  readonly subject: Pseudonym;
  readonly grant?: GrantId;
  readonly scope: RevocationEvidence['scope'];
  readonly call: RevocationEvidence['call'];
}

const KEPT = 65_536;

/** The revocations of this run in order, and those that the ledger has not answered yet. */
export class Revocations {
  #recent: Revocation[] = [];
  readonly #pending = new Map<number, Revocation>();
  #mark = 0;

  get mark(): number {
    return this.#mark;
  }

  /** Sequenced and without an answer from the ledger, in order. */
  get pending(): Revocation[] {
    return [...this.#pending.values()];
  }

  add({ seq, time, block }: RevocationPlace, { subject, grant, scope, call }: RevocationEvidence): Revocation {
    const place = { mark: ++this.#mark, seq, time, block, subject, scope, call };
    const revocation = grant === undefined ? place : { ...place, grant };
    this.#recent.push(revocation);
    if (this.#recent.length >= 2 * KEPT) this.#recent = this.#recent.slice(-KEPT);
    this.#pending.set(seq, revocation);
    return revocation;
  }

  get(seq: number): Revocation | undefined {
    return this.#pending.get(seq);
  }

  settle(seq: number): Revocation | undefined {
    const revocation = this.#pending.get(seq);
    this.#pending.delete(seq);
    return revocation;
  }

  /** What was sequenced after the mark, or undefined where that is no longer known: so many revocations ago. */
  since(mark: number): readonly Revocation[] | undefined {
    const count = this.#mark - mark;
    if (count === 0) return [];
    return count > 0 && count <= this.#recent.length ? this.#recent.slice(-count) : undefined;
  }
}
