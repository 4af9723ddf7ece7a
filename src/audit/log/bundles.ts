import { entryBundles } from '../../core/tiles.ts';
import type { Fetched, LogSource } from '../source/sources.ts';

const PREFETCHED = 8;

export interface FetchedBundle {
  readonly tile: { readonly index: number; readonly width: number };
  readonly fetched: Fetched;
}

/** The entry bundles of a log of that size, in order, a few of them fetched ahead. */
export async function* bundlesOf(source: LogSource, size: number): AsyncGenerator<FetchedBundle> {
  const waiting: { readonly tile: FetchedBundle['tile']; readonly answer: Promise<Fetched> }[] = [];
  for (const tile of entryBundles(size)) {
    waiting.push({ tile, answer: source.bundle(tile.index, tile.width) });
    const first = waiting.length > PREFETCHED ? waiting.shift() : undefined;
    if (first !== undefined) yield { tile: first.tile, fetched: await first.answer };
  }
  for (const { tile, answer } of waiting) yield { tile, fetched: await answer };
}
