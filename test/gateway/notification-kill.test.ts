import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { Deliverer } from '../../src/gateway/notifications/deliverer.ts';
import { NotificationQueue } from '../../src/gateway/notifications/queue.ts';
import { smtpNotifier } from '../../src/gateway/notifications/smtp-notifier.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { Vault } from '../../src/vault/vault.ts';
import { startMailServer } from './mail-server.ts';

const WRITER = fileURLToPath(new URL('./notification-writer.ts', import.meta.url));
const KILLS = 4;

it('tells all that was queued, and of what was told twice that it is the same, where it is killed at any moment', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'custos-notifications-'));
  const file = join(directory, 'root.key');
  await createRootKeyFile(file);
  const server = await startMailServer();
  const queued: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    // The one after the last that was told may be queued already, and is left alone.
    const writer = fork(WRITER, [directory, file, String(server.port), String((queued.at(-1) ?? -2) + 2)]);
    writer.on('message', (number) => queued.push(Number(number)));
    await once(writer, 'message');
    await sleep(50 + Math.random() * 150);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
  }
  await using vault = await Vault.open({ directory: join(directory, 'vault'), rootKey: { file } });
  const queue = new NotificationQueue(gatewayRecords(vault).notifications, vault.records, () => false);
  const sender = { from: 'no-reply@hospital.example', name: () => undefined };
  const rest = new Deliverer({
    queue,
    notifiers: { email: smtpNotifier({ host: '127.0.0.1', port: server.port, secure: false }, sender) },
    sender: () => ({ name: undefined, link: 'https://hospital.example' }),
    isErased: () => false,
    logger: pino({ level: 'silent' }),
    patience: { poll: 5, first: 10, longest: 20, giveUp: 60_000 },
  });
  await expect.poll(() => Array.fromAsync(queue.tables.waiting.email.keys())).toEqual([]);
  await rest.close();
  const idsTo = new Map<string, Set<string>>();
  for (const { to, raw } of server.received) {
    const id = /^Message-ID: (\S+)/m.exec(raw)?.[1] ?? '';
    idsTo.set(to[0] ?? '', (idsTo.get(to[0] ?? '') ?? new Set()).add(id));
  }
  expect(queued.length).toBeGreaterThan(KILLS);
  for (const number of queued) expect(idsTo.get(`p${number}@example.org`)?.size).toBe(1);
  await server.close();
  await rm(directory, { recursive: true });
});
