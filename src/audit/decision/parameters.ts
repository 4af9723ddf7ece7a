import { toHex } from '../../core/bytes.ts';
import { canonicalBytes, type Json } from '../../core/canonical.ts';
import type { Entry } from '../../core/entry.ts';
import { ifReadable } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import type { Digest } from '../../core/ids.ts';
import type { PurposeParameters } from '../../core/purpose-table.ts';
import { checkParameters } from '../../core/purposes.ts';
import type { Datasets } from '../past/datasets.ts';

/** The parameters with which modifiers of a version are compared: those that the chain names by their digest, among
 *  whatever somebody says they are. */
export class Parameters {
  readonly #datasets: Datasets;
  readonly #known = new Map<Digest, PurposeParameters>();

  /** Places, from 0, of those that were given and that no version on the ledger names. */
  readonly unmatched: readonly number[];

  /** `given`: JSON of parameters of whichever versions. */
  constructor(datasets: Datasets, given: readonly unknown[] = []) {
    this.#datasets = datasets;
    for (const value of [{}, ...given]) this.#take(value);
    this.unmatched = given.flatMap((value, place) => {
      const digest = digestOf(value);
      return digest !== undefined && datasets.hasMetadata(digest) ? [] : [place];
    });
  }

  /** Of the version that the entry names; `told` by its openings. Undefined where they are not at hand. */
  of({ dataset, version }: Entry, told?: unknown): PurposeParameters | undefined {
    if (dataset === undefined || version === undefined) return undefined;
    const digest = this.#datasets.version(dataset, version)?.metadataDigest;
    if (digest === undefined) return undefined;
    if (told !== undefined && !this.#known.has(digest) && digestOf(told) === digest) this.#take(told);
    return this.#known.get(digest);
  }

  #take(value: unknown): void {
    const digest = digestOf(value);
    const parameters = ifReadable(() => checkParameters(value as Json));
    if (digest !== undefined && parameters !== undefined) this.#known.set(digest, parameters);
  }
}

/** As the version's metadata digest is made of them; undefined of what is no JSON. */
function digestOf(value: unknown): Digest | undefined {
  return ifReadable(() => toHex(domainHash('metadata', canonicalBytes(value as Json))) as Digest);
}
