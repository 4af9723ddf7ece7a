import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loggedActs } from '../../src/client/acts.ts';
import { recordNarrowing } from '../../src/client/choices.ts';
import { listConsents } from '../../src/client/consents.ts';
import { formDigest } from '../../src/client/digests.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { askNarrowingCode, narrowByCode } from '../../src/client/narrowings.ts';
import { listNotifications, putContact } from '../../src/client/notifications.ts';
import { ownRequests } from '../../src/client/own-data.ts';
import { endPaperOnly, readPaperOnly, setPaperOnly } from '../../src/client/paper-only.ts';
import { bindPasskey } from '../../src/client/patient.ts';
import { inviteStaff } from '../../src/client/staff.ts';
import {
  enrollSubject,
  type GuardianTerms,
  invite,
  listInvitations,
  listSubjects,
  renewInvitations,
} from '../../src/client/subjects.ts';
import { withdrawRecorded } from '../../src/client/withdrawals.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { GrantId, Pseudonym } from '../../src/core/ids.ts';
import type { Contact } from '../../src/core/notification.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import type { AssertionOptionsJson, CreationOptionsJson } from '../../src/core/webauthn-json.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { Vault } from '../../src/vault/vault.ts';
import { Authenticator } from './authenticator.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { vouching } from './persons.ts';
import { bindByCode, bindSigner, giveGrant, publish } from './publisher.ts';

const FILE_BYTES = 24 * 1024 * 1024;
const REASON = 'At the desk: somebody else has the telephone.';
const POST = ['Ana', 'Rua 1', '1000 Lisboa'];

let consortium: Consortium;
let server: MailServer;
let holder: GatewayClient;
let nobody: GatewayClient;
let people = 0;

beforeAll(async () => {
  server = await startMailServer();
  consortium = await foundConsortium({
    patients: 1,
    hostname: 'localhost',
    logLevel: 'silent',
    limits: { codesAnHour: 100_000 },
    notifications: {
      link: 'https://hospital.example/my-data',
      from: 'no-reply@hospital.example',
      smtp: { host: '127.0.0.1', port: server.port, secure: false },
      patience: { poll: 50, first: 100, longest: 200 },
    },
  });
  holder = consortium.client(consortium.keys.holder);
  nobody = new GatewayClient({ endpoint: consortium.endpoint });
}, 120_000);
afterEach(() => {
  server.refuse = undefined;
});
afterAll(async () => {
  await consortium?.close();
  await server?.close();
});

async function person(contact?: Partial<Contact>) {
  const [number, email] = [`urn:mrn|paper-${people}`, `p${people++}@example.org`];
  const subject = await enrollSubject(holder, number);
  await putContact(holder, { language: 'en', email, ...contact }, subject);
  return { subject, number, email };
}

async function codeFor(subject: Pseudonym, guardian?: GuardianTerms): Promise<string> {
  const [made] = await invite(holder, [{ subject, identification: 'passport', ...(guardian ? { guardian } : {}) }]);
  return made?.code ?? '';
}

async function bound(subject: Pseudonym, device = new Authenticator(consortium.endpoint), guardian?: GuardianTerms) {
  const client = new GatewayClient({ endpoint: consortium.endpoint, account: { device } });
  const as = guardian === undefined ? 'self' : 'guardian';
  await bindPasskey(client, await codeFor(subject, guardian), { as, name: 'Mia', device: 'Telephone' });
  return { client, device };
}

/** A passkey that was made for this gateway, and never came here. */
async function unknownDevice(): Promise<Authenticator> {
  const device = new Authenticator(consortium.endpoint);
  const { subject } = await person();
  const json = { code: await codeFor(subject) };
  await device.create(await nobody.json<CreationOptionsJson>('POST', '/v1/passkeys/options', { json }));
  return device;
}

const post = async (path: string, json: object) => {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(json) };
  const response = await fetch(consortium.endpoint + path, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

/** What a passkey is answered at each step. */
async function signIn(device: Authenticator) {
  const jkt = randomBytes(32).toString('base64url');
  const challenge = await post('/v1/auth/passkey/challenge', { jkt });
  const { nonce, expires, options } = challenge.body;
  const assertion = await device.get(options as AssertionOptionsJson);
  return { challenge, session: await post('/v1/auth/passkey/session', { nonce, jkt, expires, assertion }) };
}

/** What an account is answered that signs in, and asks. */
async function asAccount(key: AccountKey) {
  const { fetch } = globalThis;
  const client = consortium.client(key);
  let opened: Record<string, unknown> = {};
  globalThis.fetch = async (...given) => {
    const response = await fetch(...given);
    if (String(given[0]).endsWith('/v1/auth/session')) opened = (await response.clone().json()) as typeof opened;
    return response;
  };
  await client.signIn().finally(() => {
    globalThis.fetch = fetch;
  });
  const { token: _, expires: __, ...session } = opened;
  const refused = await said(client.json('GET', '/v1/me/choices'));
  return JSON.stringify({ session, refused }).replaceAll(key.address, 'KEY');
}

async function said(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
  );
}

/** What the session that a client has open is answered. */
async function inOpenSession(client: GatewayClient) {
  const url = `${consortium.endpoint}/v1/me/choices`;
  const response = await fetch(url, { headers: await client.authorize(url) });
  return { status: response.status, body: (await response.json()) as unknown };
}

/** What a token is answered that never was one. */
async function withUnknownToken(client: GatewayClient) {
  const url = `${consortium.endpoint}/v1/me/choices`;
  const headers = { ...(await client.authorize(url)), Authorization: `DPoP ${randomBytes(32).toString('base64url')}` };
  const response = await fetch(url, { headers });
  return { status: response.status, body: (await response.json()) as unknown };
}

const mailsTo = (address: string) => server.received.filter(({ to }) => to[0] === address).map(({ raw }) => raw);
const codeIn = (raw: string) =>
  /code is ([A-Z2-7]{4})-([A-Z2-7]{4})/.exec(raw.replace(/=\r\n/g, ''))?.slice(1).join('');
const reachOf = async (subject: Pseudonym) =>
  (await listSubjects(holder)).find((one) => one.subject === subject)?.reach;
const toldOf = async (subject: Pseudonym, state: Parameters<typeof listNotifications>[1]) =>
  (await listNotifications(holder, state)).filter((one) => one.subject === subject);

/** While the gateway is down, so much is done to its store. */
async function restartWith(change: (vault: Vault) => Promise<void>): Promise<void> {
  await consortium.restart(async () => {
    const rootKey = { file: join(consortium.directory, 'root.key') };
    const vault = await Vault.open({ directory: join(consortium.directory, 'vault'), rootKey, create: false });
    await change(vault);
    await vault.close();
  });
}

describe('a patient who is on paper only', () => {
  it('signs in with a passkey to the answer of an unknown one, at each step, also after a restart', async () => {
    const { subject } = await person();
    const { device } = await bound(subject);
    const stranger = await unknownDevice();
    expect((await signIn(device)).session.status).toBe(201);
    await setPaperOnly(holder, subject, REASON);
    const [own, unknown] = [await signIn(device), await signIn(stranger)];
    expect(unknown.session.body['code']).toBe('SESSION_INVALID');
    expect(own.session).toEqual(unknown.session);
    expect(Object.keys(own.challenge.body)).toEqual(Object.keys(unknown.challenge.body));
    expect(own.challenge.body['options']).toMatchObject({ allowCredentials: [] });
    await consortium.restart();
    expect((await signIn(device)).session).toEqual(unknown.session);
    await endPaperOnly(holder, subject);
    expect((await signIn(device)).session).toMatchObject({ status: 201, body: { subject } });
  }, 60_000);

  it('is a stranger with an account’s key, also after a restart', async () => {
    const { subject } = await person();
    const key = await bindSigner(holder, subject);
    expect(await asAccount(key)).toContain(subject);
    await setPaperOnly(holder, subject, REASON);
    const stranger = await asAccount(randomAccountKey());
    expect(stranger).toMatch(/"roles":\[\].*FORBIDDEN: KEY is no member here/);
    expect(await asAccount(key)).toEqual(stranger);
    await consortium.restart();
    expect(await asAccount(key)).toEqual(stranger);
    await endPaperOnly(holder, subject);
    expect(await asAccount(key)).toContain(subject);
  }, 60_000);

  it('has no open session any more: each is answered as one that never was', async () => {
    const [one, two, other] = [await person(), await person(), await person()];
    const { client } = await bound(one.subject);
    const account = consortium.client(await bindSigner(holder, two.subject));
    const others = consortium.client(await bindSigner(holder, other.subject));
    for (const open of [client, account, others]) expect((await inOpenSession(open)).status).toBe(200);
    for (const { subject } of [one, two]) await setPaperOnly(holder, subject, REASON);
    const unknown = await withUnknownToken(others);
    expect(unknown).toMatchObject({ status: 401, body: { code: 'SESSION_INVALID' } });
    for (const open of [client, account]) expect(await inOpenSession(open)).toEqual(unknown);
    expect((await inOpenSession(others)).status).toBe(200);
  });

  it('gets no more of what is being sent to it, signed out or not, and the log says no more than that it broke off', async () => {
    const directory = join(consortium.directory, 'export', 'scans');
    await mkdir(directory, { recursive: true });
    for (const name of ['a', 'b']) await writeFile(join(directory, `${name}.bin`), randomBytes(FILE_BYTES));
    const { subject, number } = await person();
    const map = join(consortium.directory, 'export', 'map.json');
    await writeFile(map, JSON.stringify({ 'a.bin': number, 'b.bin': number }));
    await publish(holder, { kind: 'files', path: directory, subjects: map });
    const client = consortium.client(await bindSigner(holder, subject));
    const [request] = await ownRequests(client);
    if (request === undefined) throw new Error('nothing of its own');
    const body = encodeRequest(request);
    const bytes = { type: 'application/json', body };
    const response = await client.fetch('POST', '/v1/me/data', { bytes, bind: requestDigest(body) });
    const reader = response.body?.getReader();
    await reader?.read();
    await client.signOut();
    await setPaperOnly(holder, subject, REASON);
    const drain = async () => {
      while (!(await reader?.read())?.done);
    };
    await expect(drain()).rejects.toThrow();
    const auditor = consortium.client(consortium.keys.auditor);
    const entries = () => auditor.list<'entries', Entry>('/v1/log/entries', 'entries');
    await expect
      .poll(async () => (await entries()).findLast(({ outcome }) => outcome === 'interrupted')?.reason)
      .toBe('failed');
    expect((await consortium.audited()).findings).toEqual([]);
  }, 60_000);

  it('cannot use a code that was handed out before, then or ever, and learns nothing by it', async () => {
    const { subject } = await person();
    const used = await codeFor(subject);
    const key = randomAccountKey();
    await bindByCode(holder, used, key);
    const open = await codeFor(subject);
    await setPaperOnly(holder, subject, REASON);
    const answers = (code: string) =>
      Promise.all([
        post('/v1/passkeys/options', { code }),
        post('/v1/signers/prepare', { code, signer: randomAccountKey().address }),
        post('/v1/signers', { code, signer: key.address, signature: `0x${'11'.repeat(64)}1b` }),
      ]);
    const unknown = await answers('A'.repeat(26));
    expect(unknown.map(({ body }) => body['code'])).toEqual(Array(3).fill('CHALLENGE_INVALID'));
    expect(await answers(open)).toEqual(unknown);
    expect(await answers(used)).toEqual(unknown);
    await endPaperOnly(holder, subject);
    expect(await answers(open)).toEqual(unknown);
  });

  it('gets no other code, and staff is told why', async () => {
    const one = await person();
    await codeFor(one.subject);
    const unused = (await listInvitations(holder)).filter(({ subject }) => subject === one.subject);
    expect(unused).toHaveLength(1);
    expect(await reachOf(one.subject)).toBe('invited');
    await setPaperOnly(holder, one.subject, REASON);
    expect(await reachOf(one.subject)).toBe('paper-only');
    const other = await person();
    const wanted = [one, other].map(({ subject }) => ({ subject, identification: 'passport' }));
    expect(await said(codeFor(one.subject))).toMatch(/^CONFLICT: The patient is on paper only/);
    expect(await said(invite(holder, wanted))).toMatch(/^CONFLICT: 1 of the 2 patients is on paper only/);
    expect((await listInvitations(holder)).filter(({ subject }) => subject === other.subject)).toEqual([]);
    expect(await said(renewInvitations(holder, unused))).toMatch(/^NOT_FOUND|^CONFLICT/);
    await endPaperOnly(holder, one.subject);
    expect(await reachOf(one.subject)).toBe('none');
    await bindByCode(holder, await codeFor(one.subject));
    expect(await reachOf(one.subject)).toBe('signs');
  });

  it('is sent no one-time code while whoever asks is answered as before, and one that was sent is void for good', async () => {
    const one = await person();
    const { attempt } = await askNarrowingCode(nobody, one.number);
    await expect.poll(() => mailsTo(one.email)).toHaveLength(1);
    const code = codeIn(mailsTo(one.email)[0] ?? '') ?? '';
    await setPaperOnly(holder, one.subject, REASON);
    const asked = await askNarrowingCode(nobody, one.number);
    const stranger = await askNarrowingCode(nobody, 'urn:mrn|nobody');
    expect(Object.keys(asked)).toEqual(Object.keys(stranger));
    const use = () => said(narrowByCode(nobody, attempt, code, { act: 'withdraw-all' }));
    const wrong = await said(narrowByCode(nobody, stranger.attempt, code, { act: 'withdraw-all' }));
    expect(wrong).toMatch(/^CHALLENGE_INVALID/);
    expect(await use()).toBe(wrong);
    await consortium.restart();
    expect(await use()).toBe(wrong);
    await endPaperOnly(holder, one.subject);
    expect(await use()).toBe(wrong);
    // Another one is sent now, and is the second.
    await askNarrowingCode(nobody, one.number);
    await expect.poll(() => mailsTo(one.email)).toHaveLength(2);
    expect(await toldOf(one.subject, 'delivered')).toHaveLength(2);
  }, 60_000);

  it('is sent nothing by e-mail, nor what waited for it: that goes by post, where an address is on file', async () => {
    server.refuse = () => 450;
    const [posted, mailed] = [await person({ post: POST }), await person()];
    for (const { subject } of [posted, mailed]) {
      await bindSigner(holder, subject);
      await expect.poll(() => toldOf(subject, 'waiting')).toMatchObject([{ kind: 'binding', channel: 'email' }]);
      await setPaperOnly(holder, subject, REASON);
    }
    expect(await toldOf(posted.subject, 'waiting')).toMatchObject([{ kind: 'binding', channel: 'post' }]);
    expect(await toldOf(mailed.subject, 'waiting')).toEqual([]);
    server.refuse = undefined;
    // What is recorded from then on, too; the contact that stood is told of a change by post alone.
    for (const { subject, email } of [posted, mailed]) {
      await recordNarrowing(holder, subject, formDigest('call'), { level: 'research' });
      await putContact(holder, { language: 'pt', email, post: POST }, subject);
    }
    await expect
      .poll(async () =>
        (await toldOf(posted.subject, 'waiting')).map(({ kind, channel }) => `${kind} ${channel}`).sort(),
      )
      .toEqual(['binding post', 'contact-changed post', 'withheld-by-other post']);
    await consortium.restart();
    const fence = await person();
    await bindSigner(holder, fence.subject);
    await expect.poll(() => mailsTo(fence.email)).toHaveLength(1);
    for (const { email } of [posted, mailed]) expect(mailsTo(email)).toEqual([]);
    expect((await toldOf(mailed.subject, 'waiting')).filter(({ channel }) => channel === 'email')).toEqual([]);
  }, 60_000);

  it('has no guardian either, whose other patients go on', async () => {
    const parent: GuardianTerms = { as: 'parent', document: formDigest('birth certificate') };
    const [one, other] = [await person(), await person()];
    const [ones, others] = [await bound(one.subject, undefined, parent), await bound(other.subject, undefined, parent)];
    const unknown = (await signIn(await unknownDevice())).session;
    await setPaperOnly(holder, one.subject, REASON);
    expect((await signIn(ones.device)).session).toEqual(unknown);
    expect((await inOpenSession(others.client)).status).toBe(200);
    expect((await signIn(others.device)).session).toMatchObject({ status: 201, body: { subject: other.subject } });
  });

  it('is one under the pseudonym of a record that was merged into its own, too', async () => {
    const [before, now] = [await person(), await person()];
    const { device } = await bound(before.subject);
    await restartWith((vault) => gatewayRecords(vault).merged.put(before.subject, { survivor: now.subject }));
    expect((await signIn(device)).session.status).toBe(201);
    await setPaperOnly(holder, now.subject, REASON);
    expect((await signIn(device)).session).toEqual((await signIn(await unknownDevice())).session);
  }, 60_000);

  it('stays a stranger when it was erased, and is not switched any more', async () => {
    const [one, other] = [await person(), await person()];
    const key = await bindSigner(holder, one.subject);
    await setPaperOnly(holder, one.subject, REASON);
    const stranger = await asAccount(randomAccountKey());
    await restartWith(async (vault) => {
      for (const { subject } of [one, other]) await vault.shredSubject(subject);
    });
    expect(await asAccount(key)).toEqual(stranger);
    for (const { subject } of [one, other]) {
      expect(await readPaperOnly(holder, subject)).toBeUndefined();
      expect(await said(setPaperOnly(holder, subject, REASON))).toMatch(/^KEY_SHREDDED/);
    }
    expect(await asAccount(key)).toEqual(stranger);
  }, 60_000);

  it('is not given away by its passkey being offered in the matters of somebody else', async () => {
    const [one, other] = [await person(), await person()];
    const [mine, theirs] = [await bound(one.subject), await bound(other.subject)];
    const offered = async (device: Authenticator) => {
      const { passkey } = await theirs.client.json<{ passkey: AssertionOptionsJson }>('POST', '/v1/opt-out/prepare', {
        json: { level: 'research' },
      });
      const signature = await device.get({ ...passkey, allowCredentials: [] });
      const json = { level: 'research', turn: 0, signature };
      return said(theirs.client.json('POST', '/v1/opt-out', { json }));
    };
    const unknown = await offered(await unknownDevice());
    expect(await offered(mine.device)).not.toBe(unknown);
    await setPaperOnly(holder, one.subject, REASON);
    expect(await offered(mine.device)).toBe(unknown);
  });

  it('keeps what stands, and staff records on paper and by telephone as ever', async () => {
    const { subject } = await person();
    const key = await bindSigner(holder, subject);
    const grants = [await giveGrant(consortium, key), await giveGrant(consortium, key)] as GrantId[];
    await setPaperOnly(holder, subject, REASON);
    const standing = async () =>
      (await listConsents(holder)).filter((one) => one.subject === subject && one.active).map(({ grant }) => grant);
    expect((await standing()).sort()).toEqual([...grants].sort());
    const [first, second] = grants;
    await withdrawRecorded(holder, subject, formDigest('call'), first);
    await expect.poll(standing).toEqual([second]);
    await recordNarrowing(holder, subject, formDigest('call'), { level: 'all' });
    await expect
      .poll(async () => (await listSubjects(holder)).find((one) => one.subject === subject))
      .toMatchObject({ reach: 'paper-only', signsBy: ['self'], optOut: 'all' });
    expect((await consortium.audited()).findings).toEqual([]);
  }, 60_000);

  it('is said since when, by whom and why, which the first switch says, until it is undone', async () => {
    const { subject } = await person();
    expect(await readPaperOnly(holder, subject)).toBeUndefined();
    const set = await setPaperOnly(holder, subject, REASON);
    expect(set).toEqual({ member: consortium.keys.holder.address, reason: REASON, at: expect.any(Number) });
    expect(await setPaperOnly(holder, subject, 'Another reason.')).toEqual(set);
    await consortium.restart();
    expect(await readPaperOnly(holder, subject)).toEqual(set);
    await endPaperOnly(holder, subject);
    await endPaperOnly(holder, subject);
    expect(await readPaperOnly(holder, subject)).toBeUndefined();
    expect(await said(setPaperOnly(holder, subject, '   '))).toMatch(/^INPUT_INVALID/);
  });

  it('was switched by a data manager, as the log of acts says', async () => {
    const { subject } = await person();
    const { person: ana } = await inviteStaff(holder, { name: 'Ana Souza', duties: ['data-manager'] });
    const manager = (await vouching(consortium, consortium.keys.holder)).person(ana);
    expect(await setPaperOnly(manager, subject, REASON)).toMatchObject({ person: ana, name: 'Ana Souza' });
    await endPaperOnly(manager, subject);
    const acts = await Array.fromAsync(loggedActs(consortium.client(consortium.keys.auditor)));
    expect(acts.filter(({ person }) => person === ana).map(({ kind }) => kind)).toEqual([
      'paper-only',
      'paper-only-end',
    ]);
    const { person: eve } = await inviteStaff(holder, { name: 'Eve', duties: ['reviewer'] });
    const reviewer = (await vouching(consortium, consortium.keys.holder)).person(eve);
    expect(await said(readPaperOnly(reviewer, subject))).toMatch(/^FORBIDDEN/);
  });
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('paper-only')).toEqual([]);
});
