import type { Digest } from '../../core/ids.ts';
import { permitPersonsDigest } from '../../core/permit-persons.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';

/** The lists of persons that permits name by their digests. What is not kept here opens no permit: nobody is on a list that
 *  cannot be read. */
export class PermitPersons {
  readonly #kept: GatewayRecords['recipients'];
  readonly #lists: Map<Digest, readonly Digest[]>;

  private constructor(kept: GatewayRecords['recipients'], lists: Iterable<readonly [Digest, readonly Digest[]]>) {
    this.#kept = kept;
    this.#lists = new Map(lists);
  }

  static async open(kept: GatewayRecords['recipients']): Promise<PermitPersons> {
    return new PermitPersons(
      kept,
      await Array.fromAsync(kept.all(), ([digest, { persons }]) => [digest, persons] as const),
    );
  }

  /** Durable once resolved. Gives the digest that the permit has on chain. */
  async keep(persons: readonly Digest[]): Promise<Digest> {
    const digest = permitPersonsDigest(persons);
    if (this.#lists.has(digest)) return digest;
    const list = [...new Set(persons)].sort();
    await this.#kept.put(digest, { persons: list });
    this.#lists.set(digest, list);
    return digest;
  }

  /** In ascending order; undefined where no list of the digest is kept here. */
  of(digest: Digest): readonly Digest[] | undefined {
    return this.#lists.get(digest);
  }
}
