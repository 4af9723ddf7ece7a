import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { toBase64Url } from '../../src/core/bytes.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { clients, codeOf, consortium, dataset, foreign, openCallers, patients } from './callers.ts';
import { contentOf } from './content.ts';
import { accessRequest, issuePermit, signTyped, type TypedData } from './publisher.ts';

beforeAll(openCallers, 120_000);
afterAll(async () => {
  await consortium?.close();
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
