import { queryOptions } from '@tanstack/react-query';
import { type GatewayClient, listMembers, readStart } from '../../client/index.ts';
import { stranger } from './session.ts';

/** What the gateway says of itself, to whoever asks. */
export const startOf = () => queryOptions({ queryKey: ['start'], queryFn: () => readStart(stranger()) });

/** The consortium's members, for whoever is in. */
export const membersOf = (gateway: GatewayClient) =>
  queryOptions({ queryKey: ['members'], queryFn: () => listMembers(gateway) });
