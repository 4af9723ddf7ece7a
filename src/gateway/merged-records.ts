import { utf8, utf8Decode } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Pseudonym } from '../core/ids.ts';
import type { MergedRecord } from '../import/persons.ts';
import type { Vault } from '../vault/vault.ts';

const PREFIX = 'merged/';

/** Pseudonyms whose persons go on under another one, since their records were merged: nothing new is to be said under
 *  them, for it would not reach the data. Durable in the vault. */
export class MergedRecords {
  readonly #vault: Vault;
  readonly #survivors: Map<Pseudonym, Pseudonym>;

  private constructor(vault: Vault, survivors: Map<Pseudonym, Pseudonym>) {
    this.#vault = vault;
    this.#survivors = survivors;
  }

  static async open(vault: Vault): Promise<MergedRecords> {
    const survivors = new Map<Pseudonym, Pseudonym>();
    for await (const { id, bytes } of vault.records.all('operation')) {
      const name = utf8Decode(id);
      if (bytes === null || !name.startsWith(PREFIX)) continue;
      const { survivor } = JSON.parse(utf8Decode(bytes)) as { survivor: Pseudonym };
      survivors.set(name.slice(PREFIX.length) as Pseudonym, survivor);
    }
    return new MergedRecords(vault, survivors);
  }

  has(subject: Pseudonym): boolean {
    return this.#survivors.has(subject);
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
      await this.#vault.records.put('operation', keyOf(replaced), utf8(JSON.stringify({ survivor })));
      this.#survivors.set(replaced, survivor);
    }
    for (const subject of inUse) {
      if (!this.#survivors.has(subject)) continue;
      await this.#vault.records.delete('operation', keyOf(subject));
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

function keyOf(subject: Pseudonym): Uint8Array {
  return utf8(`${PREFIX}${subject}`);
}
