import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { download } from '../../src/client/download.ts';
import { putContact } from '../../src/client/notifications.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { type Contact, type ReportPeriod, reportPeriod } from '../../src/core/notification.ts';
import { Contacts } from '../../src/gateway/notifications/contacts.ts';
import { NotificationQueue } from '../../src/gateway/notifications/queue.ts';
import { endOf, UseDigests } from '../../src/gateway/notifications/use-digests.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { downloadTrust } from '../../src/ledger/download-trust.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { Vault } from '../../src/vault/vault.ts';
import { newVault } from '../vault/workspace.ts';
import { foundConsortium } from './consortium.ts';
import { startMailServer } from './mail-server.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from './publisher.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Wednesday, whose week ends on the 18th and month on the 1st. */
const THEN = Date.UTC(2027, 0, 13, 12);
const ANA: Contact = { language: 'en', email: 'ana@example.org', digest: 'weekly' };

let vault: Vault;
let queue: NotificationQueue;
let contacts: Contacts;
let digests: UseDigests;
let enrolled = 0;

beforeEach(async () => {
  ({ vault } = await newVault());
  queue = new NotificationQueue(gatewayRecords(vault).notifications, vault.records, () => false);
  contacts = new Contacts(queue, async () => undefined);
  digests = new UseDigests(queue);
});

async function patient(contact: Contact = ANA): Promise<Pseudonym> {
  const subject = (await vault.subjects.enroll(`urn:mrn|${enrolled++}`)) as Pseudonym;
  await queue.tables.contacts.put(subject, contact, subject);
  return subject;
}

/** Keeps a use as the log’s source does, for the period that the patient wants then. */
async function use(subject: Pseudonym, time: number): Promise<void> {
  const contact = await contacts.find(subject);
  const period = contact && reportPeriod(contact);
  if (period === undefined) throw new Error('The patient wants no digest.');
  await queue.write([digests.kept(subject, time, period)]);
}

/** What waits to be brought, but for what tells of a contact that was changed. */
async function told() {
  const { email, post } = queue.tables.waiting;
  const { listed } = await queue.page([email, post], 0, 1_000);
  return listed.map(({ notification }) => notification).filter(({ kind }) => kind === 'each-use');
}

const kept = async () => Array.fromAsync(queue.tables.digests.keys());

describe('a period', () => {
  it.each<[ReportPeriod, string, string]>([
    ['weekly', '2027-01-11T00:00:00Z', '2027-01-18T00:00:00Z'],
    ['weekly', '2027-01-17T23:59:59.999Z', '2027-01-18T00:00:00Z'],
    ['weekly', '2026-12-31T12:00:00Z', '2027-01-04T00:00:00Z'],
    ['monthly', '2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'],
    ['monthly', '2028-02-29T23:59:59.999Z', '2028-03-01T00:00:00Z'],
    ['monthly', '2026-12-31T12:00:00Z', '2027-01-01T00:00:00Z'],
  ])('that is %s has of %s on its end at %s', (period, time, end) => {
    expect(new Date(endOf(period, Date.parse(time)))).toEqual(new Date(end));
  });
});

describe('uses that are told together', () => {
  it.each<[ReportPeriod, number]>([
    ['weekly', Date.UTC(2027, 0, 18)],
    ['monthly', Date.UTC(2027, 1, 1)],
  ])('%s are told in one message after its end, however many they were', async (digest, end) => {
    const subject = await patient({ ...ANA, digest });
    for (let hour = 0; hour < 5; hour++) await use(subject, THEN + hour * HOUR);
    await digests.tellUpTo(end);
    expect(await told()).toEqual([]);
    await digests.tellUpTo(end + HOUR);
    expect(await told()).toMatchObject([{ subject, channel: 'email', period: digest, since: THEN + 4 * HOUR }]);
    await digests.tellUpTo(end + 400 * DAY);
    expect(await told()).toHaveLength(1);
    expect(await kept()).toEqual([]);
  });

  it('are told for each period that had one, and for none that had none', async () => {
    const [used, unused] = [await patient(), await patient()];
    await use(used, THEN);
    await digests.tellUpTo(THEN + 7 * DAY);
    await digests.tellUpTo(THEN + 14 * DAY);
    await use(used, THEN + 15 * DAY);
    await digests.tellUpTo(THEN + 28 * DAY);
    expect((await told()).map(({ subject, since }) => [subject, since])).toEqual([
      [used, THEN],
      [used, THEN + 15 * DAY],
    ]);
    expect((await told()).some(({ subject }) => subject === unused)).toBe(false);
  });

  it('go by letter where the patient wants letters', async () => {
    const post = ['Ana Conceição', 'Rua do Sol 3', '1000 Lisboa'];
    const subject = await patient({ language: 'pt', post, digest: 'monthly' });
    await use(subject, THEN);
    await digests.tellUpTo(THEN + 31 * DAY);
    expect(await told()).toMatchObject([{ subject, channel: 'post', to: { post }, period: 'monthly' }]);
  });

  it('are told in one message where several periods ended before anybody looked', async () => {
    const subject = await patient();
    await use(subject, THEN);
    await contacts.put(subject, { ...ANA, digest: 'monthly' });
    await use(subject, THEN + DAY);
    await contacts.put(subject, ANA);
    await use(subject, THEN + 7 * DAY);
    await digests.tellUpTo(THEN + 60 * DAY);
    await digests.tellUpTo(THEN + 90 * DAY);
    expect(await told()).toMatchObject([{ subject, since: THEN + DAY, period: 'monthly' }]);
    expect(await kept()).toEqual([]);
  });

  it('are each told once where the patient chooses another period meanwhile', async () => {
    const subject = await patient();
    await use(subject, THEN);
    await contacts.put(subject, { ...ANA, digest: 'monthly' });
    await use(subject, THEN + DAY);
    await use(subject, THEN + 9 * DAY);
    for (let day = 0; day < 60; day++) await digests.tellUpTo(THEN + day * DAY);
    expect((await told()).map(({ period, since }) => [period, since])).toEqual([
      ['weekly', THEN],
      ['monthly', THEN + 9 * DAY],
    ]);
  });

  it('are told in one message where a week and a month end together', async () => {
    const friday = Date.UTC(2027, 1, 26);
    expect(endOf('weekly', friday)).toBe(endOf('monthly', friday));
    const subject = await patient();
    await use(subject, friday);
    await contacts.put(subject, { ...ANA, digest: 'monthly' });
    await use(subject, friday + HOUR);
    await digests.tellUpTo(friday + 7 * DAY);
    expect(await told()).toHaveLength(1);
  });

  it('are told to the contact that stands at the end, in its language', async () => {
    const subject = await patient();
    await use(subject, THEN);
    const moved: Contact = { language: 'pt', email: 'ana@example.com', digest: 'weekly' };
    await contacts.put(subject, moved);
    await digests.tellUpTo(THEN + 7 * DAY);
    expect(await told()).toMatchObject([{ subject, to: moved }]);
  });

  it.each<[string, Contact]>([
    ['whose contact was withdrawn', { language: 'en' }],
    ['who wants to be told of no use any more', { ...ANA, kinds: { 'each-use': 'off' } }],
    ['who never asked for each use again', { language: 'en', email: 'ana@example.org' }],
  ])('are told nobody %s', async (_, contact) => {
    const subject = await patient();
    await use(subject, THEN);
    await contacts.put(subject, contact);
    await digests.tellUpTo(THEN + 7 * DAY);
    expect([await told(), await kept()]).toEqual([[], []]);
    await contacts.put(subject, ANA);
    await digests.tellUpTo(THEN + 14 * DAY);
    expect(await told()).toEqual([]);
  });

  it('are told all of many, and nobody who was erased; of these nothing is kept', async () => {
    const many = await Promise.all(Array.from({ length: 300 }, () => patient()));
    for (const subject of many) await use(subject, THEN);
    const [gone, going] = many as [Pseudonym, Pseudonym];
    await vault.shredSubject(gone);
    await queue.write([...digests.forgotten(going, THEN), queue.tables.contacts.change(going, null)]);
    expect(await kept()).toHaveLength(299);
    await digests.tellUpTo(THEN + 7 * DAY);
    expect(new Set((await told()).map(({ subject }) => subject))).toEqual(new Set(many.slice(2)));
    expect(await told()).toHaveLength(298);
    expect(await kept()).toEqual([]);
  });
});

const WRITER = fileURLToPath(new URL('./use-digest-writer.ts', import.meta.url));
const KILLS = 4;

it('tells each period once where it is killed at any moment', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'custos-digests-'));
  const file = join(directory, 'root.key');
  await createRootKeyFile(file);
  let written = -1;
  for (let kill = 0; kill < KILLS; kill++) {
    const writer = fork(WRITER, [directory, file, String(written + 1), String(THEN)]);
    writer.on('message', (number) => {
      written = Number(number);
    });
    await once(writer, 'message');
    await sleep(50 + Math.random() * 150);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
  }
  await using killed = await Vault.open({ directory: join(directory, 'vault'), rootKey: { file } });
  queue = new NotificationQueue(gatewayRecords(killed).notifications, killed.records, () => false);
  await new UseDigests(queue).tellUpTo(THEN + 30 * DAY);
  const messages = new Map<string, number>();
  for (const { to } of await told()) messages.set(to.email ?? '', (messages.get(to.email ?? '') ?? 0) + 1);
  expect(written).toBeGreaterThan(KILLS);
  for (let number = 0; number <= written; number++) expect(messages.get(`p${number}@example.org`)).toBe(1);
  await rm(directory, { recursive: true });
});

it('tells a patient of the releases of a week after it, over restarts, once, and of no week without one', async () => {
  const server = await startMailServer();
  const consortium = await foundConsortium({
    patients: 1,
    notifications: {
      link: 'https://hospital.example/my-data',
      from: 'no-reply@hospital.example',
      smtp: { host: '127.0.0.1', port: server.port, secure: false },
      patience: { poll: 50, first: 100, longest: 200 },
    },
  });
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await consortium.close();
    await server.close();
  });
  const holder = consortium.client(consortium.keys.holder);
  const dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const [{ subject }] = (await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects')) as [
    { subject: Pseudonym },
  ];
  await giveGrant(consortium, await bindSigner(holder, subject));
  await putContact(holder, { ...ANA, kinds: { 'first-use': 'off' } }, subject);
  const requester = consortium.client(consortium.keys.requester);
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  for (const permit of [await issuePermit(consortium, dataset), await issuePermit(consortium, dataset)]) {
    const request = await accessRequest(requester, dataset, permit);
    for await (const _ of download(requester, request, await downloadTrust(reader, await requester.asking(), request)));
  }
  reader.close();
  await sleep(700);
  expect(server.received).toEqual([]);
  const real = Date.now;
  for (const days of [8, 16]) {
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + days * DAY);
    await consortium.restart();
    await expect.poll(() => server.received.length).toBe(1);
    await sleep(700);
    clock.mockRestore();
  }
  const { to, raw = '' } = server.received[0] ?? {};
  expect(to).toEqual(['ana@example.org']);
  const text = raw.replace(/=\r\n/g, '').replace(/\r\n/g, ' ');
  expect(text).toMatch(
    /was used in the past week, once or more often\..* Look at https:\/\/hospital\.example\/my-data/,
  );
}, 120_000);
