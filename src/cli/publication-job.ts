import type { GatewayClient } from '../client/gateway-client.ts';
import { followPublication } from '../client/publications.ts';
import type { Publication, Published } from '../core/publication.ts';
import { SILENCE } from './import-job.ts';
import type { Output } from './output.ts';

/** Shows how far a publication that was ordered is, and resolves when it is on chain. */
export async function watchPublication(
  gateway: GatewayClient,
  draft: string,
  output: Pick<Output, 'progress' | 'done'>,
): Promise<Published> {
  let last: Publication | undefined;
  for await (last of followPublication(gateway, draft, { onSilence: () => output.progress(SILENCE) })) {
    const { phase, done, total } = last.progress;
    if (last.state === 'running') {
      output.progress(phase === 'enrol' ? `enrolling patients: ${done} of ${total}` : 'publishing the version');
    }
  }
  output.done();
  return last?.published as Published;
}
