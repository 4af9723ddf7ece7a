import { createPublicKey, verify } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import { type CheckpointPolicy, type OpenedCheckpoint, openCheckpoint } from '../core/checkpoint.ts';
import { cosignatureVerifier } from '../core/cosignature.ts';
import type { SignatureCheck } from '../core/ed25519.ts';
import { isCustosError } from '../core/errors.ts';
import { type Ledger, logOrigin } from '../core/ids.ts';
import { ed25519Verifier, type NoteVerifier } from '../core/verifier-key.ts';
import type { ChainLog } from './logs.ts';

/** Whose signatures count for a log: the keys that the chain names, and the witnesses that the auditor knows. The
 *  origin is computed, never read from an endpoint. */
export interface LogKeys extends CheckpointPolicy {
  readonly fromSizes: ReadonlyMap<number, number>;
}

export type Opened =
  | { readonly kind: 'opened'; readonly note: OpenedCheckpoint }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Keys that the chain names but nobody could use are left out: their signatures then do not verify. */
export function logKeys(ledger: Ledger, log: ChainLog, witnesses: readonly string[] = []): LogKeys {
  const origin = logOrigin(ledger, log.id);
  const known = new Map<number, NoteVerifier>();
  const fromSizes = new Map<number, number>();
  for (const { fromSize, verifierKey } of log.keys) {
    const verifier = readKey(verifierKey, origin);
    if (verifier === undefined || known.has(verifier.keyId)) continue;
    known.set(verifier.keyId, verifier);
    fromSizes.set(verifier.keyId, fromSize);
  }
  return {
    origin,
    log: [...known.values()],
    witnesses: witnesses.map((key) => cosignatureVerifier(key, ed25519)),
    fromSizes,
  };
}

/** Opens a checkpoint: signed by a key that counts for its size. */
export function openBy(keys: LogKeys, note: Bytes): Opened {
  try {
    const opened = openCheckpoint(note, keys);
    const { size } = opened.checkpoint;
    const counts = opened.signatures.some(
      ({ keyId }) => (keys.fromSizes.get(keyId) ?? Number.POSITIVE_INFINITY) <= size,
    );
    return counts
      ? { kind: 'opened', note: opened }
      : { kind: 'invalid', reason: 'Its key does not count for its size.' };
  } catch (error) {
    if (isCustosError(error)) return { kind: 'invalid', reason: error.message };
    throw error;
  }
}

function readKey(verifierKey: string, origin: string): NoteVerifier | undefined {
  try {
    const verifier = ed25519Verifier(verifierKey, ed25519);
    return verifier.name === origin ? verifier : undefined;
  } catch (error) {
    if (isCustosError(error)) return undefined;
    throw error;
  }
}

/** OpenSSL's Ed25519: many times faster than portable code. */
function ed25519(publicKey: Bytes): SignatureCheck {
  const x = Buffer.from(publicKey).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return (message, signature) => verify(null, message, key, signature);
}
