import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Bytes } from '../../core/bytes.ts';
import { type DpopClaims, type ProofKeyText, parseDpop, thumbprintOf } from '../../core/dpop-proof.ts';
import { ifReadable } from '../../core/errors.ts';

/** The claims of a DPoP proof (RFC 9449) whose ES256 signature holds. */
export interface ProvenClaims extends DpopClaims {
  /** RFC 7638 thumbprint of the key in its header. */
  readonly jkt: string;
}

interface Key {
  readonly key: KeyObject;
  readonly jkt: string;
}

const MAX_KEYS = 10_000;
const MAX_PREPARED = 4_096;
const GLANCE = /"dpop":"([\w-]+\.[\w-]+\.[\w-]+)"/;

/** Reads proofs. Keys are kept, since a session signs many: importing one costs as much as a verification.
 *  Signatures are verified on other threads, ahead of their turn where `prepare` was called. */
export class ProofReader {
  readonly #keys = new Map<string, Key>();
  readonly #prepared = new Map<string, Promise<ProvenClaims | undefined>>();

  /** Starts on the proof in an evidence's bytes, if one is found at a glance. */
  prepare(evidence: Bytes): void {
    const text = Buffer.from(evidence.buffer, evidence.byteOffset, evidence.length).toString('latin1');
    const jws = GLANCE.exec(text)?.[1];
    if (jws === undefined || this.#prepared.has(jws) || this.#prepared.size >= MAX_PREPARED) return;
    this.#prepared.set(jws, this.#read(jws));
  }

  /** Undefined where the proof is not of its form (formats.md, "Proofs"), or its signature does not hold. */
  read(jws: string): Promise<ProvenClaims | undefined> {
    const prepared = this.#prepared.get(jws);
    this.#prepared.delete(jws);
    return prepared ?? this.#read(jws);
  }

  async #read(jws: string): Promise<ProvenClaims | undefined> {
    const proof = ifReadable(() => parseDpop(jws));
    const known = proof && this.#key(proof.key);
    if (proof === undefined || known === undefined) return undefined;
    const signed = Buffer.from(proof.signed, 'latin1');
    const holds = await new Promise<boolean>((resolve) => {
      verify('sha256', signed, known.key, proof.signature, (error, result) => resolve(error === null && result));
    });
    return holds ? { ...proof.claims, jkt: known.jkt } : undefined;
  }

  #key({ x, y }: ProofKeyText): Key | undefined {
    const id = x + y;
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    const key = importKey({ x, y });
    if (key === undefined) return undefined;
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear();
    this.#keys.set(id, key);
    return key;
  }
}

function importKey({ x, y }: ProofKeyText): Key | undefined {
  try {
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    return { key, jkt: thumbprintOf({ x, y }) };
  } catch {
    // OpenSSL refuses a point that is not on the curve.
    return undefined;
  }
}
