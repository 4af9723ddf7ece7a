import { useQuery } from '@tanstack/react-query';
import { type Dataset, type GatewayClient, readDataset } from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';
import type { Known } from './asked.ts';
import { currentVersion } from './catalogue-filter.ts';

/** How many people have items of each kind, by dataset. */
export type KindsOf = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** Datasets that are asked about one by one, and how many at once: a catalogue of more says which it is about. */
const MOST_ASKED = 100;
const AT_ONCE = 4;

/** Kinds of what this hospital's datasets hold, as far as they betray nobody. What a version holds never changes. */
export function useKindsOf(known: Known | undefined) {
  const { gateway } = usePerson();
  const own = known?.datasets.filter((one) => one.holder === known.holder && currentVersion(one)) ?? [];
  const asked = own.slice(0, MOST_ASKED);
  return useQuery({
    queryKey: ['research', 'kinds', asked.map(({ dataset, versions }) => `${dataset}/${versions.length}`)],
    queryFn: () => kindsAt(gateway, asked),
    enabled: known !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

async function kindsAt(gateway: GatewayClient, datasets: readonly Dataset[]): Promise<KindsOf> {
  const found = new Map<string, Readonly<Record<string, number>>>();
  for (let at = 0; at < datasets.length; at += AT_ONCE) {
    const some = datasets.slice(at, at + AT_ONCE);
    for (const one of await Promise.all(some.map(({ dataset }) => readDataset(gateway, dataset))))
      found.set(one.dataset, currentVersion(one)?.kinds ?? {});
  }
  return found;
}
