import type { Json } from '../core/canonical.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { retried } from '../core/patience.ts';
import { checkAnswer, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** With pauses that double from the first one, in ms: a gateway is back after a restart by then. */
const MOST_RETRIES = 6;
const FIRST_PAUSE_MS = 500;

/** Asks for something to be made, once: where the answer is lost on the way, it is asked for again with the same key, so
 *  that nothing is made twice. `key` names what is made; a new one for each call unless said. */
export async function create<Answer>(
  gateway: GatewayClient,
  path: string,
  json: object | undefined,
  shape: ShapeOf<Answer>,
  { key = crypto.randomUUID(), first = FIRST_PAUSE_MS }: { readonly key?: string; readonly first?: number } = {},
): Promise<Answer> {
  const ask = () => gateway.json<Json>('POST', path, { json, idempotencyKey: key });
  const again = (error: unknown, failures: number) => {
    if (!isLost(error)) return false;
    if (failures < MOST_RETRIES) return true;
    throw unknown(error);
  };
  return checkAnswer(gateway, await retried(ask, again, { first }), shape);
}

/** The request whose answer was lost may still run. */
function isLost(error: unknown): error is CustosError {
  const runs = isCustosError(error, 'CONFLICT') && error.details.running === true;
  return runs || isCustosError(error, 'GATEWAY_UNREACHABLE');
}

function unknown(error: CustosError): CustosError {
  const message = `${error.message} Whether it was done is not known: look for it in the lists before you ask again.`;
  return new CustosError(error.code, message, { cause: error, details: error.details });
}
