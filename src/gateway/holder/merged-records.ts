import { CustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { MergedRecord } from '../../import/persons.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';

/** Pseudonyms whose persons go on under another one, since their records were merged: nothing new is to be said under
 *  them, for it would not reach the data. Durable in the vault. */
export class MergedRecords {
  readonly #kept: GatewayRecords['merged'];
  readonly #survivors: Map<Pseudonym, Pseudonym>;

  private constructor(kept: GatewayRecords['merged'], survivors: Map<Pseudonym, Pseudonym>) {
    this.#kept = kept;
    this.#survivors = survivors;
  }

  static async open(kept: GatewayRecords['merged']): Promise<MergedRecords> {
    const survivors = new Map<Pseudonym, Pseudonym>();
    for await (const [replaced, { survivor }] of kept.all()) survivors.set(replaced, survivor);
    return new MergedRecords(kept, survivors);
  }

  has(subject: Pseudonym): boolean {
    return this.#survivors.has(subject);
  }

  /** Under which pseudonym the person goes on. */
  goesBy(subject: Pseudonym): Pseudonym {
    return this.#survivors.get(subject) ?? subject;
  }

  /** Throws CONFLICT, which names the pseudonym that the person goes by. */
  refuse(subject: Pseudonym): void {
    const survivor = this.#survivors.get(subject);
    if (survivor === undefined) return;
    throw new CustosError(
      'CONFLICT',
      `The record of ${subject} was merged: the person goes on as ${survivor}, and nothing said under the old pseudonym would reach the data. Use the new one. If the merge was undone, import the export that has both records and publish it first.`,
    );
  }

  /** Takes what a published import says: who was merged, and of whom it holds a record in use again. */
  async take(merged: readonly MergedRecord[], inUse: Iterable<Pseudonym>): Promise<void> {
    for (const { replaced, survivor, former } of merged) {
      if (former) continue;
      await this.#kept.put(replaced, { survivor });
      this.#survivors.set(replaced, survivor);
    }
    for (const subject of inUse) {
      if (!this.#survivors.has(subject)) continue;
      await this.#kept.delete(subject);
      this.#survivors.delete(subject);
    }
  }
}

/** Throws CONFLICT where something was decided, since the import, under the pseudonym of a record that was merged. */
export function refuseDecided(merged: readonly MergedRecord[], hasSay: (subject: Pseudonym) => boolean): void {
  const decided = merged.filter(({ replaced, accepted }) => !accepted && hasSay(replaced));
  if (decided.length === 0) return;
  const lines = decided
    .slice(0, 20)
    .map(({ replaced, survivor }) => `${replaced}, whose person goes on as ${survivor}`);
  throw new CustosError(
    'CONFLICT',
    `Since the import somebody decided something under a pseudonym whose record was merged (${lines.join('; ')}). Nothing was published. Carry the narrower choices over to the one that stays (opt-out, withdrawal), then import again with --accept-merged (acceptMerged).`,
    { details: { count: decided.length, lines } },
  );
}
