import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  optIn,
  optOut,
  ownChoices,
  pauseReleases,
  recordNarrowing,
  recordWidening,
  resumeReleases,
} from '../../src/client/choices.ts';
import { formDigest } from '../../src/client/digests.ts';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { findEnrolled } from '../../src/client/subjects.ts';
import { type DatasetId, type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { STAGE } from '../../src/ledger/words.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from './publisher.ts';

const FORM = formDigest('call of 3 May');
const in_ = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

let consortium: Consortium;
let holder: GatewayClient;
let dataset: DatasetId;
let permit: number;
let own: { key: AccountKey; subject: Pseudonym; client: GatewayClient };
let paper: Pseudonym;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 3 });
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  permit = await issuePermit(consortium, dataset);
  const listed = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  const [first, second] = listed.map(({ subject }) => subject) as [Pseudonym, Pseudonym];
  const key = await bindSigner(holder, first);
  own = { key, subject: first, client: consortium.client(key) };
  await giveGrant(consortium, key);
  paper = second;
  const { notice } = consortium;
  const period = { fromSeconds: 1, untilSeconds: in_(86_400) };
  const record = { subject: paper, form: FORM, permission: 'HMB', ...ALL_YES, ...period, notice };
  await holder.json('POST', '/v1/consents/recorded', { json: { records: [{ ...record, identifiable: true }] } });
});
afterAll(async () => {
  await consortium?.close();
});

/** How many items the requester would get now. */
async function released(): Promise<number> {
  const requester = consortium.client(consortium.keys.requester);
  const request = await accessRequest(requester, dataset, permit);
  try {
    return (await checkAccess(requester, request)).count;
  } catch {
    return 0;
  }
}

describe('a patient who withholds everything', () => {
  it('is released no more from the answer on, whoever consented, until it opts back in', async () => {
    const before = await released();
    expect(before).toBeGreaterThan(0);
    const withdrawn = await optOut(own.client, 'all');
    expect(withdrawn.entry).toMatchObject({ kind: 'revocation', outcome: 'acknowledged' });
    const less = await released();
    expect(less).toBeLessThan(before);
    expect(await optIn(own.client, 'research')).toMatchObject({ optOut: 'research', pending: [] });
    expect(await released()).toBe(less);
    expect(await optIn(own.client)).toMatchObject({ optOut: 'none' });
    expect(await released()).toBe(before);
    await expect(optIn(own.client)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('pauses until a date, longer if it says so, and goes on when it likes', async () => {
    const before = await released();
    const until = in_(3_600);
    await pauseReleases(own.client, until);
    expect(await released()).toBeLessThan(before);
    await expect.poll(() => ownChoices(own.client)).toMatchObject({ pausedUntil: until, pending: [] });
    await pauseReleases(own.client, until + 60);
    expect(await resumeReleases(own.client)).not.toHaveProperty('pausedUntil');
    expect(await released()).toBe(before);
    await expect(resumeReleases(own.client)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('takes no pause that ends before the one that counts, told by itself or on paper, and logs none', async () => {
    const until = in_(3_600);
    await pauseReleases(own.client, until);
    await expect.poll(() => ownChoices(own.client)).toMatchObject({ pausedUntil: until, pending: [] });
    const shorter = { code: 'CONFLICT', message: /counts already, and lasts longer/ };
    await expect(pauseReleases(own.client, until - 60)).rejects.toMatchObject(shorter);
    await expect(recordNarrowing(holder, own.subject, FORM, { until: until - 60 })).rejects.toMatchObject(shorter);
    expect(await ownChoices(own.client)).toMatchObject({ pausedUntil: until, pending: [] });
    await pauseReleases(own.client, until);
    await resumeReleases(own.client);
    await pauseReleases(own.client, until - 60);
    expect(await resumeReleases(own.client)).not.toHaveProperty('pausedUntil');
  });

  it.each([-10, 0, 20 * 366 * 86_400])('takes no pause that ends %i s from now', async (seconds) => {
    await expect(pauseReleases(own.client, in_(seconds))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('is heard on paper as well, both ways as long as it has no signer of its own', async () => {
    const before = await released();
    await recordNarrowing(holder, paper, FORM, { level: 'research' });
    expect(await released()).toBeLessThan(before);
    expect(await recordWidening(holder, paper, FORM, { level: 'none' })).toMatchObject({ optOut: 'none' });
    // A page that a colleague still has open showed less than stands.
    await recordNarrowing(holder, paper, FORM, { level: 'all' });
    await expect.poll(async () => (await findEnrolled(holder, [paper]))[0]?.subject?.optOut).toBe('all');
    const stale = recordWidening(holder, paper, FORM, { level: 'none' }, { optOut: 'research' });
    await expect(stale).rejects.toMatchObject({ code: 'CONFLICT', details: { changedSince: true } });
    await recordWidening(holder, paper, FORM, { level: 'none' }, { optOut: 'all' });
    await recordNarrowing(holder, paper, FORM, { until: in_(60) });
    expect(await released()).toBeLessThan(before);
    await recordWidening(holder, paper, FORM, 'resumption');
    expect(await released()).toBe(before);
    await recordNarrowing(holder, own.subject, FORM, { level: 'all' });
    await expect(recordWidening(holder, own.subject, FORM, { level: 'none' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /signer of its own/,
    });
    expect(await optIn(own.client)).toMatchObject({ optOut: 'none' });
  });

  it('signs nothing twice: what is of a turn that is over is refused before it is acknowledged', async () => {
    const { subject } = own;
    const signature = await own.client.sign('OptOut', { subject, level: 1, turn: 0 });
    const json = { level: 'research', turn: 0, signature };
    await expect(own.client.json('POST', '/v1/opt-out', { json })).rejects.toMatchObject({ code: 'CONFLICT' });
    const ahead = await own.client.sign('OptOut', { subject, level: 1, turn: 9 });
    const early = { level: 'research', turn: 9, signature: ahead };
    await expect(own.client.json('POST', '/v1/opt-out', { json: early })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });
});

describe('what the holder records', () => {
  const subject = () => paper;
  const until = in_(3_600);
  it.each<[string, () => string, object]>([
    ['an opt-out', () => `/v1/subjects/${subject()}/opt-out`, { level: 'all' }],
    ['an opt-in', () => `/v1/subjects/${subject()}/opt-in`, { level: 'none' }],
    ['a pause', () => `/v1/subjects/${subject()}/pause`, { until }],
    ['a resumption', () => `/v1/subjects/${subject()}/resumption`, {}],
    ['a stage', () => `/v1/subjects/${subject()}/stage`, { stage: 'self' }],
    ['a guardian’s end', () => `/v1/subjects/${subject()}/signers/${ZERO_DIGEST}/end`, {}],
    ['a withdrawal', () => `/v1/consents/${ZERO_DIGEST}/withdrawal`, { subject: ZERO_DIGEST }],
    ['a withdrawal of everything', () => '/v1/consents/withdrawal', { subject: ZERO_DIGEST }],
  ])(
    'is %s only with a form that the ledger takes: without, it would count here and never there',
    async (_, path, json) => {
      const said = { ...json, form: ZERO_DIGEST };
      const named = 'subject' in said ? { ...said, subject: subject() } : said;
      await expect(holder.json('POST', path(), { json: named })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: /at form: must be .* not zero/,
      });
    },
  );
});

describe('a young person', () => {
  it('whose guardian no more decides alone gives back what it withheld, and its guardian does not', async () => {
    const guardian = randomAccountKey();
    const { client, subject } = own;
    const { contracts } = await holder.identity();
    const { consents } = ledgerCalls(contracts);
    const deadline = in_(3_600);
    const addition = { subject, signer: guardian.address, kind: 2, from: 0, until: 0, deadline };
    const message = { ...addition, nonce: 0 };
    const guardianClient = consortium.client(guardian);
    const signature = await guardianClient.sign('AddSigner', message);
    const by = { signer: own.key.address, signature: await client.sign('AddSigner', message) };
    await sendOwnCall(holder, consents.addSigner(addition, signature, by));
    await optOut(guardianClient, 'research');
    expect(await optIn(client)).toMatchObject({ optOut: 'none' });
    await optOut(client, 'research');
    await expect(optIn(guardianClient)).rejects.toMatchObject({ code: 'FORBIDDEN', message: /itself/ });
    await sendOwnCall(holder, consents.setStage(subject, STAGE.both, FORM));
    await expect(giveGrant(consortium, guardian)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await ownChoices(guardianClient)).toMatchObject({ optOut: 'research', stage: 'both' });
    expect(await optIn(client)).toMatchObject({ optOut: 'none' });
  });
});

it('leaves a trail that an auditor finds nothing against', async () => {
  expect((await consortium.audited()).findings).toEqual([]);
});

it('is known again after a restart', async () => {
  const before = await ownChoices(own.client);
  await consortium.restart();
  expect(await ownChoices(consortium.client(own.key))).toEqual(before);
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('choices')).toEqual([]);
});
