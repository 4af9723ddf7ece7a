import type { Sealer } from '../access-log/ports.ts';
import { concat, uintBytes, utf8 } from '../core/bytes.ts';
import type { Vault } from '../vault/vault.ts';

/** Seals what lies beside the log under the vault's keys: a key for each entry, so that random nonces never near
 *  their limit. */
export function logSealer(vault: Vault): Sealer {
  const seal = vault.sealer('log');
  const context = (part: string, seq: number) => concat(utf8(`${part}\0`), uintBytes(seq, 8));
  return {
    seal: (part, seq, plaintext) => seal.seal(context(part, seq), plaintext),
    open: (part, seq, sealed) => seal.open(context(part, seq), sealed),
  };
}
