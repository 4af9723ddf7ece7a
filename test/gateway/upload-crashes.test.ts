import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DatasetId, Digest } from '../../src/core/ids.ts';
import { UPLOAD_PART_BYTES } from '../../src/core/upload.ts';
import type { Actor } from '../../src/gateway/auth/actor.ts';
import { UploadArea } from '../../src/gateway/holder/upload-area.ts';
import { UploadNames } from '../../src/gateway/holder/upload-names.ts';
import { Uploads } from '../../src/gateway/holder/uploads.ts';
import { gatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import type { Vault, VaultOptions } from '../../src/vault/vault.ts';
import { newDataset, newVault, openVault, temporaryDirectory } from '../vault/workspace.ts';
import { dieAfter } from './dying-vault.ts';

const logger = pino({ level: 'silent' });
const dataset: DatasetId = newDataset();
const person = (number: number) =>
  ({ member: `0x${'aa'.repeat(20)}`, person: `0x${String(number).padStart(64, '0')}` }) as Required<Actor>;
const [ana, rui] = [person(101), person(102)];
const content = Buffer.from('a letter');
const digestOf = (bytes: Uint8Array) => `0x${createHash('sha256').update(bytes).digest('hex')}` as Digest;
const file = (name: string, bytes: Uint8Array = content) => ({ name, bytes: bytes.length, digest: digestOf(bytes) });

let vault: Vault;
let options: VaultOptions;
let directory: string;

beforeEach(async () => {
  ({ vault, options } = await newVault());
  directory = join(await temporaryDirectory(), 'uploads');
});
afterEach(() => {
  vi.restoreAllMocks();
});

const open = (limits = {}) => Uploads.open({ directory, kept: gatewayRecords(vault).uploads, limits, logger });

async function restarted(): Promise<Uploads> {
  vi.restoreAllMocks();
  await vault.close();
  vault = await openVault(options);
  return open();
}

async function filesLeft(): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  return found.filter((one) => one.isFile()).map(({ name }) => name);
}

/** From the first byte to the end of the import, going on with what is there. */
async function carryOut(uploads: Uploads, known?: string): Promise<Buffer> {
  const { upload } = known === undefined ? await uploads.begin(dataset, ana) : uploads.find(known).upload;
  const [announced] = await uploads.announce(upload, [file('wards/a.txt')]);
  if (announced && !announced.complete) await uploads.write(upload, announced.file, announced.arrived, content);
  const { path } = await uploads.take(upload, dataset);
  const read = await readFile(join(path, 'wards/a.txt'));
  await uploads.end(upload);
  return read;
}

describe('a node that stops', () => {
  it('at any write of what it knows goes on with what arrived, and in the end has nothing left', async () => {
    let died = true;
    for (let writes = 0; died; writes++) {
      const uploads = await open();
      const isDead = dieAfter(writes, () => undefined);
      await carryOut(uploads).catch(() => undefined);
      died = isDead();
      const after = await restarted();
      const [standing] = after.list(dataset);
      expect(await carryOut(after, standing?.upload)).toEqual(content);
      expect(await filesLeft()).toEqual([]);
      expect(after.list(dataset)).toEqual([]);
      expect(writes).toBeLessThan(20);
    }
  });

  it.each(['before a file has its name', 'after'] as const)(
    '%s never takes half a file for a whole one',
    async (when) => {
      const uploads = await open();
      const { upload } = await uploads.begin(dataset, ana);
      const [announced] = await uploads.announce(upload, [file('wards/a.txt')]);
      const complete = UploadArea.prototype.complete;
      vi.spyOn(UploadArea.prototype, 'complete').mockImplementation(async function (this: UploadArea, ...named) {
        if (when === 'after') await Reflect.apply(complete, this, named);
        throw new Error('The node is killed.');
      });
      await expect(uploads.write(upload, announced?.file ?? '', 0, content)).rejects.toThrow('killed');
      await expect(uploads.take(upload, dataset)).rejects.toMatchObject({ code: 'CONFLICT' });
      const after = await restarted();
      expect(after.find(upload).contents).toMatchObject([{ complete: false, arrived: 0 }]);
      expect(await carryOut(after, upload)).toEqual(content);
    },
  );

  it('after some parts asks for those that are missing alone, whatever the disk has of the next one', async () => {
    const bytes = Buffer.alloc(2 * UPLOAD_PART_BYTES, 'x');
    const uploads = await open();
    const { upload } = await uploads.begin(dataset, ana);
    const [announced] = await uploads.announce(upload, [file('large', bytes)]);
    const id = announced?.file ?? '';
    await uploads.write(upload, id, 0, bytes.subarray(0, UPLOAD_PART_BYTES));
    const torn = Buffer.concat([bytes.subarray(0, UPLOAD_PART_BYTES), Buffer.from('torn')]);
    await writeFile(join(directory, upload, 'parts', id), torn);
    const after = await restarted();
    expect(after.find(upload).contents).toMatchObject([{ arrived: UPLOAD_PART_BYTES }]);
    const whole = await after.write(upload, id, UPLOAD_PART_BYTES, bytes.subarray(UPLOAD_PART_BYTES));
    expect(whole).toMatchObject({ complete: true });
    const { path } = await after.take(upload, dataset);
    expect((await readFile(join(path, 'large'))).equals(bytes)).toBe(true);
  });

  it('while an import reads what was sent throws that away at its start', async () => {
    const uploads = await open();
    const { upload } = await uploads.begin(dataset, ana);
    const [announced] = await uploads.announce(upload, [file('wards/a.txt')]);
    await uploads.write(upload, announced?.file ?? '', 0, content);
    await uploads.take(upload, dataset);
    expect(await filesLeft()).toEqual(['a.txt']);
    const after = await restarted();
    expect([await filesLeft(), after.list(dataset)]).toEqual([[], []]);
  });

  it('finds a file that the disk lost to be missing', async () => {
    const uploads = await open();
    const { upload } = await uploads.begin(dataset, ana);
    const [announced] = await uploads.announce(upload, [file('wards/a.txt')]);
    await uploads.write(upload, announced?.file ?? '', 0, content);
    await rm(join(directory, upload, 'files/wards/a.txt'));
    await expect(uploads.take(upload, dataset)).rejects.toMatchObject({ code: 'CONFLICT', details: { missing: 1 } });
    const after = await restarted();
    expect(await carryOut(after, upload)).toEqual(content);
  });
});

describe('what nobody goes on with', () => {
  const DAY = 24 * 3_600_000;

  it('is thrown away after a day, counted from what came last, and not before', async () => {
    const uploads = await open();
    const { upload, until } = await uploads.begin(dataset, ana);
    const [announced] = await uploads.announce(upload, [file('a.txt')]);
    await uploads.write(upload, announced?.file ?? '', 0, content);
    expect(until).toBeLessThanOrEqual(Date.now() + DAY);
    await uploads.sweep(Date.now() + DAY - 60_000);
    expect(await filesLeft()).toEqual(['a.txt']);
    await uploads.sweep(Date.now() + DAY + 1);
    expect([await filesLeft(), uploads.list(dataset)]).toEqual([[], []]);
  });

  it('is counted from what came last also after a restart, in the middle of a file', async () => {
    const uploads = await open();
    const { upload } = await uploads.begin(dataset, ana);
    const long = Buffer.alloc(UPLOAD_PART_BYTES + 1);
    const [announced] = await uploads.announce(upload, [file('a.bin', long)]);
    const began = Date.now();
    vi.spyOn(Date, 'now').mockReturnValue(began + DAY - 60_000);
    await uploads.write(upload, announced?.file ?? '', 0, long.subarray(0, UPLOAD_PART_BYTES));
    // The clock goes on.
    await vault.close();
    vault = await openVault(options);
    const after = await open();
    await after.sweep(began + DAY + 3_600_000);
    expect(after.list(dataset)).toMatchObject([{ upload, arrivedBytes: UPLOAD_PART_BYTES }]);
  });

  it('is not kept for longer by a clock that was ahead', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 365 * DAY);
    const uploads = await open();
    await uploads.begin(dataset, ana);
    vi.restoreAllMocks();
    await uploads.sweep();
    await uploads.sweep(Date.now() + DAY + 1);
    expect(uploads.list(dataset)).toEqual([]);
  });

  it('and nobody knows of is removed at the start', async () => {
    await mkdir(join(directory, 'left/files'), { recursive: true });
    await writeFile(join(directory, 'left/files/a.txt'), 'a');
    await open();
    expect(await readdir(directory)).toEqual([]);
  });

  it('is removed later where it cannot be removed at once, and is nobody’s from the first', async () => {
    const uploads = await open();
    const { upload } = await uploads.begin(dataset, ana);
    vi.spyOn(UploadArea.prototype, 'remove').mockRejectedValueOnce(new Error('The disk is busy.'));
    await expect(uploads.discard(upload)).rejects.toThrow('busy');
    expect(() => uploads.find(upload)).toThrow('no such upload');
    await uploads.sweep();
    expect(await readdir(directory)).toEqual([]);
  });

  it('is listed as what could not be removed, and removed when somebody asks for it again', async () => {
    const uploads = await open();
    const { upload } = await uploads.begin(dataset, ana);
    vi.spyOn(UploadArea.prototype, 'remove').mockRejectedValueOnce(new Error('The disk is busy.'));
    await expect(uploads.discard(upload)).rejects.toThrow('busy');
    expect(uploads.list(dataset)).toMatchObject([{ upload, state: 'removing' }]);
    await uploads.discard(upload);
    expect([uploads.list(dataset), await readdir(directory)]).toEqual([[], []]);
    await expect(uploads.discard(upload)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('who forgets uploads', () => {
  it('is told which of its own are open, and keeps nobody else from sending, also after a restart', async () => {
    let uploads = await open();
    const own: string[] = [];
    for (let i = 0; i < 8; i++) own.push((await uploads.begin(dataset, ana)).upload);
    await uploads.announce(own[0] ?? '', [file('a.txt')]);
    for (let again = 0; again < 2; again++) {
      const refused = await uploads.begin(dataset, ana).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('one file, last sent to') });
      const { details } = refused as { readonly details: { readonly uploads: readonly string[] } };
      expect(details.uploads.toSorted()).toEqual(own.toSorted());
      expect(await uploads.begin(dataset, rui)).toMatchObject({ state: 'open' });
      expect(await uploads.begin(dataset, { member: ana.member })).toMatchObject({ state: 'open' });
      uploads = await restarted();
    }
    await uploads.discard(own[0] ?? '');
    await uploads.begin(dataset, ana);
  });

  it('has the room of an upload that is imported or removed for another one', async () => {
    const uploads = await open();
    const begun = await Promise.all(Array.from({ length: 8 }, () => uploads.begin(dataset, ana)));
    const [first] = await uploads.announce(begun[0]?.upload ?? '', [file('a.txt')]);
    await uploads.write(begun[0]?.upload ?? '', first?.file ?? '', 0, content);
    await uploads.take(begun[0]?.upload ?? '', dataset);
    await uploads.begin(dataset, ana);
  });

  it('is one of many whose uploads fill the holder’s room, and whoever comes is told whether it is one', async () => {
    const uploads = await open();
    for (let i = 0; i < 64; i++) await uploads.begin(dataset, person(i % 16));
    const refused = {
      code: 'CONFLICT',
      message: expect.stringContaining('None of them is yours'),
      details: { uploads: [] },
    };
    await expect(uploads.begin(dataset, ana)).rejects.toMatchObject(refused);
    await expect(uploads.begin(dataset, person(3))).rejects.toThrow('4 of them are yours');
  });
});

describe('an upload', () => {
  it('takes so many files and bytes, empty ones included', async () => {
    const uploads = await open({ maxFiles: 3, maxBytes: 10 });
    const { upload } = await uploads.begin(dataset, ana);
    const empties = ['a', 'b', 'c', 'd'].map((name) => file(name, new Uint8Array()));
    await expect(uploads.announce(upload, empties)).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
    await expect(uploads.announce(upload, [file('long', Buffer.alloc(11))])).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
    });
    const three = await uploads.announce(upload, empties.slice(0, 3));
    expect(three.map(({ complete }) => complete)).toEqual([true, true, true]);
    await expect(uploads.announce(upload, empties.slice(3))).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
  });

  it('names all that it refuses as it can be read', () => {
    expect(() => new UploadNames().add(['a\u202etxt\n'])).toThrow(
      'The file "a\\u202etxt\\n" has an invisible character',
    );
  });
});

describe('the name of a file', () => {
  it.each([
    ['a control', '\u0007'],
    ['a mark of direction', '\u200e'],
    ['another mark of direction', '\u061c'],
    ['what turns text round', '\u202e'],
    ['an isolate of direction', '\u2066'],
    ['a blank without width', '\u200b'],
    ['a joiner', '\u200d'],
    ['a joiner of words', '\u2060'],
    ['a soft hyphen', '\u00ad'],
    ['a selector of form', '\ufe0f'],
    ['a rarer selector of form', '\u{e0100}'],
    ['a tag', '\u{e0041}'],
    ['a filler of Hangul', '\u3164'],
    ['half a character', '\ud800'],
  ])('is refused with %s, which nobody sees, and named so that it can be read', (_, hidden) => {
    const refused = () => new UploadNames().add([`ward/scan${hidden}.dcm`]);
    expect(refused).toThrow('has an invisible character in its name, after “n”. Type its name anew');
    expect(refused).not.toThrow(new RegExp(hidden.isWellFormed() ? hidden : '\\p{Cs}', 'u'));
  });

  it('may be of any language that people write', () => {
    const names = ['Röntgen/straße.txt', 'کاردرمانی/گاه\u200cها.txt', 'क्\u200dष.txt', '葛\u{e0100}.dcm', 'σκέψης.csv'];
    expect(() => new UploadNames().add(names)).not.toThrow();
  });

  it.each([
    ['letter case', 'Scan.dcm', 'SCAN.dcm'],
    ['form of Unicode', 'Ele\u0301.txt', 'El\u00e9.txt'],
    ['form of width', 'Ａ1.txt', 'a1.txt'],
    ['sharp s', 'straße.txt', 'STRASSE.txt'],
    ['long s', 'Meſſung.csv', 'messung.csv'],
    ['final sigma', 'ΟΔΟΣ.txt', 'οδος.txt'],
    ['dotted capital i', 'İzmir.csv', 'izmir.csv'],
    ['dotless i', 'ılık.csv', 'ILIK.csv'],
    ['kelvin sign', '\u212a1.csv', 'k1.csv'],
    ['dot at the end', 'notes', 'notes.'],
    ['blanks', 'scan  1.dcm', 'scan 1.dcm'],
    ['a folder', 'Ward/a.txt', 'ward/b.txt'],
  ])('is refused where it differs from another one only in %s', (_, one, other) => {
    for (const names of [
      [one, other],
      [other, one],
    ]) {
      expect(() => new UploadNames().add(names)).toThrow('only in how its letters are written');
      const kept = new UploadNames();
      kept.add(names.slice(0, 1));
      expect(() => kept.add(names.slice(1))).toThrow('only in how its letters are written');
    }
  });
});
