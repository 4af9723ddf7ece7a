import type { GrantId, Pseudonym } from '../core/ids.ts';
import type { ConsentIndex } from './consent-index.ts';

/** A withdrawal that this gateway acknowledged, as its log gives it. What it leaves out is read as wide as can be. */
export interface Revocation {
  readonly subject: Pseudonym;
  readonly scope: 'grant' | 'epoch' | 'opt-out' | 'pause' | 'erasure';
  /** Scope grant. */
  readonly grant?: GrantId;
  /** Scope epoch: ends the grants of it and of earlier ones; left out, of every one. */
  readonly epoch?: number;
  /** Scope opt-out; left out, all. */
  readonly level?: 'research' | 'all';
  /** Scope pause: its last second; left out, for ever. */
  readonly until?: number;
  /** Of its entry: what `settle` knows it by. */
  readonly seq?: number;
}

/** Revocations that the journal holds and the index not yet: they count at once. They only narrow. */
export class AcknowledgedRevocations {
  readonly #index: ConsentIndex;
  readonly #bySubject = new Map<number, readonly Revocation[]>();
  readonly #ended = new Map<number, number>();

  constructor(index: ConsentIndex) {
    this.#index = index;
  }

  /** Subjects concerned. */
  get size(): number {
    return this.#bySubject.size;
  }

  /** Call it before the revocation's receipt is given out. */
  add(revocation: Revocation): void {
    const subject = this.#index.subjects.intern(revocation.subject);
    this.#bySubject.set(subject, [...this.of(subject), revocation]);
    if (revocation.scope === 'epoch') this.#ended.set(subject, this.timesEnded(subject) + 1);
  }

  /** How often everything that the subject allows was withdrawn, whatever became of it: once more is a reason to bring
   *  nothing to the chain that was taken on before. By the subject's number in the index. */
  timesEnded(subject: number): number {
    return this.#ended.get(subject) ?? 0;
  }

  /** Takes a revocation away, the same object or one of the same `seq`: only once the index stands at a block that mined it, or once its
   *  rejection is logged. */
  settle(revocation: Revocation): void {
    const subject = this.#index.subjects.intern(revocation.subject);
    const left = this.of(subject).filter((other) => !isSame(other, revocation));
    if (left.length === 0) this.#bySubject.delete(subject);
    else this.#bySubject.set(subject, left);
  }

  /** By the subject's number in the index. */
  of(subject: number): readonly Revocation[] {
    return this.#bySubject.get(subject) ?? NONE;
  }
}

const NONE: readonly Revocation[] = [];

function isSame(one: Revocation, other: Revocation): boolean {
  return one === other || (one.seq !== undefined && one.seq === other.seq);
}
