import { fromHex, utf8, utf8Decode } from '../core/bytes.ts';
import type { GrantOpening } from '../core/content.ts';
import type { GrantId } from '../core/ids.ts';
import type { Vault } from '../vault/vault.ts';

/** The clear terms of the holder's grants: sealed under each subject's key, and in memory for the decision. */
export class GrantTermsStore {
  readonly #vault: Vault;
  readonly #known = new Map<GrantId, GrantOpening>();

  private constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** Those of erased subjects stay out: nothing can open them any more. */
  static async load(vault: Vault): Promise<GrantTermsStore> {
    const store = new GrantTermsStore(vault);
    for await (const { bytes } of vault.records.all('terms')) {
      if (bytes === null) continue;
      const opening = JSON.parse(utf8Decode(bytes)) as GrantOpening;
      store.#known.set(opening.grant, opening);
    }
    return store;
  }

  /** Durable once resolved. `opening.grant` MUST be the id that the other members give. */
  async put(opening: GrantOpening): Promise<void> {
    await this.#vault.records.put('terms', fromHex(opening.grant, 32), utf8(JSON.stringify(opening)), opening.subject);
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
    await this.#vault.records.delete('terms', fromHex(grant, 32));
  }
}
