import { type AccessRequest, isCustosError } from '../../../client/index.ts';
import type { DownloadState } from './download-job.ts';

/** What somebody needs who is to find out what went wrong; nothing that is secret, and nothing of what came. */
export function reportOf({ ledger, gateway, dataset, version, permit }: AccessRequest, state: DownloadState): string {
  const { phase, items, bytes, wanted, before, broken, cuts, receipts, error, startedAt, endedAt } = state;
  const time = (ms: number | undefined) => (ms === undefined ? '' : new Date(ms).toISOString());
  const code = isCustosError(error) ? error.code : error instanceof Error ? error.name : '';
  return [
    `download ${phase}: ${items} of ${wanted?.items ?? '?'} items, ${bytes} of ${wanted?.bytes ?? '?'} bytes, ${before} there before`,
    `from ${time(startedAt)} to ${time(endedAt)}`,
    ...(error instanceof Error ? [`error ${code}: ${error.message}`] : []),
    ...(broken.length > 0 ? [`broken items: ${broken.join(', ')}`] : []),
    ...cuts.map(({ at, fewer }) => `cut off before ${time(at)}, ${fewer} items fewer since`),
    `entries of the log: ${receipts.map(({ entry }) => entry.seq).join(', ') || 'none'}`,
    `ledger ${ledger}, gateway ${gateway}`,
    `dataset ${dataset}, version ${version}, permit ${permit ?? 'none'}`,
    `at ${location.origin}, ${navigator.userAgent}`,
    '',
  ].join('\n');
}
