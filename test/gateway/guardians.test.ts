import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { optIn, optOut, ownChoices } from '../../src/client/choices.ts';
import { describeConsent, readConsentText } from '../../src/client/consent-texts.ts';
import { listConsents } from '../../src/client/consents.ts';
import { formDigest } from '../../src/client/digests.ts';
import { download } from '../../src/client/download.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { keepConsent } from '../../src/client/kept-consents.ts';
import { ownAccesses } from '../../src/client/own-accesses.ts';
import { ownRequests } from '../../src/client/own-data.ts';
import { type BoundSigner, bindPasskey, type Choice, giveConsent } from '../../src/client/patient.ts';
import {
  addPasskey,
  addSigner,
  cancelSigner,
  endGuardian,
  listSigners,
  removeSigner,
  setStage,
  subjectSigners,
} from '../../src/client/signers.ts';
import { type GuardianTerms, invite, listSubjects } from '../../src/client/subjects.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import type { DatasetId, Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { downloadTrust } from '../../src/ledger/download-trust.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { Authenticator } from './authenticator.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { issuePermit, publish } from './publisher.ts';

const DOCUMENT = formDigest('birth certificate 4711');
const FORM = formDigest('letter of 3 May');
const PARENT: GuardianTerms = { as: 'parent', document: DOCUMENT };

let consortium: Consortium;
let reader: LedgerReader;
let holder: GatewayClient;
let dataset: DatasetId;
const subjects: Pseudonym[] = [];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 24, hostname: 'localhost', logLevel: 'silent' });
  reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  subjects.push(...(await listSubjects(holder)).map(({ subject }) => subject));
  await issuePermit(consortium, dataset);
}, 180_000);
afterAll(async () => {
  reader?.close();
  await consortium?.close();
});
afterEach(async () => {
  expect((await consortium.audited()).findings).toEqual([]);
});

const next = () => subjects.shift() as Pseudonym;
const in_ = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const personWith = (device: Authenticator) => new GatewayClient({ endpoint: consortium.endpoint, account: { device } });
const choice = (more: Partial<Choice> = {}): Choice => ({
  permission: 'HMB',
  modifiers: [],
  ...ALL_YES,
  excluded: [],
  fromSeconds: in_(-60),
  untilSeconds: in_(86_400),
  notice: consortium.notice,
  identifiable: true,
  futureMembers: false,
  ...more,
});

async function bound(
  subject: Pseudonym,
  guardian?: GuardianTerms,
  device = new Authenticator(consortium.endpoint),
  name = 'Mia',
): Promise<{ person: GatewayClient; device: Authenticator; signer: Digest; answer: BoundSigner }> {
  const wanted = { subject, identification: 'passport', ...(guardian ? { guardian } : {}) };
  const [invitation] = await invite(holder, [wanted]);
  const person = personWith(device);
  const as = guardian === undefined ? 'self' : 'guardian';
  const answer = await bindPasskey(person, invitation?.code ?? '', { as, name, device: 'Telephone' });
  const signer = (await subjectSigners(holder, subject)).at(-1)?.signer as Digest;
  return { person, device, signer, answer };
}

describe('a guardian', () => {
  it('of an adult without capacity does with a passkey alone what the patient could, marked as such everywhere', async () => {
    const subject = next();
    const { person, answer } = await bound(subject, { as: 'legal-representative', document: DOCUMENT });
    expect(answer).toMatchObject({ subject, kind: 'guardian', from: expect.any(Number) });
    expect(await listSigners(person)).toMatchObject([
      { kind: 'guardian', as: 'legal-representative', document: DOCUMENT, standing: 'stands', isThis: true },
    ]);
    expect((await listSigners(person))[0]).not.toHaveProperty('until');
    const listed = (await listSubjects(holder)).find((one) => one.subject === subject);
    expect(listed).toMatchObject({ bound: true, signsBy: ['guardian'], stage: 'none' });
    const { grant } = await giveConsent(person, choice());
    expect(await listConsents(person)).toMatchObject([{ grant, kind: 'guardian', active: true, awaitsAnswer: false }]);
    const [request] = await ownRequests(person);
    if (request === undefined) throw new Error('nothing of its own');
    const trust = await downloadTrust(reader, await person.asking(), request);
    const items: string[] = [];
    for await (const event of download(person, request, trust))
      if (event.type === 'verified') items.push(event.item.name);
    expect(items.length).toBeGreaterThan(0);
    expect((await ownAccesses(person)).length).toBeGreaterThan(0);
    expect(await withdrawConsent(person, grant)).toMatchObject({ checked: true, remaining: [] });
    await optOut(person, 'all');
    expect(await optIn(person)).toMatchObject({ optOut: 'none' });
  });

  it('is bound by a code that says so, and by no other', async () => {
    const subject = next();
    const [own, other] = await invite(holder, [
      { subject, identification: 'passport' },
      { subject, identification: 'passport', guardian: PARENT },
    ]);
    const device = new Authenticator(consortium.endpoint);
    const asGuardian = bindPasskey(personWith(device), own?.code ?? '', { as: 'guardian' });
    await expect(asGuardian).rejects.toMatchObject({ code: 'PROOF_INVALID', message: /of the person itself/ });
    await expect(bindPasskey(personWith(device), other?.code ?? '')).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    expect(await subjectSigners(holder, subject)).toEqual([]);
    subjects.push(subject);
  });

  it.each([-10, 101 * 366 * 86_400])('is invited for no time that ends %i s from now', async (seconds) => {
    const [subject] = subjects as [Pseudonym];
    const wanted = { subject, identification: 'passport', guardian: { ...PARENT, until: in_(seconds) } };
    await expect(invite(holder, [wanted])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('adds another guardian, none for longer than itself, and nobody of the person’s own', async () => {
    const until = in_(40 * 86_400);
    const { person } = await bound(next(), { ...PARENT, until });
    const year = Date.UTC(new Date(until * 1000).getUTCFullYear() + 1, 0, 1) / 1000 - 1;
    const other = keyAccount(randomAccountKey());
    await expect(addSigner(person, other, { kind: 'self' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const longer of [{}, { until: year + 1 }]) {
      await expect(addSigner(person, other, longer)).rejects.toMatchObject({ code: 'FORBIDDEN', message: /longer/ });
    }
    await addSigner(person, other, { until: year });
    await addPasskey(person, { device: new Authenticator(consortium.endpoint), until: year, label: 'Grandmother' });
    expect(await listSigners(person)).toMatchObject([
      { until },
      { kind: 'guardian', until: year },
      { kind: 'guardian', until: year, name: 'Grandmother' },
    ]);
    const [, second] = await listSigners(person);
    await expect(removeSigner(person, second?.signer as Digest)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is ended by the holder now, with a reason, and once', async () => {
    const subject = next();
    const { person, signer } = await bound(subject, PARENT);
    await endGuardian(holder, subject, signer, FORM);
    await expect(giveConsent(person, choice())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(endGuardian(holder, subject, signer, FORM)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(endGuardian(holder, subjects[0] as Pseudonym, signer, FORM)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a young person', () => {
  it('is its guardian’s to decide for, then both decide, then itself alone', async () => {
    const subject = next();
    const mother = await bound(subject, { ...PARENT, until: in_(400 * 86_400) });
    expect(await setStage(holder, subject, 'guardian', FORM)).toMatchObject({ stage: 'guardian' });
    const { grant } = await giveConsent(mother.person, choice());
    expect(await listConsents(mother.person)).toMatchObject([{ awaitsAnswer: false }]);
    await expect(setStage(holder, subject, 'guardian', FORM)).rejects.toMatchObject({ code: 'CONFLICT' });
    await setStage(holder, subject, 'both', FORM);
    await expect(giveConsent(mother.person, choice())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await listConsents(holder, { subject })).toMatchObject([{ grant, kind: 'guardian', awaitsAnswer: true }]);
    await optOut(mother.person, 'research');
    await expect(optIn(mother.person)).rejects.toMatchObject({ code: 'FORBIDDEN', message: /itself by now/ });
    // Whoever comes after the first signer waits, so that a guardian can stop a binding that is none.
    const young = await bound(subject);
    expect(young.answer).toMatchObject({ kind: 'self' });
    expect(young.answer.from).toBeGreaterThan(in_(3_600));
    expect(await listSigners(mother.person)).toMatchObject([
      { standing: 'stands' },
      { standing: 'waits', kind: 'self' },
    ]);
    await cancelSigner(mother.person, young.signer);
    await setStage(holder, subject, 'self', FORM);
    await expect(listConsents(mother.person)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await withdrawConsent(mother.person, grant)).toMatchObject({ remaining: [] });
    await expect(setStage(holder, subject, 'both', FORM)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await listSubjects(holder)).find((one) => one.subject === subject)).toMatchObject({ signsBy: [] });
  });

  it('sees what was granted in its name once it decides, and keeps or withdraws each', async () => {
    const subject = next();
    const { person } = await bound(subject);
    const device = new Authenticator(consortium.endpoint);
    const added = await addPasskey(person, { device, kind: 'guardian', label: 'Mother' });
    const mother = personWith(device);
    const kept = await giveConsent(mother, choice({ excluded: ['PSY'] }));
    const ended = await giveConsent(mother, choice({ permission: 'GRU' }));
    expect(await listConsents(person)).toMatchObject([{ awaitsAnswer: false }, { awaitsAnswer: false }]);
    await setStage(holder, subject, 'both', FORM);
    const shown = await listConsents(person);
    expect(shown).toMatchObject([
      { grant: kept.grant, kind: 'guardian', awaitsAnswer: true },
      { grant: ended.grant, kind: 'guardian', awaitsAnswer: true },
    ]);
    await expect(removeSigner(person, added.signer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { from: fromSeconds = 0, until: untilSeconds = 0 } = shown[0] ?? {};
    const text = await describeConsent(person, choice({ excluded: ['PSY'], fromSeconds, untilSeconds }), 'pt');
    const own = await keepConsent(person, shown[0] as (typeof shown)[number], async () => text);
    expect(await readConsentText(person, own.grant)).toMatchObject({ language: 'pt', text: text.text });
    expect(await keepConsent(person, shown[0] as (typeof shown)[number])).toMatchObject({ grant: own.grant });
    await withdrawConsent(person, ended.grant);
    expect(await listConsents(person)).toMatchObject([
      { grant: kept.grant, awaitsAnswer: false, active: true },
      { grant: ended.grant, awaitsAnswer: false, active: false },
      { grant: own.grant, kind: 'self', active: true, excluded: shown[0]?.excluded, until: shown[0]?.until },
    ]);
    await withdrawConsent(person, own.grant as GrantId);
    expect((await listConsents(person))[0]).toMatchObject({ grant: kept.grant, awaitsAnswer: true });
    await setStage(holder, subject, 'self', FORM);
    await removeSigner(person, added.signer);
    expect(await listSigners(person)).toMatchObject([{ standing: 'stands' }, { standing: 'ended' }]);
  });

  it('who ever signed for itself is given no guardian alone', async () => {
    const subject = next();
    await bound(subject);
    await expect(setStage(holder, subject, 'guardian', FORM)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /keeps its word/,
    });
    await setStage(holder, subject, 'self', FORM);
  });
});

describe('a parent of two children', () => {
  it('acts for the one whose passkey it uses: the other’s is refused before anything is sent', async () => {
    const device = new Authenticator(consortium.endpoint);
    const [one, other] = [next(), next()];
    const leo = await bound(one, PARENT, device, 'Leo');
    const mia = await bound(other, PARENT, device);
    await leo.person.signIn();
    await mia.person.signIn();
    const json = { level: 'research' as const };
    const { passkey, turn } = await mia.person.json<{ passkey: Parameters<Authenticator['get']>[0]; turn: number }>(
      'POST',
      '/v1/opt-out/prepare',
      { json },
    );
    const [first, second] = device.credentials.keys();
    const wrong = await device.get({ ...passkey, allowCredentials: [{ id: first as string, type: 'public-key' }] });
    const refused = await mia.person
      .json('POST', '/v1/opt-out', { json: { ...json, turn, signature: wrong } })
      .catch((error: Error & { code: string }) => error);
    expect(refused).toMatchObject({
      code: 'SIGNATURE_INVALID',
      message: /^That passkey is the one for “Leo”; you are in the matters of “Mia”\. Nothing was changed/,
    });
    expect(String((refused as Error).message)).not.toMatch(/0x/);
    // Whoever only knows its id is not told whose it is.
    const { response } = await device.get({
      ...passkey,
      allowCredentials: [{ id: second as string, type: 'public-key' }],
    });
    const guessed = { json: { ...json, turn, signature: { ...wrong, response } } };
    await expect(mia.person.json('POST', '/v1/opt-out', guessed)).rejects.toMatchObject({
      code: 'SIGNATURE_INVALID',
      message: /^That passkey is another person’s here/,
    });
    device.get = async () => ({ ...wrong });
    await expect(optOut(mia.person, 'research')).rejects.toMatchObject({
      code: 'SIGNATURE_INVALID',
      message: /Nothing was sent/,
    });
    Reflect.deleteProperty(device, 'get');
    expect(await ownChoices(mia.person)).toMatchObject({ optOut: 'none', pending: [] });
    await optOut(mia.person, 'research');
    expect(await ownChoices(leo.person)).toMatchObject({ optOut: 'none' });
  });

  it('is asked for that child’s passkey alone at every act, and signs with no other one', async () => {
    const device = new Authenticator(consortium.endpoint);
    const [one, other] = [next(), next()];
    const leo = await bound(one, PARENT, device, 'Leo');
    const mia = await bound(other, PARENT, device, 'Mia');
    const [leos, mias] = [...device.credentials.keys()];
    const acts = ['/v1/opt-out/prepare', '/v1/pause/prepare', '/v1/consents/revocation/prepare'];
    const bodies = [{ level: 'all' }, { until: in_(86_400) }, {}];
    for (const [who, own] of [
      [leo, leos],
      [mia, mias],
    ] as const) {
      await who.person.signIn();
      for (const [i, path] of acts.entries()) {
        const { passkey } = await who.person.json<{ passkey: { allowCredentials: { id: string }[] } }>('POST', path, {
          json: bodies[i] as object,
        });
        expect(passkey.allowCredentials.map(({ id }) => id)).toEqual([own]);
      }
    }
  });

  it('binds no passkey of one child for the other', async () => {
    const device = new Authenticator(consortium.endpoint);
    const leo = await bound(next(), PARENT, device, 'Leo');
    const [invitation] = await invite(holder, [{ subject: next(), identification: 'passport', guardian: PARENT }]);
    const signer = await leo.person.signer();
    const json = { code: invitation?.code, signer };
    await expect(holder.json('POST', '/v1/signers/prepare', { json, anonymous: true })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'That passkey is another person’s here. Use a fresh one for each person.',
    });
  });
});

it('is answered as the OpenAPI document describes, by each route', () => {
  expect(consortium.documented.unseen('guardians')).toEqual([]);
});
