import type { Attestable } from '../../consent/meeting.ts';
import { type CoveredPatients, patientsCovered } from '../../consent/patients-covered.ts';
import { CustosError } from '../../core/errors.ts';
import type { DatasetId } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireReleasing } from '../ledger/rights.ts';
import { NO_ONTOLOGY } from './release-log.ts';
import type { StoredVersions } from './stored-versions.ts';

/** How many patients of a version would be released for what. Nothing is released or logged. */
export class Coverages {
  readonly #state: LedgerState;
  readonly #versions: StoredVersions;
  /** One at a time: each keeps the ledger's next blocks waiting. */
  readonly #turns = new Turns();
  /** Those that have not begun, by version and what is met: whoever asks for the same meanwhile shares the answer. */
  readonly #waiting = new Map<string, Promise<CoveredPatients>>();

  constructor(state: LedgerState, versions: StoredVersions) {
    this.#state = state;
    this.#versions = versions;
  }

  /** At one block, and no withdrawal that was acknowledged before the call is overlooked. NOT_FOUND for a version that is not held;
   *  as `requireReleasing` where nothing would be released at all. */
  async count(dataset: DatasetId, version: number, meets: readonly Attestable[]): Promise<CoveredPatients> {
    const key = `${dataset}/${version}/${meets}`;
    const known = this.#waiting.get(key);
    if (known) return known;
    const counting = this.#afterOthers(key, () => this.#count(dataset, version, meets));
    this.#waiting.set(key, counting);
    return counting;
  }

  /** Begins in a later turn than it is asked in: until then others may join it. */
  async #afterOthers(key: string, count: () => Promise<CoveredPatients>): Promise<CoveredPatients> {
    await Promise.resolve();
    return this.#turns.take(async () => {
      this.#waiting.delete(key);
      return count();
    });
  }

  async #count(dataset: DatasetId, version: number, meets: readonly Attestable[]): Promise<CoveredPatients> {
    const held = await this.#versions.find(dataset, version);
    if (!held) {
      throw new CustosError('NOT_FOUND', 'This gateway does not hold that version. Ask for one that it lists.');
    }
    return this.#state.paused(async () => {
      requireReleasing(this.#state);
      const { index, acknowledged } = this.#state;
      const question = { view: held.decisionView, acknowledged, diseases: NO_ONTOLOGY, now: Date.now(), meets };
      const counting = patientsCovered(index, question);
      for (;;) {
        const turn = counting.next();
        if (turn.done) return turn.value;
        await new Promise(setImmediate);
      }
    });
  }
}
