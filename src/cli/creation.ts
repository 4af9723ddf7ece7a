import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError, isCustosError } from '../core/errors.ts';

/** Waits between attempts, in ms: a gateway is back after a restart by then. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Asks for something to be made, once: where the answer is lost on the way, it is asked for again with the same key, so
 *  that nothing is made twice. `key` names what is made; a new one for each call unless said. */
export async function create<Answer>(
  gateway: Pick<GatewayClient, 'json'>,
  path: string,
  json: object,
  {
    key = crypto.randomUUID(),
    pauses = PAUSES_MS,
  }: { readonly key?: string; readonly pauses?: readonly number[] } = {},
): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await gateway.json<Answer>('POST', path, { json, idempotencyKey: key });
    } catch (error) {
      // The request whose answer was lost may still run.
      const runs = isCustosError(error, 'CONFLICT') && error.details.running === true;
      if (!runs && !isCustosError(error, 'GATEWAY_UNREACHABLE')) throw error;
      const pause = pauses[attempt];
      if (pause === undefined) throw unknown(error);
      await sleep(pause);
    }
  }
}

function unknown(error: CustosError): CustosError {
  const message = `${error.message} Whether it was done is not known: look for it in the lists before you ask again.`;
  return new CustosError(error.code, message, { cause: error, details: error.details });
}
