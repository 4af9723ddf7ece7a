import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError, ERROR_CODES } from '../core/errors.ts';
import type { DatasetId } from '../core/ids.ts';
import { plainText } from '../core/plain-text.ts';
import type { PublishedAnswer } from './answers.ts';
import { create } from './creation.ts';
import { polled } from './import-job.ts';
import type { Output } from './output.ts';

/** Has a draft published, shows how far that is, and resolves when it is on chain. Given again with the same options, also
 *  after a cut connection or a restart of the gateway, it goes on with the same publication. */
export async function publishDraft(
  gateway: GatewayClient,
  dataset: DatasetId,
  publication: { readonly import: string; readonly [option: string]: unknown },
  output: Pick<Output, 'progress' | 'done'>,
): Promise<PublishedAnswer> {
  await create(gateway, `/v1/datasets/${dataset}/versions`, publication);
  const ended = await polled(gateway, publication.import, output, ({ publication: job }) => {
    if (job === undefined || job.state !== 'running') return undefined;
    const { phase, done, total } = job.progress;
    return phase === 'enrol' ? `enrolling patients: ${done} of ${total}` : 'publishing the version';
  });
  const { published, error } = ended.publication ?? {};
  if (published !== undefined) return published;
  const code = ERROR_CODES.find((known) => known === error?.code) ?? 'INTERNAL';
  const message = `${plainText(error?.detail ?? 'The draft was not published.')} The same command again goes on with it.`;
  throw new CustosError(code, message, { details: { ...error?.details } });
}
