import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { answer, type RpcService, refusal } from './json-rpc.ts';
import type { Peer } from './peer.ts';
import { type SubscriptionSources, Subscriptions } from './subscriptions.ts';

const MAX_CONNECTIONS = 128;
const MAX_MESSAGE = 2 ** 20;
/** Bytes that wait for a client to read them, and for all; a slower one loses its connection and has to look what it
 *  missed. The largest answer to a batch must fit. */
const MAX_UNREAD = 64 * 2 ** 20;
const MAX_UNREAD_BY_ALL = 256 * 2 ** 20;
/** Characters of notifications that wait for an answer to go before them. */
const MAX_HELD = 8 * 2 ** 20;
/** Messages that are being answered at once. */
const MAX_ANSWERING = 32;
const PING_MS = 30_000;

export interface SocketAdmission {
  /** Who asks, or why it is refused. */
  admit(request: IncomingMessage): Peer | { readonly status: number; readonly message: string };
}

/** Serves JSON-RPC and subscriptions over WebSocket beside the server's HTTP. Returns what ends all connections. */
export function serveWebSocket(
  server: Server,
  service: RpcService,
  sources: SubscriptionSources,
  { admit }: SocketAdmission,
): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    // The server takes its own listener off: a client that resets the connection would end the process.
    socket.on('error', () => socket.destroy());
    const peer = sockets.clients.size < MAX_CONNECTIONS ? admit(request) : { status: 503, message: 'too many' };
    if ('status' in peer) {
      socket.end(`HTTP/1.1 ${peer.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => serve(client, sockets, service, sources, peer));
  });
  return () => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

function serve(
  client: WebSocket,
  { clients }: WebSocketServer,
  service: RpcService,
  sources: SubscriptionSources,
  peer: Peer,
): void {
  let answering = 0;
  // What is told of a subscription before its id was would be lost on the client.
  let held: string[] = [];
  let characters = 0;
  const send = (text: string): void => {
    client.send(text, () => undefined);
    const own = client.bufferedAmount;
    if (own > MAX_UNREAD || (own > 0 && unreadBy(clients) > MAX_UNREAD_BY_ALL)) client.terminate();
  };
  const subscriptions = new Subscriptions(sources, (text) => {
    if (answering === 0) return send(text);
    held.push(text);
    characters += text.length;
    if (characters > MAX_HELD) client.terminate();
  });
  const own = { ...service, methods: { ...service.methods, ...subscriptions.methods } };
  // As text or as bytes: web3.py sends bytes.
  client.on('message', async (data) => {
    if (answering >= MAX_ANSWERING) return send(refusal(-32600, 'busy: read answers before you ask again'));
    answering += 1;
    const reply = await answer(own, String(data), peer);
    answering -= 1;
    if (reply !== undefined) send(reply);
    if (answering > 0) return;
    for (const text of held) send(text);
    held = [];
    characters = 0;
  });
  const stop = keepAlive(client);
  client.on('error', () => client.terminate());
  client.once('close', () => {
    stop();
    subscriptions.close();
  });
}

function unreadBy(clients: ReadonlySet<WebSocket>): number {
  let bytes = 0;
  for (const { bufferedAmount } of clients) bytes += bufferedAmount;
  return bytes;
}

function keepAlive(client: WebSocket): () => void {
  let isThere = true;
  client.on('pong', () => {
    isThere = true;
  });
  const timer = setInterval(() => {
    if (!isThere) return client.terminate();
    isThere = false;
    client.ping(() => undefined);
  }, PING_MS).unref();
  return () => clearInterval(timer);
}
