import { utf8Decode } from '../core/bytes.ts';
import type { Vault } from '../vault/vault.ts';

/** Removes answers and invitations that are past their time, `expires` in ms: whoever keeps asking would fill the disk
 *  with them. */
export async function dropExpired(vault: Vault, now: number): Promise<void> {
  for await (const { id, bytes } of vault.records.all('operation')) {
    if (bytes === null) continue;
    const { expires } = JSON.parse(utf8Decode(bytes)) as { expires?: number };
    if (expires !== undefined && expires < now) await vault.records.delete('operation', id);
  }
}
