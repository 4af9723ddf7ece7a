import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkConsentRows, listConsents } from '../../src/client/consents.ts';
import { formDigest } from '../../src/client/digests.ts';
import { checkAccess } from '../../src/client/download.ts';
import { keepNotice, keepNoticeFacts, listNotices, type Notice, readNotice } from '../../src/client/notices.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { giveConsent } from '../../src/client/patient.ts';
import { utf8 } from '../../src/core/bytes.ts';
import type { DatasetId, Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { type NoticeFacts, noticeFactsDigest } from '../../src/core/notice-facts.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, issuePermit, publishScans } from './publisher.ts';

let consortium: Consortium;
let dataset: DatasetId;
let permit: number;
let key: AccountKey;
let other: Pseudonym;
let texts = 0;

beforeAll(async () => {
  consortium = await foundConsortium();
  dataset = await publishScans(consortium, ['p1', 'p2']);
  permit = await issuePermit(consortium, dataset);
  const listed = await client('holder').list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  key = await bindSigner(client('holder'), listed[0]?.subject as Pseudonym);
  other = listed[1]?.subject as Pseudonym;
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});

type Publisher = 'holder' | 'administrator';

const client = (name: Publisher) => consortium.client(consortium.keys[name]);
const patient = () => consortium.client(key);

async function onLedger(by: Publisher, what: 'publishNotice' | 'withdrawNotice', digest: Digest): Promise<void> {
  const gateway = client(by);
  const { contracts } = await gateway.identity();
  await sendOwnCall(gateway, ledgerCalls(contracts).membership[what](digest));
}

async function text(words = `Text ${texts++}`): Promise<Digest> {
  const notice = await keepNotice(client('holder'), 'text/plain', utf8(words));
  await onLedger('holder', 'publishNotice', notice);
  return notice;
}

/** A text whose facts those have published. */
async function version(facts: Partial<NoticeFacts>, by: readonly Publisher[] = ['holder']): Promise<Digest> {
  const notice = await text();
  const said: NoticeFacts = { kind: 'first', language: 'en', ...facts };
  const { digest } = await keepNoticeFacts(client('holder'), notice, said);
  for (const one of by) await onLedger(one, 'publishNotice', digest);
  return notice;
}

async function listed(notice: Digest): Promise<Notice | undefined> {
  return (await listNotices(patient())).find((one) => one.notice === notice);
}

let days = 30;

function choice(notice: Digest) {
  const now = Math.floor(Date.now() / 1000);
  return {
    permission: 'HMB',
    modifiers: [],
    ...ALL_YES,
    excluded: [],
    fromSeconds: now - 60,
    untilSeconds: now + days++ * 86_400,
    notice,
    identifiable: true,
    futureMembers: false,
  };
}

async function consentUnder(notice: Digest) {
  const { grant } = await giveConsent(patient(), choice(notice));
  return async () => (await listConsents(patient())).find((one) => one.grant === (grant as GrantId));
}

const both = ['holder', 'administrator'] as const;

describe('a correction of an information text', () => {
  it('counts once a second person has confirmed it, and asks nobody again', async () => {
    const first = await version({});
    const consent = await consentUnder(first);
    const corrected = await version({ kind: 'correction', of: first, reason: 'a wrong telephone number' });
    expect(await listed(corrected)).toMatchObject({ facts: { counts: false, publishedBy: ['holder'] } });
    expect(await listed(first)).toMatchObject({ version: 'newest', newest: first });
    const { facts } = (await listed(corrected)) ?? {};
    await onLedger('administrator', 'publishNotice', facts?.digest as Digest);
    expect(await listed(corrected)).toMatchObject({ facts: { counts: true, publishedBy: ['holder', 'consortium'] } });
    expect(await listed(first)).toMatchObject({ version: 'corrected', asksAgain: false, newest: corrected });
    expect(await consent()).toMatchObject({ active: true, noticeVersion: 'corrected', asksAgain: false });
  });

  it('is none by one person alone, who publishes twice', async () => {
    const first = await version({});
    const corrected = await version({ kind: 'correction', of: first, reason: 'a typing error' });
    const { facts } = (await listed(corrected)) ?? {};
    await expect(onLedger('holder', 'publishNotice', facts?.digest as Digest)).rejects.toThrow();
    expect(await listed(first)).toMatchObject({ version: 'newest' });
  });

  it('lets the consents of the text that it replaces stand as given, also once that is withdrawn', async () => {
    const first = await version({});
    const consent = await consentUnder(first);
    await version({ kind: 'correction', of: first, reason: 'a typing error' }, both);
    await onLedger('holder', 'withdrawNotice', first);
    expect(await consent()).toMatchObject({ active: true, noticeVersion: 'corrected', asksAgain: false });
    expect((await readNotice(patient(), first)).text).toMatch(/^Text \d+$/);
    const requester = consortium.client(consortium.keys.requester);
    const { ranges } = await checkAccess(requester, await accessRequest(requester, dataset, permit));
    expect(ranges.length).toBeGreaterThan(0);
  });
});

describe('a change of an information text', () => {
  it('asks again who consented under the one before, whose consents count on', async () => {
    const first = await version({});
    const consent = await consentUnder(first);
    const corrected = await version({ kind: 'correction', of: first, reason: 'a typing error' }, both);
    const changed = await version({ kind: 'change', of: corrected, reason: 'another hospital takes part' });
    expect(await listed(first)).toMatchObject({ version: 'changed', asksAgain: true, newest: changed });
    expect(await listed(corrected)).toMatchObject({ version: 'changed', asksAgain: true, newest: changed });
    expect(await listed(changed)).toMatchObject({ version: 'newest', asksAgain: false, newest: changed });
    expect(await consent()).toMatchObject({ active: true, asksAgain: true });
    expect(await (await consentUnder(changed))()).toMatchObject({ noticeVersion: 'newest', asksAgain: false });
  });

  it('is told to whoever signs or records under the one before', async () => {
    const first = await version({});
    const changed = await version({ kind: 'change', of: first, reason: 'a new aim' });
    const told = expect.stringMatching(new RegExp(`changed since: ${changed}`));
    const { warnings } = await giveConsent(patient(), choice(first));
    expect(warnings).toContainEqual(told);
    const paper = { subject: other, form: formDigest('sheet'), ...choice(first) };
    expect((await checkConsentRows(client('holder'), [paper])).warnings).toContainEqual(told);
    expect((await giveConsent(patient(), choice(changed))).warnings).toEqual([]);
  });

  it('that is withdrawn itself is none any more', async () => {
    const first = await version({});
    const changed = await version({ kind: 'change', of: first, reason: 'a mistake' });
    await onLedger('holder', 'withdrawNotice', changed);
    expect(await listed(first)).toMatchObject({ version: 'newest', asksAgain: false });
  });
});

it('asks again who consented under a text that was withdrawn, and takes no new consent under it', async () => {
  const notice = await text();
  const consent = await consentUnder(notice);
  await onLedger('holder', 'withdrawNotice', notice);
  expect(await consent()).toMatchObject({ active: true, noticeVersion: 'withdrawn', asksAgain: true });
  await expect(giveConsent(patient(), choice(notice))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(readNotice(patient(), notice)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('a text in several languages', () => {
  it('is one version: a change of one is a change of all, and leads each reader to its language', async () => {
    const english = await version({ study: 'Heart study', controller: 'Hospital', ethicsApproval: 'EC 2026/17' });
    const portuguese = await version({ kind: 'translation', of: english, language: 'pt' });
    const changed = await version({ kind: 'change', of: english, reason: 'a new aim' });
    const translated = await version({ kind: 'translation', of: changed, language: 'pt' });
    expect(await listed(english)).toMatchObject({
      newest: changed,
      version: 'changed',
      facts: { study: 'Heart study', controller: 'Hospital', ethicsApproval: 'EC 2026/17' },
    });
    expect(await listed(portuguese)).toMatchObject({ newest: translated, version: 'changed', asksAgain: true });
    expect(await listed(translated)).toMatchObject({ newest: translated, version: 'newest' });
  });

  it('is no translation into the same language', async () => {
    const english = await version({});
    const facts: NoticeFacts = { kind: 'translation', of: english, language: 'en' };
    const saying = keepNoticeFacts(client('holder'), await text(), facts);
    await expect(saying).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('what is said of a text', () => {
  it('stays once its digest is on the ledger, and can be mended before', async () => {
    const notice = await text();
    const said: NoticeFacts = { kind: 'first', language: 'en', study: 'Hart study' };
    await keepNoticeFacts(client('holder'), notice, said);
    const mended = { ...said, study: 'Heart study' };
    const { digest } = await keepNoticeFacts(client('holder'), notice, mended);
    await onLedger('holder', 'publishNotice', digest);
    await expect(keepNoticeFacts(client('administrator'), notice, said)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await keepNoticeFacts(client('holder'), notice, mended)).toMatchObject({ counts: true });
  });

  it('is what the ledger has the digest of, outlasts a restart, and is listed as no text', async () => {
    const notice = await version({ study: 'Herzstudie' });
    const { facts } = (await listed(notice)) ?? {};
    expect(facts?.digest).toBe(noticeFactsDigest(notice, { kind: 'first', language: 'en', study: 'Herzstudie' }));
    await consortium.restart();
    expect((await listed(notice))?.facts).toEqual(facts);
    expect(await listed(facts?.digest as Digest)).toBeUndefined();
  });

  it.each<[string, object]>([
    ['a correction without a reason', { kind: 'correction', of: 'first' }],
    ['a change of nothing', { kind: 'change', reason: 'none' }],
    ['a first text of another', { kind: 'first', of: 'first' }],
    ['a correction of a text that nobody published', { kind: 'correction', of: `0x${'ab'.repeat(32)}`, reason: 'x' }],
    ['a correction of itself', { kind: 'correction', of: 'self', reason: 'x' }],
    ['an unknown member', { kind: 'first', approvedBy: 'me' }],
    ['no language', { kind: 'first', language: 'English' }],
  ])('is refused for %s', async (_, change) => {
    const [first, notice] = [await text(), await text()];
    const of = { first, self: notice }[(change as { of?: 'first' }).of ?? 'first'];
    const json = { language: 'en', ...change, ...('of' in change && of && String(change.of).length < 9 ? { of } : {}) };
    const saying = client('holder').json('PUT', `/v1/notices/${notice}/facts`, { json });
    await expect(saying).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('never leads round in a circle', async () => {
    const first = await version({});
    const changed = await version({ kind: 'change', of: first, reason: 'a new aim' });
    const back = { kind: 'change', of: changed, reason: 'back again', language: 'en' } as const;
    const [fresh] = [await text()];
    await keepNoticeFacts(client('holder'), fresh, { ...back, of: changed });
    const saying = keepNoticeFacts(client('holder'), first, back);
    await expect(saying).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('notice-versions')).toEqual([]);
});
