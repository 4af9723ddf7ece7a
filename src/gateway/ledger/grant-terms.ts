import type { GrantOpening } from '../../core/content.ts';
import { isCustosError } from '../../core/errors.ts';
import type { GrantId, Pseudonym } from '../../core/ids.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import { type OpeningsSnapshot, PackedOpenings, packOpenings } from './packed-openings.ts';

/** The clear terms of the holder's grants: sealed under each subject's key, and in memory for the decision. */
export class GrantTermsStore {
  readonly #kept: GatewayRecords['terms'];
  /** Openings, or their rows among the packed ones. */
  readonly #known = new Map<GrantId, GrantOpening | number>();
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

  /** As `load`, with what a snapshot has already: only what was kept since is opened. Undefined where the snapshot has
   *  one that is not kept any more. */
  static async restore(
    kept: GatewayRecords['terms'],
    snapshot: OpeningsSnapshot,
  ): Promise<GrantTermsStore | undefined> {
    const store = new GrantTermsStore(kept);
    const packed = new PackedOpenings(snapshot);
    const rows = new Map<GrantId, number>();
    for (let row = 0; row < packed.count; row++) rows.set(packed.grant(row), row);
    const added: GrantId[] = [];
    for await (const grant of kept.keys()) {
      const row = rows.get(grant);
      if (row === undefined) added.push(grant);
      else store.#known.set(grant, row);
    }
    if (store.#known.size < packed.count) return undefined;
    store.#packed = packed;
    for (const grant of added) await store.#open(grant);
    return store;
  }

  /** Durable once resolved. `opening.grant` MUST be the id that the other members give. */
  async put(opening: GrantOpening): Promise<void> {
    await this.#kept.put(opening.grant, opening, opening.subject);
    this.#known.set(opening.grant, opening);
  }

  get(grant: GrantId): GrantOpening | undefined {
    const known = this.#known.get(grant);
    return typeof known === 'number' ? this.#packed?.at(known) : known;
  }

  /** Those of which `wanted` says so. */
  *all(wanted: (key: Pick<GrantOpening, 'grant' | 'subject'>) => boolean = () => true): Generator<GrantOpening> {
    for (const [grant, known] of this.#known) {
      const subject = typeof known === 'number' ? this.#packed?.subject(known) : known.subject;
      const opening = subject !== undefined && wanted({ grant, subject }) ? this.get(grant) : undefined;
      if (opening) yield opening;
    }
  }

  /** Those that no snapshot gave. */
  *unpacked(): Generator<GrantOpening> {
    for (const known of this.#known.values()) if (typeof known !== 'number') yield known;
  }

  /** For a grant that the chain rejected. */
  async delete(grant: GrantId): Promise<void> {
    this.#known.delete(grant);
    await this.#kept.delete(grant);
  }

  /** All but those of the erased. Gives way to others now and then. */
  async snapshot(erased: ReadonlySet<Pseudonym>): Promise<OpeningsSnapshot> {
    return packOpenings(this.all(({ subject }) => !erased.has(subject)));
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
