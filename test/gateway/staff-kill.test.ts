import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Digest } from '../../src/core/ids.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { PersonChanges } from '../../src/gateway/staff/person-changes.ts';
import { Persons } from '../../src/gateway/staff/persons.ts';
import { StaffInvitations } from '../../src/gateway/staff/staff-invitations.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { Vault } from '../../src/vault/vault.ts';

const WRITER = fileURLToPath(new URL('./staff-writer.ts', import.meta.url));
const KILLS = 4;

interface Told {
  readonly number: number;
  readonly code?: string;
  readonly person?: Digest;
  readonly used?: true;
}

it('has made a passkey with a code or still takes it, and never both, where it is killed at any moment', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'custos-staff-'));
  const file = join(directory, 'root.key');
  await createRootKeyFile(file);
  const told: Told[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const first = (told.at(-1)?.number ?? -1) + 1;
    const writer = fork(WRITER, [directory, file, String(first)]);
    writer.on('message', (message) => void told.push(message as Told));
    await once(writer, 'message');
    await sleep(30 + Math.random() * 120);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
  }
  await using vault = await Vault.open({ directory: join(directory, 'vault'), rootKey: { file } });
  const { staff } = gatewayRecords(vault);
  const invitations = await StaffInvitations.open(staff.invitations, vault.records);
  const persons = await Persons.open(staff.persons, await PersonChanges.open(staff.changes, vault.records));
  const withPasskey = new Set(await Array.fromAsync(staff.passkeys.all(), ([, { person }]) => person));
  const used = new Set(told.flatMap((one) => (one.used ? [one.number] : [])));
  const made = told.filter(({ code }) => code !== undefined);
  expect(made.length).toBeGreaterThan(KILLS);
  for (const { number, code = '', person = '0x' as Digest } of made) {
    const isOpen = invitations.expiry(person) !== undefined;
    expect([number, isOpen]).toEqual([number, !withPasskey.has(person)]);
    if (used.has(number)) expect(withPasskey.has(person)).toBe(true);
    if (!isOpen) expect(() => invitations.invited(code)).toThrow(/unknown, used or expired/);
    expect(persons.find(person).name).toBe(`Person ${person}`);
  }
  await rm(directory, { recursive: true });
});

it('keeps ten thousand persons, tells their names apart, and lists them as they came', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'custos-staff-many-'));
  const file = join(directory, 'root.key');
  await createRootKeyFile(file);
  await using vault = await Vault.open({ directory: join(directory, 'vault'), rootKey: { file }, create: true });
  const { staff } = gatewayRecords(vault);
  const idOf = (number: number) => `0x${number.toString(16).padStart(64, '0')}` as Digest;
  const named = (number: number, name = `Person ${number}`) => {
    return { person: idOf(number), name, origin: 'local', duties: ['reviewer'] } as const;
  };
  const all = Array.from({ length: 10_000 }, (_, number) =>
    staff.persons.change(idOf(number), { ...named(number), from: number }),
  );
  await vault.records.write(all);
  const again = await Persons.open(staff.persons, await PersonChanges.open(staff.changes, vault.records));
  expect(again.list().map(({ from }) => from)).toEqual(Array.from(all, (_, number) => number));
  await expect(again.add(named(10_001, 'PERSON 7777'))).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(again.dutiesOf(idOf(9_999))).toEqual(['reviewer']);
  await again.end(idOf(7_777));
  expect(again.dutiesOf(idOf(7_777))).toBeUndefined();
  await expect(again.add(named(10_002, 'person 7777'))).resolves.toBeDefined();
  await rm(directory, { recursive: true });
}, 120_000);
