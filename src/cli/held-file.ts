import { lockPassing } from './passing-lock.ts';

/** Does the work while nobody else who asks so may write the file: a second one would undo what the first wrote.
 *  DATA_DIR_IN_USE where somebody has it; whoever was killed while it had it has it no more. */
export async function holdingFile<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const release = await lockPassing(`${path}.lock`, `a command that writes ${path}`, 'Choose another file.');
  return work().finally(release);
}
