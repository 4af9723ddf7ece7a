import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { categoriesOf } from '../../src/core/categories.ts';
import { importFiles } from '../../src/import/files-import.ts';
import { readSubjectMap, type SubjectMap } from '../../src/import/subject-map.ts';
import { collect, newDataset, newVault, temporaryDirectory } from '../vault/workspace.ts';

function of(identifiers: Record<string, string>, categories = 0): SubjectMap {
  return new Map(Object.entries(identifiers).map(([file, identifier]) => [file, { identifier, categories }]));
}

async function files(): Promise<string> {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'Hans Meier'));
  await writeFile(join(directory, 'Hans Meier', 'Brief.PDF'), 'letter');
  await writeFile(join(directory, 'protocol.txt'), 'study protocol');
  return directory;
}

describe('files import', () => {
  test('names the files of nobody that tell of persons, by titles, lines and numbers of patients, and those that are no text', async () => {
    const { vault } = await newVault();
    await vault.subjects.enroll('urn:mrn|70017');
    const path = await temporaryDirectory();
    const write = (name: string, text: string | Buffer) => writeFile(join(path, name), text);
    await write('patients.csv', 'Name;Date of birth\r\nSilva, 1\r\n');
    await write('doentes.csv', Buffer.from('N\xba de processo,Data de nascimento\n9,1\n', 'latin1'));
    await write('lines.txt', 'first line\nMaria Sousa, 1971-03-02, well\n');
    await write('counts.tsv', 'row\tvalue\n1\tMRN 0070017\n2\t70017\n');
    await write('site.json', '{"name": "North site", "beds": 70018}\n');
    await write('bundle.json', '{"birthDate": "1971"}\n');
    await write('protocol.txt', 'Protocol of 2026-03-02, version 4\nward,date\nNorth,2026-03-02\n');
    await write('scan.zip', Buffer.from('PK\x03\x04\0\0'));
    await write('wide.csv', Buffer.from('\ufeffid,E-mail\n', 'utf16le'));
    const { report } = await importFiles(vault, { path, dataset: newDataset(), shareOthers: true });
    expect(report.sharedLook).toEqual({
      found: {
        count: 6,
        files: [
          { file: 'bundle.json', numbers: 0, signs: ['birth-date'] },
          { file: 'counts.tsv', numbers: 1, signs: [] },
          { file: 'doentes.csv', numbers: 0, signs: ['birth-date', 'number'] },
          { file: 'lines.txt', numbers: 0, signs: ['birth-date', 'name'] },
          { file: 'patients.csv', numbers: 0, signs: ['birth-date', 'name'] },
          { file: 'wide.csv', numbers: 0, signs: ['contact'] },
        ],
      },
      unread: { count: 1, examples: ['scan.zip'] },
    });
  });

  test('looks into no file that is a patient’s', async () => {
    const { vault } = await newVault();
    const subjects = of({ 'Hans Meier/Brief.PDF': 'urn:mrn|1', 'protocol.txt': 'urn:mrn|2' });
    const { report } = await importFiles(vault, { path: await files(), dataset: newDataset(), subjects });
    expect(report.sharedLook).toBeUndefined();
  });

  test('stores each file for its subject and shows requesters no path', async () => {
    const { vault } = await newVault();
    const path = await files();
    const subjects = of({ 'Hans Meier/Brief.PDF': 'urn:mrn|1' });
    const options = { path, dataset: newDataset(), subjects, shareOthers: true, categories: categoriesOf(['NOTE']) };
    const { draft, report } = await importFiles(vault, options);
    expect(report).toMatchObject({ patients: 1, items: 2, sharedItems: 1, shared: { file: 1 }, labelled: { NOTE: 2 } });
    expect(report.sharedFiles).toEqual({ count: 1, examples: ['protocol.txt'] });
    const { summary } = await vault.seal(draft);
    for (const index of [0, 1]) {
      const { subject, name, origin, leaf } = (await vault.openItem(summary.volume, index)).record;
      const text = (await collect(vault.readItem(summary.volume, index))).toString();
      const letter = subject !== null;
      expect(text).toBe(letter ? 'letter' : 'study protocol');
      expect(subject).toBe(letter ? await vault.subjects.find('urn:mrn|1') : null);
      expect(name).toBe(letter ? `${index}-file.pdf` : `${index}-file.txt`);
      expect(origin).toBe(letter ? 'Hans Meier/Brief.PDF' : 'protocol.txt');
      expect(leaf.mediaType).toBe(letter ? 'application/pdf' : 'text/plain');
    }
  });

  test('shares no file that nobody was named for, unless told to', async () => {
    const { vault } = await newVault();
    const path = await files();
    const subjects = of({ 'Hans Meier/Brief.PDF': 'urn:mrn|1' });
    const refused = importFiles(vault, { path, dataset: newDataset(), subjects });
    await expect(refused).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      details: { lines: ['protocol.txt has no subject'] },
    });
    await expect(importFiles(vault, { path, dataset: newDataset() })).rejects.toMatchObject({ details: { count: 2 } });
    expect(vault.versions.list()).toEqual([]);
  });

  test('takes no number for a new person that is somebody’s but for its system or spelling', async () => {
    const { vault } = await newVault();
    const path = await files();
    const known = await vault.subjects.enroll('urn:mrn|70017');
    const importBy = (identifier: string, acceptAlike = false) => {
      const subjects = of({ 'Hans Meier/Brief.PDF': identifier, 'protocol.txt': 'urn:mrn|80001' });
      return importFiles(vault, { path, dataset: newDataset(), subjects, acceptAlike });
    };
    for (const alike of ['70017', 'urn:mrn|0070017', 'urn:mrn|70 017']) {
      const refused = { code: 'IMPORT_INVALID', message: expect.stringContaining('may be urn:mrn|70017') };
      await expect(importBy(alike)).rejects.toMatchObject(refused);
    }
    await expect(importBy('urn:mrn|70017')).resolves.toBeDefined();
    await expect(importBy('urn:other|70017')).resolves.toBeDefined();
    await expect(importBy('70017', true)).resolves.toBeDefined();
    expect(await vault.subjects.find('70017')).not.toBe(known);
    await vault.subjects.enroll('90001');
    await expect(importBy('urn:mrn|90001')).rejects.toMatchObject({ code: 'IMPORT_INVALID' });
  });

  test('shares no hidden file, and takes one only for the patient whom the map names', async () => {
    const { vault } = await newVault();
    const path = await files();
    await writeFile(join(path, '.map.csv.swp'), 'Hans Meier, 70017');
    await writeFile(join(path, '.scan'), 'scan');
    const subjects = of({ 'Hans Meier/Brief.PDF': 'urn:mrn|1', '.scan': 'urn:mrn|1' });
    const { report } = await importFiles(vault, { path, dataset: newDataset(), subjects, shareOthers: true });
    expect(report).toMatchObject({ items: 3, sharedFiles: { examples: ['protocol.txt'] } });
    expect(report.skippedFiles).toEqual([{ file: '.map.csv.swp', reason: 'it is hidden' }]);
  });

  test('is published with names that the disk has in another spelling of Unicode, and refuses two spellings', async () => {
    const { vault } = await newVault();
    const path = await temporaryDirectory();
    await writeFile(join(path, 'Mu\u0308ller.txt'), 'letter');
    const map = join(path, '..', 'names.csv');
    await writeFile(map, 'M\u00fcller.txt,urn:mrn|1\n');
    const subjects = await readSubjectMap(map);
    const { draft } = await importFiles(vault, { path, dataset: newDataset(), subjects });
    const { summary } = await vault.seal(draft);
    expect((await vault.openItem(summary.volume, 0)).record.origin).toBe('M\u00fcller.txt');
    await writeFile(join(path, 'M\u00fcller.txt'), 'another');
    const refused = importFiles(vault, { path, dataset: newDataset(), subjects });
    await expect(refused).rejects.toMatchObject({ code: 'IMPORT_INVALID', message: /in two spellings/ });
  });

  test('refuses a map that names files which are not there', async () => {
    const { vault } = await newVault();
    const subjects = of({ 'absent.txt': 'urn:mrn|1' });
    const refused = importFiles(vault, { path: await files(), dataset: newDataset(), subjects, shareOthers: true });
    await expect(refused).rejects.toMatchObject({ code: 'IMPORT_INVALID', details: { count: 1 } });
  });

  test('leaves the files of erased people out', async () => {
    const { vault } = await newVault();
    const path = await files();
    const pseudonym = await vault.subjects.enroll('urn:mrn|1');
    if (pseudonym !== null) await vault.shredSubject(pseudonym);
    const subjects = of({ 'Hans Meier/Brief.PDF': 'urn:mrn|1' });
    const { report } = await importFiles(vault, { path, dataset: newDataset(), subjects, shareOthers: true });
    expect(report).toMatchObject({ items: 1, suppressed: { patients: 1 } });
  });
});

describe('subject map', () => {
  test('is read from CSV and JSON alike', async () => {
    const directory = await temporaryDirectory();
    await writeFile(
      join(directory, 'map.csv'),
      '\uFEFFpath,identifier\r\n./a.txt,urn:mrn|1\r\n"b ""x"", y.txt","urn:mrn|2"\r\n\r\n',
    );
    await writeFile(join(directory, 'map.json'), JSON.stringify({ 'a.txt': 'urn:mrn|1', 'b "x", y.txt': 'urn:mrn|2' }));
    const expected = of({ 'a.txt': 'urn:mrn|1', 'b "x", y.txt': 'urn:mrn|2' });
    expect(await readSubjectMap(join(directory, 'map.csv'))).toEqual(expected);
    expect(await readSubjectMap(join(directory, 'map.json'))).toEqual(expected);
  });

  test('labels files by a third column, or by a member', async () => {
    const directory = await temporaryDirectory();
    const csv =
      'path,identifier,category\na.bin,urn:mrn|1,IMG\n"b.bin",urn:mrn|1,"hiv;  PSY"\nc.bin,urn:mrn|2\nd.bin,urn:mrn|2,\n';
    const json = {
      'a.bin': { identifier: 'urn:mrn|1', category: 'IMG' },
      'b.bin': { identifier: 'urn:mrn|1', category: 'PSY HIV' },
      'c.bin': 'urn:mrn|2',
      'd.bin': { identifier: 'urn:mrn|2' },
    };
    await writeFile(join(directory, 'map.csv'), csv);
    await writeFile(join(directory, 'map.json'), JSON.stringify(json));
    const expected = new Map([
      ...of({ 'a.bin': 'urn:mrn|1' }, categoriesOf(['IMG'])),
      ...of({ 'b.bin': 'urn:mrn|1' }, categoriesOf(['HIV', 'PSY'])),
      ...of({ 'c.bin': 'urn:mrn|2', 'd.bin': 'urn:mrn|2' }),
    ]);
    expect(await readSubjectMap(join(directory, 'map.csv'))).toEqual(expected);
    expect(await readSubjectMap(join(directory, 'map.json'))).toEqual(expected);
  });

  test('may begin with a line of names for its columns, and is refused where that line has others', async () => {
    const path = join(await temporaryDirectory(), 'map.csv');
    for (const heading of ['path,identifier', 'File,Patient', 'filename,number,sensitivity']) {
      await writeFile(path, `${heading}\na.txt,urn:mrn|1\n`);
      expect(await readSubjectMap(path)).toEqual(of({ 'a.txt': 'urn:mrn|1' }));
    }
    // As a spreadsheet writes it where the comma is the decimal sign, of a name that it would take for a formula.
    await writeFile(path, 'path;identifier;category\r\n\'=a.txt;urn:mrn|1;"HIV;PSY"\r\n');
    expect(await readSubjectMap(path)).toEqual(of({ '=a.txt': 'urn:mrn|1' }, categoriesOf(['HIV', 'PSY'])));
    for (const heading of ['patient,file', 'Ficheiro,Doente', 'document,person']) {
      await writeFile(path, `${heading}\na.txt,urn:mrn|1\n`);
      await expect(readSubjectMap(path)).rejects.toMatchObject({ message: /^Line 1 of .* looks like headings: / });
    }
  });

  test('is read as spreadsheets leave it, with empty columns and a line on what parts them', async () => {
    const path = join(await temporaryDirectory(), 'map.csv');
    await writeFile(path, 'sep=;\r\npath;identifier;category;;\r\na.txt;urn:mrn|1;;;\r\n');
    expect(await readSubjectMap(path)).toEqual(of({ 'a.txt': 'urn:mrn|1' }));
    await writeFile(path, 'path;identifier;category;\r\na.txt;urn:mrn|1;;x\r\n');
    await expect(readSubjectMap(path)).rejects.toMatchObject({ code: 'IMPORT_INVALID' });
    await writeFile(path, Buffer.from('\ufeffpath,identifier\na.txt,urn:mrn|1\n', 'utf16le'));
    await expect(readSubjectMap(path)).rejects.toMatchObject({ code: 'IMPORT_INVALID', message: /CSV UTF-8/ });
  });

  test('is refused where a spreadsheet rounded a number, which would be that of several patients', async () => {
    const path = join(await temporaryDirectory(), 'map.csv');
    for (const number of ['1.23457E+15', '"1,23457E+15"', '5E+12']) {
      await writeFile(path, `path,identifier\na.txt,${number}\n`);
      await expect(readSubjectMap(path)).rejects.toMatchObject({ code: 'IMPORT_INVALID', message: /rounded/ });
    }
  });

  test('is refused by the line that is wrong, with what to write there', async () => {
    const path = join(await temporaryDirectory(), 'map.csv');
    await writeFile(path, 'path,identifier\na.txt,urn:mrn|1\nb.txt,\n');
    const message = /^In line 3 of the subject map, the identifier given for b\.txt is empty\. Give /;
    await expect(readSubjectMap(path)).rejects.toMatchObject({ code: 'IMPORT_INVALID', message });
  });

  test('is refused where it names somebody by a text that systems write for want of a number', async () => {
    const path = join(await temporaryDirectory(), 'map.csv');
    await writeFile(path, 'a,urn:mrn|UNKNOWN\nb,urn:mrn|UNKNOWN');
    await expect(readSubjectMap(path)).rejects.toMatchObject({ code: 'IMPORT_INVALID', message: /for a says that/ });
  });

  test('is refused where a row is not whole, a path comes twice, or the form is another', async () => {
    const directory = await temporaryDirectory();
    const cases = {
      'a.csv': 'x',
      'b.csv': 'a,1\n./a,2',
      'c.csv': 'a, ',
      'd.json': '[]',
      'e.json': '{"a":null}',
      'f.json': '{',
      'g.csv': 'a,urn:mrn|1,IMAGE',
      'h.csv': 'a,urn:mrn|1,IMG,more',
      'i.csv': 'a,"urn:mrn|1',
      'j.json': '{"a":{"identifier":"urn:mrn|1","categories":"IMG"}}',
      'k.json': '{"a":{"identifier":"urn:mrn|1","category":["IMG"]}}',
      'l.json': '{"a":{"category":"IMG"}}',
    };
    for (const [name, text] of Object.entries(cases)) {
      await writeFile(join(directory, name), text);
      await expect(readSubjectMap(join(directory, name))).rejects.toMatchObject({ code: 'IMPORT_INVALID' });
    }
    await expect(readSubjectMap(join(directory, 'absent.csv'))).rejects.toMatchObject({ code: 'IMPORT_INVALID' });
  });
});
