import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TypedDataEncoder } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepAgreement, readAgreement } from '../../src/client/agreements.ts';
import { leafOf, type Trust } from '../../src/client/content-reader.ts';
import { checkAccess, download } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import {
  completeForm,
  discardForm,
  keepScan,
  listIncompleteForms,
  listRecordedActs,
  ownForms,
  readIncompleteForm,
  readScan,
} from '../../src/client/paper.ts';
import { fromBase64Url, fromHex, type Hex, toBase64Url, toHex, utf8, utf8Decode } from '../../src/core/bytes.ts';
import type { LeafJson } from '../../src/core/content.ts';
import { decodeEntry } from '../../src/core/entry.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { Address, DatasetId, Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { itemLeafHash, releaseRow } from '../../src/core/item.ts';
import { leafHash, verifyInclusion } from '../../src/core/merkle.ts';
import { verifyMultiproof } from '../../src/core/multiproof.ts';
import type { OpeningLine } from '../../src/core/openings.ts';
import { newOrganisation, organisationCommitment } from '../../src/core/organisation.ts';
import { verifyReceipt } from '../../src/core/proof.ts';
import { RESEARCH_PURPOSES } from '../../src/core/purpose-table.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { ed25519Verifier } from '../../src/core/verifier-key.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import type { Contracts } from '../../src/ledger/contracts.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { brokenRules } from './openapi-rules.ts';
import { bindSigner, keepGrant, publishDraft } from './publisher.ts';

interface Accessed {
  readonly items: number;
  readonly rows: readonly OpeningLine[];
}

interface TypedData {
  readonly domain: object;
  readonly types: Record<string, { name: string; type: string }[]>;
  readonly message: Record<string, unknown>;
}

let consortium: Consortium;
let dataset: DatasetId;
let subjects: Pseudonym[];
let permit: number;
const patients: AccountKey[] = [];
const now = () => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  consortium = await foundConsortium();
});
afterAll(async () => {
  await consortium?.close();
});

function sign(key: AccountKey, { domain, types, message }: TypedData): Hex {
  const { EIP712Domain: _, ...own } = types;
  return key.sign(fromHex(TypedDataEncoder.hash(domain, own, message)));
}

async function request(client: GatewayClient, purpose = 7): Promise<AccessRequest> {
  const { ledger, gateway } = await client.json<{ ledger: AccessRequest['ledger']; gateway: Address }>(
    'GET',
    '/v1/ledger',
  );
  return { ledger, gateway, dataset, version: 1, purpose, facts: { commercial: false }, permit, delivery: 'download' };
}

async function trust(): Promise<Trust> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const { manifestRoot } = await reader.views.datasets.versionOf(dataset, 1);
  const { origin, verifierKey } = await consortium
    .client(consortium.keys.requester)
    .json<{ origin: string; verifierKey: string }>('GET', '/v1/log');
  const verifier = ed25519Verifier(verifierKey);
  reader.close();
  return {
    manifestRoot: fromHex(manifestRoot, 32),
    openReceipt: (receipt) => verifyReceipt(utf8(receipt), { origin, log: [verifier] }).entry,
  };
}

async function fetchAll(purpose?: number) {
  const client = consortium.client(consortium.keys.requester);
  const found = { items: 0, receipts: [] as string[], withheld: {} as Record<string, number>, text: '' };
  for await (const event of download(client, await request(client, purpose), await trust())) {
    if (event.type === 'verified') found.items++;
    if (event.type === 'release') found.receipts.push(event.receipt);
    if (event.type === 'end') found.withheld = event.end.withheld;
    if (event.type === 'data') found.text += new TextDecoder().decode(event.bytes);
  }
  return found;
}

describe('the main job', () => {
  it('imports and publishes', async () => {
    const holder = consortium.client(consortium.keys.holder);
    ({ dataset } = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json: { name: 'Sample' } }));
    const { import: id } = await holder.json<{ import: string }>('POST', `/v1/datasets/${dataset}/imports`, {
      json: { kind: 'fhir', path: join(consortium.directory, 'export') },
    });
    let state = 'running';
    while (state === 'running') {
      await sleep(50);
      ({ state } = await holder.json<{ state: string }>('GET', `/v1/imports/${id}`));
    }
    expect(state).toBe('ready');
    const publication = { import: id, permission: 'GRU', identifiable: true };
    const published = await publishDraft(holder, dataset, publication);
    expect(published).toMatchObject({ version: 1, subjects: 4 });
    expect(await publishDraft(holder, dataset, publication)).toEqual(published);
    const other = publishDraft(holder, dataset, { ...publication, permission: 'HMB' });
    await expect(other).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('version 1') });
  });

  it('binds the patients’ own signers', async () => {
    const holder = consortium.client(consortium.keys.holder);
    const list = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
    subjects = list.subjects.map(({ subject }) => subject);
    expect(subjects).toHaveLength(4);
    for (const subject of subjects.slice(0, 3)) {
      const key = randomAccountKey();
      patients.push(key);
      const { code } = await holder.json<{ code: string }>('POST', `/v1/subjects/${subject}/invitations`, {
        json: { identification: 'passport' },
      });
      const { typedData } = await holder.json<{ typedData: TypedData }>('POST', '/v1/signers/prepare', {
        json: { code, signer: key.address },
      });
      const bound = await holder.json('POST', '/v1/signers', {
        json: { code, signer: key.address, signature: sign(key, typedData) },
      });
      expect(bound).toMatchObject({ subject });
    }
  });

  it('takes signed and recorded consents, and a permit', async () => {
    const holder = consortium.client(consortium.keys.holder);
    const answers = { ...ALL_YES, commercial: 'no' };
    const terms = {
      permission: 'HMB',
      modifiers: ['NCU'],
      ...answers,
      fromSeconds: now() - 60,
      untilSeconds: now() + 86_400,
      notice: consortium.notice,
      identifiable: true,
    };
    for (const key of patients.slice(0, 2)) {
      const patient = consortium.client(key);
      const prepared = await patient.json<{ terms: object; deadline: number; typedData: TypedData }>(
        'POST',
        '/v1/consents/prepare',
        { json: terms },
      );
      await patient.json('POST', '/v1/consents', {
        json: {
          terms: prepared.terms,
          deadline: prepared.deadline,
          signature: sign(key, prepared.typedData),
          ...answers,
        },
      });
    }
    const { grants } = await holder.json<{ grants: GrantId[] }>('POST', '/v1/consents/recorded', {
      json: { records: [{ subject: subjects[3], form: consortium.notice, ...terms }] },
    });
    expect(grants).toHaveLength(1);
    ({ permit } = await holder.json<{ permit: number }>('POST', '/v1/permits', {
      json: {
        requester: consortium.keys.requester.address,
        dataset,
        purpose: 7,
        attested: ['NCU'],
        fromSeconds: now() - 60,
        untilSeconds: now() + 86_400,
        identifiable: true,
      },
    }));
  });

  it('releases what is consented to, verified against the chain', async () => {
    const got = await fetchAll();
    expect(got.items).toBeGreaterThan(10);
    expect(got.receipts).toHaveLength(1);
    expect(Object.values(got.withheld).length).toBeGreaterThanOrEqual(0);
  });

  it('leaves out who withdrew, and gives a receipt', async () => {
    const before = await fetchAll();
    const [key] = patients as [AccountKey];
    const patient = consortium.client(key);
    const { consents } = await patient.json<{ consents: { grant: GrantId }[] }>('GET', '/v1/consents');
    const [{ grant }] = consents as [{ grant: GrantId }];
    const { typedData } = await patient.json<{ typedData: TypedData }>('POST', '/v1/consents/revocation/prepare', {
      json: { grant },
    });
    const acknowledged = await patient.json<{ receipt: string }>('POST', '/v1/consents/revocation', {
      json: { grant, signature: sign(key, typedData) },
    });
    expect(acknowledged.receipt).toMatch(/^c2sp.org\/tlog-proof@v1\n/);
    const after = await fetchAll();
    expect(after.items).toBeLessThan(before.items);
  });

  it('refuses and logs another purpose', async () => {
    await expect(fetchAll(2)).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    const client = consortium.client(consortium.keys.requester);
    const body = encodeRequest(await request(client, 2));
    const asked = client.fetch('POST', `/v1/datasets/${dataset}/content`, {
      bytes: { type: 'application/json', body },
      bind: requestDigest(body),
    });
    await expect(asked).rejects.toMatchObject({ code: 'ACCESS_REFUSED', details: { reason: 'purpose-not-permitted' } });
  });

  it('shows a patient who accessed its data, and its own data', async () => {
    const patient = consortium.client(patients[1] as AccountKey);
    const { accesses } = await patient.json<{ accesses: Accessed[] }>('GET', '/v1/me/accesses');
    expect(accesses.length).toBeGreaterThanOrEqual(3);
    const { manifestRoot } = await trust();
    for (const { items: count, rows } of accesses) {
      const [size] = rows.flatMap((line) => ('opening' in line ? [line.opening.manifestSize] : []));
      const [listed] = rows.flatMap((line) => ('listed' in line ? [line.listed] : []));
      const opened = rows.filter((line) => 'row' in line);
      const { positions, items = [], leaves = [], proof = [] } = listed ?? {};
      expect(items.length).toBe(count);
      expect(opened.map(({ row }) => row.position)).toEqual(positions);
      expect(leaves).toEqual(opened.map(({ row }) => toHex(itemLeafHash(leafOf(row.leaf)))));
      const hashes = (list: readonly Hex[]) => list.map((hash) => fromHex(hash, 32));
      expect(verifyMultiproof(hashes(leaves), items, size ?? 0, hashes(proof), manifestRoot)).toBe(true);
    }
  });

  it('opens releases to auditors alone', async () => {
    const auditor = consortium.client(consortium.keys.auditor);
    const { entries } = await auditor.json<{ entries: { seq: number; outcome: string }[] }>('GET', '/v1/log/entries');
    const released = entries.find(({ outcome }) => outcome === 'released');
    const openings = new TextDecoder().decode(await auditor.bytes('GET', `/v1/log/entries/${released?.seq}/openings`));
    expect(openings.split('\n').length).toBeGreaterThan(5);
    await expect(
      consortium.client(consortium.keys.requester).bytes('GET', `/v1/log/entries/${released?.seq}/openings`),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('leaves a trail that an auditor finds clean from the ledger and the log', async () => {
    const report = await consortium.audited();
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'clean', level: 'openings' });
  });

  it('keeps everything through a restart', async () => {
    const before = await fetchAll();
    await consortium.restart();
    const after = await fetchAll();
    expect(after.items).toBe(before.items);
  });
});

describe('the OpenAPI document', () => {
  it('breaks no rule that clients are generated by', () => {
    const { document } = consortium.documented;
    expect(brokenRules(document)).toEqual([]);
    const [one] = Object.values(document.paths['/v1/me'] ?? {});
    const { Problem: _, ...schemas } = document.components.schemas;
    const get = { ...(one as NonNullable<typeof one>), responses: { 200: { description: '', content: { json: {} } } } };
    const broken = { openapi: '3.0.0', components: { schemas }, paths: { ...document.paths, '/v1/{me}': { get } } };
    expect([...new Set(brokenRules(broken))]).toEqual([
      'it is no OpenAPI 3.1',
      'operationId getMe is doubled, or no name',
      '$ref #/components/schemas/Problem leads nowhere',
      'get /v1/{me} lacks me',
      'get /v1/{me} 200 says nothing',
      'get /v1/{me} 200 json has no schema',
    ]);
  });

  it('sends an item alone with what proves it in the manifest and in the release that was logged', async () => {
    const requester = consortium.client(consortium.keys.requester);
    const wanted = await request(requester);
    const { ranges } = await checkAccess(requester, wanted);
    const item = ranges[0]?.[0] ?? -1;
    const one = encodeRequest({ ...wanted, items: [item] });
    const response = await requester.fetch('GET', `/v1/datasets/${dataset}/versions/1/items/${item}`, {
      query: { request: toBase64Url(one) },
      bind: requestDigest(one),
    });
    const header = (name: string) => fromBase64Url(response.headers.get(name) ?? '');
    const proof = JSON.parse(utf8Decode(header('Custos-Item'))) as {
      readonly index: number;
      readonly leaf: LeafJson;
      readonly manifestPath: readonly Hex[];
      readonly manifestSize: number;
      readonly binding: Hex;
    };
    const leaf = itemLeafHash(leafOf(proof.leaf));
    expect(proof.leaf.digest).toBe(toHex(sha256(new Uint8Array(await response.arrayBuffer()))));
    const path = proof.manifestPath.map((hash) => fromHex(hash, 32));
    const { manifestRoot, openReceipt } = await trust();
    expect(verifyInclusion(leaf, proof.index, proof.manifestSize, path, manifestRoot)).toBe(true);
    expect(proof.index).toBe(item);
    const entry = decodeEntry(openReceipt(utf8Decode(header('Custos-Receipt'))));
    const row = leafHash(releaseRow(leaf, fromHex(proof.binding, 32)));
    expect(entry.rows).toEqual({ root: toHex(row), count: 1 });
    expect(Object.keys(proof).sort()).toEqual(['binding', 'index', 'leaf', 'manifestPath', 'manifestSize', 'name']);
  });

  it('describes each line of a stream', async () => {
    const { documented, keys } = consortium;
    const [requester, patient] = [keys.requester, patients[1] as AccountKey].map((key) => consortium.client(key));
    const body = encodeRequest(await request(requester as GatewayClient));
    const bound = { query: { request: toBase64Url(body) }, bind: requestDigest(body) };
    const content = await requester?.bytes('GET', `/v1/datasets/${dataset}/content`, bound);
    documented.content(content as Uint8Array);
    const { purpose: _, permit: __, ...own } = await request(patient as GatewayClient);
    const bytes = encodeRequest(own);
    const asked = { bytes: { type: 'application/json', body: bytes }, bind: requestDigest(bytes) };
    const data = await patient?.bytes('POST', '/v1/me/data', asked);
    documented.content(data as Uint8Array);
    const inUrl = { query: { request: toBase64Url(bytes) }, bind: requestDigest(bytes) };
    await patient?.bytes('GET', '/v1/me/data', inUrl);
    const { entries } = await consortium
      .client(keys.auditor)
      .json<{ entries: { seq: number; outcome: string }[] }>('GET', '/v1/log/entries');
    const seq = entries.find(({ outcome }) => outcome === 'released')?.seq;
    const openings = await consortium.client(keys.auditor).bytes('GET', `/v1/log/entries/${seq}/openings`);
    documented.lines('GET', `/v1/log/entries/${seq}/openings`, utf8Decode(openings));
    expect([...documented.faults]).toEqual([]);
  });

  it('describes every reply', async () => {
    const { documented, keys } = consortium;
    const [holder, auditor, requester] = [keys.holder, keys.auditor, keys.requester].map((key) =>
      consortium.client(key),
    ) as [GatewayClient, GatewayClient, GatewayClient];
    for (const path of ['/', '/healthz', '/readyz', '/metrics', '/log/tile/0/000.p/2']) await holder.bytes('GET', path);
    const { paths } = await holder.json<{ paths: Record<string, object> }>('GET', '/openapi.json');
    const page = utf8Decode(await holder.bytes('GET', '/docs'));
    for (const [path, methods] of Object.entries(paths)) {
      for (const method of Object.keys(methods)) expect(page).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
    }
    for (const path of ['/v1/me', '/v1/members', '/v1/datasets', `/v1/datasets/${dataset}`, '/v1/permits']) {
      await auditor.json('GET', path);
    }
    const asks = [1, 2].map((id) => ({ jsonrpc: '2.0', id, method: 'eth_getBlockByNumber', params: ['0x0', false] }));
    const [block, same] = await auditor.json<{ result: object }[]>('POST', '/v1/ledger/rpc', { json: asks });
    expect(block?.result).toMatchObject({ number: '0x0' });
    expect(same?.result).toEqual(block?.result);
    for (const json of [[], { ...asks[0], method: 'eth_sendRawTransaction' }, Array(51).fill(asks[0])]) {
      const refused = auditor.json('POST', '/v1/ledger/rpc', { json });
      await expect(refused).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
    await auditor.bytes('GET', '/v1/log/entries/1');
    await auditor.bytes('GET', '/v1/log/entries/1/receipt');
    await auditor.json('GET', '/v1/log/proofs/inclusion', { query: { index: 0, size: 2 } });
    await auditor.json('GET', '/v1/log/proofs/consistency', { query: { from: 1, to: 2 } });

    const wanted = await request(requester);
    const body = encodeRequest(wanted);
    const whole = { bytes: { type: 'application/json', body }, bind: requestDigest(body) };
    const { ranges } = await requester.json<{ ranges: [number, number][] }>('POST', '/v1/access/check', whole);
    await requester.json('POST', '/v1/access/explain', whole);
    const item = ranges[0]?.[0] as number;
    for (const part of [{}, { ranges: [[0, 4]] as const }]) {
      const one = encodeRequest({ ...wanted, items: [item], ...part });
      await requester.bytes('GET', `/v1/datasets/${dataset}/versions/1/items/${item}`, {
        query: { request: toBase64Url(one) },
        bind: requestDigest(one),
      });
    }

    const enrolled = await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', {
      json: { identifier: 'urn:mrn|new' },
    });
    const identifiers = ['urn:mrn| new', 'urn:mrn|nobody'];
    const found = await holder.json('POST', '/v1/subjects/find', { json: { identifiers } });
    expect(found).toMatchObject({ found: [{ subject: { subject: enrolled.subject } }, { code: 'NOT_FOUND' }] });
    const beginnings = [enrolled.subject.slice(0, 10), `0x${'f'.repeat(60)}`];
    const begun = await holder.json('POST', '/v1/pseudonyms/find', { json: { beginnings } });
    expect(begun).toEqual({ found: [{ subjects: [enrolled.subject] }, { subjects: [] }] });
    for (const beginning of ['0xabc', 'abcdef', '0xABCDEF', `0x${'a'.repeat(65)}`]) {
      const json = { beginnings: [beginning] };
      await expect(holder.json('POST', '/v1/pseudonyms/find', { json })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
    }
    const several = subjects.slice(0, 2).map((one) => ({ subject: one, identification: 'passport' }));
    const { invitations } = await holder.json<{ invitations: { subject: Pseudonym; code: string }[] }>(
      'POST',
      '/v1/invitations',
      { json: { invitations: several } },
    );
    expect(invitations.map((one) => one.subject)).toEqual(subjects.slice(0, 2));
    expect(new Set(invitations.map(({ code }) => code)).size).toBe(2);
    const unknown = [...several, { subject: consortium.notice, identification: 'passport' }];
    const refused = holder.json('POST', '/v1/invitations', { json: { invitations: unknown } });
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const subject = subjects[3] as Pseudonym;
    const [recorded] = await holder.list<'consents', { grant: GrantId }>('/v1/consents', 'consents', {
      query: { subject },
    });
    const scan = await forms(holder, subject);
    const own = await bindSigner(holder, subject);
    await readScan(consortium.client(own), scan);
    expect(await listRecordedActs(consortium.client(own))).toHaveLength(2);
    expect(await ownForms(consortium.client(own))).toHaveLength(2);
    await keepGrant(consortium, own, recorded?.grant as GrantId);
    await holder.json('DELETE', `/v1/subjects/${subject}/invitations`);
    const withdrawal = { json: { subject, form: consortium.notice } };
    await holder.json('POST', `/v1/consents/${recorded?.grant}/withdrawal`, withdrawal);
    await holder.json('POST', '/v1/consents/withdrawal', withdrawal);
    await holder.json('POST', `/v1/permits/${permit}/revocation`, { json: { reason: 'over' } });
    await lists(holder);
    await derives(holder);
    await isNamed(holder);
    await holder.json('DELETE', '/v1/auth/session');
    expect(documented.unseen()).toEqual([]);
    expect([...documented.faults]).toEqual([]);
  });

  /** What is done for many at once, and what they are shown. */
  async function lists(holder: GatewayClient): Promise<void> {
    await holder.json('POST', '/v1/subjects/find', { json: { identifiers: ['urn:mrn|new', 'urn:mrn|nobody'] } });
    const enrolments = { records: [{ identifier: 'urn:mrn|new' }, { identifier: 'urn:mrn|none' }] };
    await holder.json('POST', '/v1/subjects/check', { json: enrolments });
    await holder.json('POST', '/v1/subjects/rows', { json: enrolments });
    const now = Math.floor(Date.now() / 1000);
    const choice = { permission: 'HMB', fromSeconds: now, untilSeconds: now + 86_400, notice: consortium.notice };
    const paper = { form: consortium.notice, ...choice, ...ALL_YES };
    const records = [subjects[0], subjects[3], consortium.notice].map((subject) => ({ subject, ...paper }));
    await holder.json('POST', '/v1/consents/recorded/check', { json: { records } });
    await holder.json('POST', '/v1/consents/recorded/rows', { json: { records } });
    const body = utf8('You decide what your data is used for.');
    const text = { query: { type: 'text/plain' }, bytes: { type: 'application/octet-stream', body } };
    await holder.json('PUT', `/v1/notices/${consortium.notice}`, text);
    await holder.json('GET', '/v1/notices');
    await holder.bytes('GET', `/v1/notices/${consortium.notice}`);
    await readAgreement(holder, await keepAgreement(holder, 'Do no harm.'));
  }

  /** Two forms that are no consents yet, with scans: one comes to a consent. */
  async function forms(holder: GatewayClient, subject: Pseudonym): Promise<Digest> {
    const choice = { permission: 'HMB', fromSeconds: now(), untilSeconds: now() + 86_400, notice: consortium.notice };
    const scans = await Promise.all(
      ['one', 'other'].map((name) => keepScan(holder, subject, utf8(`%PDF-1.7 ${name}`))),
    );
    const records = scans.map((form) => ({ subject, form, ...choice, checklist: {} }));
    const kept = await holder.json<{ rows: [{ kept: Digest }, { kept: Digest }] }>(
      'POST',
      '/v1/consents/recorded/rows',
      { json: { records } },
    );
    const [one, other] = kept.rows;
    const looked = { signed: true, signedOn: '2026-02-28', explainedBy: 'Dr Reis', identifiable: false };
    const noes = { aiTraining: 'no', commercial: 'no', transferAbroad: 'no' } as const;
    await completeForm(holder, one.kept, { asked: 'visit', ...looked, ...noes });
    await discardForm(holder, other.kept, 'The patient does not want it.');
    expect((await listIncompleteForms(holder, { state: 'completed' })).forms).toHaveLength(1);
    await readIncompleteForm(holder, other.kept);
    await readScan(holder, scans[0] as Digest, subject);
    await listRecordedActs(holder, subject);
    return scans[0] as Digest;
  }

  /** The holder’s organisation, by the administrator’s own transaction. */
  async function isNamed(holder: GatewayClient): Promise<void> {
    const { administrator, holder: hospital } = consortium.keys;
    const named = newOrganisation('Hospital');
    const { contracts } = await holder.json<{ contracts: Contracts }>('GET', '/v1/ledger');
    const call = ledgerCalls(contracts).membership.setOrganisation(hospital.address, organisationCommitment(named));
    await sendOwnCall(consortium.client(administrator), call);
    await holder.json('PUT', `/v1/members/${hospital.address}/name`, { json: named });
    const { members } = await holder.json<{ members: { name?: string }[] }>('GET', '/v1/members');
    expect(members.filter(({ name }) => name === 'Hospital')).toHaveLength(1);
  }

  /** A dataset that came of the first, by the holder's own transaction; a draft that is thrown away; its retirement. */
  async function derives(holder: GatewayClient): Promise<void> {
    const { contracts } = await holder.json<{ contracts: Contracts }>('GET', '/v1/ledger');
    const { datasets } = ledgerCalls(contracts);
    const made = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json: { name: 'Derived' } });
    const edge = {
      parentDataset: dataset,
      parentVersion: 1,
      processDigest: consortium.notice,
    };
    const order = { kind: 'files', path: join(consortium.directory, 'export'), shared: true };
    const drafted = async () => {
      const { import: id } = await holder.json<{ import: string }>('POST', `/v1/datasets/${made.dataset}/imports`, {
        json: order,
      });
      for (let state = 'running'; state === 'running'; await sleep(50)) {
        ({ state } = await holder.json<{ state: string }>('GET', `/v1/imports/${id}`));
      }
      return id;
    };
    await holder.json('DELETE', `/v1/imports/${await drafted()}`);
    const publish = (relation: string, id: string) => {
      const order = {
        import: id,
        permission: 'GRU',
        identifiable: false,
        acceptShared: true,
        edges: [{ ...edge, relation }],
      };
      return publishDraft(holder, made.dataset, order);
    };
    const draft = await drafted();
    expect(await holder.json('GET', '/v1/imports')).toMatchObject({ imports: [{ import: draft, state: 'ready' }] });
    await expect(publish('subsetOf', draft)).rejects.toMatchObject({ code: 'CONFLICT' });
    await publish('derivedFrom', draft);
    const { edges } = await holder.json<{ edges: object[] }>('GET', `/v1/datasets/${dataset}/lineage`);
    expect(edges).toHaveLength(1);
    const { purposes } = await holder.json<{ purposes: object[] }>('GET', `/v1/datasets/${dataset}/coverage`);
    expect(purposes).toHaveLength(RESEARCH_PURPOSES.length);
    await sendOwnCall(holder, datasets.retire(made.dataset, consortium.notice as Digest));
    const over = { json: { reason: 'over' } };
    await holder.json('POST', `/v1/datasets/${dataset}/versions/1/supersession`, over);
    await holder.json('POST', `/v1/datasets/${dataset}/retirement`, over);
  }
});
