import { expect, it } from 'vitest';
import type { Digest } from '../../src/core/ids.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { PersonChanges } from '../../src/gateway/staff/person-changes.ts';
import { newVault } from '../vault/workspace.ts';

const [ONE, OTHER] = ['1', '2'].map((digit) => `0x${digit.repeat(64)}`) as [Digest, Digest];

it('keeps what others did to a person, however much is done of the same kind by whoever passes for it', async () => {
  const { vault } = await newVault();
  const { changes: kept } = gatewayRecords(vault).staff;
  const changes = await PersonChanges.open(kept, vault.records);
  const made = { what: 'passkey-made', device: 'not mine', by: 'code' } as const;
  const removed = { what: 'passkey-removed', device: 'mine', by: OTHER } as const;
  await changes.write(ONE, [made, removed], []);
  for (let i = 0; i < 25; i++) {
    const own = { device: `number ${i}`, by: ONE } as const;
    await changes.write(
      ONE,
      [
        { what: 'passkey-made', ...own },
        { what: 'passkey-removed', ...own },
      ],
      [],
    );
  }
  for (const read of [changes, await PersonChanges.open(kept, vault.records)]) {
    const told = read.of(ONE).map(({ at: _, ...change }) => change);
    expect(told.slice(0, 2)).toEqual([made, removed]);
    expect(told).toHaveLength(2 + 2 * 20);
    expect(told.at(-1)).toEqual({ what: 'passkey-removed', device: 'number 24', by: ONE });
  }
});
