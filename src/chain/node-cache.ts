import { LRUCache } from 'lru-cache';
import type { Bytes } from '../core/bytes.ts';

/** The trie nodes and codes used last, by content hash: what is read at every block stays, and the node's memory stays flat
 *  however long the chain grows. */
export type NodeCache = LRUCache<string, Bytes>;

/** What an entry takes beside its key and value. */
const ENTRY_BYTES = 128;

export function nodeCache(bytes: number): NodeCache {
  return new LRUCache({ maxSize: bytes, sizeCalculation: (value, key) => key.length + value.length + ENTRY_BYTES });
}
