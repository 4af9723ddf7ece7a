import { createKeccak } from 'hash-wasm';
import type { Keccak } from '../core/trie-root.ts';

/** keccak-256 in WebAssembly: a transaction of 1,000 typed entries has 128 KiB to be hashed twice, and every header that
 *  is checked has 600 bytes. */
export async function loadKeccak(): Promise<Keccak> {
  const hasher = await createKeccak(256);
  return (bytes) => hasher.init().update(bytes).digest('binary');
}
