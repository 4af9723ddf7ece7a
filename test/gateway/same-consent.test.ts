import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { type Hex, toHex, utf8 } from '../../src/core/bytes.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { DatasetId, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { answersIn, type GivenAnswers } from '../../src/core/use-answers.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, publish, signTyped, type TypedData } from './publisher.ts';

interface Recorded {
  readonly grants: readonly GrantId[];
  readonly stood: readonly boolean[];
}
interface Given {
  readonly grant: GrantId;
  readonly stood: boolean;
}
interface Withdrawn {
  readonly seq: number;
  readonly receipt: string;
  readonly checked: boolean;
  readonly remaining: readonly { grant: GrantId; dataset: Hex; permission: string; until: number }[];
}

let consortium: Consortium;
let holder: GatewayClient;
let patient: GatewayClient;
let key: AccountKey;
let dataset: DatasetId;
let subjects: Pseudonym[];
const until = Math.floor(Date.now() / 1000) + 86_400;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 4 });
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const listed = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  subjects = listed.map(({ subject }) => subject);
  key = await bindSigner(holder, subjects[3] as Pseudonym);
  patient = consortium.client(key);
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});

const form = (text: string) => toHex(domainHash('form', utf8(text)));
const now = () => Math.floor(Date.now() / 1000);

function paper(subject: Pseudonym | undefined, change: object = {}) {
  const { notice } = consortium;
  return {
    subject,
    form: form('F1'),
    permission: 'HMB',
    ...answersIn((change as { modifiers?: string[] }).modifiers ?? []),
    fromSeconds: now() - 60,
    untilSeconds: until,
    notice,
    ...change,
  };
}

function record(records: readonly object[], idempotencyKey?: string): Promise<Recorded> {
  const options = { json: { records }, ...(idempotencyKey ? { idempotencyKey } : {}) };
  return holder.json('POST', '/v1/consents/recorded', options);
}

function choice(change: object = {}): object {
  const { subject: _, form: __, ...chosen } = paper(undefined, change);
  return chosen;
}

async function sign(change: object = {}): Promise<object> {
  const { terms, deadline, typedData } = await patient.json<{
    terms: object;
    deadline: number;
    typedData: TypedData;
  }>('POST', '/v1/consents/prepare', { json: choice(change) });
  const { aiTraining, commercial, transferAbroad } = choice(change) as GivenAnswers;
  return { terms, deadline, signature: signTyped(key, typedData), aiTraining, commercial, transferAbroad };
}

async function give(change: object = {}): Promise<Given> {
  return patient.json('POST', '/v1/consents', { json: await sign(change) });
}

async function withdraw(grant?: GrantId): Promise<Withdrawn> {
  const json = grant === undefined ? {} : { grant };
  const { typedData, epoch } = await patient.json<{ typedData: TypedData; epoch?: number }>(
    'POST',
    '/v1/consents/revocation/prepare',
    { json },
  );
  const signature = signTyped(key, typedData);
  return patient.json('POST', '/v1/consents/revocation', {
    json: { ...json, ...(epoch === undefined ? {} : { epoch }), signature },
  });
}

describe('a consent on paper', () => {
  it('that is recorded again, from this form or another one, is the one that stands', async () => {
    const [subject] = subjects;
    const first = await record([paper(subject)]);
    expect(first.stood).toEqual([false]);
    const again = await record([paper(subject), paper(subject, { form: form('F2') })]);
    expect(again).toMatchObject({ grants: [first.grants[0], first.grants[0]], stood: [true, true] });
    const other = await record([paper(subject, { modifiers: ['NCU'] }), paper(subject, { untilSeconds: until + 1 })]);
    expect(other.stood).toEqual([false, false]);
    expect(new Set([...first.grants, ...other.grants]).size).toBe(3);
  });

  it('is one where it is recorded many times at once, and twice in one request', async () => {
    const subject = subjects[1];
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, i) => record([paper(subject), paper(subject, { form: form(`F${i}`) })])),
    );
    expect(new Set(all.flatMap(({ grants }) => grants)).size).toBe(1);
    const listed = await holder.list<'consents', object>('/v1/consents', 'consents', { query: { subject } as never });
    expect(listed).toHaveLength(1);
  });

  it('is one by whichever clock it began, as long as it began', async () => {
    const [subject] = subjects;
    const begins = (fromSeconds: number) => paper(subject, { fromSeconds, modifiers: ['NPU'], form: form('Clock') });
    const [one] = (await record([begins(now() - 60)])).grants;
    const other = await record([begins(now() - 200)]);
    expect(other).toMatchObject({ grants: [one], stood: [true] });
    const later = await record([begins(now() + 3_600)]);
    expect(later).toMatchObject({ grants: [one], stood: [true] });
    const json = { subject, form: form('call') };
    await holder.json('POST', `/v1/consents/${one}/withdrawal`, { json });
    const rows = await holder.json<{ rows: object[] }>('POST', '/v1/consents/recorded/rows', {
      json: { records: [{ ...begins(now() - 400), identifiable: false }] },
    });
    expect(rows.rows).toMatchObject([{ code: 'CONFLICT' }]);
  });

  it('that the ledger refuses frees its key, and leaves no terms', async () => {
    const idempotencyKey = crypto.randomUUID();
    const [first, bound] = [paper(subjects[0], { modifiers: ['RS'] }), paper(subjects[3], { modifiers: ['RS'] })];
    await expect(record([first, bound, first], idempotencyKey)).rejects.toMatchObject({
      code: 'LEDGER_REJECTED',
      message: expect.not.stringContaining('same Idempotency-Key'),
    });
    const corrected = await record([first], idempotencyKey);
    expect(corrected.stood).toEqual([false]);
    expect(await record([first], idempotencyKey)).toEqual(corrected);
  });

  it('is not given again to a repeated request after the withdrawal', async () => {
    const [subject] = subjects;
    const records = [paper(subject, { modifiers: ['NPU'] })];
    const idempotencyKey = crypto.randomUUID();
    const first = await record(records, idempotencyKey);
    const json = { subject, form: form('call') };
    await holder.json('POST', `/v1/consents/${first.grants[0]}/withdrawal`, { json });
    await consortium.restart();
    expect(await record(records, idempotencyKey)).toEqual(first);
    const anew = await record(records);
    expect(anew.stood).toEqual([false]);
    expect(anew.grants).not.toEqual(first.grants);
  });
});

describe('a signed consent', () => {
  it('that is given again is the one that stands, and can be given anew after its withdrawal', async () => {
    const first = await give();
    expect(first.stood).toBe(false);
    const prepared = await patient.json('POST', '/v1/consents/prepare', { json: choice() });
    expect(prepared).toMatchObject({ standing: first.grant });
    expect(await give()).toMatchObject({ grant: first.grant, stood: true });
    const { remaining } = await withdraw(first.grant);
    expect(remaining.map(({ grant }) => grant)).not.toContain(first.grant);
    const anew = await give();
    expect(anew.stood).toBe(false);
    expect(anew.grant).not.toBe(first.grant);
  });

  it('is one where two are given at once', async () => {
    const both = await Promise.all([sign({ modifiers: ['NCU'] }), sign({ modifiers: ['NCU'] })]);
    const given = await Promise.all(both.map((json) => patient.json<Given>('POST', '/v1/consents', { json })));
    expect(new Set(given.map(({ grant }) => grant)).size).toBe(1);
    expect(given.map(({ stood }) => stood).sort()).toEqual([false, true]);
  });
});

describe('a withdrawal', () => {
  it('says what the patient still allows', async () => {
    await withdraw();
    const [one, two] = [await give(), await give({ dataset, permission: 'GRU' })];
    expect(await withdraw(one.grant)).toMatchObject({
      checked: true,
      remaining: [{ grant: two.grant, dataset, permission: 'GRU', until }],
    });
    expect(await withdraw()).toMatchObject({ remaining: [] });
  });

  it('of all that a patient allows is recorded by the holder in one act', async () => {
    const subject = subjects[2];
    await record([paper(subject), paper(subject, { permission: 'GRU' })]);
    const json = { subject, form: form('call of 3 May') };
    const answer = await holder.json<Withdrawn>('POST', '/v1/consents/withdrawal', { json });
    expect(answer).toMatchObject({ checked: true, remaining: [] });
    const elsewhere = { json: { subject: `0x${'77'.repeat(32)}`, form: form('call') } };
    await expect(holder.json('POST', '/v1/consents/withdrawal', elsewhere)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const renewed = await record([paper(subject)]);
    expect(renewed.stood).toEqual([false]);
  });

  it('of an epoch that is over is taken only where it ends all that stands', async () => {
    const prepared = await patient.json<{ typedData: TypedData; epoch: number }>(
      'POST',
      '/v1/consents/revocation/prepare',
      { json: {} },
    );
    const json = { epoch: prepared.epoch, signature: signTyped(key, prepared.typedData) };
    const send = () => patient.json<Withdrawn>('POST', '/v1/consents/revocation', { json });
    await send();
    const { grant } = await give({ modifiers: ['NPU'] });
    await expect(send()).rejects.toMatchObject({ code: 'CONFLICT' });
    await withdraw(grant);
    await vi.waitFor(async () => expect(await send()).toMatchObject({ remaining: [] }), 10_000);
  });

  it('leaves a trail that an auditor finds clean', async () => {
    const report = await consortium.audited();
    expect(report).toMatchObject({ findings: [], verdict: 'clean' });
  });
});
