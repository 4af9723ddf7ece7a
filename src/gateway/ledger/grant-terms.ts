import { toHex } from '../../core/bytes.ts';
import { isCustosError } from '../../core/errors.ts';
import type { GrantId } from '../../core/ids.ts';
import type { GrantOpening } from '../../core/openings.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import { type OpeningsSnapshot, PackedOpenings, packOpenings } from './packed-openings.ts';

/** The clear terms of the holder's grants: sealed under each subject's key, and in memory for the decision. */
export class GrantTermsStore {
  readonly #kept: GatewayRecords['terms'];
  readonly #known = new Map<GrantId, GrantOpening>();
  /** Of a snapshot: opened when they are asked for. */
  #packed: PackedOpenings | undefined;

  private constructor(kept: GatewayRecords['terms']) {
    this.#kept = kept;
  }

  /** Those of erased subjects stay out: nothing can open them any more. */
  static async load(kept: GatewayRecords['terms']): Promise<GrantTermsStore> {
    const store = new GrantTermsStore(kept);
    for await (const [grant, opening] of kept.all()) store.#known.set(grant, opening);
    return store;
  }

  /** As `load`, with what a snapshot has already: only the others are opened. Undefined where the snapshot has one that
   *  is not kept any more. */
  static async restore(
    kept: GatewayRecords['terms'],
    snapshot: OpeningsSnapshot,
  ): Promise<GrantTermsStore | undefined> {
    const store = new GrantTermsStore(kept);
    const packed = new PackedOpenings(snapshot);
    const others: GrantId[] = [];
    let row = 0;
    // Both are in the order of their grants.
    for await (const id of kept.ids()) {
      const order = row < packed.count ? packed.compare(row, id) : 1;
      if (order < 0) return undefined;
      if (order === 0) row++;
      else others.push(toHex(id) as GrantId);
    }
    if (row < packed.count) return undefined;
    store.#packed = packed;
    for (const grant of others) await store.#open(grant);
    return store;
  }

  /** Durable once resolved. `opening.grant` MUST be the id that the other members give. */
  async put(opening: GrantOpening): Promise<void> {
    await this.#kept.put(opening.grant, opening, opening.subject);
    this.#known.set(opening.grant, opening);
  }

  get(grant: GrantId): GrantOpening | undefined {
    const known = this.#known.get(grant);
    if (known) return known;
    const row = this.#packed?.find(grant);
    return row === undefined ? undefined : this.#packed?.at(row);
  }

  /** All but those that a snapshot gave, whose grants were on the chain then. */
  others(): Iterable<GrantOpening> {
    return this.#known.values();
  }

  /** For a grant that the chain rejected. */
  async delete(grant: GrantId): Promise<void> {
    this.#known.delete(grant);
    await this.#kept.delete(grant);
  }

  /** Those of which `wanted` says so: it MUST leave out the erased, and whatever may be deleted. Gives way to others. */
  async snapshot(wanted: (opening: GrantOpening) => boolean): Promise<OpeningsSnapshot> {
    return packOpenings(this.#inOrder(wanted));
  }

  async *#inOrder(wanted: (opening: GrantOpening) => boolean): AsyncGenerator<GrantOpening> {
    for await (const id of this.#kept.ids()) {
      const opening = this.get(toHex(id) as GrantId);
      if (opening && wanted(opening)) yield opening;
    }
  }

  async #open(grant: GrantId): Promise<void> {
    try {
      const opening = await this.#kept.get(grant);
      if (opening) this.#known.set(grant, opening);
    } catch (error) {
      if (!isCustosError(error, 'KEY_SHREDDED')) throw error;
    }
  }
}
