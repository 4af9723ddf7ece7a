import type { Sealer } from '../../access-log/ports.ts';
import { concat, uintBytes, utf8 } from '../../core/bytes.ts';
import type { Vault } from '../../vault/vault.ts';

/** Entries that share a key: few enough that random nonces never near their limit, however often a kill makes the same
 *  numbers be used again. */
const GROUP = 65_536;

/** Seals what lies beside the log under the vault's keys. */
export function logSealer(vault: Vault): Sealer {
  const seal = vault.sealer('log');
  const groupOf = (seq: number) => Math.floor(seq / GROUP);
  const context = (part: string, seq: number) => concat(utf8(`${part}\0`), uintBytes(seq, 8));
  return {
    seal: (part, seq, plaintext) => seal.seal(groupOf(seq), context(part, seq), plaintext),
    open: (part, seq, sealed) => seal.open(groupOf(seq), context(part, seq), sealed),
  };
}
