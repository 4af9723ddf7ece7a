import { LRUCache } from 'lru-cache';
import type { Entry } from '../../core/entry.ts';
import type { DatasetId, Digest } from '../../core/ids.ts';

/** Series of releases are remembered for as long as one could go on. */
const MAX_SERIES = 256;

/** Which items were seen, across the releases of one audit. */
export class Seen {
  readonly #series = new LRUCache<Digest, Set<number>>({ max: MAX_SERIES });
  readonly #manifestSizes = new Map<string, number>();
  readonly #shared = new Map<string, Map<number, number>>();

  /** The items of the releases so far under the same proof: whoever is given them adds those of the next. */
  series({ evidence }: Entry): Set<number> {
    const known = this.#series.get(evidence) ?? new Set<number>();
    this.#series.set(evidence, known);
    return known;
  }

  /** Whether every opening so far gave the version's manifest this size: the chain names only its root. */
  isManifestSize(dataset: DatasetId, version: number, size: number): boolean {
    const key = `${dataset} ${version}`;
    const known = this.#manifestSizes.get(key) ?? size;
    this.#manifestSizes.set(key, known);
    return known === size;
  }

  /** The item's place among the different items of the version that were released as shared, from 1. */
  shared(dataset: DatasetId, version: number, item: number): number {
    const key = `${dataset} ${version}`;
    const known = this.#shared.get(key) ?? new Map<number, number>();
    const place = known.get(item) ?? known.size + 1;
    this.#shared.set(key, known.set(item, place));
    return place;
  }
}
