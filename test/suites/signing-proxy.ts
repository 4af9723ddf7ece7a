import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayClient, type GatewayClientOptions } from '../../src/client/index.ts';
import { toHex } from '../../src/core/bytes.ts';
import { canonicalBytes, type Json } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { Digest } from '../../src/core/ids.ts';
import { requestDigest, routeDigest } from '../../src/core/request.ts';

/** Routes whose proof binds an access request. */
const ASKING = /^\/v1\/(?:access\/\w+|me\/data|datasets\/[^/]+\/(?:content|versions\/[^/]+\/items\/[^/]+))$/;

interface Asked {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface SigningProxy {
  readonly url: string;
  /** How many answers had each status. */
  readonly answered: ReadonlyMap<number, number>;
  /** What was asked and got no whole answer, and why. */
  readonly cutOff: readonly string[];
  close(): void;
}

/** Brings the requests of a program that knows nothing of proofs to a gateway that takes loopback for a proxy: in a session of the account,
 *  where there is one, each with a proof of its own; and each as of another network, so that no limit of a network hides what else would be
 *  answered. */
export async function signingProxy(gateway: string, account?: GatewayClientOptions['account']): Promise<SigningProxy> {
  // A connection that is kept may be closed at the very moment in which it is used again: that would look like a gateway that is gone.
  const agent = new Agent({ keepAlive: false });
  const newClient = () => account && new GatewayClient({ endpoint: gateway, account });
  let client = newClient();

  const bring = async (asked: Asked): Promise<Answer> => {
    const answer = await send(agent, gateway, asked, await proofHeaders(client, gateway, asked));
    if (client === undefined || !isOfEndedSession(answer)) return answer;
    // Who ended it was the program itself.
    client = newClient();
    return send(agent, gateway, asked, await proofHeaders(client, gateway, asked));
  };
  const answered = new Map<number, number>();
  const cutOff: string[] = [];
  const count = (status: number) => answered.set(status, (answered.get(status) ?? 0) + 1);
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, async (incoming, response) => {
    const { method = 'GET', url = '/', headers } = incoming;
    try {
      const answer = await bring(canonical({ method, url, headers, body: await bytesOf(incoming) }));
      count(answer.status);
      response.writeHead(answer.status, endToEnd(answer.headers)).end(answer.body);
    } catch (error) {
      cutOff.push(`${method} ${url}: ${error instanceof Error ? error.message : error}`);
      // What cut the gateway's answer off must look so to whoever asked.
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    answered,
    cutOff,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

/** The asking routes take canonical JSON alone, which no generator writes. */
function canonical(asked: Asked): Asked {
  if (!isAsking(asked)) return asked;
  try {
    return { ...asked, body: Buffer.from(canonicalBytes(JSON.parse(asked.body.toString()) as Json)) };
  } catch {
    return asked;
  }
}

function isAsking({ url }: Asked): boolean {
  return ASKING.test(url.split('?')[0] ?? '');
}

async function proofHeaders(
  client: GatewayClient | undefined,
  gateway: string,
  asked: Asked,
): Promise<Record<string, string>> {
  if (client === undefined) return {};
  const { token, key } = await client.signIn();
  const { method, url } = asked;
  const dpop = await key.prove({ method, url: gateway + url.split('?')[0], token, request: bound(asked) });
  return { Authorization: `DPoP ${token}`, DPoP: dpop };
}

function bound(asked: Asked): Uint8Array {
  const { method, url, body } = asked;
  if (!isAsking(asked)) return routeDigest({ method, path: url, body: toHex(sha256(body)) as Digest });
  const inUrl = new URL(url, 'http://gateway.invalid').searchParams.get('request') ?? '';
  return requestDigest(method === 'GET' ? Buffer.from(inUrl, 'base64url') : body);
}

async function send(
  agent: Agent,
  gateway: string,
  { method, url, headers, body }: Asked,
  proof: Record<string, string>,
): Promise<Answer> {
  const network = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
  const { host: _, dpop: __, ...kept } = endToEnd(headers);
  const own = { ...kept, ...proof, 'X-Forwarded-For': network, 'Content-Length': body.length };
  const outgoing = request(new URL(gateway), { agent, method, path: url, headers: own });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await bytesOf(answer) };
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, 'content-length': ____, ...kept } = headers;
  return kept;
}

function isOfEndedSession({ status, body }: Answer): boolean {
  return status === 401 && body.includes('"SESSION_INVALID"');
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(message));
}
