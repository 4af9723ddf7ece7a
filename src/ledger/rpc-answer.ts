import { CustosError, type ErrorDetails } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';
import { meaningOf, sendMeaningOf } from './refusal.ts';
import { rejectionOf } from './revert.ts';

/** One JSON-RPC response. */
export interface Answer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

const REVERT_DATA = /^0x(?:[0-9a-f]{2})*$/;

/** Reads at most `limit` bytes; INPUT_TOO_LARGE beyond. */
export async function readBody(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) {
      throw new CustosError('INPUT_TOO_LARGE', `The ledger's answer is larger than ${limit} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

export function readAnswers(text: string): Answer | readonly Answer[] {
  const value = parseJson(text);
  if (Array.isArray(value) ? value.every(isAnswer) : isAnswer(value)) return value as Answer | readonly Answer[];
  throw noRpc();
}

/** What an error object of JSON-RPC means. */
export function failureOf(method: string, error: unknown): CustosError {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? plainText(message.slice(0, 300)) : 'no reason given';
  const data = revertData(error, 0);
  if (data !== undefined) return rejectionOf(data);
  const details = { rpcCode: typeof code === 'number' ? code : null, method, reason: text };
  return method === 'eth_sendRawTransaction'
    ? sendFailure(code, text, details)
    : readFailure(method, code, text, details);
}

function readFailure(method: string, code: unknown, text: string, facts: ErrorDetails): CustosError {
  const known = meaningOf(method, code, text);
  // Of logs that do not fit into an answer, fewer blocks have fewer.
  const meaning = known === 'full' && method === 'eth_getLogs' ? 'range' : known;
  const details = { ...facts, meaning };
  switch (meaning) {
    case 'range':
      return new CustosError('LEDGER_RANGE_TOO_LARGE', 'The engine refuses that many blocks or events at once.', {
        details,
      });
    case 'full':
      return new CustosError('INPUT_TOO_LARGE', `The engine refuses that much at once: ${text}`, { details });
    case 'head':
      return new CustosError('LEDGER_LAGGING', `The engine has not come as far as ${method} asks: ${text}`, {
        details,
      });
    case 'later':
      return new CustosError('LEDGER_UNREACHABLE', `The engine answers ${method} later: ${text}`, { details });
    default:
      return new CustosError('LEDGER_REJECTED', `The ledger refused ${method}: ${text}`, { details });
  }
}

function sendFailure(code: unknown, text: string, facts: ErrorDetails): CustosError {
  const meaning = sendMeaningOf(code, text);
  if (meaning === 'later') {
    const message = `The engine takes no more transactions now: ${text}`;
    return new CustosError('LEDGER_POOL_FULL', message, { details: facts });
  }
  const details = meaning === undefined ? facts : { ...facts, meaning };
  return new CustosError('LEDGER_REJECTED', `The ledger refused the transaction: ${text}`, { details });
}

/** Engines put the data of a revert at different depths. */
function revertData(error: unknown, depth: number): string | undefined {
  if (typeof error === 'string') return depth > 0 && REVERT_DATA.test(error) ? error : undefined;
  if (error === null || typeof error !== 'object' || depth > 3) return undefined;
  const { data, originalError, error: inner } = error as Record<string, unknown>;
  return (
    revertData(data, depth + 1) ??
    revertData(originalError, depth + 1) ??
    (depth === 0 ? undefined : revertData(inner, depth + 1))
  );
}

function isAnswer(value: unknown): value is Answer {
  return value !== null && typeof value === 'object' && ('result' in value || 'error' in value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw noRpc(cause);
  }
}

function noRpc(cause?: unknown): CustosError {
  const message = 'What answers at the URL of the ledger does not speak JSON-RPC. Check the URL.';
  return new CustosError('LEDGER_UNREACHABLE', message, { cause });
}
