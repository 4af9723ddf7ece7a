import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { listDatasets } from '../../client/index.ts';
import { membersOf } from '../session/asked.ts';
import { usePerson } from '../session/use-presence.ts';
import type { Names } from './log-filter.ts';

/** What members and datasets are called, as far as the gateway says; they go by their ids until it does. */
export function useNames(): Names {
  const { gateway } = usePerson();
  const members = useQuery(membersOf(gateway));
  const datasets = useQuery({ queryKey: ['audit', 'datasets'], queryFn: () => listDatasets(gateway) });
  return useMemo(
    () => ({
      members: new Map(members.data?.flatMap(({ identity, name }) => (name === undefined ? [] : [[identity, name]]))),
      datasets: new Map(datasets.data?.map(({ dataset, name }) => [dataset, name])),
    }),
    [members.data, datasets.data],
  );
}

/** An id as people can tell it from others. */
export function shortened(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 10)}…`;
}
