import { type Bytes, utf8Decode } from '../../core/bytes.ts';
import type { Vault } from '../../vault/vault.ts';

/** Removes answers and invitations that are past their time, `expires` in ms: whoever keeps asking would fill the disk
 *  with them. */
export async function dropExpired(vault: Vault, now: number): Promise<void> {
  for await (const { id, bytes } of vault.records.all('operation')) {
    // What is read there stood at the first step: by now its key may be in use again.
    if (bytes !== null && isExpired(bytes, now)) {
      await vault.records.deleteIf('operation', id, (found) => isExpired(found, now));
    }
  }
}

function isExpired(bytes: Bytes, now: number): boolean {
  const { expires } = JSON.parse(utf8Decode(bytes)) as { expires?: number };
  return expires !== undefined && expires < now;
}
