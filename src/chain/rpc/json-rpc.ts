import { CustosError } from '../../core/errors.ts';
import { type RawJson, readIds } from './call-ids.ts';
import type { Lane, MethodTable } from './method.ts';
import type { Peer } from './peer.ts';
import { PeerTurns } from './peer-turns.ts';

const MAX_BATCH = 256;
/** Characters after which a batch gets no more replies. */
const MAX_BATCH_REPLY = 16 * 2 ** 20;

export interface Failure {
  code: number;
  message: string;
  data?: unknown;
}

type Id = RawJson | null;
type Reply = { jsonrpc: '2.0'; id: Id } & ({ result: unknown } | { error: Failure });

export interface RpcService {
  readonly methods: MethodTable;
  readonly turns: Readonly<Record<Lane, PeerTurns>>;
  /** A call failed by a fault of the node; the answer told nothing of it. */
  onInternal(error: unknown): void;
}

export function rpcService(methods: MethodTable, onInternal: (error: unknown) => void): RpcService {
  const turns = {
    read: new PeerTurns({ atOnce: 16, waiting: 1024, waitingAPeer: 64 }),
    search: new PeerTurns({ atOnce: 2, waiting: 256, waitingAPeer: 16 }),
    run: new PeerTurns({ atOnce: 1, waiting: 256, waitingAPeer: 16 }),
  };
  return { methods, turns, onInternal };
}

/** JSON-RPC 2.0 over a table of methods: the reply as JSON, or undefined where nothing is to be replied. Never throws. The
 *  calls of a batch are made one after the other until their replies are too large together; the rest gets the error -32003
 *  and has to be asked again. Ids come back as they were sent. */
export async function answer(service: RpcService, body: string, peer: Peer): Promise<string | undefined> {
  let request: unknown;
  try {
    request = JSON.parse(body);
  } catch {
    return refusal(-32700, 'parse error: the body is not JSON');
  }
  if (!Array.isArray(request)) {
    return textOf(await answerOne(service, request, readIds(body, false).get(0), peer));
  }
  if (request.length === 0) return refusal(-32600, 'empty batch');
  if (request.length > MAX_BATCH) {
    return refusal(-32600, `batch too large: ${request.length} calls, limit ${MAX_BATCH}`);
  }
  return answerBatch(service, request, readIds(body, true), peer);
}

async function answerBatch(
  service: RpcService,
  calls: readonly unknown[],
  ids: ReadonlyMap<number, RawJson>,
  peer: Peer,
): Promise<string | undefined> {
  const replies: string[] = [];
  let characters = 0;
  for (const [i, call] of calls.entries()) {
    const made =
      characters <= MAX_BATCH_REPLY ? answerOne(service, call, ids.get(i), peer) : tooLarge(call, ids.get(i));
    const text = textOf(await made);
    if (text === undefined) continue;
    replies.push(text);
    characters += text.length;
    // A batch of answers that are at hand would keep the process from everything else.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return replies.length > 0 ? `[${replies.join()}]` : undefined;
}

function tooLarge(call: unknown, id: RawJson | undefined): Reply | undefined {
  const isNotification = typeof call === 'object' && call !== null && !('id' in call);
  return isNotification ? undefined : failure(id ?? null, { code: -32003, message: 'response too large: ask again' });
}

function textOf(reply: Reply | undefined): string | undefined {
  return reply && JSON.stringify(reply);
}

/** The reply to what is no call. */
export function refusal(code: number, message: string): string {
  return JSON.stringify(failure(null, { code, message }));
}

async function answerOne(
  service: RpcService,
  call: unknown,
  sent: RawJson | undefined,
  peer: Peer,
): Promise<Reply | undefined> {
  if (typeof call !== 'object' || call === null || Array.isArray(call)) {
    return failure(null, { code: -32600, message: 'invalid request: expected an object' });
  }
  const { jsonrpc, method, params, id: parsed } = call as Record<string, unknown>;
  const isId = typeof parsed === 'string' || typeof parsed === 'number';
  const id = isId && sent !== undefined ? sent : null;
  const hasId = 'id' in call;
  if (jsonrpc !== '2.0' || typeof method !== 'string' || (hasId && !isId && parsed !== null)) {
    return failure(id, { code: -32600, message: 'invalid request: expected jsonrpc 2.0, method and id' });
  }
  const reply = await perform(service, id, method, params ?? [], peer);
  return hasId ? reply : undefined;
}

async function perform(service: RpcService, id: Id, name: string, params: unknown, peer: Peer): Promise<Reply> {
  const method = Object.hasOwn(service.methods, name) ? service.methods[name] : undefined;
  if (method === undefined) {
    return failure(id, { code: -32601, message: `the method ${name.slice(0, 64)} does not exist/is not available` });
  }
  if (!Array.isArray(params)) return failure(id, { code: -32602, message: 'invalid params: expected an array' });
  if (params.slice(method.most).some((param) => param !== null)) {
    return failure(id, { code: -32602, message: `too many arguments, want at most ${method.most}` });
  }
  try {
    const result = await service.turns[method.lane].run(peer, () => method.run(params, peer));
    return { jsonrpc: '2.0', id, result: result ?? null };
  } catch (error) {
    const known = meant(error);
    if (!known) service.onInternal(error);
    return failure(id, known ?? { code: -32603, message: 'internal error' });
  }
}

function meant(error: unknown): Failure | undefined {
  if (!(error instanceof CustosError)) return undefined;
  const { message, details } = error;
  switch (error.code) {
    case 'INPUT_INVALID':
    case 'INPUT_TOO_LARGE':
    case 'ENCODING_INVALID':
      return { code: -32602, message };
    case 'LEDGER_REJECTED':
      return typeof details['revert'] === 'string'
        ? { code: 3, message, data: details['revert'] }
        : { code: -32000, message };
    case 'STORE_CORRUPT':
    case 'LEDGER_POOL_FULL':
    case 'UNAVAILABLE':
      return { code: -32000, message };
    case 'LEDGER_RANGE_TOO_LARGE':
      return { code: -32005, message, data: details };
    default:
      return undefined;
  }
}

function failure(id: Id, error: Failure): Reply {
  return { jsonrpc: '2.0', id, error };
}
