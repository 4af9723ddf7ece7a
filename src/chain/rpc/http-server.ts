import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { CustosError } from '../../core/errors.ts';
import { Connections } from './connections.ts';
import { answer, type RpcService, refusal } from './json-rpc.ts';
import type { Peer } from './peer.ts';
import type { SubscriptionSources } from './subscriptions.ts';
import { serveWebSocket } from './web-socket.ts';

const MAX_BODY = 8 * 2 ** 20;
/** Bytes of bodies and answers that may be held for all but the owner. */
const MAX_HELD = 256 * 2 ** 20;
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);
const TYPES = new Set(['application/json', 'application/json-rpc', 'application/jsonrequest']);

export interface RpcServerOptions {
  readonly host: string;
  readonly port: number;
  /** Whether requests under any host name are served. Otherwise only loopback names: a web page whose name was
   *  rebound to 127.0.0.1 comes with its own. */
  readonly anyHost: boolean;
  /** The bearer token of the node's own gateway. */
  readonly ownerToken: string | undefined;
}

export interface RpcServer {
  readonly port: number;
  /** Lets requests finish for up to a second. */
  close(): Promise<void>;
}

interface Refused {
  readonly status: number;
  readonly message: string;
}

/** Serves JSON-RPC by POST and over WebSocket, to programs and not to web pages: browsers name an origin and are refused by
 *  it. Besides, no CORS header is ever sent, and a JSON content type is required. Rejects with CONFIG_INVALID if the port
 *  is taken. */
export async function serveRpc(
  service: RpcService,
  sources: SubscriptionSources,
  options: RpcServerOptions,
): Promise<RpcServer> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 });
  const connections = new Connections(server);
  const peerOf = peers(options.ownerToken);
  const held = { bytes: 0 };
  server.on('request', (request, response) => {
    const peer = peerOf(request);
    connections.began(request.socket, peer.isOwner);
    response.once('close', () => connections.ended(request.socket));
    handle(service, options, peer, held, request, response).catch((error: unknown) => {
      // A client that left before it had sent everything is no fault of the node.
      if (request.complete) service.onInternal(error);
      response.destroy();
    });
  });
  const closeSockets = serveWebSocket(server, service, sources, {
    admit: (request) => {
      const peer = peerOf(request);
      connections.began(request.socket, peer.isOwner);
      return refusePage(options, request) ?? peer;
    },
  });
  await listen(server, options);
  return { port: (server.address() as AddressInfo).port, close: () => close(server, closeSockets) };
}

/** On loopback everybody has the same address: each connection is somebody there. */
function peers(ownerToken: string | undefined): (request: IncomingMessage) => Peer {
  const numbers = new WeakMap<Socket, number>();
  let last = 0;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const owner = ownerToken === undefined ? undefined : digest(`Bearer ${ownerToken}`);
  return ({ socket, headers: { authorization } }) => {
    const number = numbers.get(socket) ?? ++last;
    numbers.set(socket, number);
    const address = socket.remoteAddress ?? '';
    const isHere = /^(::ffff:)?127\.|^::1$|^$/.test(address);
    const isOwner = authorization !== undefined && owner !== undefined && timingSafeEqual(digest(authorization), owner);
    return { name: isHere ? `#${number}` : address, isOwner, isGone: () => socket.destroyed };
  };
}

async function handle(
  service: RpcService,
  options: RpcServerOptions,
  peer: Peer,
  held: { bytes: number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refused = refusePage(options, request) ?? refuseForm(request) ?? refuseMore(peer, held);
  if (refused) {
    if (!request.complete) response.setHeader('connection', 'close');
    return reply(response, refused.status, refusal(-32600, refused.message));
  }
  const hold = holderOf(peer, held, response);
  const body = await readBody(request, hold);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    return reply(response, 413, refusal(-32600, `body too large: limit ${MAX_BODY} bytes`));
  }
  const result = await answer(service, body, peer);
  if (result === undefined) {
    response.writeHead(204).end();
    return;
  }
  hold(result.length);
  reply(response, 200, result);
}

/** Counts bytes until the answer was read or its connection is gone. */
function holderOf({ isOwner }: Peer, held: { bytes: number }, response: ServerResponse): (bytes: number) => void {
  let own = 0;
  response.once('close', () => {
    held.bytes -= own;
  });
  return (bytes) => {
    if (isOwner || response.closed) return;
    own += bytes;
    held.bytes += bytes;
  };
}

function refusePage({ anyHost }: RpcServerOptions, { headers }: IncomingMessage): Refused | undefined {
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!anyHost && !LOOPBACK_HOSTS.has(host)) {
    return { status: 403, message: 'invalid host: use 127.0.0.1, localhost or [::1]' };
  }
  return headers.origin === undefined ? undefined : { status: 403, message: 'no web page may use this node' };
}

function refuseForm({ method, headers }: IncomingMessage): Refused | undefined {
  if (method !== 'POST') return { status: 405, message: 'use POST' };
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return TYPES.has(type) ? undefined : { status: 415, message: 'use content-type application/json' };
}

function refuseMore({ isOwner }: Peer, held: { readonly bytes: number }): Refused | undefined {
  return isOwner || held.bytes <= MAX_HELD ? undefined : { status: 503, message: 'busy: ask again later' };
}

/** Undefined if the body is longer than allowed, in which case the rest is not read. By events: an iterator costs several
 *  turns of promises for a body that is there at once. */
async function readBody(request: IncomingMessage, hold: (bytes: number) => void): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return undefined;
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_BODY) {
      request.pause();
      return resolve(undefined);
    }
    hold(chunk.length);
    chunks.push(chunk);
  });
  request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
  request.once('error', reject);
  return promise;
}

function reply(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  // As text, which goes out in one piece with the header.
  response.end(json);
}

async function listen(server: Server, { host, port }: RpcServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause) => {
    reject(
      new CustosError('CONFIG_INVALID', `JSON-RPC cannot listen on ${host} port ${port}; choose another.`, { cause }),
    );
  });
  server.listen(port, host, resolve);
  await promise;
}

async function close(server: Server, closeSockets: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  closeSockets();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), 1000);
  await promise;
  clearTimeout(timer);
}
