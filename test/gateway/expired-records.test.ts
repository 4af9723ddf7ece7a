import { setImmediate } from 'node:timers/promises';
import { Level } from 'level';
import { afterEach, expect, it, vi } from 'vitest';
import { utf8, utf8Decode } from '../../src/core/bytes.ts';
import { MergedRecords } from '../../src/gateway/holder/merged-records.ts';
import { dropExpired } from '../../src/gateway/records/expired-records.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { randomPseudonym } from '../ledger/engine.ts';
import { newVault } from '../vault/workspace.ts';

afterEach(() => vi.restoreAllMocks());

it('removes answers and invitations that are past their time, and nothing else', async () => {
  const { vault } = await newVault();
  const { records } = vault;
  const kept = {
    past: { expires: 999 },
    now: { expires: 1_000 },
    ahead: { expires: 2_000 },
    import: { state: 'ready' },
  };
  for (const [id, value] of Object.entries(kept)) await records.put('operation', utf8(id), utf8(JSON.stringify(value)));
  const [replaced, survivor] = [randomPseudonym(), randomPseudonym()];
  await (await MergedRecords.open(gatewayRecords(vault).merged)).take(
    [{ replaced, survivor, former: false, accepted: false }],
    [],
  );
  await dropExpired(vault, 1_000);
  const left = await Array.fromAsync(records.all('operation'));
  expect(left.map(({ id }) => utf8Decode(id)).sort()).toEqual(['ahead', 'import', `merged/${replaced}`, 'now']);
});

it('leaves what was written again since it began to look', async () => {
  const { vault } = await newVault();
  const { records } = vault;
  const write = (id: string, expires: number) => records.put('operation', utf8(id), utf8(JSON.stringify({ expires })));
  for (const id of ['first', 'second']) await write(id, 999);
  const all = records.all.bind(records);
  vi.spyOn(records, 'all').mockImplementation(async function* (kind) {
    for await (const record of all(kind)) {
      if (utf8Decode(record.id) === 'second') await write('second', 2_000);
      yield record;
    }
  });
  await dropExpired(vault, 1_000);
  expect(await records.get('operation', utf8('first'))).toBeNull();
  expect(await records.get('operation', utf8('second'))).not.toBeNull();
});

it('leaves what is written again while it deletes', async () => {
  const { vault } = await newVault();
  const { records } = vault;
  const write = (expires: number) => records.put('operation', utf8('again'), utf8(JSON.stringify({ expires })));
  await write(999);
  // Whoever looked at the old one last has the new one on its way before it deletes.
  const { getMany } = Level.prototype;
  let writing: Promise<void> | undefined;
  vi.spyOn(Level.prototype, 'getMany').mockImplementation(async function (this: never, ...asked: unknown[]) {
    const found = await getMany.apply(this, asked as never);
    writing ??= write(2_000);
    await setImmediate();
    return found;
  } as never);
  await dropExpired(vault, 1_000);
  await writing;
  expect(await records.get('operation', utf8('again'))).not.toBeNull();
});
