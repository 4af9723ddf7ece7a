import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError, ERROR_CODES, isCustosError } from '../core/errors.ts';
import { pause } from '../core/patience.ts';
import { plainText } from '../core/plain-text.ts';
import type { ImportAnswer } from './answers.ts';
import { importLines } from './import-lines.ts';
import type { Output } from './output.ts';
import { ownCommand } from './own-command.ts';

const POLL_MS = 100;
const RETRY_MS = 1_000;
/** How long a gateway that does not answer is asked again: it may be busy, or start anew. */
const PATIENCE_MS = 120_000;

/** Shows the progress of an import until it is ready to be published. Fails as the import fails, and where the gateway
 *  does not answer for two minutes. */
export async function followImport(gateway: GatewayClient, job: string, output: Output): Promise<ImportAnswer> {
  const answer = await polled(gateway, job, output, ({ state, progress }) => {
    const { phase, done, total } = progress;
    const line = `${phase}: ${megabytes(done)} of ${megabytes(total)} MB`;
    if (state === 'running') return line;
    output.progress(line);
    return undefined;
  });
  if (answer.state !== 'failed') return answer;
  const code = ERROR_CODES.find((known) => known === answer.error?.code) ?? 'IMPORT_INVALID';
  const lines = answer.report ? importLines(answer.report) : [];
  const message = [plainText(answer.error?.detail ?? 'The import failed.'), ...lines.map(plainText)].join('\n');
  throw new CustosError(code, message, { details: { ...answer.error?.details, report: lines } });
}

/** Asks for a job until `line` says no more how far it is; a gateway that does not answer is waited for. */
export async function polled(
  gateway: GatewayClient,
  job: string,
  output: Pick<Output, 'progress' | 'done'>,
  line: (answer: ImportAnswer) => string | undefined,
): Promise<ImportAnswer> {
  while (true) {
    const answer = await stateOf(gateway, job, output);
    const progress = line(answer);
    if (progress === undefined) {
      output.done();
      return answer;
    }
    output.progress(progress);
    await pause(POLL_MS);
  }
}

async function stateOf(gateway: GatewayClient, job: string, output: Pick<Output, 'progress'>): Promise<ImportAnswer> {
  const until = Date.now() + PATIENCE_MS;
  let isLost = false;
  while (true) {
    try {
      return await gateway.json<ImportAnswer>('GET', `/v1/imports/${job}`);
    } catch (error) {
      if (isLost && isCustosError(error, 'NOT_FOUND')) throw interrupted(error);
      if (!isCustosError(error, 'GATEWAY_UNREACHABLE', 'SESSION_INVALID', 'UNAVAILABLE')) throw error;
      if (Date.now() > until) throw unanswered(error, job);
    }
    isLost = true;
    output.progress('the gateway does not answer; waiting for it');
    await pause(RETRY_MS);
  }
}

function interrupted(cause: CustosError): CustosError {
  const message = 'The gateway was stopped during the import, and kept nothing of it. Import again.';
  return new CustosError('NOT_FOUND', message, { cause });
}

function unanswered(cause: CustosError, job: string): CustosError {
  const message = `${cause.message} If it goes on running, the import does, as ${job} (${ownCommand('dataset drafts')}); what a stop interrupts leaves nothing, and is imported again.`;
  return new CustosError(cause.code, message, { cause, details: { import: job } });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
