import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepAgreement, readAgreement } from '../../src/client/agreements.ts';
import { agreementDigest } from '../../src/client/digests.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { issuePermit } from '../../src/client/permits.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { Address, DatasetId, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { custos } from '../e2e/processes.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { publishScans } from '../gateway/publisher.ts';

const names = Array.from({ length: 12 }, (_, i) => `q${i}`);

let consortium: Consortium;
let holder: GatewayClient;
let directory: string;
let dataset: DatasetId;
const subjects = new Map<string, Pseudonym>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-lists-'));
  const key = await createKey(join(directory, 'holder.key'));
  const requester = await createKey(join(directory, 'requester.key'));
  consortium = await foundConsortium({ keys: { holder: key, requester } });
  holder = consortium.client(key);
  dataset = await publishScans(consortium, names);
  const listed = await holder.list<'subjects', { subject: Pseudonym; identifiers: string[] }>(
    '/v1/subjects',
    'subjects',
  );
  for (const { subject, identifiers } of listed) subjects.set(identifiers[0]?.split('|')[1] ?? '', subject);
}, 120_000);
afterAll(async () => {
  await consortium?.close();
  await rm(directory, { recursive: true, force: true });
});

interface Rows {
  readonly results: readonly { line: number; outcome: string; column?: string; code?: string; receipt?: string }[];
  readonly warnings?: readonly string[];
}

const as = (who: string) => [
  '--key',
  join(directory, `${who}.key`),
  '--gateway',
  consortium.endpoint,
  '--data',
  directory,
];
const asHolder = () => as('holder');

async function rows(command: readonly string[]) {
  const { code, stdout } = await custos([...command, ...asHolder(), '--json']);
  const { results, warnings } = JSON.parse(stdout) as Rows;
  return { code, stdout, results, warnings, outcomes: results.map(({ outcome }) => outcome) };
}

async function list(lines: readonly string[]): Promise<string> {
  const path = join(directory, `${crypto.randomUUID()}.csv`);
  await writeFile(path, lines.join('\n'));
  return path;
}

let made = 0;

async function record(name: string): Promise<GrantId> {
  const now = Math.floor(Date.now() / 1000);
  const form = toHex(domainHash('form', utf8(`sheet ${made}`)));
  const period = { fromSeconds: now - 60, untilSeconds: now + 86_400 + made++ };
  const choice = { permission: 'HMB', ...period, notice: consortium.notice };
  const json = { records: [{ subject: subjects.get(name), form, ...choice }] };
  return (await holder.json<{ grants: [GrantId] }>('POST', '/v1/consents/recorded', { json })).grants[0];
}

async function active(name: string): Promise<GrantId[]> {
  const query = { subject: subjects.get(name) };
  const listed = await holder.list<'consents', { grant: GrantId; active: boolean }>('/v1/consents', 'consents', {
    query,
  });
  return listed.filter((one) => one.active).map(({ grant }) => grant);
}

async function receipts(): Promise<string[]> {
  const kept = await readdir(join(directory, 'receipts')).catch(() => []);
  return kept.filter((name) => name.endsWith('.tlog-proof'));
}

describe('a list of withdrawals', () => {
  let file: string;

  it('is checked without anything being withdrawn', async () => {
    const [one, other] = [await record('q0'), await record('q0')];
    await record('q1');
    file = await list([
      'identifier;form;grant',
      `urn:mrn|q0;call 1;${one}`,
      'urn:mrn|q1;letter 2;all',
      'urn:mrn|nobody;letter 3;all',
      `urn:mrn|q2;letter 4;${other}`,
      'urn:mrn|q1;letter 2;all',
      'urn:mrn|q3;letter 5;the first',
    ]);
    const checked = await rows(['consent', 'revoke', '--csv', file, '--dry-run']);
    expect(checked.outcomes).toEqual(['done', 'done', 'refused', 'done', 'repeated', 'refused']);
    expect(await active('q0')).toHaveLength(2);
    expect(await receipts()).toEqual([]);
  });

  it('is done row by row, each with a receipt that is kept, and the wrong ones are named', async () => {
    const done = await rows(['consent', 'revoke', '--csv', file]);
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
    const verified = await custos(['receipt', 'verify', kept, '--data', directory]);
    expect(verified).toMatchObject({ code: 0 });
  });

  it('sends nothing that it has a receipt of', async () => {
    const again = await rows(['consent', 'revoke', '--csv', file]);
    expect(again.outcomes).toEqual(['stood', 'stood', 'refused', 'refused', 'repeated', 'refused']);
    expect(await receipts()).toHaveLength(2);
  });

  it('does not end by an old form what was consented to since', async () => {
    await record('q1');
    const again = await rows(['consent', 'revoke', '--csv', file]);
    expect(again.results[1]).toMatchObject({ outcome: 'refused', column: 'form' });
    expect(await active('q1')).toHaveLength(1);
    const anew = await rows(['consent', 'revoke', '--csv', await list(['identifier,form', 'urn:mrn|q1,letter 9'])]);
    expect([anew.code, anew.outcomes, await active('q1')]).toEqual([0, ['done'], []]);
    expect(anew.warnings).toBeUndefined();
  });

  it('names the lines of patients of whom no consent counted: their numbers may be mistyped', async () => {
    const rest = await rows(['consent', 'revoke', '--csv', await list(['identifier,form', 'urn:mrn|q1,letter 10'])]);
    expect([rest.code, rest.outcomes]).toEqual([0, ['done']]);
    expect(rest.warnings).toEqual([expect.stringMatching(/^Of 1 patient no consent counted before \(line 2\)/)]);
  });
});

describe('a list of invitations', () => {
  it('writes the codes to a file of its owner’s alone, and shows them nowhere', async () => {
    const codes = join(directory, 'codes.csv');
    const file = await list([
      'identifier,identified-by',
      'urn:mrn|q5,passport',
      'urn:mrn|q6,passport',
      'urn:mrn|q6,passport',
      'urn:mrn|nobody,passport',
      'urn:mrn|q7,',
    ]);
    const invite = ['subject', 'invite', '--csv', file, '--codes', codes];
    const dry = await rows([...invite, '--dry-run']);
    expect(dry.outcomes).toEqual(['done', 'done', 'repeated', 'refused', 'refused']);
    await expect(stat(codes)).rejects.toThrow('ENOENT');
    const invited = await rows(invite);
    expect([invited.code, invited.outcomes]).toEqual([1, ['done', 'done', 'repeated', 'refused', 'refused']]);
    const text = await readFile(codes, 'utf8');
    const [head, ...lines] = text.trim().split('\r\n');
    expect(head).toBe('identifier,subject,code,expires');
    expect(lines.map((line) => line.split(',').slice(0, 2))).toEqual([
      ['urn:mrn|q5', subjects.get('q5')],
      ['urn:mrn|q6', subjects.get('q6')],
    ]);
    expect((await stat(codes)).mode & 0o777).toBe(0o600);
    const [code = ''] = /[A-Z2-7]{26}/.exec(text) ?? [];
    expect(invited.stdout).not.toContain(code);
    const signer = randomAccountKey().address;
    expect(await holder.json('POST', '/v1/signers/prepare', { json: { code, signer } })).toHaveProperty('typedData');
  });

  it('makes no other code for who has one that is good', async () => {
    const codes = join(directory, 'codes.csv');
    const before = await readFile(codes, 'utf8');
    const file = await list(['identifier', 'urn:mrn|q5', 'urn:mrn|q8']);
    const invite = ['subject', 'invite', '--csv', file, '--codes', codes, '--identified-by', 'passport'];
    const again = await rows(invite);
    expect(again.outcomes).toEqual(['stood', 'done']);
    const after = await readFile(codes, 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(after.trim().split('\r\n')).toHaveLength(4);
  });

  it('is refused while another one writes the same file of codes, and makes no code meanwhile', async () => {
    const codes = join(directory, 'shared.csv');
    const one = await list(['identifier', 'urn:mrn|q9']);
    const invite = ['subject', 'invite', '--csv', one, '--codes', codes, '--identified-by', 'passport'];
    await writeFile(`${codes}.lock`, '');
    const refused = await custos([...invite, ...asHolder()]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(`remove ${codes}.lock`);
    await expect(stat(codes)).rejects.toThrow('ENOENT');
    await rm(`${codes}.lock`);
    expect((await rows(invite)).outcomes).toEqual(['done']);
    await expect(stat(`${codes}.lock`)).rejects.toThrow('ENOENT');
  });

  it('refuses a file for the codes that others may open, and to go without one', async () => {
    const open = await list(['identifier,subject,code,expires']);
    const file = await list(['identifier', 'urn:mrn|q9']);
    const invite = ['subject', 'invite', '--csv', file, '--identified-by', 'passport', ...asHolder()];
    expect(await custos([...invite, '--codes', open])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('chmod 600'),
    });
    expect(await custos(invite)).toMatchObject({ code: 2, stderr: expect.stringContaining('--codes FILE is needed') });
  });
});

describe('a patient', () => {
  const find = (identifier: string) => custos(['subject', 'find', identifier, ...asHolder()]);

  it('is found by its number in any spelling that is the same', async () => {
    for (const spelled of ['urn:mrn|q1', ' urn:mrn | q1 ']) {
      expect(await find(spelled)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(subjects.get('q1') ?? '-'),
      });
    }
  });

  it('that nobody is, or somebody alike, is told apart, and nobody is enrolled by asking', async () => {
    const before = await holder.list('/v1/subjects', 'subjects');
    expect(await find('urn:mrn|q99')).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('Nobody is enrolled'),
    });
    expect(await find('q1')).toMatchObject({ stdout: '', stderr: expect.stringContaining('urn:mrn|q1') });
    expect(await find('urn:mrn|')).toMatchObject({ stdout: '', stderr: expect.stringContaining('is empty') });
    expect(await holder.list('/v1/subjects', 'subjects')).toEqual(before);
  });
});

describe('a data use agreement', () => {
  const issue = async (...more: string[]) => {
    const terms = ['--requester', consortium.keys.requester.address, '--dataset', dataset, '--purpose', 'DUO:0000037'];
    const issued = await custos(['permit', 'issue', ...terms, '--until', '30d', ...more, ...asHolder(), '--json']);
    return String((JSON.parse(issued.stdout) as { permit: number }).permit);
  };
  const accept = (permit: string, agreement: string) =>
    custos(['permit', 'accept', permit, '--agreement', agreement, ...as('requester')]);

  it('is accepted from the file that the holder issued it by, and no other words are signed', async () => {
    const file = await list(['You shall not try to identify anybody.', 'You shall delete the data.']);
    const other = await list(['You may do as you like.']);
    const permit = await issue('--agreement', file);
    const state = async () => {
      const all = await holder.list<'permits', { permit: number; acceptedAt: number }>('/v1/permits', 'permits');
      return all.find((one) => String(one.permit) === permit)?.acceptedAt;
    };
    const refused = await accept(permit, other);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('names another agreement') });
    expect(await state()).toBe(0);
    expect(await accept(permit, `@${file}`)).toMatchObject({ code: 0 });
    expect(await state()).toBeGreaterThan(0);
  });

  it('is read at the gateway by the requester whose permit names it, and accepted from there', async () => {
    const words = ['Nobody is identified.', 'The data is deleted.', '\tAfter a year.'];
    const permit = await issue('--agreement', await list(words));
    const shown = await custos(['permit', 'agreement', permit, ...as('requester')]);
    expect(shown).toMatchObject({ code: 0, stdout: `${words.join('\n').replace('\t', '    ')}\n` });
    const out = join(directory, `agreement-${permit}.txt`);
    expect(await custos(['permit', 'agreement', permit, '--out', out, ...as('requester')])).toMatchObject({ code: 0 });
    const accepted = await custos(['permit', 'accept', permit, ...as('requester')]);
    expect(accepted).toMatchObject({ code: 0, stdout: expect.stringContaining('    The data is deleted.') });
    expect(await accept(await issue('--agreement', out), out)).toMatchObject({ code: 0 });
  });

  it('is read by nobody whose permits do not name it, but holder and auditors, and kept as the text of its digest alone', async () => {
    const text = 'Between the two of us.';
    const digest = await keepAgreement(holder, text);
    const { requester, other, auditor } = consortium.keys;
    for (const key of [requester, other]) {
      await expect(readAgreement(consortium.client(key), digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await issue('--agreement', text);
    expect(await readAgreement(consortium.client(requester), digest)).toBe(text);
    await expect(readAgreement(consortium.client(other), digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readAgreement(consortium.client(auditor), digest)).toBe(text);
    const bytes = { type: 'application/octet-stream', body: utf8('Something else.') };
    const replaced = holder.json('PUT', `/v1/agreements/${digest}`, { bytes });
    await expect(replaced).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(await readAgreement(holder, digest)).toBe(text);
  });

  it('that is no text is refused before anything is issued', async () => {
    const before = await holder.list('/v1/permits', 'permits');
    const file = join(directory, 'agreement.pdf');
    await writeFile(file, Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
    const terms = ['--requester', consortium.keys.requester.address, '--dataset', dataset, '--purpose', '7'];
    const refused = await custos(['permit', 'issue', ...terms, '--until', '30d', '--agreement', file, ...asHolder()]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--agreement: that is no text in UTF-8/) });
    expect(await holder.list('/v1/permits', 'permits')).toEqual(before);
  });

  it('that the gateway does not keep is said so, when the permit is issued and when it is to be read', async () => {
    const { warnings, permit } = await issuePermit(holder, {
      requester: consortium.keys.requester.address as Address,
      dataset,
      purpose: 7,
      fromSeconds: Math.floor(Date.now() / 1000) - 60,
      untilSeconds: Math.floor(Date.now() / 1000) + 86_400,
      termsDigest: agreementDigest('kept by nobody'),
    });
    expect(warnings).toContainEqual(expect.stringContaining('not kept here'));
    for (const command of ['agreement', 'accept']) {
      expect(await custos(['permit', command, String(permit), ...as('requester')])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/does not keep the text of this agreement\. Ask the holder .*--agreement FILE/),
      });
    }
  });

  it('is not accepted for a permit that names none, or that is none', async () => {
    const file = await list(['You shall delete the data.']);
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
      dataset,
      '--dataset-version',
      '1',
      '--cause',
      'wrong units',
      ...asHolder(),
    ];
    const first = await custos(supersede);
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No version of the dataset can be asked for'),
    });
    const { versions } = await holder.json<{ versions: { supersededAt: number }[] }>('GET', `/v1/datasets/${dataset}`);
    expect(versions[0]?.supersededAt).toBeGreaterThan(0);
    expect(await custos(supersede)).toMatchObject({ code: 1, stderr: expect.stringContaining('superseded before') });
  });
});
