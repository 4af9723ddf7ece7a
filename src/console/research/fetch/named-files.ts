import { type ItemRanges, itemsIn, rangesOf, without } from './item-ranges.ts';
import type { KeptItem } from './target.ts';

/** Names of files by what stands about the number in them, each with the numbers: `['Condition-', '.ndjson', [[12, 14]]]`. */
export type NamedFiles = readonly (readonly [before: string, behind: string, items: ItemRanges])[];

export function namedFiles(kept: readonly KeptItem[]): NamedFiles {
  const alike = Map.groupBy(kept, ({ item, file }) => JSON.stringify(aboutNumber(file, item)));
  return [...alike].map(([about, some]) => [
    ...(JSON.parse(about) as [string, string]),
    rangesOf(some.map(({ item }) => item)),
  ]);
}

function aboutNumber(file: string, item: number): readonly [string, string] {
  const at = file.lastIndexOf(`-${item}`) + 1;
  return [file.slice(0, at), file.slice(at + String(item).length)];
}

/** What each item is called, by its number. */
export function namesIn(files: NamedFiles): ReadonlyMap<number, string> {
  return new Map(
    files.flatMap(([before, behind, items]) =>
      Array.from(itemsIn(items), (item) => [item, `${before}${item}${behind}`] as const),
    ),
  );
}

export function filesWithout(files: NamedFiles, gone: ItemRanges): NamedFiles {
  return files
    .map(([before, behind, items]) => [before, behind, without(items, gone)] as const)
    .filter(([, , items]) => items.length > 0);
}
