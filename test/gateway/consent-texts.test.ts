import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeConsent, readConsentText } from '../../src/client/consent-texts.ts';
import { checkConsentRows, listConsents } from '../../src/client/consents.ts';
import { formDigest } from '../../src/client/digests.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { createGroup } from '../../src/client/groups.ts';
import { type Choice, giveConsent } from '../../src/client/patient.ts';
import type { Address, DatasetId, Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { answersIn } from '../../src/core/use-answers.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, giveGrant, publishScans, signTyped, type TypedData } from './publisher.ts';

type Answer = Record<string, unknown>;

interface Prepared {
  readonly terms: { readonly salt: Digest };
  readonly deadline: number;
  readonly typedData: TypedData;
  readonly grant: GrantId;
  readonly shown?: { readonly language: string; readonly names: object; readonly nonce: Digest; readonly text: string };
}

let consortium: Consortium;
let dataset: DatasetId;
let keys: AccountKey[];
let subjects: Pseudonym[];
let until = Math.floor(Date.now() / 1000) + 30 * 86_400;

beforeAll(async () => {
  consortium = await foundConsortium();
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publishScans(consortium, ['p1', 'p2']);
  const listed = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  subjects = listed.map(({ subject }) => subject);
  keys = await Promise.all(subjects.map((subject) => bindSigner(holder, subject)));
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const NOT_COMMERCIAL = answersIn(['NCU']);

const patient = (at = 0): GatewayClient => consortium.client(keys[at] as AccountKey);
const member = (name: 'holder' | 'auditor' | 'requester') => consortium.client(consortium.keys[name]);

function choice(change: Partial<Choice> = {}): Choice {
  return {
    permission: 'HMB',
    modifiers: ['NCU'],
    ...NOT_COMMERCIAL,
    excluded: ['PSY'],
    fromSeconds: Math.floor(Date.now() / 1000) - 60,
    untilSeconds: until++,
    notice: consortium.notice,
    identifiable: false,
    futureMembers: false,
    dataset,
    ...change,
  };
}

function prepare(chosen: Choice, shown?: object): Promise<Prepared> {
  return patient().json('POST', '/v1/consents/prepare', { json: { ...chosen, ...(shown ? { shown } : {}) } });
}

function give({ terms, deadline, typedData }: Prepared, shown: object | undefined): Promise<{ grant: GrantId }> {
  const signature = signTyped(keys[0] as AccountKey, typedData);
  return patient().json('POST', '/v1/consents', {
    json: { terms, deadline, signature, ...NOT_COMMERCIAL, ...(shown ? { shown } : {}) },
  });
}

/** Somebody between gateway and reader changes an answer. */
function answering(path: RegExp, change: (answer: Answer) => Answer): void {
  const honest = globalThis.fetch;
  vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) => {
    const response = await honest(url, init);
    if (!path.test(new URL(String(url)).pathname)) return response;
    return Response.json(change((await response.json()) as Answer), { status: response.status });
  });
}

describe('the text that a patient signs', () => {
  it.each(['en', 'pt'] as const)(
    'is read later by the patient, the holder and auditors as it was shown (%s)',
    async (language) => {
      const chosen = choice();
      const shown = await describeConsent(patient(), chosen, language);
      const { grant } = await giveConsent(patient(), chosen, shown);
      for (const reader of [patient(), member('holder'), member('auditor')]) {
        const read = await readConsentText(reader, grant);
        expect(read).toEqual({ grant, subject: subjects[0], language, text: shown.text });
      }
      expect(shown.text).toMatch(language === 'en' ? /collect|“Sample/ : /«Sample/);
    },
  );

  it('outlasts a restart', async () => {
    const chosen = choice();
    const shown = await describeConsent(patient(), chosen, 'en');
    const { grant } = await giveConsent(patient(), chosen, shown);
    await consortium.restart();
    expect((await readConsentText(patient(), grant)).text).toBe(shown.text);
  });

  it('is shown to no other patient and no requester', async () => {
    const chosen = choice();
    const { grant } = await giveConsent(patient(), chosen, await describeConsent(patient(), chosen, 'en'));
    await expect(readConsentText(patient(1), grant)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(readConsentText(member('requester'), grant)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is not there of a consent that was signed without one', async () => {
    const grant = (await giveGrant(consortium, keys[0] as AccountKey)) as GrantId;
    await expect(readConsentText(patient(), grant)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is the gateway’s own for who brings no names, and the same', async () => {
    const chosen = choice();
    const prepared = await prepare(chosen, { language: 'pt' });
    expect(prepared.shown?.text).toBe((await describeConsent(patient(), chosen, 'pt')).text);
    const { text: _, ...shown } = prepared.shown ?? { text: '' };
    const { grant } = await give(prepared, shown);
    expect(grant).toBe(prepared.grant);
    expect((await readConsentText(patient(), grant)).text).toBe(prepared.shown?.text);
  });

  it('is none of another choice: nothing is signed', async () => {
    const shown = await describeConsent(patient(), choice({ excluded: [] }), 'en');
    const account = patient();
    const signed: string[] = [];
    const sign = account.sign.bind(account);
    account.sign = async (name, message) => {
      signed.push(name);
      return sign(name, message);
    };
    await expect(giveConsent(account, choice(), shown)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(signed).toEqual([]);
  });

  it.each<[string, (shown: Answer) => Answer]>([
    ['language', (shown) => ({ ...shown, language: 'en' })],
    ['nonce', (shown) => ({ ...shown, nonce: `0x${'ab'.repeat(32)}` })],
    ['names', (shown) => ({ ...shown, names: {} })],
  ])('is refused where the signature does not bind it: another %s', async (_, change) => {
    const prepared = await prepare(choice(), { language: 'pt' });
    const { text, ...shown } = prepared.shown as Answer;
    await expect(give(prepared, change(shown))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(readConsentText(patient(), prepared.grant)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('names the group that it is for, and says whether members who join later are covered', async () => {
    const { group } = await createGroup(member('holder'), 'Heart study');
    const texts = [];
    for (const futureMembers of [true, false]) {
      const chosen = choice({ grantee: group, futureMembers });
      const shown = await describeConsent(patient(), chosen, 'en');
      const { grant } = await giveConsent(patient(), chosen, shown);
      texts.push((await readConsentText(patient(), grant)).text);
    }
    expect(texts.every((text) => text.includes('the group “Heart study”'))).toBe(true);
    expect(texts[0]).toContain('join the group later may have your data');
    expect(texts[1]).toContain('join the group later may not have your data');
  });

  it('names nothing that the gateway calls otherwise', async () => {
    const names = { dataset: 'All of medicine' };
    await expect(prepare(choice(), { language: 'en', names })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(
      prepare(choice({ grantee: consortium.keys.requester.address as Address }), {
        language: 'en',
        names: { grantee: 'Charité' },
      }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it.each<[string, Answer]>([
    ['text', { text: 'You allow everything.\n' }],
    ['nonce', { nonce: `0x${'cd'.repeat(32)}` }],
    ['deadline', { deadline: 1 }],
    ['person', { subject: `0x${'ef'.repeat(32)}` }],
  ])('is believed of nobody who shows another %s', async (_, change) => {
    const chosen = choice();
    const { grant } = await giveConsent(patient(), chosen, await describeConsent(patient(), chosen, 'en'));
    answering(/\/text$/, (answer) => ({ ...answer, ...change }));
    await expect(readConsentText(member('auditor'), grant)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });

  it('is not left out by a gateway that was told of it', async () => {
    const chosen = choice();
    const shown = await describeConsent(patient(), chosen, 'en');
    answering(/\/prepare$/, ({ shown: _, ...answer }) => answer);
    await expect(giveConsent(patient(), chosen, shown)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });
});

describe('answers for training, commerce and other countries', () => {
  it.each<[string, object]>([
    ['without any', {}],
    ['with one missing', { ...ALL_YES, transferAbroad: undefined }],
    ['with a no to what the terms allow', { ...ALL_YES, transferAbroad: 'no' }],
  ])('are said with the terms that were signed, which are not given %s', async (_, answers) => {
    const chosen = choice({ modifiers: [], ...ALL_YES });
    const { terms, deadline, typedData } = await prepare(chosen);
    const json = { terms, deadline, signature: signTyped(keys[0] as AccountKey, typedData), ...answers };
    await expect(patient().json('POST', '/v1/consents', { json })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect((await listConsents(patient())).filter(({ until: end }) => end === chosen.untilSeconds)).toEqual([]);
  });

  it.each<[string, (now: number) => { from: number; until: number }]>([
    ['is over', (now) => ({ from: now - 9 * 86_400, until: now - 2 * 86_400 })],
    ['lasts longer than a life', (now) => ({ from: now, until: Date.parse('2300-01-01') / 1000 })],
  ])('count for nothing with terms of one’s own whose period %s', async (_, period) => {
    const prepared = await prepare(choice({ modifiers: [], ...ALL_YES }));
    const between = period(Math.floor(Date.now() / 1000));
    const { message, ...typed } = prepared.typedData;
    const signed = { ...message, terms: { ...(message['terms'] as object), ...between } };
    const signature = signTyped(keys[0] as AccountKey, { ...typed, message: signed });
    const terms = { ...prepared.terms, ...between };
    const json = { terms, deadline: prepared.deadline, signature, ...ALL_YES };
    await expect(patient().json('POST', '/v1/consents', { json })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/^The consent would end on /),
    });
  });

  async function modifiersOf(grant: GrantId): Promise<readonly string[] | undefined> {
    return (await listConsents(patient())).find((one) => one.grant === grant)?.modifiers;
  }

  it('become what is signed: a modifier for each no, none for a yes', async () => {
    for (const [answers, modifiers] of [
      [ALL_YES, []],
      [{ ...ALL_YES, aiTraining: 'no', commercial: 'no' }, ['NAI', 'NCOM']],
    ] as const) {
      const chosen = choice({ modifiers: [], ...answers });
      const { grant } = await giveConsent(patient(), chosen, await describeConsent(patient(), chosen, 'en'));
      expect(await modifiersOf(grant)).toEqual(modifiers);
    }
  });

  it.each<[string, { readonly [member: string]: unknown }]>([
    ['one that is missing', { ...ALL_YES, commercial: undefined }],
    ['none at all', { aiTraining: undefined, commercial: undefined, transferAbroad: undefined }],
    ['a yes to what a modifier forbids', { ...ALL_YES, modifiers: ['NCU'] }],
    ['a yes to what a modifier forbids by its source', { ...ALL_YES, modifiers: ['DUO:0000046'] }],
    ['members who join later what is no group', { ...ALL_YES, futureMembers: true }],
  ])('are refused with %s, by the gateway as by the SDK', async (_, change) => {
    const chosen = { ...choice(), modifiers: [], ...change } as Choice;
    await expect(prepare(chosen)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const paper = { subject: subjects[1] as Pseudonym, form: formDigest('sheet'), ...chosen };
    const { rows } = await checkConsentRows(member('holder'), [paper]);
    expect(rows).toMatchObject([{ code: 'INPUT_INVALID' }]);
    if (change['futureMembers']) return;
    await expect(describeConsent(patient(), chosen, 'en')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('consent-texts')).toEqual([]);
});
