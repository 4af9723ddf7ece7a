import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { DatasetId, Digest } from '../../src/core/ids.ts';
import { UPLOAD_PART_BYTES } from '../../src/core/upload.ts';
import { UploadArea } from '../../src/gateway/holder/upload-area.ts';
import { type Consortium, foundConsortium } from './consortium.ts';

interface Sent {
  readonly file: string;
  readonly arrived: number;
  readonly complete: boolean;
}
interface Standing {
  readonly upload: { readonly upload: string; readonly state: string; readonly completeFiles: number };
  readonly contents: readonly Sent[];
}

let consortium: Consortium;
let holder: GatewayClient;
let dataset: DatasetId;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  holder = consortium.client(consortium.keys.holder);
  dataset = await newDataset();
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});

const utf8 = (text: string) => Buffer.from(text);
const digestOf = (bytes: Uint8Array) => `0x${createHash('sha256').update(bytes).digest('hex')}` as Digest;
const areaOf = (...path: string[]) => join(consortium.directory, 'uploads', ...path);

async function newDataset(): Promise<DatasetId> {
  const json = { name: crypto.randomUUID() };
  return (await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json })).dataset;
}

async function begin(into = dataset): Promise<string> {
  return (await holder.json<{ upload: string }>('POST', `/v1/datasets/${into}/uploads`)).upload;
}

async function announce(upload: string, files: Readonly<Record<string, Uint8Array>>, by = holder): Promise<Sent[]> {
  const json = {
    files: Object.entries(files).map(([name, bytes]) => ({ name, bytes: bytes.length, digest: digestOf(bytes) })),
  };
  return (await by.json<{ files: Sent[] }>('POST', `/v1/uploads/${upload}/files`, { json })).files;
}

function put(upload: string, file: string, from: number, body: Uint8Array, by = holder): Promise<Sent> {
  const bytes = { type: 'application/octet-stream', body };
  return by.json<Sent>('PUT', `/v1/uploads/${upload}/files/${file}/parts/${from}`, { bytes });
}

/** All of a file, in parts. */
async function send(upload: string, file: string, bytes: Uint8Array, from = 0): Promise<void> {
  for (let at = from; at < bytes.length; at += UPLOAD_PART_BYTES)
    await put(upload, file, at, bytes.subarray(at, at + UPLOAD_PART_BYTES));
}

async function sendAll(upload: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const sent = await announce(upload, files);
  for (const [i, bytes] of Object.values(files).entries()) await send(upload, sent[i]?.file ?? '', bytes);
}

const find = (upload: string) => holder.json<Standing>('GET', `/v1/uploads/${upload}`);
const order = (upload: string, more: object = {}, into = dataset) =>
  holder.json<{ import: string; state: string; report?: { items: number } }>('POST', `/v1/datasets/${into}/imports`, {
    json: { kind: 'files', upload, shared: true, ...more },
  });

async function ended(id: string): Promise<{ state: string; error?: { code: string }; report?: { items: number } }> {
  return vi.waitFor(
    async () => {
      const job = await holder.json<{ state: string }>('GET', `/v1/imports/${id}`);
      expect(job.state).not.toBe('running');
      return job;
    },
    { timeout: 20_000 },
  );
}

async function filesIn(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((one) => one.isFile()).map(({ name }) => name);
}

describe('an upload', () => {
  it('is imported, and nothing of it is left when its import has ended', async () => {
    const upload = await begin();
    const files = { 'letters/dear Ñuñes.txt': utf8('one'), 'b.csv': utf8('two'), 'empty.bin': new Uint8Array() };
    await sendAll(upload, files);
    expect(await find(upload)).toMatchObject({ upload: { state: 'open', completeFiles: 3 } });
    expect((await filesIn(areaOf(upload))).sort()).toEqual(['b.csv', 'dear Ñuñes.txt', 'empty.bin']);
    const job = await ended((await order(upload)).import);
    expect(job).toMatchObject({ state: 'ready', report: { items: 3 } });
    expect(await filesIn(areaOf())).toEqual([]);
    await expect(find(upload)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is gone as well after an import that failed', async () => {
    const upload = await begin();
    await sendAll(upload, { 'a.txt': utf8('nobody’s') });
    const job = await ended((await order(upload, { shared: false })).import);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'IMPORT_INVALID' } });
    expect(await filesIn(areaOf())).toEqual([]);
  });

  it('says by a file of its own whose the others are', async () => {
    const upload = await begin();
    const map = utf8('path,identifier\nscans/a.bin,urn:mrn|990017\n');
    await sendAll(upload, { 'scans/a.bin': utf8('scan'), '.custos/map.csv': map });
    const job = await ended((await order(upload, { shared: false, subjects: '.custos/map.csv' })).import);
    expect(job).toMatchObject({ state: 'ready', report: { items: 1, patients: 1, skippedFiles: [] } });
  });

  it('lies where nobody but the node’s user reads it', async () => {
    const upload = await begin();
    await sendAll(upload, { 'folder/a.txt': utf8('a') });
    const modes = await Promise.all(
      ['', 'files', 'files/folder', 'files/folder/a.txt'].map(
        async (path) => (await stat(areaOf(upload, path))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o600]);
    expect((await stat(areaOf())).mode & 0o777).toBe(0o700);
    await holder.json('DELETE', `/v1/uploads/${upload}`);
    expect(await filesIn(areaOf())).toEqual([]);
  });

  it('goes on where it stopped, also after a restart, and sends nothing twice', async () => {
    const upload = await begin();
    const large = Buffer.alloc(2 * UPLOAD_PART_BYTES + 17, 'x');
    const files = { 'small.txt': utf8('small'), 'large.bin': large };
    const [small, first] = await announce(upload, files);
    await send(upload, small?.file ?? '', files['small.txt']);
    await put(upload, first?.file ?? '', 0, large.subarray(0, UPLOAD_PART_BYTES));
    await consortium.restart();
    holder = consortium.client(consortium.keys.holder);
    expect((await find(upload)).contents).toMatchObject([
      { name: 'small.txt', complete: true },
      { name: 'large.bin', complete: false, arrived: UPLOAD_PART_BYTES },
    ]);
    expect(await announce(upload, files)).toMatchObject([{ complete: true }, { arrived: UPLOAD_PART_BYTES }]);
    await send(upload, first?.file ?? '', large, UPLOAD_PART_BYTES);
    expect(await find(upload)).toMatchObject({ upload: { completeFiles: 2 } });
    expect(await ended((await order(upload)).import)).toMatchObject({ state: 'ready' });
  });

  it('is thrown away at the next start where the node could not remove it', async () => {
    const upload = await begin();
    await sendAll(upload, { 'a.txt': utf8('a') });
    await consortium.restart(async () => undefined);
    holder = consortium.client(consortium.keys.holder);
    expect(await find(upload)).toMatchObject({ upload: { completeFiles: 1 } });
    vi.spyOn(UploadArea.prototype, 'remove').mockResolvedValue();
    const { import: id } = await order(upload);
    await ended(id);
    expect(await filesIn(areaOf(upload))).toEqual(['a.txt']);
    vi.restoreAllMocks();
    await consortium.restart();
    holder = consortium.client(consortium.keys.holder);
    expect(await filesIn(areaOf())).toEqual([]);
  });

  it('is gone on with by other persons of the holder, and is nobody else’s', async () => {
    const upload = await begin();
    const [sent] = await announce(upload, { 'a.txt': utf8('a') });
    const others = [consortium.keys.requester, consortium.keys.auditor].map((key) => consortium.client(key));
    for (const other of others) {
      await expect(other.json('GET', `/v1/uploads/${upload}`)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(put(upload, sent?.file ?? '', 0, utf8('a'), other)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const again = consortium.client(consortium.keys.holder);
    expect(await put(upload, sent?.file ?? '', 0, utf8('a'), again)).toMatchObject({ complete: true });
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });
});

describe('what an import takes', () => {
  it('is whole: a file that has not arrived is waited for', async () => {
    const upload = await begin();
    await announce(upload, { 'a.txt': utf8('a') });
    await expect(order(upload)).rejects.toMatchObject({ code: 'CONFLICT', details: { missing: 1 } });
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });

  it('is taken by one import alone, and does not change while that runs', async () => {
    const upload = await begin();
    const files = { 'a.txt': utf8('a') };
    await sendAll(upload, files);
    const { promise: goesOn, resolve } = Promise.withResolvers<void>();
    const remove = UploadArea.prototype.remove;
    vi.spyOn(UploadArea.prototype, 'remove').mockImplementation(async function (this: UploadArea, name) {
      await goesOn;
      return Reflect.apply(remove, this, [name]);
    });
    const both = await Promise.allSettled([order(upload), order(upload)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const attempts = await Promise.allSettled([
      announce(upload, { 'a.txt': utf8('b') }),
      announce(upload, { 'c.txt': utf8('c') }),
      holder.json('DELETE', `/v1/uploads/${upload}`),
    ]);
    for (const attempt of attempts) {
      // As far as the import is: it reads the files, or has read them.
      expect(attempt).toMatchObject({ reason: { code: expect.stringMatching(/^(?:CONFLICT|NOT_FOUND)$/) } });
    }
    resolve();
    vi.restoreAllMocks();
    const started = both.find((one) => one.status === 'fulfilled');
    expect(await ended(started?.value.import ?? '')).toMatchObject({ state: 'ready', report: { items: 1 } });
  });

  it('is of its own dataset, and is either sent or lies on the gateway’s machine', async () => {
    const upload = await begin();
    await sendAll(upload, { 'a.txt': utf8('a') });
    await expect(order(upload, {}, await newDataset())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(order(upload, { path: consortium.directory })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(order(upload, { subjects: '/etc/passwd' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await holder.json('DELETE', `/v1/uploads/${upload}`);
    const path = areaOf();
    const json = { kind: 'files', path, shared: true };
    await expect(holder.json('POST', `/v1/datasets/${dataset}/imports`, { json })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('a file', () => {
  it('is never whole before its bytes are those of its digest, and begins anew where they are not', async () => {
    const upload = await begin();
    const [sent] = await announce(upload, { 'a.txt': utf8('right') });
    await expect(put(upload, sent?.file ?? '', 0, utf8('wrong'))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: { broken: true },
    });
    expect(await filesIn(areaOf(upload))).toEqual([]);
    expect(await put(upload, sent?.file ?? '', 0, utf8('right'))).toMatchObject({ complete: true });
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });

  it('takes parts in their order, and as long as announced', async () => {
    const upload = await begin();
    const bytes = Buffer.alloc(UPLOAD_PART_BYTES + 5, 'y');
    const [sent] = await announce(upload, { 'a.bin': bytes });
    const file = sent?.file ?? '';
    await expect(put(upload, file, UPLOAD_PART_BYTES, bytes.subarray(0, 5))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { arrived: 0 },
    });
    await expect(put(upload, file, 0, bytes.subarray(0, 9))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(put(upload, file, 0, bytes)).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
    await put(upload, file, 0, bytes.subarray(0, UPLOAD_PART_BYTES));
    await expect(put(upload, file, UPLOAD_PART_BYTES, Buffer.alloc(6))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await put(upload, file, 0, bytes.subarray(0, UPLOAD_PART_BYTES))).toMatchObject({
      arrived: UPLOAD_PART_BYTES,
    });
    await holder.json('DELETE', `/v1/uploads/${upload}`);
    await expect(put(upload, file, UPLOAD_PART_BYTES, bytes.subarray(0, 5))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('that two send at once arrives once', async () => {
    const upload = await begin();
    const bytes = Buffer.alloc(UPLOAD_PART_BYTES + 5, 'z');
    const [sent] = await announce(upload, { 'a.bin': bytes });
    const both = [send(upload, sent?.file ?? '', bytes), send(upload, sent?.file ?? '', bytes)];
    await Promise.all(both);
    expect((await find(upload)).contents).toMatchObject([{ complete: true, arrived: bytes.length }]);
    expect((await stat(areaOf(upload, 'files', 'a.bin'))).size).toBe(bytes.length);
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });

  it('announced anew with another content takes the place of the first, whose sender is told', async () => {
    const upload = await begin();
    await sendAll(upload, { 'a.txt': utf8('one') });
    const [before] = (await find(upload)).contents;
    const [next] = await announce(upload, { 'a.txt': utf8('two') });
    expect(next).toMatchObject({ arrived: 0, complete: false });
    expect(await filesIn(areaOf(upload))).toEqual([]);
    await expect(put(upload, before?.file ?? '', 0, utf8('one'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await put(upload, next?.file ?? '', 0, utf8('two'));
    expect((await find(upload)).contents).toMatchObject([{ complete: true, digest: digestOf(utf8('two')) }]);
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });

  it('is kept as the bytes that it is: archives are not opened', async () => {
    const upload = await begin();
    const gzip = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    await sendAll(upload, { 'a.ndjson.gz': gzip, 'b.zip': utf8('PK\u0003\u0004') });
    expect((await stat(areaOf(upload, 'files', 'a.ndjson.gz'))).size).toBe(gzip.length);
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });

  it.each([
    ['../a', 'leads out'],
    ['a/../../b', 'leads out further on'],
    ['/etc/passwd', 'is a whole path'],
    ['a//b', 'has an empty part'],
    ['a/', 'is a folder'],
    ['./a', 'names its own folder'],
    ['a\\b', 'has a backslash'],
    ['a\u0000b', 'has a NUL'],
    ['a\nb', 'has a line break'],
    ['a\u202etxt', 'turns its direction'],
    ['\ud800', 'is no text'],
    ['é'.repeat(128), 'is longer than file systems take'],
    [`${'d/'.repeat(16)}a`, 'lies too deep'],
    ['', 'is empty'],
  ])('is not taken by the name %j: it %s', async (name) => {
    const upload = await begin();
    const found = announce(upload, { 'good.txt': utf8('a'), [name]: utf8('b') });
    await expect(found).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect((await find(upload)).contents).toEqual([]);
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });

  it.each([[['Scan.txt', 'scan.TXT']], [['caf\u00e9.txt', 'cafe\u0301.txt']], [['a', 'a/b']], [['A/one', 'a/two']]])(
    'is refused where another one has its name but for its spelling: %j',
    async ([one = '', other = '']) => {
      const upload = await begin();
      await announce(upload, { [one]: utf8('1') });
      await expect(announce(upload, { [other]: utf8('2') })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      await holder.json('DELETE', `/v1/uploads/${upload}`);
    },
  );
});

describe('a sender', () => {
  /** A part whose length is said wrongly, or that stops in the middle. */
  async function sendRaw(path: string, headers: object, body: Uint8Array, end: boolean): Promise<number | string> {
    const { promise, resolve } = Promise.withResolvers<number | string>();
    const call = request(consortium.endpoint + path, { method: 'PUT', headers: { ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    call.write(body);
    if (end) call.end();
    else setImmediate(() => call.destroy());
    return promise;
  }

  it('that stops in the middle, or says another length than it sends, leaves nothing', async () => {
    const upload = await begin();
    const [sent] = await announce(upload, { 'a.txt': utf8('whole') });
    const path = `/v1/uploads/${upload}/files/${sent?.file}/parts/0`;
    const headers = await proofFor('PUT', path, utf8('whole'));
    const type = { 'Content-Type': 'application/octet-stream' };
    await sendRaw(path, { ...headers, ...type, 'Content-Length': '5' }, utf8('wh'), false);
    const [shorter] = [await proofFor('PUT', path, utf8('whole'))];
    expect(await sendRaw(path, { ...shorter, ...type, 'Content-Length': '2' }, utf8('whole'), true)).not.toBe(200);
    expect((await find(upload)).contents).toMatchObject([{ arrived: 0, complete: false }]);
    expect(await put(upload, sent?.file ?? '', 0, utf8('whole'))).toMatchObject({ complete: true });
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });

  async function proofFor(method: string, path: string, body: Uint8Array): Promise<Record<string, string>> {
    let seen: Record<string, string> = {};
    const { fetch } = globalThis;
    globalThis.fetch = async (_, init) => {
      seen = init?.headers as Record<string, string>;
      return new Response(null, { status: 204 });
    };
    try {
      await holder.bytes(method, path, { bytes: { type: 'application/octet-stream', body } });
    } finally {
      globalThis.fetch = fetch;
    }
    const { Authorization = '', DPoP = '' } = seen;
    return { Authorization, DPoP };
  }

  it('of more than is taken, in bytes or in files, is told before it sends any', async () => {
    const upload = await begin();
    const json = (files: object[]) => ({ json: { files } });
    const digest = digestOf(utf8('x'));
    const huge = [{ name: 'huge', bytes: 21 * 1024 ** 3, digest }];
    await expect(holder.json('POST', `/v1/uploads/${upload}/files`, json(huge))).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
    });
    vi.spyOn(UploadArea.prototype, 'freeBytes').mockResolvedValue(1024 ** 3 + 10);
    const some = [{ name: 'some', bytes: 100, digest }];
    await expect(holder.json('POST', `/v1/uploads/${upload}/files`, json(some))).rejects.toMatchObject({
      code: 'STORAGE_FULL',
    });
    vi.restoreAllMocks();
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });

  it('that a disk without room stops goes on when there is some', async () => {
    const upload = await begin();
    const [sent] = await announce(upload, { 'a.txt': utf8('a') });
    vi.spyOn(UploadArea.prototype, 'freeBytes').mockResolvedValue(5);
    await expect(put(upload, sent?.file ?? '', 0, utf8('a'))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    vi.restoreAllMocks();
    expect(await put(upload, sent?.file ?? '', 0, utf8('a'))).toMatchObject({ complete: true });
    await holder.json('DELETE', `/v1/uploads/${upload}`);
  });

  it('finds what others send for the dataset, and throws it away', async () => {
    const into = await newDataset();
    const upload = await begin(into);
    const listed = () => holder.json<{ uploads: { upload: string }[] }>('GET', `/v1/datasets/${into}/uploads`);
    expect((await listed()).uploads).toMatchObject([{ upload, state: 'open' }]);
    await holder.json('DELETE', `/v1/uploads/${upload}`);
    expect((await listed()).uploads).toEqual([]);
  });
});

it('answers as the document says', () => {
  expect(consortium.documented.unseen('uploads')).toEqual([]);
  expect([...consortium.documented.faults]).toEqual([]);
});
