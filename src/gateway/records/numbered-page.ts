import type { RecordTable } from './record-table.ts';

/** Digits of a number in a key, so that keys are in the order of the numbers. */
const DIGITS = 16;

/** Which part of a table whose keys end in numbers, within those that begin so. */
export interface NumberedPart {
  readonly beginning?: string;
  /** Number of the first one at the earliest. */
  readonly from: number;
  readonly limit: number;
}

/** One page, and the number where the next one begins, if there is one. */
export interface NumberedPage<Item> {
  readonly items: readonly Item[];
  readonly next?: number;
}

/** The key of a number, behind what all of its list begin with. */
export function numberedKey(number: number, beginning = ''): string {
  return beginning + String(number).padStart(DIGITS, '0');
}

/** Reads what the part holds, and no record beside it. `open` gives what is found behind keys: nothing for those of erased patients, for
 *  which a page is not shorter. */
export async function numberedPage<Value, Item>(
  table: RecordTable<string, Value>,
  { beginning = '', from, limit }: NumberedPart,
  open: (keys: readonly string[]) => Promise<readonly Item[]>,
): Promise<NumberedPage<Item>> {
  const items: Item[] = [];
  let keys: string[] = [];
  for await (const key of table.keys(beginning, numberedKey(from))) {
    if (items.length + keys.length >= limit) {
      items.push(...(await open(keys)));
      keys = [];
      if (items.length >= limit) return { items, next: Number(key.slice(beginning.length)) };
    }
    keys.push(key);
  }
  return { items: [...items, ...(await open(keys))] };
}
