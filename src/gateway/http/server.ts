import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { CustosError } from '../../core/errors.ts';
import { networkOf } from './network.ts';
import { Places } from './places.ts';

export interface ConnectionLimits {
  /** Connections open at once: of all, and of one network that is no trusted proxy. */
  readonly connections: number;
  readonly connectionsANetwork: number;
  /** A client that takes less than 16 KiB of what waits for it in so long, in ms, is gone. */
  readonly stallMs: number;
  /** How long a request may take to arrive, its body included, in ms. */
  readonly requestMs: number;
}

/** Bytes that a client takes in each span of `stallMs`, at least, while some wait for it. */
const LEAST_PROGRESS = 16_384;
/** A connection whose request just ended is idle: its client may keep it for long. */
const IDLE_MS = 50;
/** A timer of more fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Tells connections that the server takes no new ones. */
const STOPPING = 'stopping';
const HEAD_MS = 20_000;
const CHECK_MS = 5_000;
const REFUSALS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** A server whose connections are bounded in number, and whose clients must send and read at a pace: whoever neither
 *  reads nor leaves would otherwise hold what was made for it. */
export function createBoundedServer(
  handler: RequestListener,
  limits: ConnectionLimits,
  isTrustedProxy: (address: string) => boolean = () => false,
): Server {
  const timeouts = {
    requestTimeout: limits.requestMs,
    headersTimeout: Math.min(HEAD_MS, limits.requestMs),
    connectionsCheckingInterval: Math.min(CHECK_MS, limits.requestMs),
  };
  // What Node answers by itself has no cache policy: each of these is answered here.
  const server = createServer({ ...timeouts, maxHeaderSize: 32_768, requireHostHeader: false }, (request, response) => {
    const hosts = request.headersDistinct.host?.length ?? 0;
    if (hosts > 1 || (hosts === 0 && request.httpVersion === '1.1')) return refuse(response, 400);
    handler(request, response);
  });
  server.on('checkExpectation', (_, response: ServerResponse) => refuse(response, 417));
  server.maxConnections = limits.connections;
  const places = new Places(limits.connectionsANetwork);
  const open = new Set<Socket>();
  server.on(STOPPING, () => closeSilent(open));
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const address = socket.remoteAddress ?? '';
    if (!isTrustedProxy(address) && !admit(places, networkOf(address), socket)) return;
    requireProgress(socket, limits.stallMs);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const status = REFUSALS[error.code ?? ''] ?? '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nCache-Control: no-store\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  return server;
}

/** Resolves once all connections of a server are closed: at once where none has a request under way, and after the grace, which is in ms,
 *  whatever is under way. `cut` is called before that is cut off. */
export async function stopServer(server: Server, graceMs: number, cut: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const closing = setInterval(() => {
    server.emit(STOPPING);
    server.closeIdleConnections();
  }, IDLE_MS);
  const timer = setTimeout(
    () => {
      cut();
      server.closeAllConnections();
    },
    Math.min(graceMs, MAX_TIMER_MS),
  );
  await closed;
  clearTimeout(timer);
  clearInterval(closing);
}

/** Browsers open connections ahead, and Node takes one that never said anything for one with a request under way. */
function closeSilent(sockets: Iterable<Socket>): void {
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Cache-Control': 'no-store', Connection: 'close', 'Content-Length': 0 }).end();
}

function admit(places: Places, network: string, socket: Socket): boolean {
  if (!places.take(network)) {
    socket.destroy();
    return false;
  }
  socket.once('close', () => places.leave(network));
  return true;
}

function requireProgress(socket: Socket, stallMs: number): void {
  let waited = false;
  let taken = 0;
  const timer = setInterval(() => {
    const now = socket.bytesWritten - socket.writableLength;
    const waits = socket.writableLength > 0;
    // A reset, so that what lies in buffers does not arrive either.
    if (waited && waits && now - taken < LEAST_PROGRESS) socket.resetAndDestroy();
    waited = waits;
    taken = now;
  }, stallMs).unref();
  socket.once('close', () => clearInterval(timer));
}

/** Rejects with CONFIG_INVALID where the port is taken. */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, () => resolve());
  try {
    await promise;
  } catch (cause) {
    const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const why = taken ? 'is taken by another program' : 'cannot be listened on';
    throw new CustosError('CONFIG_INVALID', `Port ${port} of ${host} ${why}. Choose another one.`, { cause });
  }
}
