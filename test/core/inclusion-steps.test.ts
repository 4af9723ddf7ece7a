import { expect, it } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { inclusionSteps } from '../../src/core/inclusion-steps.ts';
import { leafHash, MerkleTree, verifyInclusion } from '../../src/core/merkle.ts';

const SIZES = Array.from({ length: 20 }, (_, i) => i + 1);

it('the steps of a path that verifies end at the root, whichever leaf it is of', () => {
  for (const size of SIZES) {
    const leaves = Array.from({ length: size }, (_, i) => leafHash(utf8(String(i))));
    const tree = new MerkleTree(leaves);
    for (const [index, leaf] of leaves.entries()) {
      const path = tree.inclusion(index);
      expect(verifyInclusion(leaf, index, size, path, tree.root())).toBe(true);
      expect(inclusionSteps(leaf, index, size, path).at(-1)?.sum ?? leaf).toEqual(tree.root());
    }
  }
});
