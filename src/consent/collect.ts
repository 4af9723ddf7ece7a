import { CustosError } from '../core/errors.ts';
import type { ItemJudge } from './item-judge.ts';
import type { ItemOrder } from './item-order.ts';
import { COVERS, REASON } from './reasons.ts';
import type { DatasetView } from './view.ts';

/** What a judge made of the items: position k of the first three speaks of one released item. */
export interface Collected {
  /** Ascending. */
  readonly items: Uint32Array;
  readonly subjects: Uint32Array;
  readonly grants: Uint32Array;
  /** Of items withheld, by the reason's code; before the last one released, where there are more. */
  readonly counts: Uint32Array;
  /** Whether others than these could be released. */
  readonly more: boolean;
}

/** Which items are judged. */
export interface Wanted {
  /** Ascending; all of the version where it is undefined. */
  readonly items: ArrayLike<number> | undefined;
  /** Those below it are not asked for. */
  readonly from: number;
  /** The first so many that are released are enough. */
  readonly most: number;
}

/** From this share of a version's items on, walking by subject costs less than jumping from item to item. */
const MANY = 1 / 8;

/** Judges the wanted items. INPUT_INVALID for numbers out of order; one that the version lacks is withheld. */
export function collect(view: DatasetView, order: ItemOrder, wanted: Wanted, judge: ItemJudge): Collected {
  const { most } = wanted;
  const asked = askedItems(wanted, view.subjectOf.length);
  const few = Math.ceil(view.subjectOf.length * MANY);
  const isWorthTrying = asked.count <= few || most < few;
  const first = isWorthTrying ? oneByOne(view, order, asked, Math.min(asked.count, few), judge, most) : undefined;
  const found =
    first !== undefined && (first.isEnough || asked.count <= few)
      ? gather(first.verdicts, asked, order, most)
      : gather(bySubject(order, asked, judge), { items: undefined, from: 0 }, order, most);
  if (!found.more) found.counts[REASON['no-such-item']] = asked.missing;
  return found;
}

/** What is asked for of the items that the version has. */
interface Asked {
  /** Undefined for all from `from` on. */
  readonly items: Uint32Array | undefined;
  readonly from: number;
  readonly count: number;
  /** How many more are asked for than the version has. */
  readonly missing: number;
}

/** Verdicts are kept as the judge gives them, but for releases one more: 0 stands for what was not asked for. */
function kept(verdict: number): number {
  return verdict < 0 ? verdict : verdict + 1;
}

/** Of the asked items up to so many, from the first on, until one more than `most` is released. */
function oneByOne(
  { categories }: DatasetView,
  { subjectOf }: ItemOrder,
  { items, from }: Asked,
  count: number,
  judge: ItemJudge,
  most: number,
): { readonly verdicts: Int32Array; readonly isEnough: boolean } {
  const verdicts = new Int32Array(count);
  let released = 0;
  for (let i = 0; i < count; i++) {
    const item = items === undefined ? from + i : (items[i] ?? 0);
    const verdict = kept(judge(subjectOf[item] ?? 0, categories[item] ?? 0));
    verdicts[i] = verdict;
    if (verdict > 0) released += 1;
    if (released > most) return { verdicts: verdicts.subarray(0, i + 1), isEnough: true };
  }
  return { verdicts, isEnough: false };
}

/** By item, judged in the order in which subjects lie in the index. Verdicts are brought into the order of items in a pass of
 *  their own: scattered while judging, each write waits for memory that the tables have just driven out of the cache. */
function bySubject(order: ItemOrder, { items: wanted, from }: Asked, judge: ItemJudge): Int32Array {
  const { items, subjects, categories } = order;
  const judged = new Int32Array(items.length);
  const isWanted = wanted === undefined ? undefined : marks(wanted, items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i] ?? 0;
    if (item < from || (isWanted !== undefined && isWanted[item] !== 1)) continue;
    judged[i] = kept(judge(subjects[i] ?? 0, categories[i] ?? 0));
  }
  const verdicts = new Int32Array(items.length);
  for (let i = 0; i < items.length; i++) verdicts[items[i] ?? 0] = judged[i] ?? 0;
  return verdicts;
}

function marks(items: Uint32Array, size: number): Uint8Array {
  const isWanted = new Uint8Array(size);
  for (const item of items) isWanted[item] = 1;
  return isWanted;
}

/** `items` names the item of each verdict; left out, they are of all items from `from` on. */
function gather(
  verdicts: Int32Array,
  { items: named, from }: Pick<Asked, 'items' | 'from'>,
  { subjectOf }: ItemOrder,
  most: number,
): Collected {
  const { counts, released, end } = counted(verdicts, most);
  const [items, subjects, grants] = [released, released, released].map((length) => new Uint32Array(length)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  for (let i = 0, k = 0; k < released; i++) {
    const verdict = verdicts[i] ?? 0;
    if (verdict <= 0) continue;
    const item = named === undefined ? from + i : (named[i] ?? 0);
    items[k] = item;
    subjects[k] = subjectOf[item] ?? 0;
    grants[k] = verdict - 1;
    k += 1;
  }
  return { items, subjects, grants, counts, more: end < verdicts.length };
}

/** What is withheld, by the reason's code, and how many of the first `most` are released; where one more could be, only up to
 *  the last of these, whose verdict is the one before `end`. */
function counted(
  verdicts: Int32Array,
  most: number,
): { readonly counts: Uint32Array; readonly released: number; readonly end: number } {
  const counts = new Uint32Array(COVERS);
  let released = 0;
  for (let i = 0; i < verdicts.length; i++) {
    const verdict = verdicts[i] ?? 0;
    if (verdict < 0) counts[-verdict] = (counts[-verdict] ?? 0) + 1;
    if (verdict <= 0) continue;
    released += 1;
    if (released === most && hasMore(verdicts, i + 1)) return { counts, released, end: i + 1 };
  }
  return { counts, released, end: verdicts.length };
}

function hasMore(verdicts: Int32Array, from: number): boolean {
  for (let i = from; i < verdicts.length; i++) if ((verdicts[i] ?? 0) > 0) return true;
  return false;
}

/** INPUT_INVALID for numbers out of order. */
function askedItems({ items, from }: Wanted, size: number): Asked {
  if (items === undefined) return { items, from, count: Math.max(0, size - from), missing: 0 };
  let before = -1;
  let [below, known] = [0, 0];
  for (let i = 0; i < items.length; i++) {
    const item = items[i] ?? -1;
    if (!(item > before)) throw new CustosError('INPUT_INVALID', 'Candidates must be item numbers, ascending.');
    before = item;
    if (item < from) below += 1;
    else if (item < size) known += 1;
  }
  const asked = Uint32Array.from({ length: known }, (_, i) => items[below + i] ?? 0);
  return { items: asked, from, count: known, missing: items.length - below - known };
}
