import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listConsents } from '../../src/client/consents.ts';
import { listIncompleteForms, listRecordedActs, readScan } from '../../src/client/paper.ts';
import { scanDigest } from '../../src/core/paper-form.ts';
import { type HolderWorld, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

const names = Array.from({ length: 30 }, (_, i) => `p${String(i).padStart(2, '0')}`);
const UNTIL = ['--until', '2031-12-31'];
const NOES = ['--ai-training', 'no', '--commercial', 'no', '--transfer-abroad', 'yes'];
const LOOKED = ['--signed', 'yes', '--signed-on', '2026-01-31', '--explained-by', 'Dr Reis'];

let world: HolderWorld;

beforeAll(async () => {
  world = await openHolderWorld(names);
  await mkdir(join(world.directory, 'scans'));
  await writeFile(join(world.directory, 'scans', 'good.pdf'), '%PDF-1.7 good');
  await writeFile(join(world.directory, 'scans', 'page.html'), '<html></html>');
  await symlink('/etc/hostname', join(world.directory, 'scans', 'link.pdf'));
  await symlink(join(world.directory, 'scans', 'good.pdf'), join(world.directory, 'scans', 'own-link.pdf'));
  await custos(['form', 'list', ...world.as('holder')]);
}, 240_000);
afterAll(async () => {
  await world?.close();
});

const record = (name: string, ...more: string[]) =>
  custos([
    ...['consent', 'record', `urn:mrn|${name}`, '--permission', 'HMB', '--notice', world.consortium.notice, ...UNTIL],
    ...more,
    ...world.as('holder'),
  ]);
const rows = async (head: string, ...lines: string[]) =>
  world.rows([
    ...['consent', 'record', '--csv', await world.list([head, ...lines]), '--permission', 'HMB'],
    ...['--notice', world.consortium.notice, ...UNTIL, ...NOES],
  ]);
const consentsOf = async (name: string) => listConsents(world.holder, { subject: world.subjectOf(name) });

describe('a form that is recorded by a command', () => {
  it('counts where nothing is missing, and is kept as incomplete where something is, with an exit code that says so', async () => {
    const whole = await record('p00', '--form', 'A', ...NOES, ...LOOKED);
    expect(whole).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^consent 0x\w+ of urn:mrn\|p00 recorded\./),
    });
    const open = await record('p01', '--form', 'B', ...NOES.slice(0, 2), '--signed', 'no', '--signed-on', '2026-01-31');
    expect(open).toMatchObject({ code: 1, stderr: '' });
    expect(open.stdout).toMatch(
      /^Kept as incomplete, under 0x\w+, of urn:mrn\|p01: it releases nothing\. The form is not signed, does not say who explained it, leaves open/,
    );
    expect(await consentsOf('p01')).toEqual([]);
    const again = await record('p01', '--form', 'B', ...NOES, ...LOOKED);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('kept as incomplete') });
  }, 60_000);

  it('may name a text that nobody knows, in whatever words', async () => {
    const words = [
      'consent',
      'record',
      'urn:mrn|p02',
      '--permission',
      'HMB',
      ...UNTIL,
      '--form',
      'C',
      ...NOES,
      ...LOOKED,
    ];
    const open = await custos([...words, '--notice', `0x${'ab'.repeat(8)}`, ...world.as('holder')]);
    expect(open).toMatchObject({ code: 1, stdout: expect.stringContaining('which of the known information texts') });
  }, 60_000);

  it('has a reference or a scan, and a scan that is one', async () => {
    const scan = (name: string) => ['--scan', join(world.directory, 'scans', name)];
    const wrong: [string[], RegExp][] = [
      [[], /--form TEXT.*or --scan FILE/],
      [['--form', 'D', ...scan('good.pdf')], /one of them/],
      [scan('none.pdf'), /cannot be read/],
      [scan('page.html'), /no PDF, PNG, JPEG or TIFF/],
      [['--form', 'D', '--signed-on', '31.1.2026'], /^--signed-on: /],
      [['--form', 'D', '--explained-by', 'x'.repeat(201)], /^--explained-by: /],
    ];
    for (const [options, words] of wrong) {
      const refused = await record('p03', ...NOES, ...options);
      expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(words) });
    }
    const kept = await record('p03', ...NOES, ...LOOKED, ...scan('good.pdf'));
    expect(kept.code).toBe(0);
    const form = scanDigest(Buffer.from('%PDF-1.7 good'));
    expect(await listRecordedActs(world.holder, world.subjectOf('p03'))).toMatchObject([{ form, scan: { bytes: 13 } }]);
    const out = join(world.directory, 'saved.pdf');
    const save = ['form', 'scan', form.slice(0, 10), '--subject', 'urn:mrn|p03', '--out', out, ...world.as('holder')];
    expect(await custos(save)).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(out, 'utf8')).toBe('%PDF-1.7 good');
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(await custos(save)).toMatchObject({ code: 2, stderr: expect.stringContaining('there already') });
  }, 60_000);
});

describe('a list of forms that are looked at', () => {
  it('has a count for what is incomplete, and the counts add up to its rows', async () => {
    const done = await rows(
      'identifier,form,signed,signed-on,explained-by,identifiable',
      'urn:mrn|p05,1,yes,2026-01-31,Dr Reis,no',
      'urn:mrn|p06,2,,2026-01-31,Dr Reis,no',
      'urn:mrn|p07,3,yes,,,',
      'urn:mrn|nobody,4,yes,2026-01-31,Dr Reis,no',
      'urn:mrn|p05,1,yes,2026-01-31,Dr Reis,no',
      'urn:mrn|p08,5,yes,30.2.2026,Dr Reis,no',
      'urn:mrn|p09,6,maybe,2026-01-31,Dr Reis,no',
    );
    expect(done).toMatchObject({ rows: 7, done: 1, stood: 0, repeated: 1, incomplete: 2, refused: 3, code: 1 });
    expect(done.results).toMatchObject([
      { outcome: 'done' },
      { outcome: 'incomplete', reasons: ['not-signed'] },
      { outcome: 'incomplete', reasons: ['not-dated', 'not-explained', 'identifiable-unanswered'] },
      { outcome: 'refused', column: 'identifier' },
      { outcome: 'repeated', sameAs: 2 },
      { outcome: 'refused', column: 'signed-on' },
      { outcome: 'refused', column: 'signed' },
    ]);
    for (const name of ['p06', 'p07']) expect(await consentsOf(name)).toEqual([]);
  }, 60_000);

  it('writes its refused rows, guarded, to be given again as they are; incomplete ones are not among them', async () => {
    const refusedTo = join(world.directory, 'refused-forms.csv');
    const file = await world.list([
      'identifier,form,signed,signed-on,explained-by',
      'urn:mrn|p10,"=cmd()",yes,2026-01-31,"+Dr, Reis"',
      'urn:mrn|p11,7,no,2026-01-31,Dr Reis',
      'urn:mrn|p12,"=HYPERLINK(1)",yes,2026-02-30,@Reis',
    ]);
    const command = [
      'consent',
      'record',
      '--permission',
      'HMB',
      '--notice',
      world.consortium.notice,
      ...UNTIL,
      ...NOES,
    ];
    const first = await world.rows([...command, '--csv', file, '--refused', refusedTo]);
    expect(first).toMatchObject({ rows: 3, done: 1, incomplete: 1, refused: 1 });
    const text = await readFile(refusedTo, 'utf8');
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain("'=HYPERLINK(1)");
    expect(text).toContain("'@Reis");
    const mended = await world.list([text.replace('2026-02-30', '2026-02-28')]);
    expect(await world.rows([...command, '--csv', mended])).toMatchObject({
      rows: 1,
      done: 1,
      incomplete: 0,
      refused: 0,
    });
    const [act] = await listRecordedActs(world.holder, world.subjectOf('p12'));
    expect(act?.checklist).toMatchObject({ explainedBy: '@Reis', signedOn: '2026-02-28' });
  }, 60_000);

  it('names scans beside it, and hands over no other file', async () => {
    const outside = join(world.directory, '..', `outside-${crypto.randomUUID()}.pdf`);
    await writeFile(outside, '%PDF-1.7 of somebody else');
    const done = await rows(
      'identifier,scan,signed,signed-on,explained-by',
      'urn:mrn|p13,scans/good.pdf,yes,2026-01-31,Dr Reis',
      `urn:mrn|p14,${outside},yes,2026-01-31,Dr Reis`,
      `urn:mrn|p15,../${outside.split('/').at(-1)},yes,2026-01-31,Dr Reis`,
      'urn:mrn|p16,scans/../../x.pdf,yes,2026-01-31,Dr Reis',
      'urn:mrn|p17,scans/link.pdf,yes,2026-01-31,Dr Reis',
      'urn:mrn|p18,scans/page.html,yes,2026-01-31,Dr Reis',
      'urn:mrn|p19,scans/none.pdf,yes,2026-01-31,Dr Reis',
      'urn:mrn|p20,,yes,2026-01-31,Dr Reis',
      'urn:mrn|p21,scans/own-link.pdf,no,2026-01-31,Dr Reis',
    );
    expect(done).toMatchObject({ rows: 9, done: 1, incomplete: 1, refused: 7 });
    const refused = done.results.filter(({ outcome }) => outcome === 'refused');
    expect(new Set(refused.map(({ column }) => column))).toEqual(new Set(['scan']));
    expect(refused.slice(0, 4).map(({ problem }) => problem)).toEqual(
      Array.from({ length: 4 }, () => expect.stringContaining('does not lie beside the list')),
    );
    const form = scanDigest(Buffer.from('%PDF-1.7 good'));
    for (const name of ['p13', 'p21']) await readScan(world.holder, form, world.subjectOf(name));
    const [open] = (await listIncompleteForms(world.holder, { subject: world.subjectOf('p21') })).forms;
    expect(open).toMatchObject({ form, scan: { mediaType: 'application/pdf' } });
  }, 60_000);

  it('refuses a row that has both a scan and a reference', async () => {
    const done = await rows(
      'identifier,form,scan,signed',
      'urn:mrn|p22,9,scans/good.pdf,yes',
      'urn:mrn|p23,,scans/good.pdf,no',
    );
    expect(done).toMatchObject({ rows: 2, refused: 1, incomplete: 1, results: [{ column: 'form' }, {}] });
  }, 60_000);

  it('takes no scan for all of its rows', async () => {
    const file = await world.list(['identifier,signed', 'urn:mrn|p26,yes']);
    const scan = join(world.directory, 'scans', 'good.pdf');
    const words = [
      'consent',
      'record',
      '--csv',
      file,
      '--permission',
      'HMB',
      '--notice',
      world.consortium.notice,
      ...UNTIL,
    ];
    const refused = await custos([...words, '--scan', scan, ...world.as('holder')]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('the column “scan”') });
  }, 60_000);

  it('is read as before without the checklist’s columns: an empty cell is refused', async () => {
    const done = await rows('identifier,form,identifiable', 'urn:mrn|p24,10,', 'urn:mrn|p25,11,no');
    expect(done).toMatchObject({ rows: 2, done: 1, refused: 1 });
    expect(done).not.toHaveProperty('incomplete');
  }, 60_000);
});

describe('a letter by which a patient withholds', () => {
  const form = scanDigest(Buffer.from('%PDF-1.7 good'));
  const good = () => join(world.directory, 'scans', 'good.pdf');

  it('is recorded by its scan, in one command', async () => {
    await record('p27', '--form', 'Z', ...NOES, ...LOOKED);
    const all = ['consent', 'revoke', '--all', '--subject', 'urn:mrn|p27', '--scan', good(), ...world.as('holder')];
    expect(await custos(all)).toMatchObject({ code: 0, stderr: '' });
    const out = ['subject', 'opt-out', 'urn:mrn|p27', '--scan', good(), ...world.as('holder')];
    expect(await custos(out)).toMatchObject({ code: 0, stderr: '' });
    const acts = await listRecordedActs(world.holder, world.subjectOf('p27'));
    const scan = { mediaType: 'application/pdf', bytes: 13 };
    expect(acts.slice(1)).toMatchObject([
      { what: 'withdrawal', form, scan },
      { what: 'opt-out', level: 'research', form, scan },
    ]);
    const both = await custos([...all, '--form', 'call']);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('one of them') });
  }, 60_000);

  it('is recorded by lists as well, each row with its own', async () => {
    const revoked = await world.list(['identifier,scan', 'urn:mrn|p28,scans/good.pdf', 'urn:mrn|p29,../x.pdf']);
    expect(await world.rows(['consent', 'revoke', '--csv', revoked])).toMatchObject({ rows: 2, done: 1, refused: 1 });
    const paused = await world.list(['identifier,scan,until', 'urn:mrn|p28,scans/good.pdf,2027-01-31']);
    expect(await world.rows(['subject', 'pause', '--csv', paused])).toMatchObject({ rows: 1, done: 1, refused: 0 });
    const acts = await listRecordedActs(world.holder, world.subjectOf('p28'));
    expect(acts).toMatchObject([
      { what: 'withdrawal', form, scan: { bytes: 13 } },
      { what: 'pause', form, scan: { bytes: 13 } },
    ]);
  }, 60_000);
});
