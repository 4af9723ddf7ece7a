import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { type Withdrawal, withdrawConsent, withdrawRecorded } from '../../src/client/withdrawals.ts';
import type { Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import type { Consortium } from './consortium.ts';
import { bindSigner, publish, signTyped, type TypedData } from './publisher.ts';

let consortium: Consortium;
let link: ChainLink;
let holder: GatewayClient;
let subjects: Pseudonym[];
let key: AccountKey;
let given = 0;

beforeAll(async () => {
  ({ consortium, link } = await foundBehindLink({ patients: 3, logLevel: 'silent' }));
  holder = consortium.client(consortium.keys.holder);
  await publish(holder, { kind: 'fhir', path: `${consortium.directory}/export` });
  const listed = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  subjects = listed.map(({ subject }) => subject);
  key = await bindSigner(holder, subjects[0] as Pseudonym);
});
afterAll(async () => {
  await consortium?.close();
  await link?.close();
});

function choice(): object {
  const now = Math.floor(Date.now() / 1000);
  const period = { fromSeconds: now - 60, untilSeconds: now + 86_400 + given++ };
  return { permission: 'HMB', ...ALL_YES, ...period, notice: consortium.notice, identifiable: true };
}

/** Resolves with the code of the refusal. */
function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error) => String(error.code),
  );
}

function form(text: string): Digest {
  return `0x${createHash('sha256').update(text).digest('hex')}` as Digest;
}

async function isMined({ seq }: Withdrawal): Promise<boolean> {
  const auditor = consortium.client(consortium.keys.auditor);
  const { entries } = await auditor.json<{ entries: { of?: number; outcome: string }[] }>('GET', '/v1/log/entries');
  return entries.some((entry) => entry.of === seq && entry.outcome === 'mined');
}

async function standing(subject: Pseudonym): Promise<GrantId[]> {
  const query = { subject };
  const listed = await holder.list<'consents', { grant: GrantId; active: boolean }>('/v1/consents', 'consents', {
    query,
  });
  return listed.filter(({ active }) => active).map(({ grant }) => grant);
}

describe('a consent that is on its way to the ledger when its patient withdraws everything', () => {
  it('ends with that, where the patient signed it', async () => {
    const patient = consortium.client(key);
    const prepared = await patient.json<{ terms: object; deadline: number; typedData: TypedData }>(
      'POST',
      '/v1/consents/prepare',
      { json: choice() },
    );
    const { terms, deadline, typedData } = prepared;
    const underWay = link.cutCalls();
    const giving = refusalOf(
      patient.json('POST', '/v1/consents', {
        json: { terms, deadline, signature: signTyped(key, typedData), ...ALL_YES },
      }),
    );
    await underWay;
    const withdrawn = await withdrawConsent(patient, undefined);
    expect(withdrawn.remaining).toEqual([]);
    link.mend();
    expect(await giving).toBe('CONFLICT');
    await vi.waitFor(async () => expect(await isMined(withdrawn)).toBe(true), 20_000);
    expect(await standing(subjects[0] as Pseudonym)).toEqual([]);
  });

  it('ends with that, where it was on paper, and those of others do not', async () => {
    const [, one, other] = subjects as [Pseudonym, Pseudonym, Pseudonym];
    const records = [one, other].map((subject) => ({ subject, form: form(`paper of ${subject}`), ...choice() }));
    const options = { json: { records }, idempotencyKey: 'paper-of-two' };
    const underWay = link.cutCalls();
    const recording = refusalOf(holder.json('POST', '/v1/consents/recorded', options));
    await underWay;
    const withdrawn = await withdrawRecorded(holder, one, form('call of 3 May'), undefined);
    link.mend();
    expect(await recording).toBe('CONFLICT');
    await vi.waitFor(async () => expect(await isMined(withdrawn)).toBe(true), 20_000);
    expect(await standing(one)).toEqual([]);
    expect(await standing(other)).toHaveLength(1);
    expect(await refusalOf(holder.json('POST', '/v1/consents/recorded', options))).toBe('CONFLICT');
    expect(await standing(one)).toEqual([]);
  });

  it('ends with that alone, where each of a list is for itself', async () => {
    const [, one, other] = subjects as [Pseudonym, Pseudonym, Pseudonym];
    const records = [one, other].map((subject) => ({ subject, form: form(`sheet of ${subject}`), ...choice() }));
    const options = { json: { records }, idempotencyKey: 'list-of-two' };
    const underWay = link.cutCalls();
    const recording = holder.json<{ rows: object[] }>('POST', '/v1/consents/recorded/rows', options);
    await underWay;
    const withdrawn = await withdrawRecorded(holder, one, form('call of 4 May'), undefined);
    link.mend();
    const rows = [{ code: 'CONFLICT' }, { stood: false, grant: expect.any(String) }];
    expect(await recording).toMatchObject({ rows });
    await vi.waitFor(async () => expect(await isMined(withdrawn)).toBe(true), 20_000);
    expect(await standing(one)).toEqual([]);
    expect(await holder.json('POST', '/v1/consents/recorded/rows', options)).toMatchObject({ rows });
    expect(await standing(one)).toEqual([]);
  });

  it('leaves a trail that an auditor finds clean', async () => {
    const { verdict, findings } = await consortium.audited();
    expect([verdict, findings]).toEqual(['clean', []]);
  });
});
