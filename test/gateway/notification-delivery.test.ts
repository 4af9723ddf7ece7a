import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pseudonym } from '../../src/core/ids.ts';
import {
  type Contact,
  NOTIFICATION_KINDS,
  NOTIFICATION_LANGUAGES,
  REPORT_PERIODS,
} from '../../src/core/notification.ts';
import { Deliverer, type DeliveryPatience } from '../../src/gateway/notifications/deliverer.ts';
import { letterNotifier, mailFileNotifier } from '../../src/gateway/notifications/file-notifiers.ts';
import type { Notifier } from '../../src/gateway/notifications/notifier.ts';
import { NotificationQueue } from '../../src/gateway/notifications/queue.ts';
import { smtpNotifier } from '../../src/gateway/notifications/smtp-notifier.ts';
import { notificationText } from '../../src/gateway/notifications/texts.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { newVault } from '../vault/workspace.ts';
import { deadPort, type MailServer, startMailServer } from './mail-server.ts';

const NAME = 'Hospital São João';
const LINK = 'https://hospital.example/my-data';
const SENDER = { from: 'no-reply@hospital.example', name: () => NAME };
const PATIENCE: DeliveryPatience = { poll: 10, first: 20, longest: 40, giveUp: 60_000 };
const ANA: Contact = { language: 'en', email: 'ana@example.org' };
const JOAO: Contact = { language: 'pt', post: ['João Gonçalves', 'Praça da República 1', '4000-001 Porto'] };

let vault: Vault;
let queue: NotificationQueue;
let server: MailServer;
let directory: string;
const erased = new Set<Pseudonym>();
const open: Deliverer[] = [];

beforeEach(async () => {
  ({ vault } = await newVault());
  queue = new NotificationQueue(gatewayRecords(vault).notifications, vault.records, () => false);
  server = await startMailServer();
  directory = await mkdtemp(join(tmpdir(), 'custos-notifications-'));
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await server.close();
  await rm(directory, { recursive: true });
});

let enrolled = 0;

async function patient(contact: Contact): Promise<Pseudonym> {
  const subject = (await vault.subjects.enroll(`urn:mrn|${enrolled++}`)) as Pseudonym;
  await queue.tables.contacts.put(subject, contact, subject);
  return subject;
}

async function tell(subject: Pseudonym, kind: (typeof NOTIFICATION_KINDS)[number] = 'binding'): Promise<void> {
  await queue.write(await queue.changesFor([{ subject, kind, since: Date.now() }]));
}

function deliver(
  notifiers: { email?: Notifier; post?: Notifier },
  patience: Partial<DeliveryPatience> = {},
): Deliverer {
  const deliverer = new Deliverer({
    queue,
    notifiers,
    sender: () => ({ name: NAME, link: LINK }),
    isErased: (subject) => erased.has(subject),
    logger: pino({ level: 'silent' }),
    patience: { ...PATIENCE, ...patience },
  });
  open.push(deliverer);
  return deliverer;
}

const smtp = (port = server.port, login: { user?: string; password?: string } = {}) =>
  smtpNotifier({ host: '127.0.0.1', port, secure: false, ...login }, SENDER);
const listed = async (state: 'delivered' | 'failed') => (await queue.page([queue.tables[state]], 0, 100)).listed;
const waiting = async () => {
  const { email, post } = queue.tables.waiting;
  return (await queue.page([email, post], 0, 100)).listed;
};

describe('a notification by e-mail', () => {
  it('reaches the contact on file, and nobody else, in plain text with the link', async () => {
    await tell(await patient(ANA));
    deliver({ email: smtp() });
    await expect.poll(() => server.received.length).toBe(1);
    const [{ from, to, raw } = { from: '', to: [], raw: '' }] = server.received;
    expect({ from, to }).toEqual({ from: SENDER.from, to: [ANA.email] });
    expect(raw).toMatch(/^Content-Type: text\/plain/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(raw).toMatch(/^From: =\?UTF-8\?/m);
    expect(raw).toContain(LINK);
    await expect.poll(() => listed('delivered')).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });

  it('says by none of its headers which event or patient it is about', async () => {
    const subject = await patient(ANA);
    await tell(subject, 'emergency');
    deliver({ email: smtp() });
    await expect.poll(() => server.received.length).toBe(1);
    const raw = server.received[0]?.raw ?? '';
    expect(raw).not.toContain(subject.slice(2, 18));
    expect(raw).toMatch(/^Message-ID: <[0-9a-f]{32}@hospital\.example>/m);
    expect(/^Subject: (.*)$/m.exec(raw)?.[1]).not.toMatch(/emergency/i);
  });

  it('is tried again until the server is there, and told once', async () => {
    const port = await deadPort();
    await tell(await patient(ANA));
    deliver({ email: smtp(port) });
    await expect.poll(async () => (await waiting())[0]?.notification.attempts ?? 0).toBeGreaterThan(1);
    expect((await waiting())[0]?.notification.fault).toMatch(/mail server did not take it/);
    const late = await startMailServer({}, port);
    await expect.poll(() => late.received.length).toBe(1);
    await expect.poll(() => listed('delivered')).toHaveLength(1);
    const [ended] = await listed('delivered');
    expect(ended?.notification).not.toHaveProperty('fault');
    await late.close();
  });

  it('is given up where the server refuses the address for good, and says so without the address', async () => {
    server.refuse = () => 550;
    await tell(await patient(ANA));
    deliver({ email: smtp() });
    await expect.poll(() => listed('failed')).toHaveLength(1);
    const [{ notification } = { notification: { fault: '' } }] = await listed('failed');
    expect(notification).toMatchObject({ attempts: 1, fault: 'The mail server refused it: answer 550.' });
    expect(await waiting()).toEqual([]);
  });

  it('is tried again where the server has no room for now, while others are told', async () => {
    server.refuse = (address) => (address === ANA.email ? 452 : undefined);
    await tell(await patient(ANA));
    await tell(await patient({ ...ANA, email: 'eva@example.org' }));
    deliver({ email: smtp() });
    await expect.poll(() => server.received.map(({ to }) => to[0])).toEqual(['eva@example.org']);
    server.refuse = undefined;
    await expect.poll(() => server.received.map(({ to }) => to[0])).toEqual(['eva@example.org', ANA.email]);
  });

  it('waits where this gateway’s own login is refused: that is nobody’s address', async () => {
    const strict = await startMailServer({ authOptional: false, onAuth: (_, __, done) => done(new Error('no')) });
    await tell(await patient(ANA));
    deliver({ email: smtp(strict.port, { user: 'custos', password: 'wrong' }) });
    await expect.poll(async () => (await waiting())[0]?.notification.attempts ?? 0).toBeGreaterThan(0);
    expect(await listed('failed')).toEqual([]);
    await strict.close();
  });

  it('is given up after the time, or goes by letter where that address is known', async () => {
    const port = await deadPort();
    await tell(await patient(ANA));
    await tell(await patient({ ...JOAO, email: 'joao@example.org' }));
    deliver({ email: smtp(port), post: letterNotifier(directory, SENDER.name) }, { giveUp: 0 });
    await expect.poll(() => readdir(directory)).toHaveLength(1);
    await expect.poll(() => listed('failed')).toHaveLength(1);
    await expect.poll(() => listed('delivered')).toHaveLength(1);
    expect((await listed('delivered'))[0]?.notification).toMatchObject({ channel: 'post' });
  });

  it('stays in the queue, listed, where no way to bring it is configured', async () => {
    await tell(await patient(ANA));
    await tell(await patient(JOAO));
    deliver({ post: letterNotifier(directory, SENDER.name) });
    await expect.poll(() => readdir(directory)).toHaveLength(1);
    expect((await waiting()).map(({ notification }) => notification.channel)).toEqual(['email']);
  });
});

describe('notifications in files', () => {
  it('are a whole message each', async () => {
    await tell(await patient(ANA));
    deliver({ email: mailFileNotifier(directory, SENDER) });
    await expect.poll(() => listed('delivered')).toHaveLength(1);
    const [file = ''] = await readdir(directory);
    expect(file).toMatch(/^[0-9a-f]{32}\.eml$/);
    const text = await readFile(join(directory, file), 'utf8');
    expect(text).toMatch(/^To: ana@example\.org\r$/m);
    expect(text).toContain(LINK);
  });

  it('are a letter each that needs nothing else, with the letters of the name, in large type', async () => {
    await tell(await patient({ ...JOAO, post: ['João <b>Gonçalves', 'Praça 1', '4000 Porto'] }), 'first-use');
    deliver({ post: letterNotifier(directory, SENDER.name) });
    await expect.poll(() => listed('delivered')).toHaveLength(1);
    const [file = ''] = await readdir(directory);
    const page = await readFile(join(directory, file), 'utf8');
    expect(page).toContain('João &lt;b&gt;Gonçalves<br>Praça 1<br>4000 Porto');
    expect(page).toContain('<html lang="pt"><head><meta charset="utf-8">');
    expect(page).toContain('font: 14pt');
    expect(page).toContain(LINK);
    expect(page).not.toMatch(/<script|src=|href=/);
  });

  it('are tried again where nothing can be written', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    await tell(await patient(JOAO));
    deliver({ post: letterNotifier(join(file, 'letters'), SENDER.name) });
    await expect.poll(async () => (await waiting())[0]?.notification.fault).toMatch(/could not be written/);
  });
});

describe('a patient who was erased', () => {
  it('is told nothing any more: neither by its key, nor before that is gone', async () => {
    const [gone, going] = [await patient(ANA), await patient({ ...ANA, email: 'eva@example.org' })];
    for (const subject of [gone, going]) await tell(subject);
    await vault.shredSubject(gone);
    erased.add(going);
    deliver({ email: smtp() });
    const last = await patient({ ...ANA, email: 'last@example.org' });
    await tell(last);
    await expect.poll(() => server.received.map(({ to }) => to[0])).toEqual(['last@example.org']);
    await expect.poll(async () => Array.fromAsync(queue.tables.waiting.email.keys())).toEqual([]);
    await tell(gone);
    expect(await waiting()).toEqual([]);
  });
});

describe('the texts', () => {
  it.each(NOTIFICATION_LANGUAGES)(
    'say in %s that something happened and where to look, and take nothing else',
    (language) => {
      const sender = { name: NAME, link: LINK };
      const all = [
        ...NOTIFICATION_KINDS.map((kind) => notificationText(kind, language, sender)),
        ...REPORT_PERIODS.map((period) => notificationText('each-use', language, sender, { period })),
      ];
      for (const { subject, paragraphs } of all) {
        expect(paragraphs.join(' ')).toContain(NAME);
        expect(paragraphs.join(' ')).toContain(LINK);
        expect(subject).toBe(all[0]?.subject);
      }
      expect(new Set(all.map(({ paragraphs }) => paragraphs.join())).size).toBe(all.length);
    },
  );

  it('take no control of the line from a sender’s name', () => {
    const { subject } = notificationText('binding', 'en', { name: 'A\r\nBcc: x@y.example', link: LINK });
    expect(subject).not.toMatch(/[\r\n]/);
  });
});
