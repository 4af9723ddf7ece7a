import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { decodeEntries } from '../../src/client/log.ts';
import { listIncompleteForms } from '../../src/client/paper.ts';
import { discardUpload, readUpload, type UploadedFile, uploadFiles } from '../../src/client/uploads.ts';
import { columnsOf } from '../../src/console/audit/entry-columns.ts';
import { LogScan } from '../../src/console/audit/log-scan.ts';
import { answerTo } from '../../src/console/audit/page-answer.ts';
import type { DatasetId } from '../../src/core/ids.ts';

const NO_GATEWAY = { code: 'GATEWAY_UNREACHABLE', message: expect.stringContaining('does not answer as a Custos') };
const UPLOAD = '00000000-0000-4000-8000-000000000000';
const DATASET = `0x${'11'.repeat(32)}` as DatasetId;
const upload = {
  ...{ upload: UPLOAD, dataset: DATASET, state: 'open', files: 0, completeFiles: 0, bytes: 0, arrivedBytes: 0 },
  ...{ maxBytes: 2 ** 40, maxFiles: 10, partBytes: 4 * 1024 * 1024, until: 0 },
};
/** Long enough for two parts. */
const local = { name: 'a.bin', content: new Blob([new Uint8Array(5 * 1024 * 1024)]) };

/** As in a worker of the page. */
const reader = {
  read: async (...page: Parameters<typeof decodeEntries>) => columnsOf(decodeEntries(...page)),
  close: () => undefined,
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Answers each call with what the lie makes of it; more calls than any honest upload needs end the test. */
async function lying(answer: (request: IncomingMessage, json: unknown) => unknown): Promise<GatewayClient> {
  let calls = 0;
  server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request));
    if (calls++ > 50) return void response.writeHead(400).end('{"code":"CONFLICT","detail":"asked without end"}');
    const isJson = request.headers['content-type'] === 'application/json';
    response.end(JSON.stringify(answer(request, isJson ? JSON.parse(body.toString()) : undefined)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new GatewayClient({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** A gateway that takes uploads, and lies about files by `lie`, which is told how many parts came. */
function uploading(lie: (file: UploadedFile, parts: number) => object, begun: object = {}): Promise<GatewayClient> {
  let file: UploadedFile | undefined;
  let parts = 0;
  return lying(({ method, url = '' }, json) => {
    if (method === 'PUT') return file && lie(file, ++parts);
    if (!url.endsWith('/files')) return { ...upload, ...begun };
    const [announced] = (json as { files: UploadedFile[] }).files;
    file = { ...(announced as UploadedFile), file: 'ab'.repeat(32), arrived: 0, complete: false };
    return { files: [parts === 0 ? { ...file, ...lie(file, 0) } : file] };
  });
}

describe('a gateway that lies about files that are sent', () => {
  it.each<[string, (file: UploadedFile, parts: number) => object]>([
    ['that more arrived than there is', (file, parts) => ({ ...file, arrived: parts === 0 ? 0 : file.bytes + parts })],
    ['that more arrived before than there is', (file) => ({ ...file, arrived: file.bytes + 1 })],
    ['that all of it arrived, and goes on', (file) => ({ ...file, arrived: file.bytes })],
    ['that less arrived than before', (file, parts) => ({ ...file, arrived: parts % 2 })],
    ['that a file is whole of which a part arrived', (file) => ({ ...file, arrived: 1, complete: true })],
    ['of another file', (file) => ({ ...file, name: 'b.bin' })],
    ['of a file of another content', (file) => ({ ...file, digest: DATASET })],
    ['that a file leads elsewhere', (file) => ({ ...file, file: '../../../staff' })],
  ])('%s is not sent to any longer', async (_, lie) => {
    const gateway = await uploading(lie);
    await expect(uploadFiles(gateway, DATASET, [local])).rejects.toMatchObject(NO_GATEWAY);
  });

  it.each([
    ['no bytes', 0],
    ['so few bytes that it takes no end', 1],
    ['more bytes than a page can hold', 2 ** 40],
    ['what is no number', 'NaN'],
  ])('and takes parts of %s is sent nothing', async (_, partBytes) => {
    const gateway = await uploading((file) => file, { partBytes });
    await expect(uploadFiles(gateway, DATASET, [local])).rejects.toMatchObject(NO_GATEWAY);
  });
});

describe('a list whose pages do not come to an end', () => {
  const from = (url = '') => Number(new URL(url, 'http://gateway.test').searchParams.get('from'));

  it('of an upload is not read without end', async () => {
    const gateway = await lying(({ url }) => ({ upload, contents: [], next: from(url) + 1 }));
    await expect(readUpload(gateway, UPLOAD)).rejects.toMatchObject(NO_GATEWAY);
  });

  it('of forms is not read without end', async () => {
    const gateway = await lying(({ url }) => ({ forms: [], reasons: [], next: from(url) + 1 }));
    await expect(listIncompleteForms(gateway)).rejects.toMatchObject(NO_GATEWAY);
  });

  it('of a log that shrinks as it is read is not asked for again and again', async () => {
    let asked = 0;
    const logId = DATASET;
    const gateway = await lying(({ url = '' }) => {
      asked++;
      return url.startsWith('/v1/log/entries') ? { entries: [], size: 0 } : { logId, size: 9, anchored: 9 };
    });
    const scan = new LogScan(gateway, () => reader);
    scan.subscribe(() => undefined);
    await expect.poll(() => scan.state().state).toBe('failed');
    // The size, the receipt of the last entry, and the two by which the gateway says who it is.
    expect(asked).toBe(4);
  });
});

describe('an id that a gateway gave', () => {
  it.each(['../staff', '..', 'a/../../me', 'a#', '.\\x'])('leads to no other route: %s', async (id) => {
    let asked = 0;
    const gateway = await lying(() => ++asked);
    await expect(discardUpload(gateway, id)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(asked).toBe(0);
  });
});

describe('what the auditor’s page reads for the verifier', () => {
  it('comes as the status by which it is not asked for again, where it has no end', async () => {
    let written = 0;
    server = createServer((_, response) => {
      const fill = () => {
        while (response.writable && response.write(Buffer.alloc(1024 * 1024))) written++;
      };
      response.on('drain', fill);
      fill();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ask = { type: 'ask', id: 1, method: 'GET', path: '/log/checkpoint' } as const;
    expect(await answerTo(new GatewayClient({ endpoint }), ask)).toMatchObject({ status: 413 });
    expect(written).toBeLessThan(200);
  });
});
