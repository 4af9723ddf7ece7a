import type { Bytes } from './bytes.ts';
import { nodeHash } from './merkle.ts';

/** One step of an inclusion path. */
export interface InclusionStep {
  readonly sibling: Bytes;
  /** Where the sibling stands. */
  readonly side: 'left' | 'right';
  /** What both come to. */
  readonly sum: Bytes;
}

/** An inclusion path (RFC 9162 §2.1.3.2) step by step, from the leaf upwards, for people to follow. It verifies nothing: of a path that does
 *  the last sum is the root. */
export function inclusionSteps(leaf: Bytes, index: number, size: number, path: readonly Bytes[]): InclusionStep[] {
  let [sum, at, last] = [leaf, index, size - 1];
  return path.map((sibling) => {
    // Without a neighbour on its right a node goes up as it is.
    while (at === last && at % 2 === 0 && at > 0) [at, last] = [at / 2, last / 2];
    const side = at % 2 === 1 ? 'left' : 'right';
    sum = side === 'left' ? nodeHash(sibling, sum) : nodeHash(sum, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    return { sibling, side, sum };
  });
}
