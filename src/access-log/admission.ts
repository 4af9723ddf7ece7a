import { CustosError } from '../core/errors.ts';
import type { AppendResult, Draft } from './draft.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Sequenced, Sequencer } from './sequencer.ts';

const MAX_WAITING = 16_384;

/** Lets drafts to the sequencer in the order in which they came, as many as the group that is gathered can hold. */
export class Admission {
  readonly #sequencer: Sequencer;
  readonly #commit: GroupCommit;
  /** Revocations that wait for room in the next group, before everything else. */
  readonly #urgent: (() => void)[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(sequencer: Sequencer, commit: GroupCommit) {
    this.#sequencer = sequencer;
    this.#commit = commit;
  }

  append(draft: Draft): Promise<AppendResult> {
    if (this.#urgent.length + this.#waiting.length === 0 && !this.#commit.full) return this.#admit(draft);
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(
        new CustosError('UNAVAILABLE', 'Too many entries wait for the log. Try again in a moment.'),
      );
    }
    return wait(this.#waiting, () => this.#admit(draft));
  }

  /** Overtakes what waits. `onPlace` is called once the entry has its place, before anything else is sequenced; where
   *  it throws, the log stops. */
  overtake(draft: Draft, onPlace: (sequenced: Sequenced) => void): Promise<AppendResult> {
    const admit = () => this.#admit(draft, onPlace);
    return this.#commit.full ? wait(this.#urgent, admit) : admit();
  }

  /** There is room again, or there will never be. */
  drain(): void {
    while (!this.#commit.full || this.#commit.failure !== undefined) {
      const next = this.#urgent.shift() ?? this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }

  /** Runs up to the entry's place without giving way, so that the order of calls is the order of entries. */
  #admit(draft: Draft, onPlace?: (sequenced: Sequenced) => void): Promise<AppendResult> {
    if (this.#commit.failure !== undefined) return Promise.reject(this.#commit.failure);
    try {
      const sequenced = this.#sequencer.sequence(draft);
      if (sequenced.kind !== 'sequenced') return Promise.resolve(sequenced);
      const appended = this.#commit.add(sequenced);
      if (onPlace !== undefined) this.#announce(() => onPlace(sequenced));
      return appended;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #announce(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#commit.fail(error);
    }
  }
}

function wait(queue: (() => void)[], admit: () => Promise<AppendResult>): Promise<AppendResult> {
  return new Promise((resolve, reject) => queue.push(() => admit().then(resolve, reject)));
}
