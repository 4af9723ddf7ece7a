import { sha256 } from '@noble/hashes/sha2.js';
import { createSHA256 } from 'hash-wasm';

/** SHA-256 of what comes piece by piece. */
export interface Sha256 {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Begins a digest. Node's own is the fastest: `() => createHash('sha256')`. */
export type NewSha256 = () => Sha256;

/** For browsers: some times as fast as one in JavaScript. One digest at a time. */
export async function wasmSha256(): Promise<NewSha256> {
  const hasher = await createSHA256();
  return () => {
    hasher.init();
    return { update: (bytes) => hasher.update(bytes), digest: () => hasher.digest('binary') };
  };
}

/** For pages whose policy lets no WebAssembly run. */
export const scriptSha256: NewSha256 = () => sha256.create();
