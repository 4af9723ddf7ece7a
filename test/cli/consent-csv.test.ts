import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Context } from '../../src/cli/context.ts';
import { readCsvTable } from '../../src/cli/csv/csv-table.ts';
import { RowResults, showRows, withProgress } from '../../src/cli/csv/row-report.ts';
import { createOutput } from '../../src/cli/output.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import { CustosError } from '../../src/core/errors.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { Digest } from '../../src/core/ids.ts';
import { RecordedGrants } from '../../src/gateway/consents/recorded-grants.ts';
import { Invitations } from '../../src/gateway/holder/invitations.ts';
import { Revocations } from '../../src/gateway/ledger/revocations.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { OPT_OUT_LEVEL } from '../../src/ledger/words.ts';
import { start } from '../e2e/processes.ts';
import { bindSigner } from '../gateway/publisher.ts';
import { type HolderWorld, openHolderWorld, type Rows } from './holder-world.ts';
import { custos } from './kept-program.ts';

const PATIENTS = 1_000;
const names = Array.from({ length: PATIENTS }, (_, i) => `p${String(i).padStart(4, '0')}`);

let world: HolderWorld;

beforeAll(async () => {
  world = await openHolderWorld(names);
  const { holder } = world;
  await bindSigner(holder, world.subjectOf('p0100'));
  const { contracts } = await holder.identity();
  const form = toHex(domainHash('form', utf8('letter'))) as Digest;
  const { consents } = ledgerCalls(contracts);
  const optOut = consents.optOutRecorded(world.subjectOf('p0200'), OPT_OUT_LEVEL.research, form);
  await sendOwnCall(holder, optOut);
}, 240_000);
afterAll(async () => {
  await world?.close();
});

const counts = ({ rows, done, stood, repeated, refused, code }: Rows & { code: number | null }) => ({
  rows,
  done,
  stood,
  repeated,
  refused,
  code,
});

async function grants(): Promise<{ subject: string; grant: string; active: boolean }[]> {
  return world.holder.list('/v1/consents', 'consents');
}

const ANSWERED = ['--ai-training', 'yes', '--commercial', 'no', '--transfer-abroad', 'yes'];

describe('a thousand paper consents', () => {
  const head = 'identifier;form;permission;modifiers;dataset;until';
  const good = (name: string) => `urn:mrn|${name};sheet ${name};HMB;NCU;all;2031-12-31`;
  const wrong: Readonly<Record<string, string>> = {
    p0001: 'urn:mrn|nobody;sheet 1;HMB;NCU;all;2031-12-31',
    p0100: good('p0100'),
    p0200: good('p0200'),
    p0300: 'urn:mrn|p0300;sheet 300;HMB;NCU;all;31.12.2031',
    p0400: 'urn:mrn|p0400;sheet 400;HMX;NCU;all;2031-12-31',
    p0500: 'urn:mrn|p0500;;HMB;NCU;all;2031-12-31',
    p0600: 'urn:mrn|p0600;sheet 600;HMB;NCU;Cardiologie;2031-12-31',
  };
  const lines = [`\ufeff${head}`, ...names.map((name) => wrong[name] ?? good(name))];
  const command = (file: string) => [
    ...['consent', 'record', '--csv', file, '--notice', world.consortium.notice],
    ...ANSWERED,
  ];

  it('are checked without being recorded', async () => {
    const checked = await world.rows([...command(await world.list(lines, '\r\n')), '--dry-run']);
    expect(counts(checked)).toEqual({ rows: 1_000, done: 993, stood: 0, repeated: 0, refused: 7, code: 1 });
    expect(await grants()).toEqual([]);
  }, 60_000);

  it('are recorded but for the seven that are wrong, also where it is killed on the way; and the seven are named', async () => {
    const file = await world.list(lines, '\r\n');
    const killed = start([...command(file), ...world.as('holder')], {});
    const ended = once(killed, 'close');
    await vi.waitFor(async () => expect((await grants()).length).toBeGreaterThan(0), { timeout: 60_000, interval: 50 });
    killed.kill('SIGKILL');
    await ended;
    const refusedTo = join(world.directory, 'refused.csv');
    const recorded = await world.rows([...command(file), '--refused', refusedTo]);
    expect(recorded).toMatchObject({ rows: 1_000, repeated: 0, refused: 7, code: 1 });
    expect(recorded.stood).toBeGreaterThan(0);
    expect(recorded.done + recorded.stood).toBe(993);
    const refused = recorded.results.filter(({ outcome }) => outcome === 'refused');
    const named = refused.map(({ line, column, code }) => [line, column, code]);
    expect(named).toEqual([
      [3, 'identifier', 'NOT_FOUND'],
      [102, undefined, 'CONFLICT'],
      [202, undefined, 'CONFLICT'],
      [302, 'until', 'INPUT_INVALID'],
      [402, 'permission', 'INPUT_INVALID'],
      [502, 'form', 'INPUT_INVALID'],
      [602, 'dataset', 'NOT_FOUND'],
    ]);
    expect(refused.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('Nobody is enrolled'),
      expect.stringContaining('signer of its own'),
      expect.stringContaining('opted out'),
      expect.stringContaining('“31.12.2031” is no day of the calendar. Write a day as YYYY-MM-DD, such as'),
      expect.stringContaining('HMX'),
      expect.stringContaining('empty'),
      expect.stringContaining('Cardiologie'),
    ]);
    const all = await grants();
    expect(all).toHaveLength(993);
    expect(new Set(all.map(({ subject }) => subject)).size).toBe(993);
    const kept = (await readFile(refusedTo, 'utf8')).split('\r\n');
    expect(kept).toHaveLength(9);
    expect(kept[0]).toBe(`\ufeff${head};problem`);
    expect((await stat(refusedTo)).mode & 0o777).toBe(0o600);
  }, 180_000);

  it('come to nothing more when they are repeated, and say so', async () => {
    const again = await world.rows(command(await world.list(lines, '\r\n')));
    expect(counts(again)).toEqual({ rows: 1_000, done: 0, stood: 993, repeated: 0, refused: 7, code: 1 });
    expect(await grants()).toHaveLength(993);
  }, 60_000);

  it('are mended in the list of the refused ones, which is taken as it is', async () => {
    const refused = await readFile(join(world.directory, 'refused.csv'), 'utf8');
    const mended = await world.list([refused.replace(';31.12.2031', ';2031-12-31')]);
    expect(counts(await world.rows(command(mended)))).toEqual({
      rows: 7,
      done: 1,
      stood: 0,
      repeated: 0,
      refused: 6,
      code: 1,
    });
  }, 60_000);

  it('are not given again by a list that is repeated after a withdrawal', async () => {
    const subject = world.subjectOf('p0000');
    const form = toHex(domainHash('form', utf8('call')));
    await world.holder.json('POST', '/v1/consents/withdrawal', { json: { subject, form } });
    const file = await world.list([head, good('p0000')]);
    const again = await world.rows(command(file));
    expect(again).toMatchObject({ done: 0, refused: 1, code: 1 });
    expect(again.results[0]?.problem).toContain('withdrawn');
    const anew = await world.list([head, good('p0000').replace('sheet', 'new sheet')]);
    expect(await world.rows(command(anew))).toMatchObject({ done: 1, refused: 0, code: 0 });
  }, 60_000);
});

describe('a list of paper consents', () => {
  const command = (file: string) => [
    ...['consent', 'record', '--csv', file, '--notice', world.consortium.notice],
    ...ANSWERED,
  ];

  it('names rows that say the same, and counts each consent once', async () => {
    const row = 'urn:mrn|p0700,GRU,2030-01-31,';
    const file = await world.list(['identifier,permission,until,form', `${row}A`, `${row}A`, `${row}B`]);
    const recorded = await world.rows(command(file));
    expect(counts(recorded)).toEqual({ rows: 3, done: 1, stood: 0, repeated: 2, refused: 0, code: 0 });
    expect(recorded.results.map((one) => ('sameAs' in one ? one.sameAs : undefined))).toEqual([undefined, 2, 2]);
  }, 60_000);

  it('takes no empty cell for an answer', async () => {
    const header = 'identifier,form,permission,modifiers,excluded,grantee,dataset,identifiable,until';
    const full = ['urn:mrn|p0701', 'F', 'GRU', 'none', 'none', 'any', world.dataset, 'no', '2030-01-31'];
    const lines = full.map((_, at) => full.map((cell, i) => (i === at ? '' : cell)).join(','));
    const refused = await world.rows(command(await world.list([header, ...lines])));
    expect(refused).toMatchObject({ done: 0, refused: full.length, code: 1 });
    expect(refused.results.map(({ column }) => column)).toEqual(header.split(','));
    expect(await world.rows(command(await world.list([header, full.join(',')])))).toMatchObject({ done: 1 });
  }, 60_000);

  it('takes days alone for the end of all, since a period would end otherwise tomorrow', async () => {
    const file = await world.list(['identifier,form', 'urn:mrn|p0702,F']);
    const ended = await custos([...command(file), '--permission', 'GRU', '--until', '90d', ...world.as('holder')]);
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('YYYY-MM-DD') });
    const options = ['--permission', 'GRU', '--until', '2030-01-31', '--modifier', 'NCU'];
    expect(await world.rows([...command(file), ...options])).toMatchObject({ done: 1, code: 0 });
  }, 60_000);

  it('is not read where an option is missing or wrong: that is said once', async () => {
    const file = await world.list(['identifier,form', 'urn:mrn|p0710,F', 'urn:mrn|p0711,F']);
    const whole = ['--permission', 'GRU', '--until', '2030-01-31', '--notice', world.consortium.notice];
    const wrong: [string[], RegExp][] = [
      [whole.slice(0, 4), /Needed as well: the column “notice” or --notice\./],
      [whole.slice(4), /“permission” or --permission; the column “until” or --until\./],
      [[...whole, '--exclude', 'brain'], /^--exclude: “brain” is no kind of data/],
      [[...whole, '--modifier', 'NCX'], /^--modifier: /],
      [[...whole, '--permission', 'HBM'], /^--permission: /],
      [[...whole, '--notice', 'abc'], /^--notice: /],
      [[...whole, '--dataset', 'Cardiologie'], /There is no dataset “Cardiologie”/],
    ];
    for (const [options, words] of wrong) {
      const refused = await custos(['consent', 'record', '--csv', file, ...options, ...world.as('holder')]);
      expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(words) });
      expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    }
    for (const command of [
      ['consent', 'revoke'],
      ['subject', 'invite', '--codes', `${file}.codes`],
    ]) {
      const list = await world.list(['identifier', 'urn:mrn|p0710', 'urn:mrn|p0711']);
      const refused = await custos([...command, '--csv', list, ...world.as('holder')]);
      expect(refused).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/or --(?:form|identified-by)\. Nothing/),
      });
    }
  }, 60_000);

  it('records nothing of rows of which an answer is missing, and names each question that is open', async () => {
    const header = 'identifier,form,permission,until,modifiers,commercial';
    const lines = ['none,', 'none,no', '"NAI, NTX",', '"NAI, NTX",yes'].map(
      (end) => `urn:mrn|p0720,G,GRU,2030-01-31,${end}`,
    );
    const file = await world.list([header, ...lines]);
    const [plain, shut] = [['consent', 'record', '--csv', file, '--notice', world.consortium.notice], ['--dry-run']];
    const checked = await world.rows([...plain, ...shut]);
    expect(checked).toMatchObject({ done: 1, refused: 3, code: 1 });
    expect(
      checked.results.map(({ column, problem = '' }) => [column, problem.match(/[a-z-]+(?=: yes or no)/g)]),
    ).toEqual([
      ['ai-training', ['ai-training', 'commercial', 'transfer-abroad']],
      ['ai-training', ['ai-training', 'transfer-abroad']],
      ['commercial', ['commercial']],
      [undefined, null],
    ]);
    const before = (await grants()).length;
    expect(await world.rows(plain)).toMatchObject({ done: 1, refused: 3, code: 1 });
    expect((await grants()).length).toBe(before + 1);
  }, 60_000);

  it('says in words what became of it', async () => {
    const file = await world.list([
      'identifier,form,permission,until',
      'urn:mrn|p0703,F,GRU,2030-01-31',
      'x,F,GRU,2030-01-31',
    ]);
    const { code, stdout } = await custos([...command(file), ...world.as('holder')]);
    expect([code, stdout.split('\n').slice(0, 2)]).toEqual([
      1,
      [
        '2 rows: 1 recorded, 0 stood already, 0 the same as an earlier row, 1 refused.',
        expect.stringMatching(/^line 3, identifier: Nobody is enrolled/),
      ],
    ]);
  }, 60_000);

  it('takes the beginning of a pseudonym, and one of withdrawals that of a consent, as they are listed', async () => {
    const subject = world.subjectOf('p0704');
    const given = [
      'identifier,form,permission,until',
      `${subject.slice(0, 14)},F,GRU,2030-01-31`,
      '0xffffffffff,F,GRU,2030-01-31',
    ];
    const recorded = await world.rows(command(await world.list(given)));
    expect(recorded).toMatchObject({ done: 1, refused: 1, results: [{ subject }, { column: 'identifier' }] });
    const { grant = '' } = (await grants()).find((one) => one.subject === subject) ?? {};
    const ended = [
      'identifier,form,grant',
      `urn:mrn|p0704,call,${grant.slice(0, 14)}`,
      `urn:mrn|p0705,call,${grant.slice(0, 14)}`,
    ];
    const file = await world.list(ended);
    const withdrawn = await world.rows(['consent', 'revoke', '--csv', file]);
    expect(withdrawn).toMatchObject({ done: 1, refused: 1, results: [{ subject }, { column: 'grant' }] });
    expect((await grants()).find((one) => one.grant === grant)).toMatchObject({ active: false });
  }, 60_000);

  it('goes without patients on the command line, and its options without a list', async () => {
    const both = await custos(['consent', 'record', `0x${'11'.repeat(32)}`, '--csv', 'x.csv', ...world.as('holder')]);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('none on the command line') });
    const neither = await custos(['consent', 'record', ...world.as('holder')]);
    expect(neither).toMatchObject({ code: 2, stderr: expect.stringContaining('<subject>') });
    const partly = await custos(['consent', 'record', `0x${'11'.repeat(32)}`, '--until', '5d', ...world.as('holder')]);
    expect(partly).toMatchObject({ code: 2, stderr: expect.stringContaining('--permission') });
  }, 60_000);
});

describe('a list that is stopped by its user', () => {
  const some = names.slice(0, 900).filter((name) => !['p0100', 'p0200'].includes(name));
  let refusedTo: string;

  /** Runs the command, and sends what Ctrl-C does once it has begun. */
  async function stopped(command: readonly string[], hasBegun: () => Promise<boolean>) {
    const running = start([...command, ...world.as('holder'), '--json'], {});
    const said = Promise.all([
      text(running.stdout as Readable),
      text(running.stderr as Readable),
      once(running, 'close'),
    ]);
    await vi.waitFor(async () => expect(await hasBegun()).toBe(true), { timeout: 60_000, interval: 5 });
    running.kill('SIGINT');
    const [stdout, stderr, [code]] = await said;
    expect(stderr).toContain('Ending once what was sent is answered; once more ends it at once.\n');
    return { ...(JSON.parse(stdout) as Rows & { readonly missing: number }), code };
  }

  const isThere = (file: string) =>
    stat(file).then(
      () => true,
      () => false,
    );

  /** What was done, and what is left, are all there is; and the same command does just what is left. */
  async function expectToGoOn(
    first: Rows & { missing: number; code: number | null },
    command: readonly string[],
    all = some.length,
  ) {
    expect(first).toMatchObject({ rows: all + 1, refused: 1, repeated: 0, stood: 0, code: 2 });
    expect(first.done).toBeGreaterThan(0);
    expect(first.missing).toBeGreaterThan(0);
    expect(first.done + first.missing).toBe(all);
    expect(await isThere(refusedTo)).toBe(false);
    const next = await world.rows(command);
    expect(counts(next)).toMatchObject({ done: first.missing, stood: first.done, refused: 1, code: 1 });
    expect(await isThere(refusedTo)).toBe(true);
  }

  beforeEach(() => {
    refusedTo = join(world.directory, `${crypto.randomUUID()}.csv`);
  });

  it('says how far consents were recorded, and goes on from there', async () => {
    const lines = ['nobody', ...some].map((name) => `urn:mrn|${name},stopped ${name},GRU`);
    const file = await world.list(['identifier,form,permission', ...lines]);
    const terms = ['--until', '2033-12-31', '--notice', world.consortium.notice, ...ANSWERED, '--refused', refusedTo];
    const command = ['consent', 'record', '--csv', file, ...terms];
    const before = (await grants()).length;
    const first = await stopped(command, async () => (await grants()).length > before);
    expect((await grants()).length).toBe(before + first.done);
    await expectToGoOn(first, command);
    expect((await grants()).length).toBe(before + some.length);
  }, 120_000);

  it('says how many were invited, and goes on from there', async () => {
    const file = await world.list(['identifier', ...['nobody', ...some].map((name) => `urn:mrn|${name}`)]);
    const codes = join(world.directory, 'stopped-codes.csv');
    const to = ['--codes', codes, '--refused', refusedTo];
    const command = ['subject', 'invite', '--csv', file, '--identified-by', 'passport', ...to];
    const first = await stopped(command, () => isThere(codes));
    expect((await readFile(codes, 'utf8')).trim().split('\r\n')).toHaveLength(1 + first.done);
    await expectToGoOn(first, command);
  }, 120_000);

  it('says how many withdrew, and goes on from there', async () => {
    const few = some.slice(0, 60);
    const file = await world.list([
      'identifier,form',
      ...['nobody', ...few].map((name) => `urn:mrn|${name},end of ${name}`),
    ]);
    const command = ['consent', 'revoke', '--csv', file, '--refused', refusedTo];
    const kept = () => readdir(join(world.directory, 'receipts')).catch(() => []);
    const before = (await kept()).length;
    const first = await stopped(command, async () => (await kept()).length > before);
    await expectToGoOn(first, command, few.length);
  }, 120_000);
});

describe('a list on whose way the gateway fails', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** As a full disk does, from the call on that has the number. */
  function failsFrom<Name extends string>(of: Readonly<Record<Name, unknown>>, name: Name, first: number): void {
    const work = of[name] as (...given: readonly unknown[]) => Promise<unknown>;
    let calls = 0;
    vi.spyOn(of as Record<string, typeof work>, name).mockImplementation(async function (this: unknown, ...given) {
      if (++calls >= first) throw new CustosError('STORAGE_FULL', 'The disk is full.');
      return Reflect.apply(work, this, given);
    });
  }

  async function cameTo(command: readonly string[], rows: number): Promise<number> {
    const { code, stdout, stderr } = await custos([...command, ...world.as('holder')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const said = new RegExp(
      `It came to (\\d+) of ${rows} rows\\. Give the same command again to go on; what is done already is found again\\.\n$`,
    );
    return Number(said.exec(stderr)?.[1]);
  }

  it('says how far it came, of consents', async () => {
    const lines = names.slice(300, 600).map((name) => `urn:mrn|${name},cut off ${name},NRES`);
    const file = await world.list(['identifier,form,permission', ...lines]);
    failsFrom(RecordedGrants.prototype, 'recordEach', 2);
    const terms = ['--until', '2034-12-31', '--notice', world.consortium.notice, ...ANSWERED];
    expect(await cameTo(['consent', 'record', '--csv', file, ...terms], 300)).toBe(200);
  }, 60_000);

  it('says how far it came, of invitations', async () => {
    const file = await world.list(['identifier', ...names.slice(300, 600).map((name) => `urn:mrn|${name}`)]);
    const codes = join(world.directory, 'cut-off-codes.csv');
    failsFrom(Invitations.prototype, 'make', 2);
    const command = ['subject', 'invite', '--csv', file, '--identified-by', 'passport', '--codes', codes];
    expect(await cameTo(command, 300)).toBe(200);
    expect((await readFile(codes, 'utf8')).trim().split('\r\n')).toHaveLength(201);
  }, 60_000);

  it('says how far it came, of withdrawals, and sends no more of them', async () => {
    const lines = names.slice(300, 330).map((name) => `urn:mrn|${name},cut off ${name}`);
    const file = await world.list(['identifier,form', ...lines]);
    failsFrom(Revocations.prototype, 'acknowledge', 3);
    expect(await cameTo(['consent', 'revoke', '--csv', file], 30)).toBe(2);
    // Those that were under way with the first that failed.
    expect(vi.mocked(Revocations.prototype.acknowledge).mock.calls.length).toBeLessThanOrEqual(6);
  }, 60_000);
});

it('says in words how far a list came that was stopped', async () => {
  const file = await world.list(['identifier', 'urn:mrn|p0001', 'urn:mrn|p0002']);
  const results = new RowResults(await readCsvTable(file, ['identifier']));
  results.set(2, { outcome: 'done' });
  const lines: string[] = [];
  const output = {
    ...createOutput(false),
    result: (_: unknown, said: () => string | readonly string[]) => lines.push(...said()),
  };
  const words = { done: 'recorded', stood: 'stood already', refusedTo: file };
  expect(await showRows({ output } as unknown as Context, results, words)).toBe(2);
  expect(lines).toEqual([
    '2 rows: 1 recorded, 0 stood already, 0 the same as an earlier row, 0 refused, 1 not sent.',
    'Stopped as you asked, after 1 of 2 rows: 1 is left. Give the same command again to go on; what is done already is found again.',
  ]);
  expect(withProgress(new CustosError('GATEWAY_UNREACHABLE', 'It is gone.'), results)).toMatchObject({
    code: 'GATEWAY_UNREACHABLE',
    message:
      'It is gone. It came to 1 of 2 rows. Give the same command again to go on; what is done already is found again.',
  });
});
