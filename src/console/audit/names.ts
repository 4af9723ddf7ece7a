import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { listDatasets, type Member } from '../../client/index.ts';
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
      members: namesOf(members.data ?? []),
      datasets: new Map(datasets.data?.map(({ dataset, name }) => [dataset, name])),
    }),
    [members.data, datasets.data],
  );
}

/** A gateway that has no name of its own goes by that of the organisation it acts for. */
function namesOf(members: readonly Member[]): Map<string, string> {
  const own = new Map(members.flatMap(({ identity, name }) => (name === undefined ? [] : [[identity, name] as const])));
  const of = members.flatMap(({ identity, principal }) => {
    const name = own.get(identity) ?? own.get(principal);
    return name === undefined ? [] : [[identity, name] as const];
  });
  return new Map(of);
}

/** An id as people can tell it from others. */
export function shortened(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 10)}…`;
}
