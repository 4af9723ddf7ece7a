import { useQuery } from '@tanstack/react-query';
import {
  type Dataset,
  type GatewayClient,
  listDatasets,
  listMembers,
  listPermits,
  type Member,
  type Permit,
} from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';

/** What the pages of research stand on, asked once for all of them. */
export interface Known {
  readonly datasets: readonly Dataset[];
  readonly members: readonly Member[];
  /** The requester's own. */
  readonly permits: readonly Permit[];
  /** Identity of the member whose gateway this is. */
  readonly holder: string;
}

export function useKnown() {
  const { gateway } = usePerson();
  return useQuery({ queryKey: ['research', 'known'], queryFn: () => knownAt(gateway) });
}

async function knownAt(gateway: GatewayClient): Promise<Known> {
  const [datasets, members, permits, { holder }] = await Promise.all([
    listDatasets(gateway),
    listMembers(gateway),
    listPermits(gateway),
    gateway.identity(),
  ]);
  return { datasets, members, permits, holder };
}

/** Where the gateway of a holder is, by the ledger; undefined where it names none. */
export function gatewayOf(members: readonly Member[], holder: string): string | undefined {
  const found = members.find(
    ({ roles, status, principal }) => principal === holder && status === 'active' && roles.includes('gateway'),
  );
  return found?.endpoint || undefined;
}
