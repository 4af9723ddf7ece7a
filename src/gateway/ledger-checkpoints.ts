import { utf8, utf8Decode } from '../core/bytes.ts';
import type { CheckpointStore } from '../ledger/event-checkpoint.ts';
import type { Vault } from '../vault/vault.ts';

const ID = utf8('ledger/proven');

/** How far the ledger's events were proven, sealed: only who has the root key can say so. */
export function ledgerCheckpoints(vault: Vault): CheckpointStore {
  return {
    read: async () => {
      const bytes = await vault.records.get('operation', ID);
      return bytes === null ? undefined : JSON.parse(utf8Decode(bytes));
    },
    write: (checkpoint) => vault.records.put('operation', ID, utf8(JSON.stringify(checkpoint))),
  };
}
