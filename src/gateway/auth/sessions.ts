import { randomBytes } from 'node:crypto';
import { CustosError } from '../../core/errors.ts';
import type { requestEncoder } from '../../core/evidence.ts';
import type { Address } from '../../core/ids.ts';
import { tokenHash } from './dpop.ts';

const MAX_SESSIONS = 50_000;
const MAX_SESSIONS_AN_ADDRESS = 32;
const MAX_LIFETIME_MS = 3_600_000;

export interface Session {
  readonly address: Address;
  /** Every request is signed by the key with this thumbprint. */
  readonly jkt: string;
  /** In ms since 1970 UTC. */
  readonly expires: number;
  /** Evidence of an access made in it, by the access's DPoP proof: it holds what opened the session. */
  readonly evidenceOf: ReturnType<typeof requestEncoder>;
}

/** Sessions in memory, by the hash of their token: a restart ends them all, and clients sign in again. */
export class Sessions {
  readonly #byHash = new Map<string, Session>();
  readonly #byAddress = new Map<Address, Set<string>>();

  open(session: Session, now: number): { token: string; expires: number } {
    this.#dropExpired(now);
    // Anybody may open sessions: refusing new ones would keep everybody out, and who lost one signs in again.
    const [first] = this.#byHash.keys();
    if (this.#byHash.size >= MAX_SESSIONS && first !== undefined) this.#drop(first);
    const own = this.#byAddress.get(session.address) ?? new Set();
    const [oldest] = own;
    if (own.size >= MAX_SESSIONS_AN_ADDRESS && oldest !== undefined) this.#drop(oldest);
    const token = randomBytes(32).toString('base64url');
    const expires = Math.min(session.expires, now + MAX_LIFETIME_MS);
    const hash = tokenHash(token);
    this.#byHash.set(hash, { ...session, expires });
    this.#byAddress.set(session.address, own.add(hash));
    return { token, expires };
  }

  /** Throws SESSION_INVALID or SESSION_EXPIRED. */
  find(token: string, now: number): Session {
    const hash = tokenHash(token);
    const session = this.#byHash.get(hash);
    if (session === undefined) throw new CustosError('SESSION_INVALID', 'The session is unknown here. Sign in again.');
    if (session.expires < now) {
      this.#drop(hash);
      throw new CustosError('SESSION_EXPIRED', 'The session has expired. Sign in again.');
    }
    return session;
  }

  /** Undefined where `find` would throw. */
  peek(token: string, now: number): Session | undefined {
    const session = this.#byHash.get(tokenHash(token));
    return session !== undefined && session.expires >= now ? session : undefined;
  }

  close(token: string): void {
    this.#drop(tokenHash(token));
  }

  #drop(hash: string): void {
    const session = this.#byHash.get(hash);
    if (session === undefined) return;
    this.#byHash.delete(hash);
    const own = this.#byAddress.get(session.address);
    own?.delete(hash);
    if (own?.size === 0) this.#byAddress.delete(session.address);
  }

  #dropExpired(now: number): void {
    for (const [hash, session] of this.#byHash) if (session.expires < now) this.#drop(hash);
  }
}
