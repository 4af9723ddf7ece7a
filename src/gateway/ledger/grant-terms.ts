import type { GrantOpening } from '../../core/content.ts';
import type { GrantId } from '../../core/ids.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';

/** The clear terms of the holder's grants: sealed under each subject's key, and in memory for the decision. */
export class GrantTermsStore {
  readonly #kept: GatewayRecords['terms'];
  readonly #known = new Map<GrantId, GrantOpening>();

  private constructor(kept: GatewayRecords['terms']) {
    this.#kept = kept;
  }

  /** Those of erased subjects stay out: nothing can open them any more. */
  static async load(kept: GatewayRecords['terms']): Promise<GrantTermsStore> {
    const store = new GrantTermsStore(kept);
    for await (const [grant, opening] of kept.all()) store.#known.set(grant, opening);
    return store;
  }

  /** Durable once resolved. `opening.grant` MUST be the id that the other members give. */
  async put(opening: GrantOpening): Promise<void> {
    await this.#kept.put(opening.grant, opening, opening.subject);
    this.#known.set(opening.grant, opening);
  }

  get(grant: GrantId): GrantOpening | undefined {
    return this.#known.get(grant);
  }

  all(): Iterable<GrantOpening> {
    return this.#known.values();
  }

  /** For a grant that the chain rejected. */
  async delete(grant: GrantId): Promise<void> {
    this.#known.delete(grant);
    await this.#kept.delete(grant);
  }
}
