import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CustosError } from '../../core/errors.ts';
import { answer, type MethodTable, refusal } from './json-rpc.ts';

const MAX_BODY = 8 * 2 ** 20;
const MAX_CONNECTIONS = 512;
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

export interface RpcServerOptions {
  readonly host: string;
  readonly port: number;
  /** Whether requests under any host name are served. Otherwise only loopback names: a web page whose name was
   *  rebound to 127.0.0.1 comes with its own. */
  readonly anyHost: boolean;
  onInternal(error: unknown): void;
}

export interface RpcServer {
  readonly port: number;
  /** Lets requests finish for up to a second. */
  close(): Promise<void>;
}

/** Serves JSON-RPC by POST, to programs and not to web pages: browsers name an origin and are refused by it. Besides, no
 *  CORS header is ever sent, and the JSON content type is required. Rejects with CONFIG_INVALID if the port is taken. */
export async function serveRpc(methods: MethodTable, options: RpcServerOptions): Promise<RpcServer> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('request', (request, response) => {
    handle(methods, options, request, response).catch((error: unknown) => {
      options.onInternal(error);
      response.destroy();
    });
  });
  await listen(server, options);
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function handle(
  methods: MethodTable,
  options: RpcServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refused = refuse(options, request);
  if (refused) return reply(response, refused.status, refusal(-32600, refused.message));
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    return reply(response, 413, refusal(-32600, `body too large: limit ${MAX_BODY} bytes`));
  }
  const result = await answer(methods, body, options.onInternal);
  if (result === undefined) {
    response.writeHead(204).end();
    return;
  }
  reply(response, 200, result);
}

function refuse(options: RpcServerOptions, request: IncomingMessage): { status: number; message: string } | undefined {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!options.anyHost && !LOOPBACK_HOSTS.has(host)) {
    return { status: 403, message: 'invalid host: use 127.0.0.1, localhost or [::1]' };
  }
  if (request.headers.origin !== undefined) return { status: 403, message: 'no web page may use this node' };
  if (request.method !== 'POST') return { status: 405, message: 'use POST' };
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return { status: 415, message: 'use content-type application/json' };
  return undefined;
}

/** Undefined if the body is longer than allowed, in which case the rest is not read. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, status: number, json: string): void {
  const text = Buffer.from(json);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': text.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
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

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), 1000);
  await promise;
  clearTimeout(timer);
}
