import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { optOut, ownChoices, recordNarrowing, recordWidening } from '../../src/client/choices.ts';
import { describeConsent } from '../../src/client/consent-texts.ts';
import { listConsents, recordConsents } from '../../src/client/consents.ts';
import { formDigest } from '../../src/client/digests.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { choiceOfWords, replaceRecorded } from '../../src/client/kept-consents.ts';
import { putContact } from '../../src/client/notifications.ts';
import { keepScan, listRecordedActs, readScan } from '../../src/client/paper.ts';
import { listSubjects } from '../../src/client/subjects.ts';
import { withdrawRecorded } from '../../src/client/withdrawals.ts';
import { utf8 } from '../../src/core/bytes.ts';
import type { Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { MAX_SCAN_BYTES, scanDigest, scanType } from '../../src/core/paper-form.ts';
import { answersIn } from '../../src/core/use-answers.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, publish } from './publisher.ts';

let consortium: Consortium;
let letters: string;
let holder: GatewayClient;
let subjects: Pseudonym[];
const at = (number: number) => subjects[number] as Pseudonym;

beforeAll(async () => {
  letters = await mkdtemp(join(tmpdir(), 'custos-letters-'));
  const patience = { poll: 50, first: 50, longest: 200, giveUp: 60_000 };
  const notifications = { link: 'https://example.org', outbox: join(letters, 'mail'), letters, patience };
  consortium = await foundConsortium({ patients: 5, logLevel: 'silent', notifications });
  holder = consortium.client(consortium.keys.holder);
  await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  subjects = (await listSubjects(holder)).map(({ subject }) => subject);
}, 120_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await consortium?.close();
  await rm(letters, { recursive: true, force: true });
});

let made = 0;
const nowSeconds = () => Math.floor(Date.now() / 1000);

async function recorded(subject: Pseudonym, other: object = {}): Promise<GrantId> {
  made++;
  const record = {
    subject,
    form: formDigest(`form ${made}`),
    permission: 'HMB',
    modifiers: ['NAI', 'NCU'],
    ...answersIn(['NAI', 'NCU']),
    excluded: ['PSY'],
    fromSeconds: nowSeconds() - 60,
    untilSeconds: nowSeconds() + 86_400 + made,
    notice: consortium.notice,
    identifiable: false,
    futureMembers: false,
    ...other,
  };
  const { grants } = await recordConsents(holder, [record]);
  return grants[0] as GrantId;
}

const by = () => ({ member: consortium.keys.holder.address, account: consortium.keys.holder.address });

describe('the scan of a form', () => {
  const pdf = utf8('%PDF-1.7 the form of a patient');
  let own: { key: AccountKey; client: GatewayClient };

  beforeAll(async () => {
    const key = await bindSigner(holder, at(1));
    own = { key, client: consortium.client(key) };
  });

  it('is one of four types by what its bytes are, and nothing else', async () => {
    const tiff = Uint8Array.of(0x49, 0x49, 0x2a, 0, 8);
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1);
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
    expect([pdf, png, jpeg, tiff].map(scanType)).toEqual(['application/pdf', 'image/png', 'image/jpeg', 'image/tiff']);
    const others = [
      '<html><script>',
      'MZ',
      'PK\u0003\u0004',
      '',
      '%PDF',
      ' %PDF-1.7',
      '<svg xmlns="http://www.w3.org/2000/svg">',
    ];
    for (const other of others.map(utf8)) {
      expect(scanType(other)).toBeUndefined();
      await expect(keepScan(holder, at(0), other)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      const bytes = { type: 'application/octet-stream', body: other };
      const sent = holder.json('PUT', `/v1/subjects/${at(0)}/forms/${scanDigest(other)}/scan`, { bytes });
      await expect(sent).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });

  it('is kept under its own digest alone, within bounds, and for whom the holder knows', async () => {
    const bytes = { type: 'application/octet-stream', body: pdf };
    const wrong = holder.json('PUT', `/v1/subjects/${at(0)}/forms/${formDigest('other')}/scan`, { bytes });
    await expect(wrong).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const large = new Uint8Array(MAX_SCAN_BYTES + 1).fill(32);
    large.set(pdf);
    const sent = holder.json('PUT', `/v1/subjects/${at(0)}/forms/${scanDigest(large)}/scan`, {
      bytes: { ...bytes, body: large },
    });
    await expect(sent).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
    const nobody = `0x${'77'.repeat(32)}` as Pseudonym;
    await expect(keepScan(holder, nobody, pdf)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is read by the holder, by its patient and by auditors, in several parts as well, and after a restart', async () => {
    const large = new Uint8Array(5 * 1024 * 1024 + 17).fill(7);
    large.set(pdf);
    const form = await keepScan(holder, at(1), large);
    expect(await keepScan(holder, at(1), large)).toBe(form);
    await consortium.restart();
    const auditor = consortium.client(consortium.keys.auditor);
    for (const [client, subject] of [
      [holder, at(1)],
      [auditor, at(1)],
      [own.client, undefined],
    ] as const) {
      const scan = await readScan(client, form, subject);
      expect(scan).toMatchObject({ form, mediaType: 'application/pdf' });
      expect(Buffer.from(scan.bytes).equals(large)).toBe(true);
    }
  });

  it('is nobody else’s: neither requesters’, nor another patient’s, nor under another patient’s name', async () => {
    const form = await keepScan(holder, at(0), pdf);
    for (const name of ['requester', 'other', 'clinician', 'authority', 'environment'] as const) {
      const client = consortium.client(consortium.keys[name]);
      await expect(readScan(client, form, at(0))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(readScan(own.client, form)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(readScan(own.client, form, at(0))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(readScan(holder, form, at(1))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is handed out as a download that no browser shows by itself', async () => {
    const form = await keepScan(holder, at(1), pdf);
    const { headers } = await own.client.fetch('GET', `/v1/me/forms/${form}/scan`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-disposition')).toBe('attachment');
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('custos-media-type')).toBe('application/pdf');
  });

  it('stands nowhere in clear on disk', async () => {
    const secret = 'Maria da Silva signs this form';
    await keepScan(holder, at(0), utf8(`%PDF-1.7 ${secret}`));
    const files = await readdir(consortium.directory, { recursive: true });
    const stored = files.filter((name) => /vault.*\.(?:log|ldb)$/.test(name));
    expect(stored.length).toBeGreaterThan(0);
    for (const name of stored) {
      const bytes = await readFile(join(consortium.directory, name));
      expect([
        name,
        bytes.includes(secret),
        bytes.includes(Buffer.from(secret).toString('base64').slice(4, -4)),
      ]).toEqual([name, false, false]);
    }
  });
});

describe('what staff records', () => {
  it('is listed with who did it and when, for the holder, auditors and the patient', async () => {
    const subject = at(2);
    const scan = utf8('%PDF-1.7 listed');
    const form = await keepScan(holder, subject, scan);
    const grant = await recorded(subject, { form });
    const [call, other, end] = ['call', 'other call', 'last call'].map(formDigest) as [Digest, Digest, Digest];
    await withdrawRecorded(holder, subject, call, grant);
    await recordNarrowing(holder, subject, call, { level: 'all' });
    await recordWidening(holder, subject, other, { level: 'none' });
    const until = nowSeconds() + 86_400;
    const { seq } = await recordNarrowing(holder, subject, other, { until });
    await recordWidening(holder, subject, other, 'resumption');
    await withdrawRecorded(holder, subject, end, undefined);
    const expected = [
      { what: 'consent', form, grant, scan: { mediaType: 'application/pdf', bytes: scan.length } },
      { what: 'withdrawal', form: call, grant },
      { what: 'opt-out', form: call, level: 'all' },
      { what: 'opt-in', form: other, level: 'none' },
      { what: 'pause', form: other, until, seq },
      { what: 'resumption', form: other },
      { what: 'withdrawal', form: end },
    ];
    const acts = await listRecordedActs(holder, subject);
    expect(acts).toMatchObject(expected.map((one) => ({ ...one, by: by() })));
    expect(acts.at(-1)).not.toHaveProperty('grant');
    for (const one of acts) expect(Math.abs(one.at - Date.now())).toBeLessThan(120_000);
    await consortium.restart();
    expect(await listRecordedActs(consortium.client(consortium.keys.auditor), subject)).toEqual(acts);
    const patient = consortium.client(await bindSigner(holder, subject));
    expect(await listRecordedActs(patient)).toEqual(acts);
    await expect(listRecordedActs(patient, at(0))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(listRecordedActs(consortium.client(consortium.keys.requester), subject)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('is taken where its note cannot be kept; and one whose gateway dies right after it is noted at the next start', async () => {
    const subject = at(3);
    await recorded(subject);
    const { batch } = Level.prototype;
    const refuses = (what: string) =>
      vi.spyOn(Level.prototype, 'batch').mockImplementation(function (
        this: Level<Buffer, Buffer>,
        ...args: [{ key: Buffer }[]]
      ) {
        const isIt = args[0].some(({ key }) => Buffer.from(key).toString('latin1').startsWith(`rpaper\0${what}`));
        if (isIt) return Promise.reject(new Error('IO error: 000003.log: Input/output error'));
        return Reflect.apply(batch, this, args);
      } as never);
    refuses('');
    const [first, second] = [formDigest('disk full'), formDigest('died')] as const;
    const taken = await withdrawRecorded(holder, subject, first, undefined);
    expect(taken.remaining).toEqual([]);
    vi.restoreAllMocks();
    refuses('act/');
    const { seq } = await withdrawRecorded(holder, subject, second, undefined);
    expect((await listRecordedActs(holder, subject)).filter(({ what }) => what === 'withdrawal')).toEqual([]);
    await consortium.restart(async () => void vi.restoreAllMocks());
    const noted = (await listRecordedActs(holder, subject)).filter(({ what }) => what === 'withdrawal');
    expect(noted).toMatchObject([{ form: second, seq, by: by() }]);
  });
});

describe('a patient for whom something was recorded', () => {
  it('signs another consent in its place, by which the recorded one ends', async () => {
    const subject = at(0);
    const grant = await recorded(subject);
    const patient = consortium.client(await bindSigner(holder, subject));
    const [found] = (await listConsents(patient)).filter((one) => one.grant === grant);
    if (found === undefined) throw new Error('It is not listed.');
    const same = choiceOfWords(found, answersIn(found.modifiers));
    const choice = { ...same, excluded: [...same.excluded, 'GDIS'] };
    const text = await describeConsent(patient, choice, 'pt');
    const { given, withdrawal } = await replaceRecorded(patient, found, choice, text);
    expect(withdrawal.entry).toMatchObject({ kind: 'revocation', outcome: 'acknowledged' });
    const listed = await listConsents(patient);
    expect(listed.filter(({ active }) => active)).toMatchObject([{ grant: given.grant, kind: 'self' }]);
    expect(listed.find((one) => one.grant === grant)).toMatchObject({ active: false });
    // Whoever is cut off in between asks again, and comes to the same.
    const again = await replaceRecorded(patient, found, choice, text);
    expect(again.given).toMatchObject({ grant: given.grant, stood: true });
    const signed = { grant: given.grant, kind: 'self' as const };
    await expect(replaceRecorded(patient, signed, choice)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('makes a recorded opt-out its own by signing the same', async () => {
    const subject = at(4);
    await recordNarrowing(holder, subject, formDigest('call of today'), { level: 'research' });
    const patient = consortium.client(await bindSigner(holder, subject));
    await optOut(patient, 'research');
    expect(await ownChoices(patient)).toMatchObject({ optOut: 'research' });
    const recordedAgain = recordWidening(holder, subject, formDigest('another call'), { level: 'none' });
    await expect(recordedAgain).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('a patient with a postal address', () => {
  const found = async () => {
    const names = (await readdir(letters)).filter((name) => name.endsWith('.html'));
    return Promise.all(names.map((name) => readFile(join(letters, name), 'utf8')));
  };
  const mails = async () => {
    const names = await readdir(join(letters, 'mail')).catch(() => []);
    return Promise.all(names.map((name) => readFile(join(letters, 'mail', name), 'utf8')));
  };

  it('gets a letter that says what was recorded, in the text’s own sentences and its language', async () => {
    const json = { identifier: 'https://ward.example|letters' };
    const { subject } = await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', { json });
    const post = ['Inês Ñuñes-Łódź', 'Rua Direita 1', '1000-001 Lisboa'];
    await putContact(holder, { language: 'pt', post }, subject);
    const grant = await recorded(subject, { untilSeconds: Date.UTC(2031, 0, 1) / 1000 - 1 });
    await withdrawRecorded(holder, subject, formDigest('call'), grant);
    await recordNarrowing(holder, subject, formDigest('call'), { level: 'all' });
    await recordNarrowing(holder, subject, formDigest('call'), { until: Date.UTC(2027, 4, 4) / 1000 - 1 });
    await vi.waitFor(async () => expect(await found()).toHaveLength(4), { timeout: 20_000, interval: 100 });
    const all = await found();
    for (const letter of all) {
      expect(letter).toContain('Inês Ñuñes-Łódź');
      expect(letter).toContain('O seu tratamento continua igual');
      expect(letter).toContain('corrige-se logo');
    }
    const having = (text: string) => all.filter((letter) => letter.includes(text));
    expect(having('Isto é o que diz o formulário que foi registado:')).toHaveLength(1);
    expect(having('Pôs fim ao que tinha autorizado com isto:')).toHaveLength(1);
    // Both name what the consent is for.
    expect(having('- saúde mental e psiquiatria')).toHaveLength(2);
    expect(having('até 31 de dezembro de 2030')).toHaveLength(2);
    expect(having('os seus dados não podem ser entregues a ninguém.')).toHaveLength(1);
    expect(having('entregues a ninguém até 3 de maio de 2027.')).toHaveLength(1);
  });

  it('gets by e-mail nothing but that something was recorded', async () => {
    const json = { identifier: 'https://ward.example|mails' };
    const { subject } = await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', { json });
    const post = ['Ann Example', 'High Street 1', 'London'];
    await putContact(holder, { language: 'en', email: 'ann@example.org', post }, subject);
    const before = (await found()).length;
    await recorded(subject);
    await vi.waitFor(async () => expect(await mails()).toHaveLength(1), { timeout: 20_000, interval: 100 });
    const [mail = ''] = await mails();
    expect(mail.replaceAll(/=?\r\n/g, '')).toContain('recorded a form');
    expect(mail).not.toMatch(/psychiatry|research|This is what the form says/);
    expect(await found()).toHaveLength(before);
  });
});
