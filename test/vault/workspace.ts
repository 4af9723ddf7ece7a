import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type Bytes, toHex } from '../../src/core/bytes.ts';
import type { DatasetId } from '../../src/core/ids.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { Vault, type VaultOptions } from '../../src/vault/vault.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs after the test, last one first. */
export function afterTest(cleanup: () => Promise<unknown>): void {
  cleanups.push(cleanup);
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-vault-'));
  afterTest(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A new vault with a key file beside it; `options` as given to `Vault.open`, so that it can be opened again. */
export async function newVault(): Promise<{ vault: Vault; options: VaultOptions }> {
  const root = await temporaryDirectory();
  const file = join(root, 'root.key');
  await createRootKeyFile(file);
  const options: VaultOptions = { directory: join(root, 'data'), rootKey: { file } };
  return { vault: await openVault({ ...options, create: true }), options };
}

/** Closed at the end of the test, unless the test closes it. */
export async function openVault(options: VaultOptions): Promise<Vault> {
  const vault = await Vault.open(options);
  afterTest(() => vault.close().catch(() => undefined));
  return vault;
}

export function newDataset(): DatasetId {
  return toHex(randomBytes(32)) as DatasetId;
}

export async function collect(source: AsyncIterable<Bytes> | Iterable<Bytes>): Promise<Buffer> {
  const pieces: Bytes[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}
