import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpLog } from '../../src/audit/source/http-log.ts';
import { ledgerSource } from '../../src/audit/source/ledger-source.ts';
import { audit } from '../../src/audit/verifier.ts';
import type { Trust } from '../../src/client/content-reader.ts';
import { checkAccess, download } from '../../src/client/download.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { type SignInRequest, signInMessage } from '../../src/client/sign-in-message.ts';
import {
  changeStaffMember,
  endStaffMember,
  enrollStaff,
  inviteStaff,
  removeStaffPasskey,
} from '../../src/client/staff.ts';
import { fromHex, toBase64Url, utf8 } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { verifyReceipt } from '../../src/core/proof.ts';
import { type AccessRequest, decodeRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { ed25519Verifier } from '../../src/core/verifier-key.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { ROLE } from '../../src/ledger/words.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { Authenticator } from './authenticator.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { contentOf } from './content.ts';
import { pseudonym, vouching } from './persons.ts';
import { athOf, createProofMaker } from './proof-maker.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from './publisher.ts';

/** Items of a request's first release, and of each other one. */
const SEED = randomBytes(32);
const [FIRST, OTHERS] = [512, 4_096];
/** How many files each patient has, and their bytes. */
const SMALL = { files: { consents: FIRST + OTHERS + 24, silent: 50 }, bytes: 16 } as const;
/** A first release of more than a connection takes in that nobody reads. */
const LARGE = { files: { consents: FIRST + 24 }, bytes: 40_960 } as const;

let consortium: Consortium;
let holder: GatewayClient;
let requester: GatewayClient;
let small: DatasetId;
let large: DatasetId;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1, hostname: 'localhost', sessionSeed: SEED });
  holder = consortium.client(consortium.keys.holder);
  requester = consortium.client(consortium.keys.requester);
  small = await published('small', SMALL);
  large = await published('large', LARGE);
  const enrolled = await holder.list<'subjects', { subject: Pseudonym; identifiers: string[] }>(
    '/v1/subjects',
    'subjects',
  );
  const { subject } = enrolled.find(({ identifiers }) =>
    identifiers.includes('urn:mrn|consents'),
  ) as (typeof enrolled)[0];
  await giveGrant(consortium, await bindSigner(holder, subject));
});
afterAll(async () => {
  await consortium?.close();
});

async function published(
  name: string,
  { files, bytes }: { readonly files: Readonly<Record<string, number>>; readonly bytes: number },
): Promise<DatasetId> {
  const path = join(consortium.directory, 'export', name);
  await mkdir(path, { recursive: true });
  const owners: Record<string, string> = {};
  for (const [patient, count] of Object.entries(files)) {
    for (let i = 0; i < count; i++) {
      owners[`${patient}-${i}.txt`] = `urn:mrn|${patient}`;
      await writeFile(join(path, `${patient}-${i}.txt`), `${patient} ${i}`.padEnd(bytes, '.'));
    }
  }
  const subjects = join(consortium.directory, 'export', `${name}.json`);
  await writeFile(subjects, JSON.stringify(owners));
  return publish(holder, { kind: 'files', path, subjects });
}

async function open(request: AccessRequest, by = requester): Promise<Response> {
  const body = encodeRequest(request);
  return by.fetch('POST', `/v1/datasets/${request.dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
}

/** The same in a session of its own that ends at `expires`. */
async function openUntil(request: AccessRequest, expires: Date): Promise<Response> {
  const { endpoint, keys } = consortium;
  const maker = createProofMaker();
  const anonymous = new GatewayClient({ endpoint });
  const challenge = await anonymous.json<Pick<SignInRequest, 'domain' | 'uri' | 'chainId' | 'nonce'>>(
    'POST',
    '/v1/auth/challenge',
  );
  const issuedAt = new Date();
  const { address } = keys.requester;
  const message = signInMessage({ ...challenge, address, thumbprint: maker.thumbprint, issuedAt, expires });
  const signed = { message, signature: keys.requester.signMessage(message) };
  const { token } = await anonymous.json<{ token: string }>('POST', '/v1/auth/session', { json: signed });
  const url = `${endpoint}/v1/datasets/${request.dataset}/content`;
  const body = encodeRequest(request);
  const proof = maker.make({ htm: 'POST', htu: url, ath: athOf(token), req: toBase64Url(requestDigest(body)) });
  const headers = { Authorization: `dpop ${token}`, DPoP: proof, 'Content-Type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: Buffer.from(body) });
  expect(response.status).toBe(200);
  return response;
}

async function entries(auditor = consortium.client(consortium.keys.auditor)): Promise<Entry[]> {
  return (await auditor.json<{ entries: Entry[] }>('GET', '/v1/log/entries')).entries;
}

describe('a download of more items than one release may hold', () => {
  it('is a series of releases, whose end counts each item once', async () => {
    const before = (await entries()).length;
    const request = await accessRequest(requester, small, await issuePermit(consortium, small));
    const content = contentOf(await (await open(request)).bytes());
    const items = content.items.map(({ index }) => index);
    expect(new Set(items).size).toBe(SMALL.files.consents);
    expect(items).toEqual([...items].sort((a, b) => a - b));
    const end = { releases: 3, items: SMALL.files.consents, withheld: { 'not-consented': SMALL.files.silent } };
    expect(content.end).toEqual(end);
    const released = (await entries()).slice(before).filter(({ outcome }) => outcome === 'released');
    expect(released.map(({ rows }) => rows?.count)).toEqual([FIRST, OTHERS, 24]);
    expect(new Set(released.map(({ evidence }) => evidence)).size).toBe(1);
  });

  it('is cut off, and the refusal logged, when the permit ends before the next release', async () => {
    const permit = await issuePermit(consortium, large);
    const before = (await entries()).length;
    const response = await open(await accessRequest(requester, large, permit));
    await holder.json('POST', `/v1/permits/${permit}/revocation`, { json: { reason: 'misuse' } });
    const text = response.text();
    await expect(text).rejects.toThrow();
    const logged = (await entries()).slice(before).filter(({ kind }) => kind === 'release');
    expect(logged.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['released', undefined],
      ['refused', 'permit-inactive'],
    ]);
  });
});

describe('a download by a person of the requester', () => {
  it('is cut off, and the refusal logged, when its organisation ends the key that vouched for it', async () => {
    const organisation = await vouching(consortium, consortium.keys.requester);
    const request = await accessRequest(requester, large, await issuePermit(consortium, large));
    const before = (await entries()).length;
    const response = await open(request, organisation.person(pseudonym()));
    await organisation.end();
    await expect(response.text()).rejects.toThrow();
    const logged = (await entries()).slice(before).filter(({ kind }) => kind === 'release');
    expect(logged.map(({ outcome, reason, requester: by }) => [outcome, reason, by])).toEqual([
      ['released', undefined, consortium.keys.requester.address],
      ['refused', 'not-a-member', consortium.keys.requester.address],
    ]);
    expect((await consortium.audited()).findings).toEqual([]);
  });
});

describe('a requester', () => {
  it('takes no release that the log holds as another one than it asked for', async () => {
    const request = await accessRequest(requester, small, await issuePermit(consortium, small));
    const trust = await trustOf();
    // Whatever is asked for, it answers with a release that it logged for purpose 7.
    const dishonest = {
      json: () => checkAccess(requester, request),
      send: (method: string, path: string, { bytes }: { bytes: { body: Uint8Array } }) => {
        const body = encodeRequest({ ...decodeRequest(bytes.body), purpose: 7 });
        return requester.send(method, path, { bytes: { type: 'application/json', body }, bind: requestDigest(body) });
      },
    };
    const taken = (asked: AccessRequest) =>
      Array.fromAsync(
        download(dishonest as unknown as GatewayClient, asked, trust, { held: (item) => (item > 3 ? 1 : undefined) }),
      );
    expect((await taken(request)).filter(({ type }) => type === 'verified')).not.toHaveLength(0);
    await expect(taken({ ...request, purpose: 8 })).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });
});

describe('a series', () => {
  /** What the log holds of a download whose first release was under way when `meanwhile` happened. */
  async function cutOff(
    by: GatewayClient,
    permit: number,
    meanwhile: () => Promise<unknown>,
    opened = (request: AccessRequest) => open(request, by),
  ) {
    const before = (await entries()).length;
    const response = await opened(await accessRequest(by, large, permit));
    await meanwhile();
    const end = await response.text().then(
      () => 'whole',
      () => 'cut off',
    );
    expect(end).toBe('cut off');
    const logged = (await entries()).slice(before).filter(({ kind }) => kind === 'release');
    return logged.map(({ outcome, reason, requester: who }) => ({ outcome, reason, who }));
  }

  it('ends with its session: nobody is proven to ask for more', async () => {
    const by = consortium.client(consortium.keys.requester);
    const permit = await issuePermit(consortium, large);
    const who = consortium.keys.requester.address;
    const released = { outcome: 'released', reason: undefined, who };
    expect(await cutOff(by, permit, () => by.json('DELETE', '/v1/auth/session'))).toEqual([released]);
    const expires = new Date(Date.now() + 4_000);
    const past = () => sleep(expires.getTime() - Date.now() + 50);
    expect(await cutOff(by, permit, past, (request) => openUntil(request, expires))).toEqual([released]);
  });

  it('is reset when the organisation of the gateway ends whoever asked, its passkey, or the duty', async () => {
    const { deployment, keys, chain } = consortium;
    const reader = await openLedger({ url: chain.url, membership: deployment.membership });
    const writer = await openWriter({ reader, key: keys.administrator });
    const { membership } = ledgerCalls(reader.contracts);
    const { address: who } = keys.holder;
    await writer.send(membership.setRoles(who, ROLE.holder | ROLE.requester));
    await writer.close();
    reader.close();
    const organisation = await vouching(consortium, keys.holder, { seed: SEED });
    const permit = await issuePermit(consortium, large, { requester: who });
    const researcher = async (name: string) => {
      const { person, code } = await inviteStaff(holder, { name, duties: ['researcher'] });
      return { person, code, client: organisation.person(person) };
    };
    const released = { outcome: 'released', reason: undefined, who };
    const cut = [released, { ...released, outcome: 'interrupted', reason: 'ended' }];
    const ended = await researcher('Ended');
    expect(await cutOff(ended.client, permit, () => endStaffMember(holder, ended.person))).toEqual(cut);
    const other = await researcher('Has another duty');
    const change = () => changeStaffMember(holder, other.person, { duties: ['reviewer'] });
    expect(await cutOff(other.client, permit, change)).toEqual(cut);
    const robbed = await researcher('Lost a device');
    const device = new Authenticator(consortium.endpoint);
    await enrollStaff(new GatewayClient({ endpoint: consortium.endpoint }), { code: robbed.code, device, name: 'key' });
    const [credential] = [...device.credentials.keys()];
    // Whoever has the device signs out, so that there is no session to end.
    const remove = async () => {
      await robbed.client.json('DELETE', '/v1/auth/session');
      await removeStaffPasskey(holder, robbed.person, String(credential));
    };
    expect(await cutOff(robbed.client, permit, remove)).toEqual(cut);
  });

  it('goes on when somebody else of the organisation ends, or has another name or more to do', async () => {
    const organisation = await vouching(consortium, consortium.keys.holder);
    const permit = await issuePermit(consortium, large, { requester: consortium.keys.holder.address });
    const { person } = await inviteStaff(holder, { name: 'Stays', duties: ['researcher'] });
    const { person: leaves } = await inviteStaff(holder, { name: 'Leaves', duties: ['researcher'] });
    const by = organisation.person(person);
    const response = await open(await accessRequest(by, large, permit), by);
    await endStaffMember(holder, leaves);
    await changeStaffMember(holder, person, { name: 'Stays on', duties: ['researcher', 'reviewer'] });
    const { end } = contentOf(new Uint8Array(await response.arrayBuffer()));
    expect(end).toBeDefined();
  });

  it('ends, and the refusal is logged, when the account no longer stands for the member', async () => {
    const { deployment, keys } = consortium;
    const reader = await openLedger({ url: consortium.chain.url, membership: deployment.membership });
    const writer = await openWriter({ reader, key: keys.administrator });
    const { membership } = ledgerCalls(reader.contracts);
    const [first, second] = [keys.requester, randomAccountKey()];
    const permit = await issuePermit(consortium, large);
    const reached = async ({ block }: { block: { height: number } }) => {
      const auditor = consortium.client(keys.auditor);
      const head = async () => (await auditor.json<{ head: { height: number } }>('GET', '/v1/ledger')).head.height;
      while ((await head()) < block.height) await sleep(50);
    };
    const released = { outcome: 'released', reason: undefined, who: first.address };
    const refused = { outcome: 'refused', reason: 'not-a-member' };
    const rotate = async () => reached(await writer.send(membership.rotate(first.address, second.address)));
    expect(await cutOff(requester, permit, rotate)).toEqual([released, { ...refused, who: first.address }]);
    const suspend = async () => reached(await writer.send(membership.suspend(first.address)));
    const rotated = consortium.client(second);
    expect(await cutOff(rotated, permit, suspend)).toEqual([released, { ...refused, who: second.address }]);
    await writer.close();
    reader.close();
  });

  it('leaves a trail that an auditor finds clean, however it ended', async () => {
    const auditor = consortium.client(consortium.keys.auditor);
    const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
    // Who asked for what stands in the evidence; thousands of openings would say nothing more of it.
    const { openings: _, ...log } = httpLog(consortium.endpoint, consortium.logId, {
      authorize: (_, url) => auditor.authorize(url),
    });
    const report = await audit(ledgerSource(reader), [log], {});
    reader.close();
    expect(report.findings).toEqual([]);
  });
});

async function trustOf(): Promise<Trust> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const { manifestRoot } = await reader.views.datasets.versionOf(small, 1);
  reader.close();
  const { origin, verifierKey } = await requester.json<{ origin: string; verifierKey: string }>('GET', '/v1/log');
  return {
    manifestRoot: fromHex(manifestRoot, 32),
    openReceipt: (receipt) => verifyReceipt(utf8(receipt), { origin, log: [ed25519Verifier(verifierKey)] }).entry,
  };
}
