import { setTimeout as sleep } from 'node:timers/promises';

/** When the first answers leave, ms after the question came: a decision about a few items takes a tenth of it. */
const FIRST_MS = 25;

/** The work's outcome, or its error, no sooner than 25 ms after it was begun, else after 50, 100 and so on: how long a
 *  decision takes, which differs with what a person chose, is not to be read off its answer. */
export async function atStep<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    await stepSince(begun);
  }
}

/** The work's outcome as soon as there is one, its error at the next step as `atStep` has it. */
export async function failsAtStep<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } catch (error) {
    await stepSince(begun);
    throw error;
  }
}

async function stepSince(begun: number): Promise<void> {
  let due = FIRST_MS;
  while (performance.now() - begun > due) due *= 2;
  for (let left = due; left > 0; left = begun + due - performance.now()) await sleep(Math.ceil(left));
}
