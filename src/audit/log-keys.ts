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
  /** The keys whose signatures count for a tree of that size: what a replaced key signs afterwards counts no more. */
  at(size: number): CheckpointPolicy;
}

interface KeyTerm {
  readonly verifier: NoteVerifier;
  readonly from: number;
  /** Size at which the next key took over. */
  readonly until: number;
}

export type Opened =
  | { readonly kind: 'opened'; readonly note: OpenedCheckpoint }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Keys that the chain names but nobody could use are left out: their signatures then do not verify. */
export function logKeys(ledger: Ledger, log: ChainLog, witnesses: readonly string[] = []): LogKeys {
  const origin = logOrigin(ledger, log.id);
  const terms = log.keys.flatMap(({ fromSize: from, verifierKey }, i): KeyTerm[] => {
    const verifier = readKey(verifierKey, origin);
    const until = log.keys[i + 1]?.fromSize ?? Number.POSITIVE_INFINITY;
    return verifier === undefined ? [] : [{ verifier, from, until }];
  });
  const policy = (held: readonly KeyTerm[]): CheckpointPolicy => ({
    origin,
    log: [...new Map(held.map(({ verifier }) => [verifier.keyId, verifier])).values()],
    witnesses: known,
  });
  const known = witnesses.map((key) => cosignatureVerifier(key, ed25519));
  return { ...policy(terms), at: (size) => policy(terms.filter(({ from, until }) => from <= size && size <= until)) };
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
