import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError, ERROR_CODES } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';
import type { ImportAnswer } from './answers.ts';
import { importLines } from './import-lines.ts';
import type { Output } from './output.ts';

const POLL_MS = 100;

/** Shows the progress of an import until it is ready to be published. Fails as the import fails. */
export async function followImport(gateway: GatewayClient, job: string, output: Output): Promise<ImportAnswer> {
  while (true) {
    const answer = await gateway.json<ImportAnswer>('GET', `/v1/imports/${job}`);
    const { phase, done, total } = answer.progress;
    output.progress(`${phase}: ${megabytes(done)} of ${megabytes(total)} MB`);
    if (answer.state === 'running') {
      await sleep(POLL_MS);
      continue;
    }
    output.done();
    if (answer.state === 'failed') {
      const code = ERROR_CODES.find((known) => known === answer.error?.code) ?? 'IMPORT_INVALID';
      const lines = answer.report ? importLines(answer.report) : [];
      const message = [plainText(answer.error?.detail ?? 'The import failed.'), ...lines.map(plainText)].join('\n');
      throw new CustosError(code, message, { details: { ...answer.error?.details, report: lines } });
    }
    return answer;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
