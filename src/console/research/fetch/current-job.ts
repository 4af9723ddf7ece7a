import { CurrentWork, useCurrentWork, useWorkState } from '../../session/tab-work.ts';
import type { DownloadJob, DownloadState } from './download-job.ts';

/** The download of this tab, whatever page is shown. */
export const currentJob: CurrentWork<DownloadJob> = new CurrentWork();

export function useCurrentJob(): DownloadJob | undefined {
  return useCurrentWork(currentJob);
}

export function useDownloadState(job: DownloadJob): DownloadState {
  return useWorkState(job);
}
