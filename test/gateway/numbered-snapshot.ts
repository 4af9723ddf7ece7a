import type { Address } from '../../src/core/ids.ts';
import type { LedgerSnapshot, SnapshotOwner } from '../../src/gateway/ledger/ledger-snapshot.ts';
import type { Contracts } from '../../src/ledger/contracts.ts';

const NOBODY = `0x${'00'.repeat(20)}` as Address;

export const OWNER: SnapshotOwner = {
  software: 'custos/test',
  ledger: { chainId: 1, membership: NOBODY },
  contracts: {} as Contracts,
  from: 0,
};

/** Some megabytes, all of the number. */
export function numbered(number: number): LedgerSnapshot {
  const rows = new Uint8Array(4 * 2 ** 20).fill(number);
  return { reached: { height: number }, openings: { kinds: [], rows } } as unknown as LedgerSnapshot;
}
