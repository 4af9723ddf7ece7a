import { CustosError } from '../../core/errors.ts';

export type Method = (params: readonly unknown[]) => unknown;
export type MethodTable = Readonly<Record<string, Method>>;

const MAX_BATCH = 256;
/** Characters after which a batch gets no more replies. */
const MAX_BATCH_REPLY = 16 * 2 ** 20;

interface Failure {
  code: number;
  message: string;
  data?: unknown;
}

type Reply = { jsonrpc: '2.0'; id: unknown } & ({ result: unknown } | { error: Failure });

/** JSON-RPC 2.0 over a table of methods: the reply as JSON, or undefined where nothing is to be replied. Never throws;
 *  an error that no method meant goes to `onInternal`, not to the caller. The calls of a batch are made one after the
 *  other until their replies are too large together; the rest gets the error -32003 and has to be asked again. */
export async function answer(
  methods: MethodTable,
  body: string,
  onInternal: (error: unknown) => void,
): Promise<string | undefined> {
  let request: unknown;
  try {
    request = JSON.parse(body);
  } catch {
    return refusal(-32700, 'parse error: the body is not JSON');
  }
  if (!Array.isArray(request)) return textOf(await answerOne(methods, request, onInternal));
  if (request.length === 0) return refusal(-32600, 'empty batch');
  if (request.length > MAX_BATCH) {
    return refusal(-32600, `batch too large: ${request.length} calls, limit ${MAX_BATCH}`);
  }
  return answerBatch(methods, request, onInternal);
}

async function answerBatch(
  methods: MethodTable,
  calls: readonly unknown[],
  onInternal: (error: unknown) => void,
): Promise<string | undefined> {
  const replies: string[] = [];
  let characters = 0;
  for (const call of calls) {
    const made = characters <= MAX_BATCH_REPLY ? answerOne(methods, call, onInternal) : tooLarge(call);
    const text = textOf(await made);
    if (text === undefined) continue;
    replies.push(text);
    characters += text.length;
    // A batch of answers that are at hand would keep the process from everything else.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return replies.length > 0 ? `[${replies.join()}]` : undefined;
}

function tooLarge(call: unknown): Reply | undefined {
  const { id } = (call ?? {}) as { id?: unknown };
  return id === undefined ? undefined : failure(id, { code: -32003, message: 'response too large: ask again' });
}

function textOf(reply: Reply | undefined): string | undefined {
  return reply && JSON.stringify(reply);
}

/** The reply to what is no call. */
export function refusal(code: number, message: string): string {
  return JSON.stringify(failure(null, { code, message }));
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
    case 'STORE_CORRUPT':
    case 'LEDGER_POOL_FULL':
      return { code: -32000, message };
    case 'LEDGER_RANGE_TOO_LARGE':
      return { code: -32005, message, data: details };
    default:
      return undefined;
  }
}

function failure(id: unknown, error: Failure): Reply {
  return { jsonrpc: '2.0', id: id ?? null, error };
}
