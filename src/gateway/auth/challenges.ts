import { randomBytes } from 'node:crypto';
import { CustosError } from '../../core/errors.ts';

const LIFETIME_MS = 5 * 60_000;
const MAX_OPEN = 10_000;

export interface Challenge {
  /** 64 hex digits: EIP-4361 takes 8 to 64 letters or digits, WebAuthn 16 bytes or more. */
  readonly nonce: string;
  /** In ms since 1970 UTC. */
  readonly expires: number;
}

/** One-time nonces. They live in memory: after a restart every open challenge is void, so none is taken twice. */
export class Challenges {
  readonly #open = new Map<string, number>();

  issue(now: number): Challenge {
    this.#dropExpired(now);
    // Whoever fills this up would keep everybody out if new ones were refused; those in use are the newest.
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
    const nonce = randomBytes(32).toString('hex');
    const expires = now + LIFETIME_MS;
    this.#open.set(nonce, expires);
    return { nonce, expires };
  }

  /** Takes the nonce out, so that a second call with it fails. */
  redeem(nonce: string, now: number): void {
    const expires = this.#open.get(nonce);
    this.#open.delete(nonce);
    if (expires === undefined || expires < now) {
      throw new CustosError(
        'CHALLENGE_INVALID',
        'The sign-in answers no challenge that still stands: it came too late, or was used before. Ask for a new challenge.',
      );
    }
  }

  // Insertion order is expiry order.
  #dropExpired(now: number): void {
    for (const [nonce, expires] of this.#open) {
      if (expires >= now) return;
      this.#open.delete(nonce);
    }
  }
}
