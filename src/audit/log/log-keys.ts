import type { Bytes } from '../../core/bytes.ts';
import { type CheckpointPolicy, type OpenedCheckpoint, openCheckpoint } from '../../core/checkpoint.ts';
import { cosignatureVerifier } from '../../core/cosignature.ts';
import { ifReadable, isCustosError } from '../../core/errors.ts';
import { type Ledger, logOrigin } from '../../core/ids.ts';
import { keysAt } from '../../core/log-receipt.ts';
import { ed25519Verifier, type NoteVerifier } from '../../core/verifier-key.ts';
import { nativeEd25519 } from '../../ledger/native-ed25519.ts';
import type { ChainLog } from '../past/logs.ts';

/** Whose signatures count for a log: the keys that the chain names, and the witnesses that the auditor knows. The
 *  origin is computed, never read from an endpoint. */
export interface LogKeys extends CheckpointPolicy {
  /** The keys whose signatures count for a tree of that size: what a replaced key signs afterwards counts no more. */
  at(size: number): CheckpointPolicy;
}

export type Opened =
  | { readonly kind: 'opened'; readonly note: OpenedCheckpoint }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Keys that the chain names but nobody could use are left out: their signatures then do not verify. */
export function logKeys(ledger: Ledger, log: ChainLog, witnesses: readonly string[] = []): LogKeys {
  const origin = logOrigin(ledger, log.id);
  const known = witnesses.map((key) => cosignatureVerifier(key, nativeEd25519));
  const keys = log.keys.map(({ fromSize, verifierKey }) => ({ fromSize, verifier: readKey(verifierKey, origin) }));
  const policy = (held: readonly (typeof keys)[number][]): CheckpointPolicy => {
    const verifiers = held.flatMap(({ verifier }) => verifier ?? []);
    return {
      origin,
      log: [...new Map(verifiers.map((verifier) => [verifier.keyId, verifier])).values()],
      witnesses: known,
    };
  };
  return { ...policy(keys), at: (size) => policy(keysAt(keys, size)) };
}

/** Opens a checkpoint: signed by a key that counts for its size. */
export function openBy(keys: LogKeys, note: Bytes): Opened {
  try {
    const { checkpoint } = openCheckpoint(note, keys);
    return { kind: 'opened', note: openCheckpoint(note, keys.at(checkpoint.size)) };
  } catch (error) {
    if (isCustosError(error)) return { kind: 'invalid', reason: error.message };
    throw error;
  }
}

function readKey(verifierKey: string, origin: string): NoteVerifier | undefined {
  const verifier = ifReadable(() => ed25519Verifier(verifierKey, nativeEd25519));
  return verifier?.name === origin ? verifier : undefined;
}
