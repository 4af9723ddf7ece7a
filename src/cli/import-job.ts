import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError } from '../core/errors.ts';
import type { ImportAnswer } from './answers.ts';
import type { Output } from './output.ts';

const POLL_MS = 100;

/** Shows the progress of an import until it is ready to be published; IMPORT_INVALID if it fails. */
export async function followImport(gateway: GatewayClient, job: string, output: Output): Promise<ImportAnswer> {
  while (true) {
    const answer = await gateway.json<ImportAnswer>('GET', `/v1/imports/${job}`);
    const { phase, done, total } = answer.progress;
    output.progress(`${phase}: ${done} of ${total}`);
    if (answer.state === 'running') {
      await sleep(POLL_MS);
      continue;
    }
    output.done();
    if (answer.state === 'failed') {
      throw new CustosError('IMPORT_INVALID', answer.error?.detail ?? 'The import failed.');
    }
    return answer;
  }
}
