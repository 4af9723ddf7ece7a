import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listConsents } from '../../src/client/consents.ts';
import { type IncompleteForm, listIncompleteForms } from '../../src/client/paper.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { type HolderWorld, keyOptions, nameMember, openHolderWorld } from '../cli/holder-world.ts';
import { custos } from '../cli/kept-program.ts';

const PAGE = fileURLToPath(new URL('../../docs/paper.md', import.meta.url));
const FORMS = 40;
const names = Array.from({ length: FORMS }, (_, i) => `W2-${String(i + 1).padStart(2, '0')}`);
const HEADING =
  'identifier,scan,signed,signed-on,explained-by,permission,modifiers,ai-training,commercial,transfer-abroad,identifiable,until';

/** What stands on three of the forty forms otherwise than on the others. */
const WRONG: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'W2-09': { signed: 'no' },
  'W2-21': { commercial: '', 'explained-by': '' },
  'W2-33': { 'signed-on': '' },
};

let world: HolderWorld;
let ward: string;
/** Blocks of the page: a command and what it said, without ids and days. */
let page: readonly string[];
const said: string[] = [];

beforeAll(async () => {
  world = await openHolderWorld(names);
  ward = join(world.directory, 'ward.csv');
  await mkdir(join(world.directory, 'scans'));
  for (const name of names) {
    await writeFile(join(world.directory, 'scans', `${name}.pdf`), `%PDF-1.7 the form of ${name}`);
  }
  await nameMember(world.consortium, world.consortium.keys.holder.address, 'City Hospital');
  await writeFile(ward, [HEADING, ...names.map(rowOf)].join('\n'));
  // Whoever meets a gateway first is told whom it meets.
  await custos(['form', 'list', ...world.as('holder')]);
  page = blocksOf(await readFile(PAGE, 'utf8'));
}, 240_000);
afterAll(async () => {
  if (process.env['CUSTOS_SHOW_WALK'] !== undefined) await writeFile(process.env['CUSTOS_SHOW_WALK'], said.join('\n'));
  await world?.close();
});

function rowOf(name: string): string {
  const cells: Record<string, string> = {
    identifier: `urn:mrn|${name}`,
    scan: `scans/${name}.pdf`,
    signed: 'yes',
    'signed-on': '2026-10-05',
    'explained-by': 'Dr Reis',
    permission: 'HMB',
    modifiers: 'none',
    'ai-training': 'no',
    commercial: 'no',
    'transfer-abroad': 'yes',
    identifiable: 'no',
    until: '2031-12-31',
    ...WRONG[name],
  };
  return HEADING.split(',')
    .map((column) => cells[column])
    .join(',');
}

/** What differs from one run to the next. */
function masked(text: string): string {
  return text
    .replace(/0x[0-9a-f]{4,}…?/g, 'ID')
    .replace(/\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/g, 'TIME')
    .replace(/\b\d{1,2} [A-Z][a-z]+ \d{4}(?: at [\d:]+ \(UTC\))?/g, 'DAY')
    .replaceAll('node src/cli/main.ts', 'custos')
    .replace(/(?: --(?:data|gateway|key) [^\s`]+)+/g, '')
    .replace(/[^\s`]*receipts\/[^\s`;]+?(?=\.?(?:[`;\s]|$))/g, 'FILE')
    .replace(/ +/g, ' ')
    .replace(/-{2,}/g, '-')
    .trim();
}

function blocksOf(text: string): string[] {
  return [...text.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) => masked(block));
}

/** Runs a command of the page, as the page has it, and holds what it says to the page. */
async function walk(shown: string, args: readonly string[], who = world.as('holder'), code = 0): Promise<void> {
  const ended = await custos([...args, ...who]);
  said.push('```console', `$ custos ${shown}`, ended.stdout.trimEnd(), '```', '');
  expect([shown, ended.stderr, ended.code]).toEqual([shown, '', code]);
  if (process.env['CUSTOS_SHOW_WALK'] !== undefined) return;
  expect(page).toContain(masked(`$ custos ${shown}\n${ended.stdout}`));
}

async function formOf(name: string): Promise<IncompleteForm> {
  const { forms } = await listIncompleteForms(world.holder);
  const found = forms.find(({ subject }) => subject === world.subjectOf(name));
  if (found === undefined) throw new Error(`No form of ${name} is incomplete.`);
  return found;
}

describe('a ward that records forty forms', () => {
  const command = ['--csv', 'ward.csv', '--notice'];
  const list = (...more: string[]) => [
    'consent',
    'record',
    '--csv',
    ward,
    '--notice',
    world.consortium.notice,
    ...more,
  ];
  const shown = (...more: string[]) => ['consent', 'record', ...command, world.consortium.notice, ...more].join(' ');

  it('is told before what would become of each, and then that 37 are recorded and 3 incomplete', async () => {
    await walk(shown('--dry-run'), list('--dry-run'), undefined, 1);
    expect(await listConsents(world.holder)).toEqual([]);
    await walk(shown(), list(), undefined, 1);
    const rows = await world.rows(list());
    expect(rows).toMatchObject({ rows: 40, done: 0, stood: 37, repeated: 0, incomplete: 3, refused: 0, code: 1 });
    expect(await listConsents(world.holder)).toHaveLength(37);
    const open = rows.results.filter(({ outcome }) => outcome === 'incomplete');
    expect(open).toMatchObject([
      { line: 10, reasons: ['not-signed'] },
      { line: 22, reasons: ['not-explained', 'commercial-unanswered'] },
      { line: 34, reasons: ['not-dated'] },
    ]);
  }, 120_000);

  it('finds the three, completes one with its patient and puts one aside', async () => {
    await walk('form list', ['form', 'list']);
    const [asked, aside] = [await formOf('W2-21'), await formOf('W2-09')];
    await walk(`form show ${asked.id.slice(0, 10)}`, ['form', 'show', asked.id.slice(0, 10)]);
    const words = ['--asked', 'telephone', '--commercial', 'no', '--explained-by', 'Dr Reis'];
    await walk(`form complete ${asked.id.slice(0, 10)} ${words.join(' ').replace('Dr Reis', '"Dr Reis"')}`, [
      ...['form', 'complete', asked.id.slice(0, 10)],
      ...words,
    ]);
    const reason = 'The patient went home and does not want to sign.';
    await walk(`form discard ${aside.id.slice(0, 10)} --reason "${reason}"`, [
      ...['form', 'discard', aside.id.slice(0, 10)],
      ...['--reason', reason],
    ]);
    await walk('form list', ['form', 'list']);
    const consents = await listConsents(world.holder);
    expect(consents).toHaveLength(38);
    expect(consents.filter(({ subject }) => subject === asked.subject)).toHaveLength(1);
    const again = await world.rows(list());
    expect(again).toMatchObject({ rows: 40, done: 0, stood: 38, incomplete: 1, refused: 1 });
    await walk('form recorded "urn:mrn|W2-21"', ['form', 'recorded', 'urn:mrn|W2-21']);
  }, 120_000);

  it('withdraws by telephone in one command, as it records in one', async () => {
    const words = [
      'consent',
      'revoke',
      '--all',
      '--subject',
      'urn:mrn|W2-05',
      '--form',
      'call of 2026-11-02, Nurse Faria',
    ];
    const command = 'consent revoke --all --subject "urn:mrn|W2-05" --form "call of 2026-11-02, Nurse Faria"';
    await walk(command, words);
  }, 60_000);

  it('has a patient who sees it all, and signs another consent in the place of the form', async () => {
    await createKey(join(world.directory, 'patient.key'));
    const patient = keyOptions(world.directory, 'patient', world.consortium.endpoint);
    const invited = await custos([
      'subject',
      'invite',
      'urn:mrn|W2-21',
      '--identified-by',
      'passport',
      ...world.as('holder'),
    ]);
    const [, code = ''] = /^code (\S+)$/m.exec(invited.stdout) ?? [];
    expect((await custos(['subject', 'bind', code, ...patient])).code).toBe(0);
    await walk('me recorded', ['me', 'recorded'], patient);
    const [consent] = (await listConsents(world.holder, { subject: world.subjectOf('W2-21') })).filter(
      ({ active }) => active,
    );
    const { form = '' } = (await listIncompleteForms(world.holder, { state: 'completed' })).forms[0] as IncompleteForm;
    const out = join(world.directory, 'form.pdf');
    const saved = await custos(['me', 'form', form, '--out', out, ...patient]);
    expect(saved).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(out, 'utf8')).toBe('%PDF-1.7 the form of W2-21');
    const id = consent?.grant.slice(0, 10) ?? '';
    const unsaid = await custos(['consent', 'replace', id, '--exclude', 'PSY', ...patient]);
    expect(unsaid).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^Nothing says .* for transfer to another country \(--transfer-abroad: yes or no\)/,
      ),
    });
    const words = ['--exclude', 'PSY', '--transfer-abroad', 'yes', '--language', 'en', '--yes'];
    await walk(`consent replace ${id} ${words.join(' ')}`, ['consent', 'replace', id, ...words], patient);
    const listed = await listConsents(world.holder, { subject: world.subjectOf('W2-21') });
    expect(listed.filter(({ active }) => active)).toMatchObject([{ kind: 'self' }]);
  }, 120_000);
});
