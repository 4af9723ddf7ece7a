/** Items by their numbers, as runs that ascend, the last of each included. */
export type ItemRanges = readonly (readonly [first: number, last: number])[];

export function rangesOf(items: Iterable<number>): ItemRanges {
  const ranges: [number, number][] = [];
  for (const item of [...new Set(items)].sort((one, other) => one - other)) {
    const run = ranges.at(-1);
    if (run !== undefined && run[1] === item - 1) run[1] = item;
    else ranges.push([item, item]);
  }
  return ranges;
}

export function* itemsIn(ranges: ItemRanges): Generator<number> {
  for (const [first, last] of ranges) for (let item = first; item <= last; item++) yield item;
}

/** Those that are not among others. */
export function without(ranges: ItemRanges, others: ItemRanges): ItemRanges {
  const among = new Set(itemsIn(others));
  return rangesOf([...itemsIn(ranges)].filter((item) => !among.has(item)));
}

export function countIn(ranges: ItemRanges): number {
  return ranges.reduce((count, [first, last]) => count + last - first + 1, 0);
}
