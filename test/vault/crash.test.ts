import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { equalBytes } from '../../src/core/bytes.ts';
import { sha256 } from '../../src/core/hash.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { collect, openVault, temporaryDirectory } from './workspace.ts';

/** Seals versions until it is killed, and gives the volumes of those that were acknowledged: two or more, however slow the
 *  machine is. It is killed so many ms after the second. */
async function sealUntilKilled(directory: string, file: string, afterMs: number): Promise<number[]> {
  const writer = join(import.meta.dirname, 'crash-writer.ts');
  const child = spawn(process.execPath, [writer, directory, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = acknowledgedIn(out).length;
    out += text;
    if (before < 2 && acknowledgedIn(out).length >= 2) setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  await once(child, 'exit');
  return acknowledgedIn(out);
}

function acknowledgedIn(out: string): number[] {
  return out
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== 'open')
    .map(Number);
}

describe('a vault killed while it works', () => {
  test('opens again with every acknowledged version whole, and nothing half done', async () => {
    const root = await temporaryDirectory();
    const [directory, file] = [join(root, 'data'), join(root, 'root.key')];
    await createRootKeyFile(file);
    await (await openVault({ directory, rootKey: { file }, create: true })).close();
    const acknowledged: number[] = [];
    for (let round = 0; round < 8; round++) {
      acknowledged.push(...(await sealUntilKilled(directory, file, 23 * round)));
      const vault = await openVault({ directory, rootKey: { file } });
      const volumes = vault.versions.list().map(({ volume }) => volume);
      for (const volume of acknowledged) expect(volumes).toContain(volume);
      expect(volumes.length - acknowledged.length).toBeLessThanOrEqual(round + 1);
      for (const { volume, items } of vault.versions.list().slice(-12)) {
        for (let index = 0; index < items; index++) {
          const { leaf } = (await vault.openItem(volume, index)).record;
          expect(equalBytes(sha256(await collect(vault.readItem(volume, index))), leaf.digest)).toBe(true);
        }
      }
      await vault.close();
    }
    expect(acknowledged.length).toBeGreaterThan(8);
  });
});
