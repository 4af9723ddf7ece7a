import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONSENT_COLUMNS, type ConsentDefaults, consentRow } from '../../src/cli/csv/consent-row.ts';
import { readCsvTable } from '../../src/cli/csv/csv-table.ts';

const DEFAULTS: ConsentDefaults = {
  form: 'sheet 1',
  permission: 'HMB',
  modifiers: 'none',
  excluded: 'none',
  grantee: 'any',
  dataset: 'all',
  identifiable: 'no',
  'future-members': 'no',
  notice: `0x${'ab'.repeat(32)}`,
  until: '2031-12-31',
};

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-rows-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function read(columns: string, cells: string, defaults = DEFAULTS) {
  const file = join(directory, `${crypto.randomUUID()}.csv`);
  await writeFile(file, `identifier;${columns}\r\nurn:mrn|1;${cells}\r\n`);
  const [row] = (await readCsvTable(file, CONSENT_COLUMNS)).rows;
  if (row === undefined) throw new Error('The file has no row.');
  return () => consentRow(row, defaults, 1_764_000_000).choice;
}

const refused = (column: string, message: RegExp) =>
  expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringMatching(message), details: { column } });

describe('the answers of a row', () => {
  const columns = 'ai-training;commercial;transfer-abroad';

  it('are yes or no, in each column', async () => {
    const answers = { aiTraining: 'yes', commercial: 'no', transferAbroad: 'no' };
    expect((await read(columns, 'Yes;no;0'))()).toMatchObject({ ...answers, modifiers: [] });
  });

  it.each([
    ['ai-training', ';yes;yes'],
    ['commercial', 'yes;;no'],
    ['transfer-abroad', 'no;yes; '],
  ])('are refused where the cell of %s is empty: nothing was answered', async (column, cells) => {
    expect(await read(columns, cells)).toThrow(
      refused(column, new RegExp(`for .* \\(${column}: yes or no\\)\\. Nothing`)),
    );
  });

  it('are refused where one of the columns is not there', async () => {
    expect(await read('ai-training;commercial', 'yes;no')).toThrow(
      refused('transfer-abroad', /was answered for transfer to another country/),
    );
  });

  it.each([
    ['NCU', 'commercial', 'no;yes;no'],
    ['NPUNCU', 'commercial', 'no;yes;no'],
    ['NAI', 'ai-training', 'yes;no;no'],
    ['NTX', 'transfer-abroad', 'no;no;yes'],
  ])('are refused where the modifier %s contradicts them', async (modifier, column, cells) => {
    expect(await read(`modifiers;${columns}`, `${modifier};${cells}`)).toThrow(refused(column, new RegExp(modifier)));
  });

  it.each(['maybe', 'sim', 'x'])('are refused where the cell says %j', async (answer) => {
    expect(await read(columns, `${answer};no;no`)).toThrow(refused('ai-training', /neither yes nor no/));
  });

  it('are asked for by name in a file that has none, but for what a modifier forbids', async () => {
    expect(await read('modifiers', 'NCU')).toThrow(
      refused('ai-training', /\(ai-training: yes or no\), for .* \(transfer-abroad: yes or no\)\. Nothing/),
    );
    const noes = { aiTraining: 'no', commercial: 'no', transferAbroad: 'no' };
    expect((await read('modifiers', 'NCU, NAI, NTX'))()).toMatchObject({ modifiers: ['NCU', 'NAI', 'NTX'], ...noes });
    expect((await read(`modifiers;${columns}`, 'NAI;;no;no'))()).toMatchObject({ modifiers: ['NAI'], ...noes });
  });

  it('may be left open on a form that somebody looked at', async () => {
    expect((await read('signed;commercial', 'yes;no'))()).not.toHaveProperty('aiTraining');
  });

  it('come from the options where the file has no such column', async () => {
    const options = { ...DEFAULTS, 'ai-training': 'no', commercial: 'no', 'transfer-abroad': 'yes' };
    const answers = { aiTraining: 'no', commercial: 'yes', transferAbroad: 'yes' };
    expect((await read('commercial', 'yes', options))()).toMatchObject(answers);
  });

  it('let nobody join later what is no group', async () => {
    expect(await read(`${columns};future-members`, 'no;no;no;yes')).toThrow(
      refused('future-members', /belong to a group/),
    );
  });
});
