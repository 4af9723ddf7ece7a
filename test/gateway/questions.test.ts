import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from './publisher.ts';

let consortium: Consortium;
let dataset: DatasetId;
let requester: GatewayClient;
let request: AccessRequest;
let patient: AccountKey;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 3, limits: { differentQuestionsADay: 4, questionsAnHour: 12 } });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const subjects = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  patient = await bindSigner(holder, subjects[0]?.subject as Pseudonym);
  await giveGrant(consortium, patient);
  const excluding = await bindSigner(holder, subjects[1]?.subject as Pseudonym);
  await giveGrant(consortium, excluding, { permission: 'GRU', modifiers: ['NAI'] });
  requester = consortium.client(consortium.keys.requester);
  request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
});
afterAll(async () => {
  await consortium?.close();
});

function ask(kind: 'check' | 'explain', change: Partial<AccessRequest> = {}, client = requester): Promise<object> {
  const body = encodeRequest({ ...request, ...change });
  const bytes = { type: 'application/json', body };
  return client.json('POST', `/v1/access/${kind}`, { bytes, bind: requestDigest(body) });
}

describe('questions that release nothing', () => {
  it('tell a requester one reason, in check, explain, refusals, content and the log alike', async () => {
    const { ranges, withheld } = await checkAccess(requester, request);
    expect(Object.keys(withheld)).toEqual(['not-consented']);
    const about = Math.floor((withheld['not-consented'] ?? 0) / 10) * 10;
    expect(await ask('explain')).toMatchObject({ withheld: { 'not-consented': about }, people: {} });
    const isReleased = (item: number) => ranges.some(([first, last]) => first <= item && item <= last);
    const items = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].filter((item) => !isReleased(item));
    expect(items.length).toBeGreaterThan(2);
    const refusals = new Set<string>();
    for (const item of items) {
      const body = encodeRequest({ ...request, items: [item] });
      const bytes = { type: 'application/json', body };
      const asked = requester.fetch('POST', `/v1/datasets/${dataset}/content`, { bytes, bind: requestDigest(body) });
      const error = await asked.then(
        () => undefined,
        (refusal) => refusal,
      );
      const { seq, ...details } = error.details;
      const entry = await requester.json<{ reason: string }>('GET', `/v1/log/entries/${seq}`);
      refusals.add(JSON.stringify([error.message.replace(/\d+/, ''), details, entry.reason]));
    }
    expect([...refusals].map((text) => JSON.parse(text)[2])).toEqual(['nothing-covered']);
  });

  it('are budgeted: the same again, but few others, whether items, facts or purpose differ', async () => {
    const codes: string[] = [];
    const other = { facts: { commercial: true } };
    for (const change of [{}, { items: [0] }, { items: [1] }, other, { items: [2] }, {}, { purpose: 8 }, other]) {
      codes.push(
        await ask('check', change).then(
          () => 'OK',
          (error) => error.code,
        ),
      );
    }
    const [whole, , , , third, again, purpose, facts] = codes;
    expect([whole, third, again, purpose, facts]).toEqual(['OK', 'RATE_LIMITED', 'OK', 'RATE_LIMITED', 'OK']);
  });

  it('are counted, those beyond the budget too', async () => {
    const text = await (await fetch(`${consortium.endpoint}/metrics`)).text();
    expect(text).toMatch(/custos_questions_total\{kind="check",outcome="over-budget"\} 2/);
    expect(text).toMatch(/custos_questions_total\{kind="explain",outcome="answered"\} 1/);
  });

  it('are bounded an hour, too, for one requester and one dataset', async () => {
    const codes = new Set<string>();
    for (let i = 0; i < 13; i++) {
      codes.add(
        await ask('check').then(
          () => 'OK',
          (error) => error.code,
        ),
      );
    }
    expect(codes).toEqual(new Set(['OK', 'RATE_LIMITED']));
    const elsewhere = { ...request, dataset: `0x${'11'.repeat(32)}` as DatasetId };
    await expect(ask('check', elsewhere)).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    await expect(ask('check', {}, consortium.client(consortium.keys.other))).rejects.toMatchObject({
      code: 'ACCESS_REFUSED',
    });
  });

  it('of datasets that there are none of are not kept: who makes up names fills no memory', async () => {
    const none = `0x${'22'.repeat(32)}` as DatasetId;
    const answers = [0, 1, 2, 3, 4, 5].map((item) => ask('check', { dataset: none, items: [item] }));
    const refused = { code: 'ACCESS_REFUSED', details: { reason: 'dataset-not-released' } };
    await Promise.all(answers.map((answer) => expect(answer).rejects.toMatchObject(refused)));
  });

  it('and refusals say nothing by their time: none comes before a first step, whatever was decided', async () => {
    const took = async (work: Promise<unknown>) => {
      const begun = performance.now();
      await work.catch(() => undefined);
      return performance.now() - begun;
    };
    const fresh = await foundConsortium({ patients: 2 });
    try {
      const holder = fresh.client(fresh.keys.holder);
      const of = await publish(holder, { kind: 'fhir', path: join(fresh.directory, 'export') });
      const [subject] = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
      const client = fresh.client(fresh.keys.requester);
      const wanted = await accessRequest(client, of, await issuePermit(fresh, of));
      const post = (path: string) => {
        const body = encodeRequest({ ...wanted, items: [0] });
        return took(
          client.json('POST', path, { bytes: { type: 'application/json', body }, bind: requestDigest(body) }),
        );
      };
      const refused = [await post('/v1/access/check'), await post('/v1/access/explain')];
      refused.push(await post(`/v1/datasets/${of}/content`));
      await giveGrant(fresh, await bindSigner(holder, subject?.subject as Pseudonym));
      const released = [await post('/v1/access/check'), await post('/v1/access/explain')];
      expect(Math.min(...refused, ...released)).toBeGreaterThanOrEqual(25);
    } finally {
      await fresh.close();
    }
  });

  it('of a patient about itself are its own, and not counted', async () => {
    const { purpose: _, permit: __, ...own } = request;
    const client = consortium.client(patient);
    for (let item = 0; item < 20; item++) {
      const body = encodeRequest({ ...own, items: [item] });
      const bytes = { type: 'application/json', body };
      const asked = client.json('POST', '/v1/access/check', { bytes, bind: requestDigest(body) });
      await asked.catch((error) => expect(error.code).toBe('ACCESS_REFUSED'));
    }
  });
});
