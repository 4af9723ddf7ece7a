/** Resolves after so many ms, or at once when the signal is aborted. `isIdle`: nothing is done meanwhile that a process should
 *  stay for. */
export function pause(ms: number, signal?: AbortSignal, { isIdle = false } = {}): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, signal?.aborted ? 0 : ms);
    if (isIdle) letGo(timer);
    signal?.addEventListener('abort', end);
  });
}

/** The outcome of the work; what `late` gives, or throws, where it takes longer than `ms` or the signal is aborted first. The
 *  work itself goes on. Unless it is said not to be `isIdle`, a process need not stay for the end of the time. */
export async function within<Result, Late = undefined>(
  ms: number,
  work: Promise<Result>,
  {
    signal,
    late,
    isIdle = true,
  }: { readonly signal?: AbortSignal; readonly late?: () => Late; readonly isIdle?: boolean } = {},
): Promise<Result | Late> {
  const over = Promise.withResolvers<void>();
  const end = () => over.resolve();
  const timer = setTimeout(end, ms);
  if (isIdle) letGo(timer);
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  try {
    return await Promise.race([work, over.promise.then(() => late?.() as Late)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

export interface Pauses {
  /** In ms; 100 unless said. */
  readonly first?: number;
  /** In ms; fifty times the first unless said. */
  readonly longest?: number;
}

/** How long to wait before the next attempt, in ms: doubles with each failure in a row, the first one being number 0. */
export function backoff(failures: number, { first = 100, longest }: Pauses = {}): number {
  return Math.min(longest ?? 50 * first, first * 2 ** Math.min(failures, 30));
}

/** Repeats what fails, after pauses that grow, for as long as `again` wants it of the error and the signal is not aborted;
 *  then it rejects with that error. */
export async function retried<Result>(
  work: () => Promise<Result>,
  again: (error: unknown, failures: number) => boolean,
  { signal, ...pauses }: Pauses & { readonly signal?: AbortSignal } = {},
): Promise<Result> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted || !again(error, failures)) throw error;
      await pause(backoff(failures, pauses), signal);
      if (signal?.aborted) throw error;
    }
  }
}

/** In a browser a timer is a number, and keeps nothing. */
function letGo(timer: { unref?: () => unknown } | number): void {
  if (typeof timer !== 'number') timer.unref?.();
}
