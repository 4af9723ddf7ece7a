import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { optOut, ownChoices } from '../../src/client/choices.ts';
import { download } from '../../src/client/download.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { listNotifications, putContact } from '../../src/client/notifications.ts';
import { ownRequests } from '../../src/client/own-data.ts';
import { bindPasskey, type Choice, giveConsent } from '../../src/client/patient.ts';
import { enrollSubject } from '../../src/client/subjects.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { downloadTrust } from '../../src/ledger/download-trust.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { Authenticator, type Wrong } from './authenticator.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import type { Consortium } from './consortium.ts';
import { issuePermit, publish } from './publisher.ts';

let consortium: Consortium;
let link: ChainLink;
let reader: LedgerReader;
let holder: GatewayClient;
let dataset: DatasetId;
let subjects: Pseudonym[];

beforeAll(async () => {
  ({ consortium, link } = await foundBehindLink({ patients: 8, hostname: 'localhost', logLevel: 'silent' }));
  reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const found = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  subjects = found.map(({ subject }) => subject);
  await issuePermit(consortium, dataset);
}, 120_000);
afterAll(async () => {
  reader?.close();
  await consortium?.close();
  await link?.close();
});

const invite = async (subject: Pseudonym) => {
  const json = { identification: 'passport, seen at the ward' };
  return (await holder.json<{ code: string }>('POST', `/v1/subjects/${subject}/invitations`, { json })).code;
};
const personWith = (device: Authenticator) => new GatewayClient({ endpoint: consortium.endpoint, account: { device } });
const choice = (more: Partial<Choice> = {}): Choice => {
  const now = Math.floor(Date.now() / 1000);
  return {
    permission: 'HMB',
    modifiers: [],
    ...ALL_YES,
    excluded: [],
    fromSeconds: now - 60,
    untilSeconds: now + 86_400,
    notice: consortium.notice,
    identifiable: true,
    futureMembers: false,
    ...more,
  };
};

async function bound(subject: Pseudonym, device = new Authenticator(consortium.endpoint)) {
  const person = personWith(device);
  await bindPasskey(person, await invite(subject), { name: 'Mia', device: 'Telephone' });
  return { person, device };
}

describe('a patient with a passkey', () => {
  it('binds it, signs in, consents, reads its own data and withdraws with nothing else', async () => {
    const [subject] = subjects as [Pseudonym];
    const device = new Authenticator(consortium.endpoint);
    expect(await bindPasskey(personWith(device), await invite(subject))).toMatchObject({ subject, recorded: [] });
    const person = personWith(device);
    expect(await person.subject()).toBe(subject);
    const given = await giveConsent(person, choice());
    expect(given).toMatchObject({ stood: false });
    const [request] = await ownRequests(person);
    if (request === undefined) throw new Error('nothing of its own');
    const trust = await downloadTrust(reader, await person.asking(), request);
    const items: string[] = [];
    for await (const event of download(person, request, trust))
      if (event.type === 'verified') items.push(event.item.name);
    expect(items.length).toBeGreaterThan(0);
    expect(await withdrawConsent(person, given.grant)).toMatchObject({ checked: true, remaining: [] });
    const report = await consortium.audited();
    expect(report.findings).toEqual([]);
    expect(report.unseen.sessions).toBe(0);
  });

  it('withdraws and opts out while the chain is away, and both reach it', async () => {
    const { person } = await bound(subjects[1] as Pseudonym);
    const { grant } = await giveConsent(person, choice());
    link.cut();
    const taken = await withdrawConsent(person, grant);
    expect(taken).toMatchObject({ checked: true, remaining: [] });
    await optOut(person, 'research');
    link.mend();
    const settled = async () => expect(await ownChoices(person)).toMatchObject({ optOut: 'research', pending: [] });
    await vi.waitFor(settled, { timeout: 30_000, interval: 200 });
    expect((await consortium.audited()).findings).toEqual([]);
  });

  it('asks the device for no other passkey than the one that signed in', async () => {
    const device = new Authenticator(consortium.endpoint);
    const { person } = await bound(subjects[2] as Pseudonym, device);
    const { person: other } = await bound(subjects[3] as Pseudonym, device);
    device.asked.length = 0;
    await giveConsent(other, choice());
    await giveConsent(person, choice());
    const asked = device.asked.map((options) => ('allowCredentials' in options ? options.allowCredentials : []));
    expect(new Set(asked.map((allowed) => allowed.length))).toEqual(new Set([1]));
    expect(new Set(asked.map(([one]) => one?.id))).toEqual(new Set(device.credentials.keys()));
  });
});

describe('a passkey’s answer', () => {
  const refusals: Record<string, Wrong> = {
    'of a page elsewhere': { origin: 'https://evil.example' },
    'of a page on another port': { origin: 'http://localhost:1' },
    'for another relying party': { rpId: 'evil.example' },
    'that nobody confirmed': { flags: 0x04 },
    'whose device verified nobody': { flags: 0x01 },
    'backed up and not to be backed up': { flags: 0x15 },
    'made to register': { type: 'webauthn.create' },
    'to another challenge': { challenge: Buffer.alloc(32, 1).toString('base64url') },
    'from within another page': { extra: { crossOrigin: true } },
    'from within a page that is named': { extra: { topOrigin: 'https://evil.example' } },
    'in other letters than ASCII': { extra: { note: 'ä' } },
  };
  let person: GatewayClient;
  let device: Authenticator;
  beforeAll(async () => {
    ({ person, device } = await bound(subjects[4] as Pseudonym));
    await person.signIn();
  });

  /** Sent as it is: the client itself would not. */
  const answered = async (wrong: Wrong, path: string, json: object) => {
    const prepared = await person.json<{ passkey: Parameters<Authenticator['get']>[0] }>('POST', `${path}/prepare`, {
      json,
    });
    device.wrong = wrong;
    const signature = await device.get(prepared.passkey).finally(() => (device.wrong = {}));
    return person.json('POST', path, { json: { ...json, turn: 0, signature } });
  };

  it.each(Object.keys(refusals))('%s is refused', async (name) => {
    const sent = answered(refusals[name] as Wrong, '/v1/opt-out', { level: 'research' });
    await expect(sent).rejects.toMatchObject({ code: 'SIGNATURE_INVALID', message: /Nothing was changed/ });
    device.wrong = refusals[name] as Wrong;
    await expect(personWith(device).signIn()).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
    device.wrong = {};
  });

  it.each<[string, Wrong]>([
    ['with the higher s', { highS: true }],
    ['of a synced passkey', { flags: 0x1d }],
    ['with members that a browser adds', { extra: { other_keys_can_be_added_here: 'do not compare' } }],
  ])('%s is taken, by the contract as well', async (_, wrong) => {
    await answered(wrong, '/v1/opt-out', { level: 'research' });
    device.wrong = wrong;
    await personWith(device).signIn();
    device.wrong = {};
  });

  it('signs in once: the same again is of a challenge that is over', async () => {
    const sent = vi.spyOn(globalThis, 'fetch');
    await personWith(device).signIn();
    const [url, init] = sent.mock.calls.find(([to]) => String(to).endsWith('/passkey/session')) ?? [];
    sent.mockRestore();
    const again = await fetch(url as URL, init as RequestInit);
    expect([again.status, await again.json()]).toMatchObject([401, { code: 'CHALLENGE_INVALID' }]);
  });

  it('signs for nobody else', async () => {
    const { person: other } = await bound(subjects[5] as Pseudonym);
    const prepared = await other.json<{ passkey: Parameters<Authenticator['get']>[0] }>('POST', '/v1/pause/prepare', {
      json: { until: Math.floor(Date.now() / 1000) + 60 },
    });
    const signature = await device.get({ ...prepared.passkey, allowCredentials: [] });
    const json = { until: Math.floor(Date.now() / 1000) + 60, turn: 0, signature };
    await expect(other.json('POST', '/v1/pause', { json })).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
  });

  it('is not taken by a client for the gateway’s word that another passkey gave it', async () => {
    const lied = personWith(device);
    await lied.signIn();
    const signer = await lied.signer();
    lied.usePasskey({
      signer: `${signer.slice(0, 50)}00${signer.slice(52)}` as never,
      credential: [...device.credentials.keys()][0] as string,
      rpId: 'localhost',
    });
    await expect(lied.sign('OptOut', { subject: subjects[4] as Pseudonym, level: 1, turn: 0 })).rejects.toMatchObject({
      code: 'PROOF_INVALID',
    });
  });
});

describe('a passkey', () => {
  it('is registered by nobody else: neither its id nor its key, which stands on chain, is taken from its owner', async () => {
    const { person, device } = await bound(subjects[6] as Pseudonym);
    const [own] = [...device.credentials.values()];
    if (own === undefined) throw new Error('no passkey');
    for (const taken of [{ id: own.id }, { secret: own.secret }]) {
      const thief = new Authenticator(consortium.endpoint);
      thief.taking = taken;
      const stealing = bindPasskey(personWith(thief), await invite(subjects[7] as Pseudonym));
      await expect(stealing).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    expect(await personWith(device).subject()).toBe(await person.subject());
  });

  it.each<[string, Wrong]>([
    ['of another algorithm', { algorithm: -257 }],
    ['of a page elsewhere', { origin: 'https://evil.example' }],
    ['whose device verified nobody', { flags: 0x01 }],
  ])('%s is not registered', async (_, wrong) => {
    const device = new Authenticator(consortium.endpoint);
    device.wrong = wrong;
    const binding = bindPasskey(personWith(device), await invite(subjects[0] as Pseudonym));
    await expect(binding).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
  });

  it('is made for whoever has a code that stands, and for nobody else', async () => {
    const device = new Authenticator(consortium.endpoint);
    await expect(bindPasskey(personWith(device), 'A'.repeat(26))).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    expect(device.asked).toEqual([]);
    await expect(personWith(new Authenticator(consortium.endpoint)).signIn()).rejects.toThrow('NotAllowedError');
  });

  it('whose counter falls is taken all the same, and its patient is told once that it may have been copied', async () => {
    const subject = await enrollSubject(holder, 'urn:mrn|0815-falling');
    await putContact(holder, { language: 'en', email: 'mia@example.org' }, subject);
    const { device } = await bound(subject, new Authenticator(consortium.endpoint, { counts: true }));
    const kinds = async () => (await listNotifications(holder)).map(({ kind }) => kind);
    await personWith(device).signIn();
    await expect.poll(kinds).toEqual(['binding']);
    device.wrong = { counter: 1 };
    for (let times = 0; times < 3; times++) await personWith(device).signIn();
    await expect.poll(kinds).toEqual(['binding', 'passkey-copied']);
    expect(await personWith(device).subject()).toBe(subject);
    expect(await kinds()).toHaveLength(2);
  });

  it('that is not known here signs nobody in', async () => {
    const device = new Authenticator(consortium.endpoint);
    await device.create({
      challenge: 'AAAA',
      rp: { id: 'localhost', name: 'x' },
      user: { id: 'AAAA', name: 'x', displayName: 'x' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      timeout: 1,
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [],
    });
    await expect(personWith(device).signIn()).rejects.toMatchObject({ code: 'SESSION_INVALID' });
  });
});
