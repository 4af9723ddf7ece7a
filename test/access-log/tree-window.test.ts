import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nativeLeafHash, TreeWindow } from '../../src/access-log/tree-window.ts';
import { leafHash, MerkleTree } from '../../src/core/merkle.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the right edge of the tree', () => {
  it('gives the roots and paths of RFC 6962 at every size, whatever it has forgotten', () => {
    const tree = new MerkleTree();
    const window = new TreeWindow();
    for (let size = 0; size < 300; ) {
      const first = size;
      for (const end = size + 1 + (size % 7); size < end; size++) {
        const leaf = leafHash(randomBytes(8));
        tree.append(leaf);
        window.append(leaf);
      }
      const head = window.head();
      expect(hex(head.root)).toBe(hex(tree.root()));
      for (let i = first; i < size; i++) expect(window.path(i, head).map(hex)).toEqual(tree.inclusion(i).map(hex));
      window.forget(first);
      if (size % 3 === 0) window.forget(size);
    }
  });

  it('goes on from the last complete node of each level', () => {
    const leaves = Array.from({ length: 150 }, () => leafHash(randomBytes(8)));
    for (let size = 1; size < leaves.length; size++) {
      const tree = new MerkleTree(leaves.slice(0, size));
      const edge: Uint8Array[] = [];
      for (let level = 0; Math.floor(size / 2 ** level) > 0; level++)
        edge.push(tree.node(level, Math.floor(size / 2 ** level) - 1));
      const window = new TreeWindow(size, edge);
      window.append(leaves[size] ?? new Uint8Array());
      expect(Buffer.from(window.head().root)).toEqual(Buffer.from(new MerkleTree(leaves.slice(0, size + 1)).root()));
      expect(window.path(size, window.head())).toHaveLength(
        new MerkleTree(leaves.slice(0, size + 1)).inclusion(size).length,
      );
    }
  });

  it('hashes leaves as core does', () => {
    const entry = randomBytes(700);
    expect(Buffer.from(nativeLeafHash(entry))).toEqual(Buffer.from(leafHash(entry)));
  });
});
