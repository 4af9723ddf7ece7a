import { useSyncExternalStore } from 'react';
import { session } from '../../session/session.ts';
import { DownloadJob, type DownloadOrder, type DownloadState } from './download-job.ts';

/** The download of this tab, whatever page is shown; the next one takes its place. */
class CurrentJob {
  #job: DownloadJob | undefined;
  #of = '';
  readonly #listeners = new Set<() => void>();

  constructor() {
    session.subscribe(() => {
      const presence = session.presence();
      // Who signs out ends it. One that was only away for long finds it again, and nobody else does.
      const isOver = presence.state === 'nobody' && presence.left === 'signed-out';
      const isOthers = presence.state === 'in' && presence.person.owner !== this.#of;
      if (isOver || isOthers) this.forget();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly job = (): DownloadJob | undefined => this.#job;

  /** `of`: the owner whose it is. */
  begin(of: string, order: DownloadOrder): void {
    this.#of = of;
    this.#become(new DownloadJob(order));
  }

  forget(): void {
    this.#job?.stop();
    this.#become(undefined);
  }

  #become(job: DownloadJob | undefined): void {
    this.#job = job;
    for (const listener of this.#listeners) listener();
  }
}

export const currentJob = new CurrentJob();

export function useCurrentJob(): DownloadJob | undefined {
  return useSyncExternalStore(currentJob.subscribe, currentJob.job);
}

export function useDownloadState(job: DownloadJob): DownloadState {
  return useSyncExternalStore(job.subscribe, job.state);
}
