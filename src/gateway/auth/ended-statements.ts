import type { Digest } from '../../core/ids.ts';
import { VOUCHED_MS } from '../../core/session-statement.ts';
import type { RecordChange } from '../../vault/sealed-records.ts';
import type { StaffTables } from '../records/gateway-records.ts';

/** What this node said of its own persons, and which of it counts no more. Kept until the last of it would have ended by itself: a
 *  restart does not make it count again. */
export class EndedStatements {
  readonly #kept: StaffTables['ended'];
  /** One for each person who was ever ended: a clock that is ahead for a while must not have any forgotten. */
  readonly #until: Map<Digest, number>;

  private constructor(kept: StaffTables['ended'], until: Map<Digest, number>) {
    this.#kept = kept;
    this.#until = until;
  }

  static async open(kept: StaffTables['ended']): Promise<EndedStatements> {
    const all = await Array.fromAsync(kept.all(), ([person, { expires }]) => [person, expires] as const);
    return new EndedStatements(kept, new Map(all));
  }

  /** From now on nothing counts that was said of the person up to now, over a restart as soon as the change is written: together with what
   *  it is for, or a crash would come between. */
  end(person: Digest): RecordChange {
    // A clock that was set back since an end before makes nothing count again.
    const expires = Math.max(this.#until.get(person) ?? 0, Date.now() + VOUCHED_MS);
    this.#until.set(person, expires);
    return this.#kept.change(person, { expires });
  }

  /** Whether a statement of the person that lasts until then, in ms, may have been made before such an end. */
  has(person: Digest, notAfter: number): boolean {
    return notAfter <= (this.#until.get(person) ?? 0);
  }
}
