import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignInBrowser } from '../client/person-sign-in.ts';
import { CustosError } from '../core/errors.ts';
import { within } from '../core/patience.ts';

const PATH = '/callback';
/** As long as the node waits. */
const WAIT_MS = 10 * 60_000;
const SAID = 'The sign-in is done here. Go back to the command, which says what came of it. This window can be closed.';

/** A browser on this machine: the person opens the address that `show` is given, and it comes back to a port that is open until
 *  then (RFC 8252 §7.3). */
export async function loopbackBrowser(show: (url: string) => void): Promise<SignInBrowser & AsyncDisposable> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    const isBack = request.method === 'GET' && request.url?.split('?', 1)[0] === PATH;
    response.writeHead(isBack ? 200 : 404, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
    response.end(isBack ? `${SAID}\n` : 'There is nothing here.\n');
    if (isBack) resolve(origin + request.url);
  });
  const origin = `http://127.0.0.1:${await listen(server)}`;
  return {
    redirectUri: origin + PATH,
    open: async (url) => {
      show(url);
      const late = () => {
        throw new CustosError('CHALLENGE_INVALID', 'Nobody signed in for ten minutes. Begin again.');
      };
      return within(WAIT_MS, promise, { late });
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
