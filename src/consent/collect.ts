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
  /** Of items withheld, by the reason's code. */
  readonly counts: Uint32Array;
}

/** From this share of a version's items on, walking by subject costs less than jumping from item to item. */
const MANY = 1 / 8;

/** Judges the wanted items, or all of them where `wanted` is undefined. INPUT_INVALID for numbers out of order; one
 *  that the version lacks is withheld. */
export function collect(
  view: DatasetView,
  order: ItemOrder,
  wanted: ArrayLike<number> | undefined,
  judge: ItemJudge,
): Collected {
  const size = view.subjectOf.length;
  const known = wanted === undefined ? undefined : knownItems(wanted, size);
  const few = known !== undefined && known.length < size * MANY;
  const verdicts = few ? oneByOne(view, order, known, judge) : bySubject(order, known, judge);
  const found = gather(verdicts, few ? known : undefined, order);
  found.counts[REASON['no-such-item']] = (wanted?.length ?? 0) - (known?.length ?? 0);
  return found;
}

/** Verdicts are kept as the judge gives them, but for releases one more: 0 stands for what was not asked for. */
function kept(verdict: number): number {
  return verdict < 0 ? verdict : verdict + 1;
}

function oneByOne(view: DatasetView, { subjectOf }: ItemOrder, items: Uint32Array, judge: ItemJudge): Int32Array {
  return Int32Array.from(items, (item) => kept(judge(subjectOf[item] ?? 0, view.categories[item] ?? 0)));
}

/** For every item, in the order in which subjects lie in the index. */
function bySubject(order: ItemOrder, wanted: Uint32Array | undefined, judge: ItemJudge): Int32Array {
  const { items, subjects, categories } = order;
  const verdicts = new Int32Array(items.length);
  const isWanted = wanted === undefined ? undefined : marks(wanted, items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i] ?? 0;
    if (isWanted !== undefined && isWanted[item] !== 1) continue;
    verdicts[item] = kept(judge(subjects[i] ?? 0, categories[i] ?? 0));
  }
  return verdicts;
}

function marks(items: Uint32Array, size: number): Uint8Array {
  const isWanted = new Uint8Array(size);
  for (const item of items) isWanted[item] = 1;
  return isWanted;
}

/** `items` names the item of each verdict; left out, there is one for every item. */
function gather(verdicts: Int32Array, items: Uint32Array | undefined, { subjectOf }: ItemOrder): Collected {
  const counts = new Uint32Array(COVERS);
  let released = 0;
  for (let i = 0; i < verdicts.length; i++) {
    const verdict = verdicts[i] ?? 0;
    if (verdict > 0) released += 1;
    else if (verdict < 0) counts[-verdict] = (counts[-verdict] ?? 0) + 1;
  }
  const found = {
    items: new Uint32Array(released),
    subjects: new Uint32Array(released),
    grants: new Uint32Array(released),
    counts,
  };
  const { items: numbers, subjects, grants } = found;
  let k = 0;
  for (let i = 0; i < verdicts.length; i++) {
    const verdict = verdicts[i] ?? 0;
    if (verdict <= 0) continue;
    const item = items === undefined ? i : (items[i] ?? 0);
    numbers[k] = item;
    subjects[k] = subjectOf[item] ?? 0;
    grants[k] = verdict - 1;
    k += 1;
  }
  return found;
}

/** Those of the wanted numbers that a version of `size` items has. */
function knownItems(wanted: ArrayLike<number>, size: number): Uint32Array {
  let before = -1;
  let known = 0;
  for (let i = 0; i < wanted.length; i++) {
    const item = wanted[i] ?? -1;
    if (!(item > before)) throw new CustosError('INPUT_INVALID', 'Candidates must be item numbers, ascending.');
    before = item;
    if (item < size) known += 1;
  }
  return Uint32Array.from({ length: known }, (_, i) => wanted[i] ?? 0);
}
