import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { holdingFile } from '../../src/cli/held-file.ts';
import { keepAgreement, readAgreement } from '../../src/client/agreements.ts';
import { agreementDigest } from '../../src/client/digests.ts';
import { listEntries } from '../../src/client/log.ts';
import { issuePermit } from '../../src/client/permits.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { Address, GrantId } from '../../src/core/ids.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type HolderWorld, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

const names = Array.from({ length: 12 }, (_, i) => `q${i}`);

let world: HolderWorld;

beforeAll(async () => {
  world = await openHolderWorld(names, { logLevel: 'silent' });
}, 120_000);
afterAll(async () => {
  await world?.close();
});

let made = 0;

async function record(name: string): Promise<GrantId> {
  const now = Math.floor(Date.now() / 1000);
  const form = toHex(domainHash('form', utf8(`sheet ${made}`)));
  const period = { fromSeconds: now - 60, untilSeconds: now + 86_400 + made++ };
  const choice = { permission: 'HMB', ...ALL_YES, ...period, notice: world.consortium.notice };
  const json = { records: [{ subject: world.subjectOf(name), form, ...choice }] };
  return (await world.holder.json<{ grants: [GrantId] }>('POST', '/v1/consents/recorded', { json })).grants[0];
}

async function active(name: string): Promise<GrantId[]> {
  const query = { subject: world.subjectOf(name) };
  const listed = await world.holder.list<'consents', { grant: GrantId; active: boolean }>('/v1/consents', 'consents', {
    query,
  });
  return listed.filter((one) => one.active).map(({ grant }) => grant);
}

async function receipts(): Promise<string[]> {
  const kept = await readdir(join(world.directory, 'receipts')).catch(() => []);
  return kept.filter((name) => name.endsWith('.tlog-proof'));
}

/** As the administrator does it at the ledger itself, whether the gateway reaches it or not. */
async function standingOfHolder(change: 'suspend' | 'resume'): Promise<void> {
  const { chain, deployment, keys } = world.consortium;
  const reader = await openLedger({ url: chain.url, membership: deployment.membership });
  const writer = await openWriter({ reader, key: keys.administrator });
  await writer.send(ledgerCalls(reader.contracts).membership[change](keys.holder.address));
  await writer.close();
  reader.close();
}

/** A chain whose blocks come faster than seconds is ahead of the clock; then what was given before seems to be given since. */
async function clockOfLedgerPassed(): Promise<void> {
  const given = await world.holder.list<'consents', { grantedAt: number }>('/v1/consents', 'consents');
  const last = Math.max(...given.map(({ grantedAt }) => grantedAt));
  await vi.waitUntil(() => Date.now() > (last + 1) * 1000, { timeout: 100_000, interval: 200 });
}

/** Withdrawals that the log acknowledged and the ledger refused. */
async function refusals(): Promise<number> {
  const entries = await Array.fromAsync(listEntries(world.consortium.client(world.consortium.keys.auditor)));
  return entries.filter(({ kind, outcome }) => kind === 'relay' && outcome === 'rejected').length;
}

describe('a list of withdrawals', () => {
  let file: string;

  it('is checked without anything being withdrawn', async () => {
    const [one, other] = [await record('q0'), await record('q0')];
    await record('q1');
    file = await world.list([
      'identifier;form;grant',
      `urn:mrn|q0;call 1;${one}`,
      'urn:mrn|q1;letter 2;all',
      'urn:mrn|nobody;letter 3;all',
      `urn:mrn|q2;letter 4;${other}`,
      'urn:mrn|q1;letter 2;all',
      'urn:mrn|q3;letter 5;the first',
    ]);
    const checked = await world.rows(['consent', 'revoke', '--csv', file, '--dry-run']);
    expect(checked.outcomes).toEqual(['done', 'done', 'refused', 'done', 'repeated', 'refused']);
    expect(await active('q0')).toHaveLength(2);
    expect(await receipts()).toEqual([]);
  });

  it('is done row by row, each with a receipt that is kept, and the wrong ones are named', async () => {
    const done = await world.rows(['consent', 'revoke', '--csv', file]);
    expect(done.code).toBe(1);
    expect(done.outcomes).toEqual(['done', 'done', 'refused', 'refused', 'repeated', 'refused']);
    const refused = done.results.filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ line, column, code }) => [line, column, code])).toEqual([
      [4, 'identifier', 'NOT_FOUND'],
      [5, undefined, 'NOT_FOUND'],
      [7, 'grant', 'INPUT_INVALID'],
    ]);
    expect([(await active('q0')).length, await active('q1')]).toEqual([1, []]);
    expect(await receipts()).toHaveLength(2);
    const kept = done.results.find(({ receipt }) => receipt !== undefined)?.receipt ?? '';
    const verified = await custos(['receipt', 'verify', kept, '--data', world.directory]);
    expect(verified).toMatchObject({ code: 0 });
  });

  it('sends nothing that it has a receipt of', async () => {
    const again = await world.rows(['consent', 'revoke', '--csv', file]);
    expect(again.outcomes).toEqual(['stood', 'stood', 'refused', 'refused', 'repeated', 'refused']);
    expect(await receipts()).toHaveLength(2);
  });

  it('does not end by an old form what was consented to since', async () => {
    await record('q1');
    const again = await world.rows(['consent', 'revoke', '--csv', file]);
    expect(again.results[1]).toMatchObject({ outcome: 'refused', column: 'form' });
    expect(await active('q1')).toHaveLength(1);
    const anew = await world.rows([
      'consent',
      'revoke',
      '--csv',
      await world.list(['identifier,form', 'urn:mrn|q1,letter 9']),
    ]);
    expect([anew.code, anew.outcomes, await active('q1')]).toEqual([0, ['done'], []]);
    expect(anew.warnings).toBeUndefined();
  });

  it('is done again for what the ledger refused afterwards, whatever receipts say', async () => {
    const [grant] = [await record('q3'), await record('q4')];
    const refused = await world.list([
      'identifier,form,grant',
      `urn:mrn|q3,letter 11,${grant}`,
      'urn:mrn|q4,letter 12,all',
    ]);
    const { link } = world;
    await clockOfLedgerPassed();
    link.cut();
    expect(await world.rows(['consent', 'revoke', '--csv', refused])).toMatchObject({ outcomes: ['done', 'done'] });
    expect([await active('q3'), await active('q4')]).toEqual([[], []]);
    await standingOfHolder('suspend');
    link.mend();
    await vi.waitFor(async () => expect(await refusals()).toBe(2), { timeout: 60_000, interval: 200 });
    await standingOfHolder('resume');
    const counted = async () => expect([(await active('q3')).length, (await active('q4')).length]).toEqual([1, 1]);
    await vi.waitFor(counted, { timeout: 60_000, interval: 200 });
    const again = await world.rows(['consent', 'revoke', '--csv', refused]);
    expect([again.outcomes, await active('q3'), await active('q4')]).toEqual([['done', 'done'], [], []]);
    expect(await world.rows(['consent', 'revoke', '--csv', refused])).toMatchObject({ outcomes: ['stood', 'stood'] });
  }, 240_000);

  it('names the lines of patients of whom no consent counted: their numbers may be mistyped', async () => {
    const rest = await world.rows([
      'consent',
      'revoke',
      '--csv',
      await world.list(['identifier,form', 'urn:mrn|q1,letter 10']),
    ]);
    expect([rest.code, rest.outcomes]).toEqual([0, ['done']]);
    expect(rest.warnings).toEqual([expect.stringMatching(/^Of 1 patient no consent counted before \(line 2\)/)]);
  });
});

describe('a list of invitations', () => {
  it('writes the codes to a file of its owner’s alone, and shows them nowhere', async () => {
    const codes = join(world.directory, 'codes.csv');
    const file = await world.list([
      'identifier,identified-by',
      'urn:mrn|q5,passport',
      'urn:mrn|q6,passport',
      'urn:mrn|q6,passport',
      'urn:mrn|nobody,passport',
      'urn:mrn|q7,',
    ]);
    const invite = ['subject', 'invite', '--csv', file, '--codes', codes];
    const dry = await world.rows([...invite, '--dry-run']);
    expect(dry.outcomes).toEqual(['done', 'done', 'repeated', 'refused', 'refused']);
    await expect(stat(codes)).rejects.toThrow('ENOENT');
    const invited = await world.rows(invite);
    expect([invited.code, invited.outcomes]).toEqual([1, ['done', 'done', 'repeated', 'refused', 'refused']]);
    const text = await readFile(codes, 'utf8');
    const [head, ...lines] = text.trim().split('\r\n');
    expect(head).toBe('identifier,subject,code,expires,whom');
    expect(lines.map((line) => line.split(',').slice(0, 2))).toEqual([
      ['urn:mrn|q5', world.subjectOf('q5')],
      ['urn:mrn|q6', world.subjectOf('q6')],
    ]);
    expect((await stat(codes)).mode & 0o777).toBe(0o600);
    const [code = ''] = /[A-Z2-7]{26}/.exec(text) ?? [];
    expect(invited.stdout).not.toContain(code);
    const signer = randomAccountKey().address;
    expect(await world.holder.json('POST', '/v1/signers/prepare', { json: { code, signer } })).toHaveProperty(
      'typedData',
    );
  });

  it('makes no other code for who has one that is good', async () => {
    const codes = join(world.directory, 'codes.csv');
    const before = await readFile(codes, 'utf8');
    const file = await world.list(['identifier', 'urn:mrn|q5', 'urn:mrn|q8']);
    const invite = ['subject', 'invite', '--csv', file, '--codes', codes, '--identified-by', 'passport'];
    const again = await world.rows(invite);
    expect(again.outcomes).toEqual(['stood', 'done']);
    const after = await readFile(codes, 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(after.trim().split('\r\n')).toHaveLength(4);
  });

  it('has a row for each guardian of a child, and names what is missing of one', async () => {
    const codes = join(world.directory, 'guardians.csv');
    const file = await world.list([
      'identifier,identified-by,guardian,document,until',
      'urn:mrn|q5,passport of Ann,parent,birth certificate 12,2040-05-03',
      'urn:mrn|q5,passport of Bob,Legal representative,court order 7,none',
      'urn:mrn|q5,passport of Bob,legal-representative,court order 7,none',
      'urn:mrn|q6,passport,none,none,none',
      'urn:mrn|q7,passport,uncle,letter,none',
      'urn:mrn|q7,passport,parent,,none',
      'urn:mrn|q7,passport,parent,birth certificate 13,2001-02-03',
      'urn:mrn|q7,passport,none,birth certificate 13,none',
    ]);
    const invite = ['subject', 'invite', '--csv', file, '--codes', codes];
    const invited = await world.rows(invite);
    expect(invited.outcomes).toEqual(['done', 'done', 'repeated', 'done', ...Array(4).fill('refused')]);
    expect(invited.results.slice(4).map(({ column }) => column)).toEqual(['guardian', 'document', 'until', 'guardian']);
    const again = await world.rows(invite);
    expect(again.outcomes).toEqual(['stood', 'stood', 'repeated', 'stood', ...Array(4).fill('refused')]);
    const [, first = ''] = (await readFile(codes, 'utf8')).split('\r\n');
    const [, code = ''] = /([A-Z2-7]{26})/.exec(first) ?? [];
    const signer = randomAccountKey().address;
    const prepared = await world.holder.json('POST', '/v1/signers/prepare', { json: { code, signer } });
    const until = Date.UTC(2041, 0, 1) / 1000 - 1;
    expect(prepared).toMatchObject({ typedData: { message: { kind: 2, until } } });
  });

  it('is refused while another one writes the same file of codes, and makes no code meanwhile', async () => {
    const codes = join(world.directory, 'shared.csv');
    const one = await world.list(['identifier', 'urn:mrn|q9']);
    const invite = ['subject', 'invite', '--csv', one, '--codes', codes, '--identified-by', 'passport'];
    const held = Promise.withResolvers<void>();
    const other = holdingFile(codes, () => held.promise);
    const refused = await custos([...invite, ...world.as('holder')]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(`a command that writes ${codes}`);
    await expect(stat(codes)).rejects.toThrow('ENOENT');
    held.resolve();
    await other;
    expect((await world.rows(invite)).outcomes).toEqual(['done']);
    await expect(stat(`${codes}.lock`)).rejects.toThrow('ENOENT');
  });

  it('refuses a file for the codes that others may open, and to go without one', async () => {
    const open = await world.list(['identifier,subject,code,expires']);
    const file = await world.list(['identifier', 'urn:mrn|q9']);
    const invite = ['subject', 'invite', '--csv', file, '--identified-by', 'passport', ...world.as('holder')];
    expect(await custos([...invite, '--codes', open])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('chmod 600'),
    });
    expect(await custos(invite)).toMatchObject({ code: 2, stderr: expect.stringContaining('--codes FILE is needed') });
  });
});

describe('a patient', () => {
  const find = (identifier: string) => custos(['subject', 'find', identifier, ...world.as('holder')]);

  it('is found by its number in any spelling that is the same, and by its pseudonym or a beginning of it', async () => {
    const subject = world.subjectOf('q1');
    for (const spelled of [
      'urn:mrn|q1',
      ' urn:mrn | q1 ',
      subject,
      subject.slice(0, 14),
      subject.slice(0, 14).toUpperCase().replace('X', 'x'),
    ]) {
      expect(await find(spelled)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(world.subjectOf('q1')),
      });
    }
  });

  it('that nobody is, or somebody alike, is told apart, and nobody is enrolled by asking', async () => {
    const before = await world.holder.list('/v1/subjects', 'subjects');
    expect(await find('urn:mrn|q99')).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('Nobody is enrolled'),
    });
    expect(await find('q1')).toMatchObject({ stdout: '', stderr: expect.stringContaining('urn:mrn|q1') });
    expect(await find('urn:mrn|')).toMatchObject({ stdout: '', stderr: expect.stringContaining('is empty') });
    expect(await world.holder.list('/v1/subjects', 'subjects')).toEqual(before);
  });
});

describe('a data use agreement', () => {
  const issuing = (...more: string[]) => {
    const { address } = world.consortium.keys.requester;
    const terms = ['--requester', address, '--dataset', world.dataset, '--purpose', 'DUO:0000037', '--until', '30d'];
    return custos(['permit', 'issue', ...terms, ...more, ...world.as('holder')]);
  };
  const issue = async (...more: string[]) => {
    const issued = await issuing(...more, '--json');
    return String((JSON.parse(issued.stdout) as { permit: number }).permit);
  };
  const accept = (permit: string, agreement: string) =>
    custos(['permit', 'accept', permit, '--agreement', agreement, ...world.as('requester')]);

  it('is accepted from the file that the holder issued it by, and no other words are signed', async () => {
    const file = await world.list(['You shall not try to identify anybody.', 'You shall delete the data.']);
    const other = await world.list(['You may do as you like.']);
    const permit = await issue('--agreement', file);
    const state = async () => {
      const all = await world.holder.list<'permits', { permit: number; acceptedAt: number }>('/v1/permits', 'permits');
      return all.find((one) => String(one.permit) === permit)?.acceptedAt;
    };
    const refused = await accept(permit, other);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('names another agreement') });
    expect(await state()).toBe(0);
    expect(await accept(permit, `@${file}`)).toMatchObject({ code: 0 });
    expect(await state()).toBeGreaterThan(0);
    const again = await accept(permit, file);
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The agreement of permit \d+ was accepted before, on \d{4}-/),
    });
    expect(again.stdout).not.toContain('You shall delete');
  });

  it('is read at the gateway by the requester whose permit names it, and accepted from there', async () => {
    const words = ['Nobody is identified.', 'The data is deleted.', '\tAfter a year.'];
    const permit = await issue('--agreement', await world.list(words));
    const shown = await custos(['permit', 'agreement', permit, ...world.as('requester')]);
    expect(shown).toMatchObject({ code: 0, stdout: `${words.join('\n').replace('\t', '    ')}\n` });
    const out = join(world.directory, `agreement-${permit}.txt`);
    expect(await custos(['permit', 'agreement', permit, '--out', out, ...world.as('requester')])).toMatchObject({
      code: 0,
    });
    const accepted = await custos(['permit', 'accept', permit, ...world.as('requester')]);
    expect(accepted).toMatchObject({ code: 0, stdout: expect.stringContaining('    The data is deleted.') });
    expect(await accept(await issue('--agreement', out), out)).toMatchObject({ code: 0 });
  });

  it('is read by nobody whose permits do not name it, but holder and auditors, and kept as the text of its digest alone', async () => {
    const text = 'Between the two of us.';
    const digest = await keepAgreement(world.holder, text);
    const { requester, other, auditor } = world.consortium.keys;
    for (const key of [requester, other]) {
      await expect(readAgreement(world.consortium.client(key), digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const file = join(world.directory, 'between-us.txt');
    await writeFile(file, text);
    await issue('--agreement', file);
    expect(await readAgreement(world.consortium.client(requester), digest)).toBe(text);
    await expect(readAgreement(world.consortium.client(other), digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readAgreement(world.consortium.client(auditor), digest)).toBe(text);
    const bytes = { type: 'application/octet-stream', body: utf8('Something else.') };
    const replaced = world.holder.json('PUT', `/v1/agreements/${digest}`, { bytes });
    await expect(replaced).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(await readAgreement(world.holder, digest)).toBe(text);
  });

  it('is never the path of a file that cannot be read', async () => {
    const before = await world.holder.list('/v1/permits', 'permits');
    for (const path of [join(world.directory, 'not-there.txt'), world.directory, 'You shall delete the data.']) {
      const refused = [await issuing('--agreement', path), await accept('1', path)];
      expect(refused.map(({ code, stderr }) => [code, stderr.includes(`${path} cannot be read: `)])).toEqual([
        [2, true],
        [2, true],
      ]);
    }
    expect(await world.holder.list('/v1/permits', 'permits')).toEqual(before);
  });

  it('that is no text is refused before anything is issued', async () => {
    const before = await world.holder.list('/v1/permits', 'permits');
    const file = join(world.directory, 'agreement.pdf');
    await writeFile(file, Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
    const refused = await issuing('--agreement', file);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--agreement: that is no text in UTF-8/) });
    expect(await world.holder.list('/v1/permits', 'permits')).toEqual(before);
  });

  it('that the gateway does not keep is said so, when the permit is issued and when it is to be read', async () => {
    const { warnings, permit } = await issuePermit(world.holder, {
      requester: world.consortium.keys.requester.address as Address,
      dataset: world.dataset,
      purpose: 7,
      fromSeconds: Math.floor(Date.now() / 1000) - 60,
      untilSeconds: Math.floor(Date.now() / 1000) + 86_400,
      termsDigest: agreementDigest('kept by nobody'),
    });
    expect(warnings).toContainEqual(expect.stringContaining('not kept here'));
    for (const command of ['agreement', 'accept']) {
      expect(await custos(['permit', command, String(permit), ...world.as('requester')])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/does not keep the text of this agreement\. Ask the holder .*--agreement FILE/),
      });
    }
  });

  it('is not accepted for a permit that names none, or that is none', async () => {
    const file = await world.list(['You shall delete the data.']);
    expect(await accept(await issue(), file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no agreement'),
    });
    expect(await accept('4000', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('no permit 4000') });
  });
});

describe('a version', () => {
  it('is superseded for ever, and the dataset says so', async () => {
    const supersede = [
      'dataset',
      'supersede',
      world.dataset,
      '--dataset-version',
      '1',
      '--reason',
      'wrong units',
      ...world.as('holder'),
    ];
    const first = await custos(supersede);
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No version of the dataset can be asked for'),
    });
    const { versions } = await world.holder.json<{ versions: { supersededAt: number }[] }>(
      'GET',
      `/v1/datasets/${world.dataset}`,
    );
    expect(versions[0]?.supersededAt).toBeGreaterThan(0);
    expect(await custos(supersede)).toMatchObject({ code: 1, stderr: expect.stringContaining('superseded before') });
  });
});
