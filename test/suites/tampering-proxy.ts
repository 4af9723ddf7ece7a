import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Changes the body of an answer. */
export type Tamper = (body: Buffer) => Buffer;

/** An HTTP proxy that lets everything through, but for the answers to paths that end so, which it changes. */
export async function tamperingProxy(ends: string, tamper: () => Tamper) {
  const server = createServer((incoming, response) => {
    const { method, headers, url = '' } = incoming;
    const outgoing = request(url, { method, headers }, async (answer) => {
      const body = await bytesOf(answer);
      const { 'content-length': _, 'transfer-encoding': __, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, kept);
      response.end(new URL(url).pathname.endsWith(ends) ? tamper()(body) : body);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(message));
}
