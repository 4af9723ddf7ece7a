import type { AskedOfPage } from '../../audit/page-protocol.ts';
import { type GatewayClient, isCustosError } from '../../client/index.ts';

interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
}

/** As large, and as slow, as the client takes an answer. What is refused, or too large, comes as the status by which the verifier asks for less,
 *  or later, or not again. */
export async function answerTo(gateway: GatewayClient, asked: AskedOfPage): Promise<Answer> {
  try {
    return await (asked.method === 'GET' ? read(gateway, asked) : ask(gateway, asked));
  } catch (error) {
    if (isCustosError(error, 'INPUT_TOO_LARGE')) return { status: 413, bytes: new Uint8Array() };
    if (isCustosError(error, 'RATE_LIMITED')) return { status: 429, bytes: new Uint8Array() };
    throw error;
  }
}

async function read(gateway: GatewayClient, { path }: AskedOfPage): Promise<Answer> {
  const { status, body } = await gateway.answer('GET', path);
  return { status, bytes: body };
}

async function ask(gateway: GatewayClient, { method, path, body = '' }: AskedOfPage): Promise<Answer> {
  const bytes = { type: 'application/json', body: new TextEncoder().encode(body) };
  return { status: 200, bytes: await gateway.bytes(method, path, { bytes }) };
}
