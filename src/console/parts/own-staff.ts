import { queryOptions } from '@tanstack/react-query';
import { type GatewayClient, readOwnStaff } from '../../client/index.ts';

/** The person of this organisation who is in, with its passkeys; an act of staff has it asked anew. */
export const ownStaffOf = (gateway: GatewayClient) =>
  queryOptions({ queryKey: ['staff', 'own'], queryFn: () => readOwnStaff(gateway) });
