import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { followImport, importData } from '../../src/client/imports.ts';
import {
  discardUpload,
  type LocalFile,
  listUploads,
  readUpload,
  type UploadProgress,
  uploadFiles,
} from '../../src/client/uploads.ts';
import type { DatasetId } from '../../src/core/ids.ts';
import { UPLOAD_PART_BYTES } from '../../src/core/upload.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';

let consortium: Consortium;
let holder: GatewayClient;
let dataset: DatasetId;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  holder = consortium.client(consortium.keys.holder);
  dataset = (await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json: { name: 'Sent' } })).dataset;
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});

const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

const file = (name: string, ...content: (string | Uint8Array<ArrayBuffer>)[]): LocalFile => ({
  name,
  content: new Blob(content),
});
const large = () => file('large.bin', new Uint8Array(2 * UPLOAD_PART_BYTES + 9).fill(7));
const isPart = (init: RequestInit | undefined) => init?.method === 'PUT';

/** What is sent passes here: `change` gives what becomes of a part, by its number from 0. */
function onParts(
  change: (number: number, send: () => Promise<Response>, body: Uint8Array) => Promise<Response>,
): () => number {
  let parts = 0;
  const before = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    if (!isPart(init)) return before(input, init);
    return change(parts++, () => before(input, init), init?.body as unknown as Uint8Array);
  };
  return () => parts;
}

describe('files that are sent', () => {
  it('arrive whole, with how far each is, and are imported', async () => {
    const seen: UploadProgress[] = [];
    const files = [file('a/one.txt', 'one'), large(), file('empty')];
    const upload = await uploadFiles(holder, dataset, files, { onProgress: (progress) => void seen.push(progress) });
    const { contents } = await readUpload(holder, upload);
    expect(contents.map(({ name, bytes, complete }) => [name, bytes, complete])).toEqual(
      files.map(({ name, content }) => [name, content.size, true]),
    );
    const bytes = files.reduce((all, { content }) => all + content.size, 0);
    expect(seen.at(-1)?.total).toEqual({ files: 3, completeFiles: 3, bytes, arrivedBytes: bytes });
    expect(new Set(seen.map(({ state }) => state))).toEqual(new Set(['reading', 'sending', 'complete']));
    const job = await importData(holder, dataset, { kind: 'files', upload, shared: true });
    const states = await Array.fromAsync(followImport(holder, job));
    expect(states.at(-1)).toMatchObject({ state: 'ready', report: { items: 3 } });
    expect(await listUploads(holder, dataset)).toEqual([]);
  });

  it('go on where they stopped: nothing that is there is sent again', async () => {
    const files = [file('small', 'small'), large()];
    let begun = '';
    const stop = new AbortController();
    onParts(async (number, send) => {
      if (number === 2) stop.abort(new Error('the train enters a tunnel'));
      return send();
    });
    const sent = uploadFiles(holder, dataset, files, {
      signal: stop.signal,
      onBegin: (id) => {
        begun = id;
      },
    });
    await expect(sent).rejects.toThrow('tunnel');
    globalThis.fetch = fetch;
    const [standing] = await listUploads(holder, dataset);
    expect(standing?.upload).toBe(begun);
    const parts = onParts((_, send) => send());
    await uploadFiles(holder, dataset, files, { upload: begun });
    const whole = 1 + 3;
    expect(parts()).toBeLessThan(whole);
    expect((await readUpload(holder, begun)).upload).toMatchObject({ completeFiles: 2 });
    await discardUpload(holder, begun);
  });

  it('are sent again where the gateway does not answer for a while', async () => {
    onParts(async (number, send) => {
      // The answer to one part is lost, and the next ask does not come there.
      if (number === 0) await send();
      if (number < 2) throw new TypeError('fetch failed');
      return send();
    });
    const upload = await uploadFiles(holder, dataset, [large()]);
    expect((await readUpload(holder, upload)).upload).toMatchObject({ completeFiles: 1 });
    await discardUpload(holder, upload);
  });

  it('that change while they are sent are begun anew twice, and then named', async () => {
    const contents = new Blob(['first']);
    let reads = 0;
    const changing = { size: 5, slice: () => (reads++ === 0 ? contents : new Blob(['other'])) };
    const parts = onParts((_, send) => send());
    const sent = uploadFiles(holder, dataset, [{ name: 'changing.txt', content: changing }]);
    await expect(sent).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: { file: 'changing.txt', broken: true },
    });
    expect(parts()).toBe(3);
    for (const { upload } of await listUploads(holder, dataset)) await discardUpload(holder, upload);
  });

  it('are named where they cannot be read any more', async () => {
    const gone = { size: 5, slice: () => ({ size: 5, arrayBuffer: () => Promise.reject(new Error('gone')) }) };
    const sent = uploadFiles(holder, dataset, [{ name: 'gone.txt', content: gone }]);
    await expect(sent).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('gone.txt') });
    for (const { upload } of await listUploads(holder, dataset)) await discardUpload(holder, upload);
  });

  it('are those of the upload that is gone on with, and no fewer', async () => {
    const upload = await uploadFiles(holder, dataset, [file('one', '1'), file('two', '2')]);
    const sent = uploadFiles(holder, dataset, [file('one', '1')], { upload });
    await expect(sent).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { others: 1 } });
    await uploadFiles(holder, dataset, [file('one', 'another'), file('two', '2')], { upload });
    expect((await readUpload(holder, upload)).contents.map(({ bytes }) => bytes)).toEqual([1, 7]);
    await discardUpload(holder, upload);
  });

  it('are counted before any is read: more than the gateway takes is sent nowhere', async () => {
    const huge = { size: 2 ** 50, slice: () => expect.unreachable() };
    const parts = onParts((_, send) => send());
    await expect(uploadFiles(holder, dataset, [{ name: 'huge', content: huge }])).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
    });
    expect(parts()).toBe(0);
    for (const { upload } of await listUploads(holder, dataset)) await discardUpload(holder, upload);
  });
});
