import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listConsents } from '../../src/client/consents.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { createGroup, joinGroup } from '../../src/client/groups.ts';
import { checkConsent, giveConsent } from '../../src/client/patient.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { Address, DatasetId, GroupId, Pseudonym } from '../../src/core/ids.ts';
import type { LessEffect } from '../../src/core/less-effect.ts';
import { answersIn } from '../../src/core/use-answers.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, publish, publishDraft } from './publisher.ts';

interface Answer {
  readonly warnings: readonly string[];
}

let consortium: Consortium;
let holder: GatewayClient;
let patient: GatewayClient;
let dataset: DatasetId;
let subjects: Pseudonym[];
let group: GroupId;
const DAY = 86_400;
const now = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 3 });
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const listed = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  subjects = listed.map(({ subject }) => subject);
  patient = consortium.client(await bindSigner(holder, subjects[2] as Pseudonym));
  ({ group } = await createGroup(holder, 'Nobody yet'));
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});

const terms = (change: object) => ({
  permission: 'HMB',
  modifiers: [],
  ...answersIn((change as { modifiers?: string[] }).modifiers ?? []),
  excluded: [],
  fromSeconds: now - 60,
  untilSeconds: now + DAY,
  notice: consortium.notice,
  identifiable: false,
  futureMembers: false,
  ...change,
});

function record(...changes: object[]): Promise<Answer> {
  const form = toHex(domainHash('form', utf8('F1')));
  const records = changes.map((change) => ({ subject: subjects[0], form, ...terms(change) }));
  return holder.json('POST', '/v1/consents/recorded', { json: { records } });
}

function issue(change: object = {}): Promise<Answer & { permit: number }> {
  const [fromSeconds, untilSeconds] = [now - 60, now + DAY];
  const { address: requester } = consortium.keys.requester;
  const json = { requester, dataset, purpose: 6, fromSeconds, untilSeconds, identifiable: true, ...change };
  return holder.json('POST', '/v1/permits', { json });
}

const STRANGER = randomAccountKey().address;

describe('a consent that can only be a mistake is refused', () => {
  it.each<readonly [string, object, RegExp]>([
    ['is over', { fromSeconds: now - 9 * DAY, untilSeconds: now - 2 * DAY }, /has passed/],
    ['lasts longer than a life', { untilSeconds: Date.parse('2300-01-01') / 1000 }, /2300-01-01.*within 100 years/],
    ['ends before it begins', { fromSeconds: now + 2 * DAY }, /must not be before/],
    ['names a stranger', { grantee: STRANGER }, /no member/],
    ['names a group that is none', { grantee: `0x${'cd'.repeat(32)}` }, /knows no group/],
    ['is for later members of no group', { futureMembers: true }, /for a group alone/],
    ['names a dataset that is none', { dataset: `0x${'ab'.repeat(32)}` }, /knows no dataset/],
  ])('since it %s', async (_, change, message) => {
    const refusal = { code: 'INPUT_INVALID', message: expect.stringMatching(message) };
    await expect(record(change)).rejects.toMatchObject(refusal);
    await expect(patient.json('POST', '/v1/consents/prepare', { json: terms(change) })).rejects.toMatchObject(refusal);
  });
});

describe('a consent that has less effect than it says', () => {
  it('is taken without a word where it has all', async () => {
    expect(await record({})).toMatchObject({ warnings: [] });
  });

  it.each<readonly [string, object, RegExp, LessEffect]>([
    [
      'goes to no other country, and no dataset says its own',
      { modifiers: ['NTX'] },
      /says its home country: it counts for nothing/,
      'no-home-country',
    ],
    [
      'is for a disease that no dataset names',
      { permission: 'DS' },
      /DS.*disease.*counts for nothing/,
      'not-described',
    ],
    ['is for countries that no dataset names', { modifiers: ['GS'] }, /GS.*countries/, 'not-described'],
    ['lasts long', { untilSeconds: now + 40 * 365 * DAY }, /longer than 30 years/, 'lasts-long'],
    ['begins later', { fromSeconds: now + DAY / 2 }, /not yet/, 'begins-later'],
  ])('is taken with a warning where it %s, and a patient’s program is told why', async (_, change, message, reason) => {
    const warnings = [expect.stringMatching(message)];
    expect(await record(change)).toMatchObject({ warnings });
    expect(await checkConsent(patient, terms(change))).toMatchObject({ warnings, reasons: [reason] });
    const { grant } = await giveConsent(patient, terms(change));
    // It comes to no more for being listed later, to the patient or to its hospital.
    for (const asked of [listConsents(patient), listConsents(holder, { subject: subjects[2] })])
      expect((await asked).find((one) => one.grant === grant)?.reasons).toEqual(
        reason === 'lasts-long' ? [] : [reason],
      );
    expect(await giveConsent(patient, terms(change))).toMatchObject({ warnings, reasons: [reason] });
  });

  it.each([
    [false, /Nobody is in the group .* who join later are not covered: the consent allows nobody anything\.$/],
    [true, /Nobody is in the group .* until a member joins\.$/],
  ])('is taken with a warning where it is for a group that nobody is in: %j', async (futureMembers, message) => {
    const grantee = group;
    const warnings = [expect.stringMatching(message)];
    expect(await record({ grantee, futureMembers })).toMatchObject({ warnings });
    expect(await giveConsent(patient, terms({ grantee, futureMembers }))).toMatchObject({
      warnings,
      reasons: ['group-empty'],
    });
  });

  it('tells the holder of categories that no item bears, and no patient of other people’s', async () => {
    const excluded = ['GENOME', 'IMG'];
    const { warnings } = await record({ excluded });
    expect(warnings).toEqual([expect.stringMatching(/ bears imaging; sequences and genotypes: /)]);
    expect(await giveConsent(patient, terms({ excluded }))).toMatchObject({ warnings: [] });
  });

  it('tells who stands in a batch twice, and what that came to', async () => {
    const same = { modifiers: ['NCU'] };
    expect(await record(same, same)).toMatchObject({ warnings: [expect.stringMatching(/2 times.*one consent/)] });
    expect(await record(same, { modifiers: ['IRB'] })).toMatchObject({
      warnings: [expect.stringMatching(/2 times.*2 consents/)],
    });
  });
});

describe('a permit', () => {
  it.each<readonly [string, object, RegExp]>([
    ['for a stranger', { requester: STRANGER as Address }, /no member/],
    ['that is over', { fromSeconds: now - 9 * DAY, untilSeconds: now - 2 * DAY }, /has passed/],
    ['until 2300', { untilSeconds: Date.parse('2300-01-01') / 1000 }, /within 100 years/],
    ['that attests no disease', { attested: ['DS'] }, /name the disease/],
  ])('%s is refused', async (_, change, message) => {
    await expect(issue(change)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('that allows what another one allows says so, as long as that one stands', async () => {
    const first = await issue();
    expect(first.warnings).toEqual([]);
    const second = await issue({ untilSeconds: now + 2 * DAY });
    expect(second.warnings).toEqual([expect.stringMatching(new RegExp(`^Permit ${first.permit} allows the same`))]);
    expect((await issue({ identifiable: false })).warnings).toEqual([expect.not.stringMatching(/allows the same/)]);
    for (const { permit } of [first, second])
      await holder.json('POST', `/v1/permits/${permit}/revocation`, { json: { reason: 'done' } });
    expect((await issue()).warnings).toEqual([]);
  });

  it('that allows nothing of what identifies people says so, where the dataset does', async () => {
    expect((await issue({ purpose: 5, identifiable: false })).warnings).toEqual([
      expect.stringMatching(/^Version 1 of the dataset identifies people, .*--identifiable/),
    ]);
  });
});

describe('a dataset', () => {
  let asking: object;
  const create = (name: string): Promise<{ dataset: DatasetId }> =>
    holder.json('POST', '/v1/datasets', { json: { name } });

  it('has its name alone among those of its holder that are not retired', async () => {
    const { dataset: first } = await create('Cardiology');
    for (const name of ['Cardiology', ' cardiology ', 'CARDIOLOGY'])
      await expect(create(name)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(first) });
    const twins = await Promise.allSettled([create('Twins'), create('Twins')]);
    expect(twins.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await holder.json('POST', `/v1/datasets/${first}/retirement`, { json: { reason: 'empty' } });
    await create('Cardiology');
  });

  it('for a disease is not published without it, and says which other conditions nobody can meet', async () => {
    const { dataset: other } = await create('Diabetes');
    const path = join(consortium.directory, 'export');
    const job: { import: string } = await holder.json('POST', `/v1/datasets/${other}/imports`, {
      json: { kind: 'fhir', path },
    });
    const state = async () => (await holder.json<{ state: string }>('GET', `/v1/imports/${job.import}`)).state;
    await expect.poll(state).toBe('ready');
    const publishAs = (id: DatasetId, more: object): Promise<Answer & { version: number }> =>
      publishDraft(holder, id, { import: job.import, permission: 'DS', identifiable: true, ...more });
    await expect(publishAs(other, {})).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('--disease'),
    });
    const disease = { parameters: { disease: 'MONDO:0005015' } };
    await expect(publishAs(dataset, disease)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/begun for the dataset “Diabetes”.*not for “Sample/),
    });
    expect(await publishAs(other, { ...disease, modifiers: ['GS'], policy: 'ask-each-time' })).toMatchObject({
      version: 1,
      warnings: [expect.stringMatching(/^geographical restriction \(GS\) needs parameters.countries/)],
    });
    asking = { permission: 'DS', dataset: other };
    const grantee = consortium.keys.requester.address;
    expect(await record({ ...asking, grantee })).toMatchObject({ warnings: [] });
  });

  it('that asks each time takes consents for a group, or for any requester, with a warning', async () => {
    const warnings = [expect.stringMatching(/asks each time: only a consent that names one member/)];
    expect(await record(asking)).toMatchObject({ warnings });
    await joinGroup(holder, group, consortium.keys.requester.address);
    expect(await record({ ...asking, grantee: group })).toMatchObject({ warnings });
  });
});

it('says to the holder beside each consent of a patient that stands why it counts for less, and to the patient of its own', async () => {
  await record({ modifiers: ['NTX'], excluded: ['PSY'] });
  const of = async (query: object) =>
    holder.list<'consents', { reasons?: readonly string[]; modifiers: readonly string[]; excluded: number }>(
      '/v1/consents',
      'consents',
      { query: { ...query } },
    );
  const abroad = (listed: Awaited<ReturnType<typeof of>>) =>
    listed.findLast(({ modifiers }) => modifiers.includes('NTX'));
  expect(abroad(await of({ subject: subjects[0] }))).toMatchObject({ reasons: ['no-home-country'] });
  expect(abroad(await of({}))?.reasons).toBeUndefined();
  const own = await patient.list<'consents', { reasons?: unknown }>('/v1/consents', 'consents');
  expect(own.filter(({ reasons }) => reasons === undefined)).toEqual([]);
});
