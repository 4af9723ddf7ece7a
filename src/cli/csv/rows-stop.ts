import type { Output } from '../output.ts';
import { type StopSignal, watchStop } from '../stop-signal.ts';

/** As `watchStop`, for a command that ends once what it sent is answered: the first signal is answered at once. */
export function watchRowsStop(output: Pick<Output, 'remark'>): StopSignal {
  const stop = watchStop();
  void stop.asked.then(() => output.remark('Ending once what was sent is answered; once more ends it at once.'));
  return stop;
}
