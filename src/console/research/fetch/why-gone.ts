import type { Permit } from '../../../client/index.ts';
import { countIn, type ItemRanges, itemsIn, rangesOf, without } from './item-ranges.ts';
import type { Withdrawn } from './withdrawn-since.ts';

/** Why something may not be kept under the permit that it came by. `consents`: those of some patients do not cover it any more. */
export type WhyGone = 'consents' | 'uncovered' | 'revoked' | 'expired' | 'permit' | 'dataset' | 'member';

const BY_STATE: Readonly<Record<string, WhyGone>> = {
  revoked: 'revoked',
  expired: 'expired',
  memberInactive: 'member',
  datasetRetired: 'dataset',
};

/** The gateway says that a permit does not count; what became of it, the permit itself says. */
export function whyGone({ over }: Pick<Withdrawn, 'over'>, permit: Pick<Permit, 'state'> | undefined): WhyGone {
  if (over === undefined) return 'consents';
  if (over === 'nothing-covered') return 'uncovered';
  if (over === 'not-a-member') return 'member';
  if (over === 'dataset-not-released') return 'dataset';
  return BY_STATE[permit?.state ?? ''] ?? 'permit';
}

/** Of what must go, what also came by another permit that still allows it: it may be kept for what that one allows. */
export function keptUnder(one: Withdrawn, all: readonly Withdrawn[]): ReadonlyMap<number, ItemRanges> {
  const { dataset, version } = one.request;
  const under = new Map<number, ItemRanges>();
  for (const { request, held = [], gone } of all) {
    if (request.dataset !== dataset || request.version !== version) continue;
    if (request.permit === undefined || request.permit === one.request.permit) continue;
    const [kept, before = []] = [new Set(itemsIn(without(held, gone))), under.get(request.permit)];
    const also = [...itemsIn(one.gone)].filter((item) => kept.has(item));
    if (also.length > 0) under.set(request.permit, rangesOf([...itemsIn(before), ...also]));
  }
  return under;
}

/** Items that may be kept under no permit, each counted once, and those that only another permit lets be kept. */
export function goneCounts(all: readonly Withdrawn[]): { readonly nowhere: number; readonly elsewhere: number } {
  const [nowhere, elsewhere] = [new Set<string>(), new Set<string>()];
  for (const one of all) {
    const kept = rangesOf([...keptUnder(one, all).values()].flatMap((ranges) => [...itemsIn(ranges)]));
    const named = (item: number) => `${one.request.dataset}/${one.request.version}/${item}`;
    for (const item of itemsIn(without(one.gone, kept))) nowhere.add(named(item));
    for (const item of itemsIn(kept)) elsewhere.add(named(item));
  }
  return { nowhere: nowhere.size, elsewhere: elsewhere.size };
}

/** Whether a permit lets an item be kept that must go under another; the first that does. */
export function permitKeeping(under: ReadonlyMap<number, ItemRanges>, item: number): number | undefined {
  return [...under].find(([, ranges]) => countIn(without([[item, item]], ranges)) === 0)?.[0];
}
