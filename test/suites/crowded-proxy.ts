import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP proxy that never answers what is asked of a path that ends in `/stuck`, leads to nowhere else than this machine, and counts the
 *  answers to `DELETE` by their status. */
export async function crowdedProxy() {
  const deleted: (number | undefined)[] = [];
  const stuck: string[] = [];
  const server = createServer((incoming, response) => {
    const { method, headers, url = '' } = incoming;
    if (new URL(url).pathname.endsWith('/stuck')) return void stuck.push(url);
    const outgoing = request(url, { method, headers }, (answer) => {
      if (method === 'DELETE') deleted.push(answer.statusCode);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.on('connect', (_, socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...{ deleted, stuck },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
