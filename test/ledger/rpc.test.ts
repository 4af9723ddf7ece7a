import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rpc } from '../../src/ledger/rpc.ts';

type Reply = (response: ServerResponse, body: { id: number } | { id: number }[]) => void;

let server: Server;
let url = '';
let reply: Reply = () => undefined;
let requests = 0;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    requests++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    reply(response, JSON.parse(Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function outcome(answer: Reply, method = 'eth_chainId'): Promise<unknown> {
  reply = answer;
  const rpc = new Rpc({ url, timeoutMs: 400, maxResponseBytes: 10_000 });
  try {
    return await rpc.request(method, [], { retry: false });
  } finally {
    rpc.close();
  }
}

const unreachable = { code: 'LEDGER_UNREACHABLE' };

describe('a request to an engine', () => {
  it('rejects with LEDGER_UNREACHABLE whatever is no JSON-RPC', async () => {
    for (const text of ['', 'hello', '{"id":1', 'null', '7', '[]', '[7]', '{"jsonrpc":"2.0"}']) {
      await expect(outcome((response) => response.end(text))).rejects.toMatchObject(unreachable);
    }
    await expect(outcome((response) => response.writeHead(502).end('{}'))).rejects.toMatchObject(unreachable);
    await expect(outcome((response) => response.writeHead(404).end('not here'))).rejects.toMatchObject(unreachable);
    await expect(outcome((response) => response.destroy())).rejects.toMatchObject(unreachable);
    const half: Reply = (response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('{"jsonrpc"');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(outcome(half)).rejects.toMatchObject(unreachable);
  });

  it('follows no redirection', async () => {
    const away: Reply = (response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
    await expect(outcome(away)).rejects.toMatchObject(unreachable);
  });

  it('reads no more than its bound', async () => {
    const endless: Reply = (response) => {
      response.write('{"result":"');
      const timer = setInterval(() => response.write('a'.repeat(4_096)), 1);
      response.on('close', () => clearInterval(timer));
    };
    await expect(outcome(endless)).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
    await expect(outcome(endless, 'eth_getLogs')).rejects.toMatchObject({ code: 'LEDGER_RANGE_TOO_LARGE' });
  });

  it('waits no longer than its bound for an answer that trickles', async () => {
    const slow: Reply = (response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    };
    await expect(outcome(slow)).rejects.toMatchObject(unreachable);
  });

  it('takes from a batch what belongs to each request', async () => {
    reply = (response, body) => {
      const answers = [body].flat().map(({ id }) => ({ jsonrpc: '2.0', id, result: `0x${id.toString(16)}` }));
      response.end(JSON.stringify(answers.reverse().filter(({ id }) => id !== 2)));
    };
    const rpc = new Rpc({ url, timeoutMs: 400 });
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => rpc.request('eth_chainId')));
    expect(outcomes).toMatchObject([{ value: '0x1' }, { status: 'rejected', reason: unreachable }, { value: '0x3' }]);
    rpc.close();
  });

  it('asks in smaller batches where an answer, or a request, is too large', async () => {
    const rpc = new Rpc({ url, timeoutMs: 2_000, maxResponseBytes: 10_000 });
    const sizes: number[] = [];
    const ask = () => Promise.all(Array.from({ length: 10 }, () => rpc.request('eth_getTransactionReceipt')));
    const answer = ({ id }: { id: number }) => ({ jsonrpc: '2.0', id, result: 'a'.repeat(3_000) });
    reply = (response, body) => {
      sizes.push([body].flat().length);
      response.end(JSON.stringify(Array.isArray(body) ? body.map(answer) : answer(body)));
    };
    expect(await ask()).toEqual(Array.from({ length: 10 }, () => 'a'.repeat(3_000)));
    expect(sizes).toEqual([10, 5, 3, 2, 5, 3, 2]);
    reply = (response, body) => {
      if ([body].flat().length > 4) response.writeHead(413).end();
      else response.end(JSON.stringify([body].flat().map(({ id }) => ({ jsonrpc: '2.0', id, result: id }))));
    };
    expect(new Set(await ask()).size).toBe(10);
    rpc.close();
  });

  it('asks again for what the engine left out of a full answer', async () => {
    const rpc = new Rpc({ url, timeoutMs: 2_000 });
    const full = { code: -32003, message: 'response too large' };
    reply = (response, body) => {
      const answers = [body]
        .flat()
        .map(({ id }, i) => ({ jsonrpc: '2.0', id, ...(i < 4 ? { result: id } : { error: full }) }));
      response.end(JSON.stringify(Array.isArray(body) ? answers : answers[0]));
    };
    const asked = await Promise.all(Array.from({ length: 9 }, () => rpc.request('eth_getTransactionReceipt')));
    expect(asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    reply = (response, body) =>
      response.end(JSON.stringify([body].flat().map(({ id }) => ({ jsonrpc: '2.0', id, error: full }))));
    await expect(rpc.request('eth_getTransactionReceipt')).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
    rpc.close();
  });

  it('repeats only what may be repeated', async () => {
    const rpc = new Rpc({ url, timeoutMs: 2_000 });
    let failures = 2;
    reply = (response, body) => {
      if (failures-- > 0) response.destroy();
      else response.end(JSON.stringify({ jsonrpc: '2.0', id: [body].flat()[0]?.id, result: '0x1' }));
    };
    expect(await rpc.request('eth_chainId')).toBe('0x1');
    failures = 1;
    requests = 0;
    await expect(rpc.request('eth_sendRawTransaction', [], { retry: false })).rejects.toMatchObject(unreachable);
    expect(requests).toBe(1);
    rpc.close();
  });

  it('names no path and no key of the URL in an error', async () => {
    const rpc = new Rpc({ url: 'http://127.0.0.1:1/v1/secret-key?token=secret-token', timeoutMs: 300 });
    const error = await rpc.request('eth_chainId').catch((reason: unknown) => reason);
    expect(error).toMatchObject(unreachable);
    expect(String(error)).not.toMatch(/secret/);
    expect(() => new Rpc({ url: 'http://user:secret@127.0.0.1/' })).toThrow(/without user name/);
    expect(() => new Rpc({ url: 'file:///etc/passwd' })).toThrow(/http or https/);
  });
});
