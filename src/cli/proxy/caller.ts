import type { IncomingMessage } from 'node:http';
import { CustosError } from '../../core/errors.ts';
import { ownerOf } from './connection-owner.ts';

/** What pages of browsers send and programs do not (Node's own client sends `Sec-Fetch-Mode`): a page of anybody must not have
 *  data released, though it could not read what it gets. */
const OF_BROWSERS = ['origin', 'sec-fetch-site'];

export interface Admission {
  readonly port: number;
  /** Whether other users of this machine are served, too. */
  readonly anyUser: boolean;
}

/** Throws FORBIDDEN for a caller that is not this machine's own program of the same user, METHOD_NOT_ALLOWED for what is no
 *  GET. */
export async function requireOwnCaller(request: IncomingMessage, { port, anyUser }: Admission): Promise<void> {
  if (!anyUser && (await ownerOf(request.socket)) !== process.geteuid?.()) {
    throw forbidden('This address serves only programs of the user who started it.');
  }
  if (OF_BROWSERS.some((name) => request.headers[name] !== undefined)) {
    throw forbidden('This address is for programs such as curl, and answers no browser.');
  }
  // Else a name that somebody points at this machine would make a page of theirs one of this address.
  if (!hostsAt(port).includes(request.headers.host?.toLowerCase() ?? '')) {
    throw forbidden(`This address is http://127.0.0.1:${port}, and answers by no other name.`);
  }
  if (request.method !== 'GET') {
    throw new CustosError('METHOD_NOT_ALLOWED', 'This address answers GET alone: it gives data, and changes nothing.');
  }
}

function hostsAt(port: number): string[] {
  const names = ['127.0.0.1', '[::1]', 'localhost'];
  return names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
}

function forbidden(message: string): CustosError {
  return new CustosError('FORBIDDEN', `${message} Nothing was asked for.`);
}
