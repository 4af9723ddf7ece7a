import { CustosError } from '../../core/errors.ts';

export type Method = (params: readonly unknown[]) => unknown;
export type MethodTable = Readonly<Record<string, Method>>;

const MAX_BATCH = 256;

interface Failure {
  code: number;
  message: string;
  data?: unknown;
}

type Reply = { jsonrpc: '2.0'; id: unknown } & ({ result: unknown } | { error: Failure });

/** JSON-RPC 2.0 over a table of methods. Undefined where nothing is to be replied. Never throws; an error that no
 *  method meant goes to `onInternal`, not to the caller. */
export async function answer(
  methods: MethodTable,
  body: string,
  onInternal: (error: unknown) => void,
): Promise<Reply | Reply[] | undefined> {
  let request: unknown;
  try {
    request = JSON.parse(body);
  } catch {
    return failure(null, { code: -32700, message: 'parse error: the body is not JSON' });
  }
  if (!Array.isArray(request)) return answerOne(methods, request, onInternal);
  if (request.length === 0) return failure(null, { code: -32600, message: 'empty batch' });
  if (request.length > MAX_BATCH) {
    return failure(null, { code: -32600, message: `batch too large: ${request.length} calls, limit ${MAX_BATCH}` });
  }
  const replies: Reply[] = [];
  for (const call of request) {
    const reply = await answerOne(methods, call, onInternal);
    if (reply) replies.push(reply);
  }
  return replies.length > 0 ? replies : undefined;
}

async function answerOne(
  methods: MethodTable,
  call: unknown,
  onInternal: (error: unknown) => void,
): Promise<Reply | undefined> {
  if (typeof call !== 'object' || call === null || Array.isArray(call)) {
    return failure(null, { code: -32600, message: 'invalid request: expected an object' });
  }
  const { id, jsonrpc, method, params = [] } = call as Record<string, unknown>;
  const known = id === null || typeof id === 'string' || typeof id === 'number';
  if (jsonrpc !== '2.0' || typeof method !== 'string' || (id !== undefined && !known)) {
    return failure(known ? id : null, {
      code: -32600,
      message: 'invalid request: expected jsonrpc 2.0, method and id',
    });
  }
  const reply = await perform(methods, id, method, params, onInternal);
  return id === undefined ? undefined : reply;
}

async function perform(
  methods: MethodTable,
  id: unknown,
  method: string,
  params: unknown,
  onInternal: (error: unknown) => void,
): Promise<Reply> {
  if (!Object.hasOwn(methods, method)) {
    const name = method.slice(0, 64);
    return failure(id, { code: -32601, message: `the method ${name} does not exist/is not available` });
  }
  if (!Array.isArray(params)) return failure(id, { code: -32602, message: 'invalid params: expected an array' });
  try {
    const result = await methods[method]?.(params);
    return { jsonrpc: '2.0', id, result: result ?? null };
  } catch (error) {
    const known = meant(error);
    if (!known) onInternal(error);
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
    case 'LEDGER_POOL_FULL':
      return { code: -32000, message };
    case 'LEDGER_RANGE_TOO_LARGE':
      return { code: -32005, message, data: details };
    default:
      return undefined;
  }
}

export function failure(id: unknown, error: Failure): Reply {
  return { jsonrpc: '2.0', id: id ?? null, error };
}
