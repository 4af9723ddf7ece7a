import type { GatewayClient } from '../client/gateway-client.ts';
import type { ImportJob } from '../client/import-shape.ts';
import { followImport } from '../client/imports.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';
import { importLines } from './import-lines.ts';
import type { Output } from './output.ts';

/** What tells a person why nothing moves. */
export const SILENCE = 'the gateway does not answer; waiting for it';

/** Shows the progress of an import until it is ready to be published. Fails as the import fails, with its report. */
export async function watchImport(gateway: GatewayClient, id: string, output: Output): Promise<ImportJob> {
  let last: ImportJob | undefined;
  try {
    for await (last of followImport(gateway, id, { onSilence: () => output.progress(SILENCE) })) {
      const { phase, done, total } = last.progress;
      output.progress(`${phase}: ${megabytes(done)} of ${megabytes(total)} MB`);
    }
  } catch (error) {
    throw withReport(error, last);
  }
  output.done();
  return last as ImportJob;
}

function withReport(error: unknown, job: ImportJob | undefined): unknown {
  if (!isCustosError(error) || job?.state !== 'failed') return error;
  const report = job.report ? importLines(job.report) : [];
  const message = [error.message, ...report.map(plainText)].join('\n');
  return new CustosError(error.code, message, { cause: error, details: { ...error.details, report } });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
