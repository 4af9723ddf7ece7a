import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemFile, readCsvTable } from '../../src/cli/csv/csv-table.ts';
import { csvLine } from '../../src/core/csv-cells.ts';

const COLUMNS = ['identifier', 'form', 'identified-by'] as const;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-csv-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function table(content: string | Uint8Array) {
  const file = join(directory, 'list.csv');
  await writeFile(file, content);
  return readCsvTable(file, COLUMNS);
}

async function cells(content: string | Uint8Array) {
  const { rows } = await table(content);
  return rows.map((row) => [row.line, ...COLUMNS.map((column) => row.cell(column))]);
}

async function refusal(content: string | Uint8Array): Promise<string> {
  return table(content).then(
    () => 'read',
    (error: Error) => error.message,
  );
}

describe('a list in CSV', () => {
  it.each([
    ['commas and line feeds', 'identifier,form\nurn:mrn|1,F1\nurn:mrn|2,F2\n'],
    ['semicolons, CRLF and a mark of the encoding', '\ufeffidentifier;form\r\nurn:mrn|1;F1\r\nurn:mrn|2;F2'],
    ['tabs and lone carriage returns', 'identifier\tform\rurn:mrn|1\tF1\rurn:mrn|2\tF2\r'],
    ['quotes around everything, and blanks', '"Identifier" , "FORM"\n"urn:mrn|1","F1"\n" urn:mrn|2 ",F2\n'],
  ])('is read with %s', async (_, content) => {
    expect(await cells(content)).toEqual([
      [2, 'urn:mrn|1', 'F1', undefined],
      [3, 'urn:mrn|2', 'F2', undefined],
    ]);
  });

  it('keeps the numbers of its lines, over empty ones and cells of several lines', async () => {
    const content = 'form,identifier\n\n;;\n,,\n"two\nlines","say ""yes"""\nF9,urn:mrn|9\n';
    expect((await cells(content)).slice(1)).toEqual([
      [5, 'say "yes"', 'two\nlines', undefined],
      [7, 'urn:mrn|9', 'F9', undefined],
    ]);
  });

  it('takes what Excel says of what parts the columns, and keeps the numbers of the lines', async () => {
    const rows = [[3, 'urn:mrn|1', 'F;1', undefined]];
    expect(await cells('sep=,\r\nidentifier,form\r\nurn:mrn|1,F;1\r\n')).toEqual(rows);
    expect(await cells('\ufeff"sep=|"\r\nidentifier|form\r\n"urn:mrn|1"|F;1\r\n')).toEqual(rows);
    expect(await refusal('sep=;\nidentifier;other\nurn:mrn|1;F1\n')).toContain('“other”');
  });

  it('leaves out columns that a spreadsheet writes although nothing stands in them, and no other without a name', async () => {
    expect(await cells('identifier;form;;\nurn:mrn|1;F1;;\n')).toEqual([[2, 'urn:mrn|1', 'F1', undefined]]);
    expect(await refusal('identifier;form;\nurn:mrn|1;F1;x\n')).toContain('a column without a name');
  });

  it('takes its columns in any order, case and spelling, and its own list of refused rows', async () => {
    const content = 'Identified_By;Problem;Identifier\npassport;was wrong;urn:mrn|1\n';
    expect(await cells(content)).toEqual([[2, 'urn:mrn|1', undefined, 'passport']]);
  });

  it('says which column it does not know, or has twice', async () => {
    expect(await refusal('identifier,forn\na,b\n')).toMatch(/“forn”.*identifier, form, identified-by/);
    expect(await refusal('identifier,form,Form\na,b,c\n')).toMatch(/column form twice/);
  });

  it('in another encoding is refused, with the first line that shows it', async () => {
    const latin = Buffer.from('identifier,form\nurn:mrn|1,F1\nurn:mrn|2,M\u00fcller\n', 'latin1');
    expect(await refusal(latin)).toMatch(/not UTF-8 from line 3 on, perhaps Latin-1/);
    expect(await refusal(Buffer.from('\ufeffidentifier,form\n1,2\n', 'utf16le'))).toMatch(/UTF-16/);
  });

  it('with a quotation mark that is not closed is refused, with the line', async () => {
    expect(await refusal('identifier,form\nurn:mrn|1,F1\nurn:mrn|2,"F2\nurn:mrn|3,F3\n')).toMatch(/Line \d+ is no CSV/);
    expect(await refusal('identifier,form\nurn:mrn|1,F"1\n')).toMatch(/Line 2 is no CSV/);
  });

  it('without rows, or that cannot be read, is refused', async () => {
    expect(await refusal('identifier,form\n')).toMatch(/has no rows/);
    expect(await refusal('')).toMatch(/has no rows/);
    await expect(readCsvTable(join(directory, 'none.csv'), COLUMNS)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('knows a row that has more cells than the heading', async () => {
    const { rows } = await table('identifier,form\na,b,c\na,b\n');
    expect(rows.map(({ isTooLong }) => isTooLong)).toEqual([true, false]);
  });

  it('is written so that a spreadsheet runs nothing of it, and reads back the same', async () => {
    const written = [
      ['=1+1', '@x'],
      ['-a', 'plain, "quoted"'],
    ]
      .map((row) => csvLine(row))
      .join('');
    expect(written).toBe('\'=1+1,\'@x\r\n\'-a,"plain, ""quoted"""\r\n');
    expect(await cells(`identifier,form\n${written}`)).toEqual([
      [2, '=1+1', '@x', undefined],
      [3, '-a', 'plain, "quoted"', undefined],
    ]);
  });

  it('is written so that no formula begins by any delimiter that a spreadsheet may take', async () => {
    const given = [
      'x;=1+1;y',
      'x,=1+1,y',
      'x\t=1+1\ty',
      'x;"=1+1;y',
      '\uff1d1+1',
      'x;\uff0b1',
      "'=1",
      "a,''-b",
      '\t=1',
      "it's, -5",
    ];
    for (const delimiter of [',', ';', '\t']) {
      const written = given.map((cell) => csvLine([cell, `z${cell}`], delimiter)).join('');
      const begun = written.split(/[,;\t\r\n"]+/).filter((piece) => /^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(piece));
      expect(begun).toEqual([]);
      const read = await table(`identifier${delimiter}form\n${written}`);
      expect(read.rows.map((row) => row.cells)).toEqual(given.map((cell) => [cell, `z${cell}`]));
    }
  });

  it.each([
    [
      'a mark',
      '\ufeffIdentifier;Identified By;problem;FORM\r\n1;M\u00fcller;was wrong;F1\r\n2;b;;F2;more\r\n',
      '\ufeff',
    ],
    ['no mark', 'Identifier;Identified By;problem;FORM\r\n1;M\u00fcller;was wrong;F1\r\n2;b;;F2;more\r\n', ''],
  ])('of problems has the marks, names and cells of the list that it comes from: %s', async (_, content, mark) => {
    const read = await table(content);
    const written = problemFile(
      read,
      read.rows.map((row) => ({ cells: row.cells, problem: `bad ${row.line}` })),
    );
    const head = 'Identifier;Identified By;FORM;problem';
    expect(written).toBe(`${mark}${head}\r\n1;M\u00fcller;F1;bad 2\r\n2;b;F2;bad 3;more\r\n`);
    const again = await table(written);
    expect(again.rows.map((row) => [row.cell('identified-by'), row.isTooLong])).toEqual([
      ['M\u00fcller', false],
      ['b', true],
    ]);
    expect(again.isMarked).toBe(mark !== '');
  });
});
