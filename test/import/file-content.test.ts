import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { categoriesOf, categoryCodes } from '../../src/core/categories.ts';
import { fileContent } from '../../src/import/file-content.ts';
import { importFiles } from '../../src/import/files-import.ts';
import type { SubjectMap } from '../../src/import/subject-map.ts';
import { newDataset, newVault, temporaryDirectory } from '../vault/workspace.ts';

/** A data element in an explicit transfer syntax, or an implicit one. */
function element(group: number, number: number, vr: string | null, value: string, bigEndian = false): Buffer {
  const head = Buffer.alloc(8);
  const write16 = (text: number, at: number) =>
    bigEndian ? head.writeUInt16BE(text, at) : head.writeUInt16LE(text, at);
  write16(group, 0);
  write16(number, 2);
  if (vr === null) head.writeUInt32LE(value.length, 4);
  else {
    head.write(vr, 4, 'latin1');
    write16(value.length, 6);
  }
  return Buffer.concat([head, Buffer.from(value, 'latin1')]);
}

function elements(vr: boolean, bigEndian = false): Buffer {
  const one = (number: number, name: string, value: string): Buffer =>
    element(0x0008, number, vr ? name : null, value, bigEndian);
  return Buffer.concat([
    one(0x0008, 'CS', 'ORIGINAL'),
    one(0x0016, 'UI', '1.2.840.1008'),
    one(0x0020, 'DA', '20200101'),
  ]);
}

function dicom(): Buffer {
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(0x0002, 0x0010, 'UI', '1.2.840.10008.1.2')]);
}

function nifti(magic: string, size: number, at: number): Buffer {
  const header = Buffer.alloc(352);
  header.writeInt32LE(size, 0);
  header.write(magic, at, 'latin1');
  return header;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

async function codesOf(bytes: Buffer): Promise<string[] | null> {
  const path = join(await temporaryDirectory(), 'x');
  await writeFile(path, bytes);
  const content = await fileContent(path);
  return content === null ? null : categoryCodes(content.categories);
}

/** A ZIP archive as writers begin it, with one file. */
function zip(name: string, bytes: Buffer, method: 0 | 8 = 8): Buffer {
  const data = method === 8 ? deflateRawSync(bytes) : bytes;
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04', 0, 'latin1');
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(data.length, 18);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), data]);
}

/** The same by a writer that puts the size behind the data. */
function streamed(name: string, bytes: string | Buffer): Buffer {
  const file = zip(name, Buffer.from(bytes));
  file.writeUInt16LE(8, 6);
  file.writeUInt32LE(0, 18);
  return Buffer.concat([file, latin1('PK\x07\x08'), Buffer.alloc(12)]);
}

/** With the size in base 256, as GNU tar writes large ones. */
function sized(archive: Buffer): Buffer {
  archive.fill(0, 124, 136);
  archive.writeUInt8(0x80, 124);
  archive.writeUInt32BE(3, 128);
  return archive;
}

function tar(name: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(512);
  head.write(name, 0);
  head.write(bytes.length.toString(8).padStart(11, '0'), 124);
  head.write('ustar', 257);
  return Buffer.concat([head, bytes, Buffer.alloc(512 - (bytes.length % 512))]);
}

describe('content', () => {
  test.each<readonly [string, Buffer, string]>([
    ['DICOM', dicom(), 'IMG'],
    ['DICOM without preamble, explicit', elements(true), 'IMG'],
    ['DICOM without preamble, implicit', elements(false), 'IMG'],
    ['DICOM without preamble, big-endian', elements(true, true), 'IMG'],
    ['DICOM without preamble, meta group', Buffer.concat([element(2, 2, 'UI', '1.2.840.1008'), elements(true)]), 'IMG'],
    [
      'ACR-NEMA, with the length of the group',
      Buffer.concat([element(8, 0, 'UL', '\x64\0\0\0'), elements(true)]),
      'IMG',
    ],
    ['DICOM whose preamble was cut off', dicom().subarray(128), 'IMG'],
    ['DICOM packed', gzipSync(dicom()), 'IMG'],
    ['NIfTI-1', nifti('n+1\0', 348, 344), 'IMG'],
    ['NIfTI-1, two files', nifti('ni1\0', 348, 344), 'IMG'],
    ['NIfTI-2', nifti('n+2\0', 540, 4), 'IMG'],
    ['NIfTI packed', gzipSync(nifti('n+1\0', 348, 344)), 'IMG'],
    ['TIFF (SVS)', latin1('II*\0\x08\0\0\0'), 'IMG'],
    ['BigTIFF', latin1('MM\0+\0\x08\0\0'), 'IMG'],
    ['PNG', latin1('\x89PNG\r\n\x1a\n...'), 'IMG'],
    ['JPEG', latin1('\xff\xd8\xff\xe0..'), 'IMG'],
    ['BAM', gzipSync(latin1('BAM\x01....')), 'GENOME'],
    ['CRAM', latin1('CRAM\x03\0'), 'GENOME'],
    ['VCF', latin1('##fileformat=VCFv4.2\n'), 'GENOME'],
    ['VCF packed', gzipSync(latin1('##fileformat=VCFv4.2\n')), 'GENOME'],
    ['FASTQ', latin1('@read/1\nACGTNACGT\n+\nIIIIIIIII\n'), 'GENOME'],
    ['FASTQ packed', gzipSync(latin1('@read/1\nACGTNACGT\n+\nIIIIIIIII\n')), 'GENOME'],
    ['FASTA', latin1('>chr1 test\nACGTACGTACGTAAA\n'), 'GENOME'],
    ['SAM', latin1('@HD\tVN:1.6\tSO:coordinate\n'), 'GENOME'],
    ['genotypes', latin1('# This data file\n# rsid\tchromosome\tposition\tgenotype\n'), 'GENOME'],
    ['DICOM in a ZIP', zip('1/IM000001', dicom()), 'IMG'],
    ['DICOM in a ZIP, stored', zip('IM000001', dicom(), 0), 'IMG'],
    ['DICOM behind another file in a ZIP', Buffer.concat([zip('a.txt', latin1('text')), zip('x', dicom())]), 'IMG'],
    [
      'DICOM behind a folder in a ZIP that was streamed',
      Buffer.concat([streamed('s/', ''), zip('s/1', dicom())]),
      'IMG',
    ],
    [
      'DICOM behind a text in a ZIP that was streamed',
      Buffer.concat([streamed('a', 'b'), streamed('c', dicom())]),
      'IMG',
    ],
    ['DICOM of 8 GiB and more in a tar', sized(tar('IM1', dicom())), 'IMG'],
    ['damaged DICOM in a ZIP', zip('scan.dcm', latin1('?')), 'IMG'],
    ['DICOM in a tar', tar('IM1', dicom()), 'IMG'],
    [
      'DICOM behind another file in a packed tar',
      gzipSync(Buffer.concat([tar('a', latin1('b')), tar('c', dicom())])),
      'IMG',
    ],
    ['reads in a ZIP', zip('r', latin1('@read/1\nACGTNACGT\n+\nIIIIIIIII\n')), 'GENOME'],
    ['PDF', latin1('%PDF-1.7\n'), 'NOTE'],
    ['PDF after other bytes', latin1('\xef\xbb\xbf\n%PDF-1.7\n'), 'NOTE'],
    ['RTF', latin1('{\\rtf1\\ansi'), 'NOTE'],
    ['Word', latin1('PK\x03\x04\x14\0..[Content_Types].xml..word/document.xml'), 'NOTE'],
    ['CDA', latin1('<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">'), 'NOTE'],
  ])('of the form %s is %s', async (_, bytes, expected) => {
    expect(await codesOf(bytes)).toEqual([expected]);
  });

  test.each<readonly [string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['one byte', latin1('\x08')],
    ['the group of DICOM alone', latin1('\x08\0\x08\0CS')],
    ['elements out of order', Buffer.concat([elements(true).subarray(16), elements(true)])],
    ['zeros', Buffer.alloc(4096)],
    ['text', latin1('study protocol')],
    ['a table', latin1('id,value\n1,2\n')],
    ['an archive', latin1('PK\x03\x04\x14\0..data.csv')],
    ['a damaged gzip', latin1('\x1f\x8b\x08\0\xff\xff\xff\xff')],
    ['a ZIP of a table', zip('data.csv', latin1('a,b'))],
    ['a ZIP that is cut off', zip('x', dicom()).subarray(0, 33)],
    ['a tar with a broken size', tar('x', latin1('b')).fill('z', 124, 136)],
    ['text about DICM', latin1(`${'x'.repeat(100)}DICM`)],
    ['a quotation', latin1('> they wrote\n')],
  ])('that is %s shows nothing for sure', async (_, bytes) => {
    expect(await codesOf(bytes)).toBeNull();
  });

  test('is not read further than its beginning, though gzip would unfold it', async () => {
    expect(await codesOf(gzipSync(Buffer.alloc(64 * 1024 * 1024)))).toBeNull();
  });

  const real = join(process.env['CUSTOS_REAL_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data'), 'dicom');
  test.each([
    ['a structured report', '1.2.840.10008.5.1.4.1.1.88.33'],
    ['a PDF', '1.2.840.10008.5.1.4.1.1.104.1'],
    ['a CDA', '1.2.840.10008.5.1.4.1.1.104.2'],
  ])('of DICOM that holds %s is a note too', async (_, uid) => {
    const meta = element(0x0002, 0x0002, 'UI', uid.length % 2 === 0 ? uid : `${uid}\0`);
    expect(await codesOf(Buffer.concat([dicom().subarray(0, 132), meta]))).toEqual(['IMG', 'NOTE']);
    expect(await codesOf(latin1(uid))).toBeNull();
  });

  test.skipIf(!existsSync(real))('of real DICOM files is imaging, all of them, and reports are notes', async () => {
    const files = (await readdir(real, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    expect(files.length).toBeGreaterThan(30);
    for (const { parentPath, name } of files) {
      expect(await fileContent(join(parentPath, name))).toEqual({
        mediaType: 'application/dicom',
        categories: categoriesOf(/SR|report/.test(name) ? ['IMG', 'NOTE'] : ['IMG']),
      });
    }
  });
});

describe('files of patients', () => {
  async function imported(
    files: Record<string, Buffer>,
    said: Record<string, number>,
    categories = 0,
  ): Promise<{ labels: Record<string, string>; report: Awaited<ReturnType<typeof importFiles>>['report'] }> {
    const { vault } = await newVault();
    const path = await temporaryDirectory();
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(path, name), bytes);
    const subjects: SubjectMap = new Map(
      Object.entries(said).map(([name, own]) => [name, { identifier: 'urn:mrn|1', categories: own }]),
    );
    const options = { path, dataset: newDataset(), subjects, shareOthers: true, categories };
    const { draft, report } = await importFiles(vault, options);
    const { summary } = await vault.seal(draft);
    const labels: Record<string, string> = {};
    for (let index = 0; index < summary.items; index++) {
      const { origin, leaf } = (await vault.openItem(summary.volume, index)).record;
      labels[origin ?? ''] = `${leaf.mediaType} ${categoryCodes(leaf.categories).join(' ')}`.trim();
    }
    return { labels, report };
  }

  test('are labelled by content, by the map and by the order, all that apply', async () => {
    const files = {
      scan: dicom(),
      'photo.txt': latin1('\xff\xd8\xff'),
      'a.csv': latin1('1,2'),
      'b.csv': latin1('1,2'),
    };
    const said = { scan: categoriesOf(['FACE']), 'photo.txt': 0, 'a.csv': categoriesOf(['HIV', 'PSY']), 'b.csv': 0 };
    expect((await imported(files, said)).labels).toEqual({
      scan: 'application/dicom IMG FACE',
      'photo.txt': 'image/jpeg IMG',
      'a.csv': 'text/csv PSY HIV',
      'b.csv': 'text/csv',
    });
    const all = await imported(files, said, categoriesOf(['GDIS']));
    expect(all.labels).toMatchObject({ scan: 'application/dicom GDIS IMG FACE', 'b.csv': 'text/csv GDIS' });
    expect(all.report).toMatchObject({ labelled: { GDIS: 4, IMG: 2, HIV: 1 }, unlabelled: { count: 0, examples: [] } });
  });

  test('are labelled by their names too, packed or damaged as they are', async () => {
    const names = ['a.DCM', 'a.nii.gz', 'a.svs', 'a.vcf.bgz', 'a.fastq.xz', 'a.docx', 'a.csv', 'dcm', 'a.dcm.txt'];
    const files = Object.fromEntries(names.map((name) => [name, latin1('x')]));
    const { labels } = await imported(files, Object.fromEntries(names.map((name) => [name, 0])));
    expect(names.map((name) => labels[name]?.split(' ')[1] ?? '')).toEqual([
      'IMG',
      'IMG',
      'IMG',
      'GENOME',
      'GENOME',
      'NOTE',
      '',
      '',
      '',
    ]);
  });

  test('are named where nothing labels them; those of nobody are not', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `t${String(i).padStart(2, '0')}.csv`);
    const files = Object.fromEntries([...names, 'shared.csv'].map((name) => [name, latin1('1,2')]));
    const said = Object.fromEntries(names.map((name) => [name, 0]));
    const { report } = await imported({ ...files, scan: dicom() }, { ...said, scan: 0 });
    expect(report.unlabelled).toEqual({ count: 30, examples: names.slice(0, 20) });
    expect(report.sharedItems).toBe(1);
  });
});
