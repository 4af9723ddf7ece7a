import { fromHex } from '../../src/core/bytes.ts';
import type { Address, Digest, Pseudonym } from '../../src/core/ids.ts';
import { type AccountKey, accountKey } from '../../src/ledger/account-key.ts';

/** What runs a chain for the compliance suite. Every account of `ACCOUNTS` may write and has what gas costs. */
export interface Engine {
  readonly url: string;
  /** Kills the node and starts it again on the same data, at the same URL; absent where data is not kept. */
  restart?(): Promise<void>;
  close(): Promise<void>;
}

/** Well-known keys. The numbers of those whose ledger a test deploys for itself are taken once each. */
export const ACCOUNTS: readonly AccountKey[] = Array.from({ length: 12 }, (_, i) =>
  accountKey(fromHex(`0x${(i + 0xc057).toString(16).padStart(64, '0')}`)),
);

export function account(index: number): AccountKey {
  const found = ACCOUNTS[index];
  if (!found) throw new Error(`There is no account ${index}.`);
  return found;
}

export function randomDigest(): Digest {
  return `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex')}` as Digest;
}

export function randomPseudonym(): Pseudonym {
  return randomDigest() as string as Pseudonym;
}

export async function ask(url: string, method: string, params: unknown[] = []): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, { method: 'POST', headers, body });
  return ((await response.json()) as { result: unknown }).result;
}

export const NOBODY = `0x${'00'.repeat(20)}` as Address;
export const NOTHING = `0x${'00'.repeat(32)}` as Digest;
