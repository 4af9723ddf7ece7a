import { isCustosError } from '../core/errors.ts';

/** A list, which is empty for a caller who may not see it. */
export async function ifShown<One>(list: Promise<readonly One[]>): Promise<readonly One[]> {
  return list.catch((error: unknown) => {
    if (isCustosError(error, 'FORBIDDEN')) return [];
    throw error;
  });
}
