import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { optOut, recordNarrowing } from '../../src/client/choices.ts';
import { formDigest } from '../../src/client/digests.ts';
import { download } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { listNotifications, putContact, readContact } from '../../src/client/notifications.ts';
import { ownRequests } from '../../src/client/own-data.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import type { Contact } from '../../src/core/notification.ts';
import { signerId } from '../../src/core/signer.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { downloadTrust } from '../../src/ledger/download-trust.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, revokeGrant } from './publisher.ts';

const LINK = 'https://hospital.example/my-data';
const FORM = formDigest('call of 3 May');
const in_ = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

let consortium: Consortium;
let server: MailServer;
let holder: GatewayClient;
let dataset: DatasetId;
let subjects: Pseudonym[];
const clients = new Map<Pseudonym, { key: AccountKey; client: GatewayClient }>();

beforeAll(async () => {
  server = await startMailServer();
  consortium = await foundConsortium({
    patients: 4,
    notifications: {
      link: LINK,
      from: 'no-reply@hospital.example',
      smtp: { host: '127.0.0.1', port: server.port, secure: false },
      patience: { poll: 50, first: 100, longest: 200 },
    },
  });
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const listed = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  subjects = listed.map(({ subject }) => subject);
});
beforeEach(() => {
  server.received.length = 0;
});
// What is on its way to others would be taken for what the next one is told.
afterEach(async () => {
  await expect.poll(() => listNotifications(holder)).toEqual([]);
});
afterAll(async () => {
  await consortium?.close();
  await server?.close();
});

const addressOf = (subject: Pseudonym) => `p${subjects.indexOf(subject)}@example.org`;
const contactOf = (subject: Pseudonym, more: Partial<Contact> = {}): Contact => ({
  language: 'en',
  email: addressOf(subject),
  ...more,
});
/** What arrived at an address, the kinds told apart by their sentence. */
function told(address: string): string[] {
  const words: readonly [RegExp, string][] = [
    [/somebody can now decide/, 'binding'],
    [/another device, can now/, 're-enrolment'],
    [/is going to decide in your name/, 'binding-announced'],
    [/no longer does, or soon/, 'signer-removed'],
    [/was withdrawn/, 'withdrawal'],
    [/else than you changed/, 'withheld-by-other'],
    [/ends within the next/, 'expiry'],
    [/for the first time/, 'first-use'],
    [/data at .* was used\./, 'each-use'],
    [/will be erased/, 'erasure'],
    [/in an emergency/, 'emergency'],
    [/reaches you/, 'contact-changed'],
  ];
  return server.received
    .filter(({ to }) => to[0] === address)
    .map(({ raw }) => raw.replace(/=\r\n/g, '').replace(/\r\n/g, ' '))
    .map((text) => words.find(([pattern]) => pattern.test(text))?.[1] ?? text);
}
/** Long enough for what is queued to arrive. */
const quiet = () => sleep(700);

async function person(i: number) {
  const subject = subjects[i] as Pseudonym;
  const known = clients.get(subject);
  if (known) return { subject, ...known };
  const key = await bindSigner(holder, subject);
  const made = { key, client: consortium.client(key) };
  clients.set(subject, made);
  return { subject, ...made };
}

async function fetchAll(permit: number, as: 'requester' | 'clinician' = 'requester'): Promise<void> {
  const requester = consortium.client(consortium.keys[as]);
  const research = await accessRequest(requester, dataset, permit);
  const { purpose: _, ...emergency } = research;
  const request = as === 'clinician' ? emergency : research;
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const trust = await downloadTrust(reader, await requester.asking(), request);
  for await (const _ of download(requester, request, trust));
  reader.close();
}

describe('a contact', () => {
  it('is put on file by the holder, and changed by the patient, with the old one told as well as the new', async () => {
    const subject = subjects[0] as Pseudonym;
    expect(await readContact(holder, subject)).toBeUndefined();
    await putContact(holder, contactOf(subject), subject);
    const { client } = await person(0);
    await expect.poll(() => told(addressOf(subject))).toEqual(['binding']);
    expect(await readContact(client)).toEqual(contactOf(subject));
    const shown = { contact: await readContact(holder, subject) };
    await putContact(client, contactOf(subject, { email: 'other@example.org' }));
    // A form that was opened at the desk before puts nothing back.
    const stale = putContact(holder, contactOf(subject), subject, shown);
    await expect(stale).rejects.toMatchObject({ code: 'CONFLICT', details: { changedSince: true } });
    expect(await readContact(client)).toMatchObject({ email: 'other@example.org' });
    await expect.poll(() => told('other@example.org')).toEqual(['contact-changed']);
    await expect.poll(() => told(addressOf(subject))).toEqual(['binding', 'contact-changed']);
    expect(await readContact(holder, subject)).toMatchObject({ email: 'other@example.org' });
    await putContact(client, { language: 'en' });
    await expect.poll(() => told('other@example.org')).toHaveLength(2);
    expect(await readContact(client)).toEqual({ language: 'en' });
    await putContact(holder, contactOf(subject), subject);
  });

  it.each(['a@b.example\r\nBcc: c@d.example', 'a@b.example, c@d.example', 'a@bücher.example'])(
    'is refused at the door with the address %j',
    async (email) => {
      const subject = subjects[0] as Pseudonym;
      const json = { language: 'en', email };
      const refused = { code: 'INPUT_INVALID', message: /e-mail address must/ };
      await expect(holder.json('PUT', `/v1/subjects/${subject}/contact`, { json })).rejects.toMatchObject(refused);
      expect(await readContact(holder, subject)).toEqual(contactOf(subject));
    },
  );

  it('without an address must be meant, and of nobody else’s patient there is none', async () => {
    const path = `/v1/subjects/${subjects[0]}/contact`;
    for (const json of [{ language: 'en' }, { language: 'en', email: 'a@b.example', none: true }]) {
      await expect(holder.json('PUT', path, { json })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
    const foreign = `0x${randomBytes(32).toString('hex')}` as Pseudonym;
    await expect(readContact(holder, foreign)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what the ledger says', () => {
  it('of withdrawals, and of what others withhold, is told to its patient; its own choices are not', async () => {
    const { client, key, subject } = await person(0);
    const grant = await giveGrant(consortium, key);
    await revokeGrant(consortium, key, grant);
    await expect.poll(() => told(addressOf(subject))).toContain('withdrawal');
    await optOut(client, 'research');
    await recordNarrowing(holder, subject, FORM, { level: 'all' });
    await expect.poll(() => told(addressOf(subject))).toContain('withheld-by-other');
    await quiet();
    expect(told(addressOf(subject)).sort()).toEqual(['withdrawal', 'withheld-by-other']);
  });

  it('of a second signer, a stolen one and an announced erasure is told', async () => {
    const subject = subjects[1] as Pseudonym;
    await putContact(holder, contactOf(subject), subject);
    const { key } = await person(1);
    await bindSigner(holder, subject, randomAccountKey());
    await expect.poll(() => told(addressOf(subject))).toEqual(['binding', 'binding-announced']);
    const { consents } = ledgerCalls((await holder.identity()).contracts);
    const [signer, deadline] = [signerId(key.address), in_(3_600)];
    const message = { subject, signer, form: FORM, deadline };
    const signature = await consortium.client(consortium.keys.authority).sign('EndSigner', message);
    const countersignature = { account: consortium.keys.authority.address, signature };
    const call = consents.removeSignerRecorded(subject, signer, FORM, deadline, countersignature);
    await sendOwnCall(holder, call);
    await sendOwnCall(holder, consents.announceErasure(subject, FORM));
    await expect
      .poll(() => told(addressOf(subject)))
      .toEqual(['binding', 'binding-announced', 'signer-removed', 'erasure']);
  });

  it('is told once, whatever is read again after a restart without the snapshot', async () => {
    await consortium.restart(() => rm(join(consortium.directory, 'snapshot'), { recursive: true }));
    await quiet();
    expect(server.received).toEqual([]);
    expect((await listNotifications(holder, 'delivered')).length).toBeGreaterThan(5);
  });

  it('holds up no withdrawal while no mail can be sent, and is told afterwards', async () => {
    const { key, subject } = await person(2);
    await putContact(holder, contactOf(subject), subject);
    server.refuse = () => 451;
    const grant = await giveGrant(consortium, key);
    expect(await revokeGrant(consortium, key, grant)).toMatchObject({ seq: expect.any(Number) });
    await expect
      .poll(() => listNotifications(holder))
      .toMatchObject([{ subject, kind: 'withdrawal', channel: 'email', state: 'waiting', fault: /answer 451/ }]);
    await consortium.restart();
    server.refuse = undefined;
    await expect.poll(() => told(addressOf(subject))).toEqual(['withdrawal']);
    await expect.poll(() => listNotifications(holder)).toEqual([]);
  });
});

describe('a release', () => {
  it('is told to a patient the first time under a permit, and each day where it wants that', async () => {
    const { key, subject } = await person(3);
    await giveGrant(consortium, key);
    const [first, second] = [await issuePermit(consortium, dataset), await issuePermit(consortium, dataset)];
    await putContact(holder, contactOf(subject), subject);
    await fetchAll(first);
    await expect.poll(() => told(addressOf(subject))).toEqual(['first-use']);
    await fetchAll(first);
    await fetchAll(second);
    await expect.poll(() => told(addressOf(subject))).toEqual(['first-use', 'first-use']);
    await quiet();
    expect(told(addressOf(subject))).toHaveLength(2);
    await putContact(holder, contactOf(subject, { kinds: { 'first-use': 'off', 'each-use': 'email' } }), subject);
    const third = await issuePermit(consortium, dataset);
    await fetchAll(third);
    await expect.poll(() => told(addressOf(subject)).at(-1)).toBe('each-use');
    await fetchAll(third);
    await quiet();
    expect(told(addressOf(subject)).filter((kind) => kind === 'each-use')).toHaveLength(1);
  });

  it('in an emergency is told to whoever was in it, consent or not, whatever it left out', async () => {
    const subject = subjects[2] as Pseudonym;
    await putContact(holder, contactOf(subject, { kinds: { 'first-use': 'off' } }), subject);
    const { clinician } = consortium.keys;
    const emergency = { requester: clinician.address, emergency: true, purpose: 0 };
    await fetchAll(await issuePermit(consortium, dataset, emergency), 'clinician');
    await expect.poll(() => told(addressOf(subject))).toContain('emergency');
    await fetchAll(await issuePermit(consortium, dataset, { ...emergency, untilSeconds: in_(3_600) }), 'clinician');
    await expect.poll(() => told(addressOf(subject)).filter((kind) => kind === 'emergency')).toHaveLength(2);
  });

  it('is told nobody whose data was not in it, nor who fetches its own', async () => {
    server.received.length = 0;
    const { client, subject } = await person(3);
    const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
    for (const request of await ownRequests(client)) {
      const trust = await downloadTrust(reader, await client.asking(), request);
      for await (const _ of download(client, request, trust));
    }
    reader.close();
    await quiet();
    expect(told(addressOf(subject))).toEqual([]);
    expect(told(addressOf(subjects[0] as Pseudonym))).toEqual([]);
  });
});

it('tells of a consent that ends within 30 days once, and of none that ends later or was given for less', async () => {
  const { key, subject } = await person(3);
  const month = 30 * 86_400;
  // Longer than a start takes on a machine that is busy.
  const untilSeconds = in_(month + 15);
  await giveGrant(consortium, key, { untilSeconds });
  await giveGrant(consortium, key, { untilSeconds: in_(month + 3_600) });
  await consortium.restart();
  await quiet();
  expect(told(addressOf(subject))).toEqual([]);
  await sleep((untilSeconds - month + 1) * 1_000 - Date.now());
  await consortium.restart();
  await expect.poll(() => told(addressOf(subject))).toEqual(['expiry']);
  await consortium.restart();
  await quiet();
  expect(told(addressOf(subject))).toEqual(['expiry']);
});

it('leaves a trail that an auditor finds nothing against', async () => {
  expect((await consortium.audited()).findings).toEqual([]);
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('notifications')).toEqual([]);
});
