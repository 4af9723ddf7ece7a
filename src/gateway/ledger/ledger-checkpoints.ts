import type { CheckpointStore } from '../../ledger/event-checkpoint.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';

/** How far the ledger's events were proven, sealed: only the owner of the root key can say so. */
export function ledgerCheckpoints({ ledger }: Pick<GatewayRecords, 'ledger'>): CheckpointStore {
  return { read: () => ledger.get('proven'), write: (checkpoint) => ledger.put('proven', checkpoint) };
}
