import type { StoredVersion } from './release.ts';

/** What items of somebody's own are: nothing is told of anybody else's. */
export interface OwnItems {
  /** How many of each kind, such as a FHIR resource type. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Bitmap of the sensitivity categories that they bear. */
  readonly categories: number;
}

export function ownItems(
  { kinds: names, kindOf, categories: bits }: StoredVersion['view'],
  items: Iterable<number>,
): OwnItems {
  const kinds: Record<string, number> = {};
  let categories = 0;
  for (const item of items) {
    const kind = names[kindOf[item] ?? -1];
    if (kind !== undefined) kinds[kind] = (kinds[kind] ?? 0) + 1;
    categories = (categories | (bits[item] ?? 0)) >>> 0;
  }
  return { kinds, categories };
}
