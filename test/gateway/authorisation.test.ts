import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sendTransaction } from '../../src/cli/transaction.ts';
import { checkAccess } from '../../src/client/download.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import { type Hex, toBase64Url, toHex } from '../../src/core/bytes.ts';
import { BASES, DELIVERIES } from '../../src/core/entry.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { type DatasetId, type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import { signerId } from '../../src/core/signer.ts';
import { eventOf } from '../../src/gateway/ledger/event-of.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { PERMIT_STATE } from '../../src/ledger/words.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { type Consortium, foundConsortium, type MemberName } from './consortium.ts';
import { contentOf } from './content.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, signTyped, type TypedData } from './publisher.ts';

interface Operation {
  readonly security: readonly object[];
  readonly description?: string;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const CALLERS = [
  'administrator',
  'holder',
  'requester',
  'other',
  'auditor',
  'clinician',
  'authority',
  'environment',
  'subject',
  'former',
  'stranger',
] as const;
type CallerName = (typeof CALLERS)[number];

/** Roles at this gateway: `other` is a holder elsewhere, here a mere member and requester; `former` is a patient's signer
 *  that was reported stolen. */
const ROLES: Record<CallerName, readonly string[]> = {
  administrator: ['administrator'],
  holder: ['member', 'holder'],
  requester: ['member', 'requester'],
  other: ['member', 'requester'],
  auditor: ['member', 'auditor'],
  clinician: ['member', 'clinician'],
  authority: ['member', 'authority'],
  environment: ['member', 'environment'],
  subject: ['subject', 'withdrawer'],
  former: ['withdrawer'],
  stranger: [],
};

/** Who may call what, in a log that discloses its entries: what the routes say is held to this. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  holder: [
    'PUT /v1/agreements/{agreement}',
    'GET /v1/imports',
    'GET /v1/imports/{import}',
    'DELETE /v1/imports/{import}',
    'POST /v1/consents/recorded',
    'POST /v1/consents/recorded/check',
    'POST /v1/consents/recorded/rows',
    'POST /v1/invitations',
    'POST /v1/consents/withdrawal',
    'POST /v1/consents/{grant}/withdrawal',
    'POST /v1/datasets',
    'POST /v1/datasets/{dataset}/imports',
    'POST /v1/datasets/{dataset}/retirement',
    'POST /v1/datasets/{dataset}/versions',
    'POST /v1/datasets/{dataset}/versions/{version}/supersession',
    'POST /v1/permits',
    'POST /v1/permits/{permit}/revocation',
    'GET /v1/subjects',
    'POST /v1/subjects',
    'POST /v1/subjects/find',
    'POST /v1/subjects/{subject}/invitations',
    'DELETE /v1/subjects/{subject}/invitations',
  ],
  subject: [
    'POST /v1/consents',
    'POST /v1/consents/keeping',
    'POST /v1/consents/keeping/prepare',
    'POST /v1/consents/prepare',
    'GET /v1/me/accesses',
    'GET /v1/me/data',
    'POST /v1/me/data',
  ],
  withdrawer: ['POST /v1/consents/revocation', 'POST /v1/consents/revocation/prepare'],
  'subject, holder': ['GET /v1/consents'],
  'requester, environment, clinician, subject': [
    'POST /v1/access/check',
    'POST /v1/access/explain',
    'GET /v1/datasets/{dataset}/content',
    'POST /v1/datasets/{dataset}/content',
    'GET /v1/datasets/{dataset}/versions/{version}/items/{item}',
  ],
  'holder, auditor, requester, environment, clinician, authority': [
    'GET /v1/permits',
    'GET /v1/agreements/{agreement}',
  ],
  'auditor, holder': [
    'GET /v1/log/entries',
    'GET /v1/log/entries/{seq}/evidence',
    'GET /v1/log/entries/{seq}/openings',
  ],
  member: ['GET /v1/datasets/{dataset}/lineage'],
  'member, subject': ['GET /v1/datasets', 'GET /v1/datasets/{dataset}'],
  'administrator, member': ['GET /v1/accounts/{address}', 'PUT /v1/members/{identity}/name', 'POST /v1/transactions'],
  'administrator, member, subject': ['GET /v1/members'],
  'administrator, member, subject, withdrawer': [
    'GET /v1/me',
    'DELETE /v1/auth/session',
    'GET /v1/notices',
    'GET /v1/notices/{notice}',
  ],
  'holder, administrator': ['PUT /v1/notices/{notice}'],
  anyone: [
    'GET /',
    'GET /docs',
    'GET /healthz',
    'GET /log/checkpoint',
    'GET /log/tile/{level}/{index}',
    'GET /log/tile/entries/{index}',
    'GET /metrics',
    'GET /openapi.json',
    'GET /readyz',
    'GET /v1/ledger',
    'GET /v1/log',
    'GET /v1/log/entries/{seq}',
    'GET /v1/log/entries/{seq}/receipt',
    'GET /v1/log/proofs/consistency',
    'GET /v1/log/proofs/inclusion',
    'POST /v1/auth/challenge',
    'POST /v1/auth/session',
    'POST /v1/signers',
    'POST /v1/signers/prepare',
  ],
};

let consortium: Consortium;
let document: OpenApi;
let dataset: DatasetId;
/** Patients of this holder, each with a signer and a grant. */
const patients: { key: AccountKey; subject: Pseudonym; grant: Hex }[] = [];
/** What belongs to the holder elsewhere. */
let foreign: { dataset: DatasetId; subject: Pseudonym; permit: number };
const stranger = randomAccountKey();
const clients = new Map<CallerName, GatewayClient>();

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 3 });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  for (const subject of (await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects')).map(
    (one) => one.subject,
  )) {
    const key = await bindSigner(holder, subject);
    patients.push({ key, subject, grant: await giveGrant(consortium, key) });
  }
  await reportStolen(patients[2] as (typeof patients)[number]);
  foreign = await elsewhere();
  const anonymous = new GatewayClient({ endpoint: consortium.endpoint });
  document = await anonymous.json<OpenApi>('GET', '/openapi.json');
  for (const name of CALLERS) clients.set(name, consortium.client(keyOf(name)));
});
afterAll(async () => {
  await consortium?.close();
});

function keyOf(name: CallerName): AccountKey {
  if (name === 'subject') return (patients[0] as (typeof patients)[number]).key;
  if (name === 'former') return (patients[2] as (typeof patients)[number]).key;
  return name === 'stranger' ? stranger : consortium.keys[name as MemberName | 'administrator'];
}

/** It leaves, by the word of the holder and an authority. */
async function reportStolen({ key, subject }: (typeof patients)[number]): Promise<void> {
  const { holder, authority } = consortium.keys;
  const [signer, form] = [signerId(key.address), `0x${'55'.repeat(32)}` as Digest];
  const deadline = Math.floor(Date.now() / 1000) + 3_600;
  const signature = await consortium.client(authority).sign('EndSigner', { subject, signer, form, deadline });
  const client = consortium.client(holder);
  const { consents } = ledgerCalls((await client.identity()).contracts);
  const call = consents.removeSignerRecorded(subject, signer, form, deadline, {
    account: authority.address,
    signature,
  });
  await sendTransaction(client, holder, call);
}

/** The other holder's dataset, subject and permit, as its own gateway would make them. */
async function elsewhere(): Promise<typeof foreign> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const writer = await openWriter({ reader, key: consortium.keys.other });
  const { datasets, consents, permits } = ledgerCalls(reader.contracts);
  const subject = toHex(randomBytes(32)) as Pseudonym;
  const registered = await writer.send(datasets.register(ZERO_DIGEST));
  const { dataset } = eventOf(registered.events, 'DatasetRegistered');
  await writer.send(consents.enroll(subject));
  const now = Math.floor(Date.now() / 1000);
  const issued = await writer.send(
    permits.issue({
      requester: consortium.keys.requester.address,
      from: now,
      until: now + 3600,
      dataset,
      purpose: 7,
      delivery: 0,
      basis: 0,
      identifiable: false,
      emergency: false,
      attested: 0n,
      disease: 0,
      recipientKeyDigest: ZERO_DIGEST,
      termsDigest: ZERO_DIGEST,
      authorityDigest: ZERO_DIGEST,
    }),
  );
  await writer.close();
  reader.close();
  while ((await head()) < issued.block.height) await sleep(50);
  return { dataset, subject, permit: eventOf(issued.events, 'PermitIssued').permit };
}

async function head(): Promise<number> {
  const anonymous = new GatewayClient({ endpoint: consortium.endpoint });
  return (await anonymous.json<{ head: { height: number } }>('GET', '/v1/ledger')).head.height;
}

function operations(): { method: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** A path whose parameters are of the right form and name nothing that exists. */
function concrete(path: string): string {
  return path
    .replace('{dataset}', `0x${'11'.repeat(32)}`)
    .replace('{subject}', `0x${'22'.repeat(32)}`)
    .replace('{grant}', `0x${'33'.repeat(32)}`)
    .replace('{identity}', `0x${'44'.repeat(20)}`)
    .replace('{address}', `0x${'44'.repeat(20)}`)
    .replace('{import}', '00000000-0000-4000-8000-000000000000')
    .replace('{level}', '0')
    .replace('{index}', '000')
    .replace(/\{\w+\}/g, '7');
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'OK';
  } catch (error) {
    if (isCustosError(error)) return error.code;
    throw error;
  }
}

describe('authorisation', () => {
  it('is described for every route', () => {
    expect(operations().length).toBeGreaterThan(40);
    for (const { operation, path } of operations()) {
      expect(operation.security.length === 0 || /^For: /.test(operation.description ?? ''), path).toBe(true);
    }
  });

  it('is what the table says, route by route', () => {
    const found = operations().map(({ method, path, operation: { security, description = '' } }) => {
      return [`${method} ${path}`, security.length === 0 ? 'anyone' : description.replace(/^For: |\.$/g, '')];
    });
    const expected = Object.entries(TABLE).flatMap(([who, routes]) => routes.map((route) => [route, who]));
    expect(found.sort()).toEqual(expected.sort());
  });

  it('refuses every protected route without a session', async () => {
    for (const { method, path, operation } of operations().filter(({ operation }) => operation.security.length > 0)) {
      const response = await fetch(consortium.endpoint + concrete(path), { method });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('content-type')).toMatch('application/problem+json');
      expect(operation.description).toMatch(/^For: /);
    }
  });

  it('answers HEAD where anybody may read, and nowhere else: what is released is sent', async () => {
    for (const { path, method, operation } of operations()) {
      if (method !== 'GET' || path.startsWith('/log/tile')) continue;
      const { status } = await fetch(consortium.endpoint + concrete(path), { method: 'HEAD' });
      expect([path, status === 405]).toEqual([path, operation.security.length > 0]);
    }
  });

  it('lets in each role where the route says so, and nowhere else', async () => {
    for (const { method, path, operation } of operations()) {
      if (operation.security.length === 0 || path === '/v1/auth/session') continue;
      const allowed = (operation.description ?? '').replace(/^For: |\.$/g, '').split(', ');
      for (const name of CALLERS) {
        const expected = ROLES[name].some((role) => allowed.includes(role));
        const client = clients.get(name) as GatewayClient;
        const code = await codeOf(client.bytes(method, concrete(path)));
        expect([name, method, path, code !== 'FORBIDDEN' && code !== 'SESSION_REQUIRED']).toEqual([
          name,
          method,
          path,
          expected,
        ]);
      }
    }
  });

  it('lets a signer that was reported stolen withdraw, and nothing else', async () => {
    const { grant } = patients[2] as (typeof patients)[number];
    const client = clients.get('former') as GatewayClient;
    expect(await codeOf(client.json('GET', '/v1/consents'))).toBe('FORBIDDEN');
    const withdrawn = await withdrawConsent(client, grant as GrantId);
    expect(withdrawn.remaining).toEqual([]);
    const holder = clients.get('holder') as GatewayClient;
    const relayed = async () => {
      const entries = await holder.list<'entries', { of?: number; outcome: string }>('/v1/log/entries', 'entries');
      return entries.find(({ of }) => of === withdrawn.seq)?.outcome;
    };
    await vi.waitFor(async () => expect(await relayed()).toBe('mined'), { timeout: 20_000, interval: 200 });
  });

  it('takes a suspended member’s roles by its next request', async () => {
    const { membership } = consortium.deployment;
    const reader = await openLedger({ url: consortium.chain.url, membership });
    const writer = await openWriter({ reader, key: consortium.keys.administrator });
    const client = clients.get('clinician') as GatewayClient;
    await client.json('GET', '/v1/members');
    const { block } = await writer.send(
      ledgerCalls(reader.contracts).membership.suspend(consortium.keys.clinician.address),
    );
    while ((await head()) < block.height) await sleep(50);
    expect(await codeOf(client.json('GET', '/v1/members'))).toBe('FORBIDDEN');
    await writer.close();
    reader.close();
  });
});

describe('the list of permits', () => {
  it('says what the contract says of each, in every state', async () => {
    const { keys, deployment } = consortium;
    const reader = await openLedger({ url: consortium.chain.url, membership: deployment.membership });
    const { permits, membership } = ledgerCalls(reader.contracts);
    const holder = clients.get('holder') as GatewayClient;
    // Each transaction takes a block, and each block a second of the chain's time at least: the first permit is over
    // before the last is issued.
    const now = (await reader.head('latest')).time / 1000;
    const retired = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json: { name: 'Old' } });
    const [terms, decision] = [`0x${'66'.repeat(32)}`, `0x${'77'.repeat(32)}`] as [Digest, Digest];
    const waived = { basis: 'waiver', authorityDigest: decision };
    const issue = (change: object, of = dataset) => issuePermit(consortium, of, change);
    const ids = {
      expired: await issue({ untilSeconds: now + 10 }),
      active: await issue({ purpose: 3, attested: ['NCU'] }),
      notYetValid: await issue({ fromSeconds: now + 3_600 }),
      awaitsAcceptance: await issue({ termsDigest: terms }),
      awaitsCountersignature: await issue(waived),
      datasetRetired: await issue({}, retired.dataset),
      memberInactive: await issue({ requester: keys.environment.address, delivery: 'environment' }),
      revoked: await issue({}),
    };
    await issue({ purpose: 10, attested: ['DS'], disease: 'MONDO:0005015' });
    const unnamed = issue({ purpose: 10, disease: 'MONDO:15' });
    expect(await codeOf(unnamed)).toBe('INPUT_INVALID');
    const [accepted, countersigned] = [await issue({ termsDigest: terms }), await issue(waived)];
    await sendTransaction(clients.get('requester') as GatewayClient, keys.requester, permits.accept(accepted, terms));
    await sendTransaction(
      clients.get('authority') as GatewayClient,
      keys.authority,
      permits.countersign(countersigned, decision),
    );
    await holder.json('POST', `/v1/datasets/${retired.dataset}/retirement`, { json: { cause: 'over' } });
    await holder.json('POST', `/v1/permits/${ids.revoked}/revocation`, { json: { cause: 'over' } });
    const suspend = membership.suspend(keys.environment.address);
    await sendTransaction(clients.get('administrator') as GatewayClient, keys.administrator, suspend);

    const listed = await holder.list<'permits', { permit: number; state: string }>('/v1/permits', 'permits');
    for (const one of listed) {
      const { terms: asked, ...times } = await reader.views.permits.permitOf(one.permit);
      const { disease, ...words } = asked;
      expect(one).toMatchObject({
        ...words,
        ...(disease === 0 ? {} : { disease: 'MONDO:0005015' }),
        ...times,
        attested: words.attested.toString(),
        delivery: DELIVERIES[words.delivery],
        basis: BASES[words.basis],
      });
      const state = await reader.views.permits.stateOf(one.permit);
      expect([one.permit, PERMIT_STATE[one.state as keyof typeof PERMIT_STATE]]).toEqual([one.permit, state]);
    }
    const states = new Map(listed.map(({ permit, state }) => [permit, state]));
    expect(Object.entries(ids).map(([, id]) => states.get(id))).toEqual(Object.keys(ids));
    expect([accepted, countersigned].map((id) => states.get(id))).toEqual(['active', 'active']);
    reader.close();
  });
});

describe('what belongs to somebody else', () => {
  const json = (client: GatewayClient, method: string, path: string, body?: object) =>
    codeOf(client.json(method, path, body === undefined ? {} : { json: body }));
  const form = `0x${'55'.repeat(32)}`;

  it('is closed to a holder: datasets, subjects and permits of another one', async () => {
    const holder = clients.get('holder') as GatewayClient;
    const { dataset: theirs, subject, permit } = foreign;
    const publication = { import: '00000000-0000-4000-8000-000000000000', permission: 'GRU', identifiable: false };
    const now = Math.floor(Date.now() / 1000);
    const choice = { permission: 'GRU', fromSeconds: now, untilSeconds: now + 60, notice: consortium.notice };
    const terms = {
      requester: consortium.keys.requester.address,
      purpose: 7,
      fromSeconds: now,
      untilSeconds: now + 60,
    };
    const grant = patients[0]?.grant;
    const found = {
      import: await json(holder, 'POST', `/v1/datasets/${theirs}/imports`, { kind: 'fhir', path: '/' }),
      publish: await json(holder, 'POST', `/v1/datasets/${theirs}/versions`, publication),
      retire: await json(holder, 'POST', `/v1/datasets/${theirs}/retirement`, { cause: 'no' }),
      supersede: await json(holder, 'POST', `/v1/datasets/${theirs}/versions/1/supersession`, { cause: 'no' }),
      permit: await json(holder, 'POST', '/v1/permits', { ...terms, dataset: theirs }),
      revokePermit: await json(holder, 'POST', `/v1/permits/${permit}/revocation`, { cause: 'no' }),
      invite: await json(holder, 'POST', `/v1/subjects/${subject}/invitations`, { identification: 'passport' }),
      uninvite: await json(holder, 'DELETE', `/v1/subjects/${subject}/invitations`),
      record: await json(holder, 'POST', '/v1/consents/recorded', { records: [{ subject, form, ...choice }] }),
      withdraw: await json(holder, 'POST', `/v1/consents/${grant}/withdrawal`, { subject, form }),
      withdrawOther: await json(holder, 'POST', `/v1/consents/${patients[1]?.grant}/withdrawal`, {
        subject: patients[0]?.subject,
        form,
      }),
    };
    expect(found).toEqual({
      import: 'FORBIDDEN',
      publish: 'FORBIDDEN',
      retire: 'FORBIDDEN',
      supersede: 'FORBIDDEN',
      permit: 'FORBIDDEN',
      revokePermit: 'FORBIDDEN',
      invite: 'NOT_FOUND',
      uninvite: 'NOT_FOUND',
      record: 'NOT_FOUND',
      withdraw: 'NOT_FOUND',
      withdrawOther: 'NOT_FOUND',
    });
    const subjects = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
    expect(subjects.map((one) => one.subject).sort()).toEqual(patients.map((one) => one.subject).sort());
  });

  it('is closed to a patient: consents and data of another one', async () => {
    const [mine, theirs] = patients as [(typeof patients)[number], (typeof patients)[number]];
    const patient = consortium.client(mine.key);
    const { typedData } = await consortium
      .client(theirs.key)
      .json<{ typedData: TypedData }>('POST', '/v1/consents/revocation/prepare', { json: { grant: theirs.grant } });
    const signature = signTyped(mine.key, typedData);
    expect(await codeOf(patient.json('GET', '/v1/consents', { query: { subject: theirs.subject } }))).toBe('FORBIDDEN');
    expect(await json(patient, 'POST', '/v1/consents/revocation/prepare', { grant: theirs.grant })).toBe('NOT_FOUND');
    expect(await json(patient, 'POST', '/v1/consents/revocation', { grant: theirs.grant, signature })).toBe(
      'NOT_FOUND',
    );
    const own = await patient.list<'consents', { subject: Pseudonym }>('/v1/consents', 'consents');
    expect(new Set(own.map(({ subject }) => subject))).toEqual(new Set([mine.subject]));
    expect(await ownItems(theirs.key)).not.toHaveLength(0);
    const mineAlone = await ownItems(mine.key);
    for (const item of await ownItems(theirs.key)) {
      expect(mineAlone).not.toContain(item);
      expect(await codeOf(dataOf(mine.key, { items: [item] }))).toBe('ACCESS_REFUSED');
    }
  });

  it('is closed to a requester: the permit of another one', async () => {
    const permit = await issuePermit(consortium, dataset);
    const [requester, other] = [clients.get('requester'), clients.get('other')] as [GatewayClient, GatewayClient];
    const request = await accessRequest(requester, dataset, permit);
    expect(await codeOf(checkAccess(requester, request))).toBe('OK');
    expect(await codeOf(checkAccess(other, request))).toBe('ACCESS_REFUSED');
    const body = encodeRequest({ ...request, items: [0] });
    const bound = { query: { request: toBase64Url(body) }, bind: requestDigest(body) };
    expect(await codeOf(other.bytes('GET', `/v1/datasets/${dataset}/content`, bound))).toBe('ACCESS_REFUSED');
    const item = other.bytes('GET', `/v1/datasets/${dataset}/versions/1/items/0`, bound);
    expect(await codeOf(item)).toBe('ACCESS_REFUSED');
    const seen = (client: GatewayClient) => client.list<'permits', { permit: number }>('/v1/permits', 'permits');
    expect((await seen(requester)).map((one) => one.permit)).toEqual(expect.arrayContaining([foreign.permit, permit]));
    expect(await seen(other)).toEqual([]);
  });

  async function dataOf(key: AccountKey, change: object): Promise<Uint8Array> {
    const patient = consortium.client(key);
    const { purpose: _, permit: __, ...request } = await accessRequest(patient, dataset, 1);
    const body = encodeRequest({ ...request, ...change });
    return patient.bytes('GET', '/v1/me/data', {
      query: { request: toBase64Url(body) },
      bind: requestDigest(body),
    });
  }

  async function ownItems(key: AccountKey): Promise<number[]> {
    return contentOf(await dataOf(key, {})).items.map(({ index }) => index);
  }
});
