import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { LedgerSnapshots } from '../../src/gateway/ledger/ledger-snapshots.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { Vault } from '../../src/vault/vault.ts';
import { OWNER } from './numbered-snapshot.ts';

const WRITER = fileURLToPath(new URL('./snapshot-writer.ts', import.meta.url));
const KILLS = 6;

it('leaves the last snapshot or the next one, whole, where it is killed while it writes', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'custos-snapshot-'));
  const file = join(directory, 'root.key');
  await createRootKeyFile(file);
  let told = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const writer = fork(WRITER, [directory, file, String(told + 1)]);
    writer.on('message', (number) => {
      told = Number(number);
    });
    await once(writer, 'message');
    await sleep(Math.random() * 100);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    await using vault = await Vault.open({ directory: join(directory, 'vault'), rootKey: { file } });
    const logger = pino({ level: 'silent' });
    const found = await (await LedgerSnapshots.open({ directory, vault, owner: OWNER, logger })).read();
    const number = found?.reached.height ?? -1;
    expect([told, told + 1]).toContain(number);
    expect(found?.openings.rows.every((byte) => byte === number % 256)).toBe(true);
    told = number;
  }
  await rm(directory, { recursive: true });
});
