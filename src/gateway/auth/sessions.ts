import { randomBytes } from 'node:crypto';
import { CustosError } from '../../core/errors.ts';
import type { RequestEncoder } from '../../core/evidence.ts';
import type { Signer } from '../../core/signer.ts';
import { SessionKey, tokenHash } from './dpop.ts';
import type { SignedIn, Vouched } from './signed-in.ts';

const MAX_LIFETIME_MS = 3_600_000;

export interface SessionLimits {
  readonly sessions: number;
  readonly sessionsASigner: number;
  /** Proofs that are remembered, of one session and of all. */
  readonly proofsASession: number;
  readonly proofs: number;
}

const LIMITS: SessionLimits = { sessions: 50_000, sessionsASigner: 32, proofsASession: 100_000, proofs: 500_000 };

/** What opened a session. */
export interface Opening extends SignedIn {
  /** Every request is signed by the key with this thumbprint. */
  readonly jkt: string;
  /** In ms since 1970 UTC. */
  readonly expires: number;
  /** Evidence of an access made in it, by the access's DPoP proof: it holds what opened the session. */
  readonly evidenceOf: RequestEncoder;
}

export interface Session extends Opening {
  /** SHA-256 of its token, as proofs name it (`ath`). */
  readonly id: string;
  /** In the order in which sessions were opened here. */
  readonly number: number;
  readonly key: SessionKey;
}

/** Sessions in memory, by the hash of their token: a restart ends them all, and clients sign in again. Each remembers
 *  the ids of its proofs for as long as it lives: a proof names its session (`ath`), so none counts after it. */
export class Sessions {
  readonly #limits: SessionLimits;
  readonly #byId = new Map<string, { readonly session: Session; readonly seen: Set<string> }>();
  /** Of an account, a passkey or a person. */
  readonly #byWhom = new Map<string, Set<string>>();
  readonly #byKey = new Set<string>();
  /** By person of this organisation: up to which number its sessions were taken from it, but for one. */
  readonly #taken = new Map<string, { readonly upTo: number; readonly kept: number | undefined }>();
  readonly #listeners: (() => void)[] = [];
  #opened = 0;
  #proofs = 0;

  constructor(limits: Partial<SessionLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Throws CONFLICT where the key has an open session. `requests` is how many the session takes. */
  open(opening: Opening, now: number): { token: string; expires: number; requests: number } {
    this.#dropExpired(now);
    if (this.#byKey.has(opening.jkt)) {
      throw new CustosError('CONFLICT', 'The key that the message names has an open session. Make a new key for each.');
    }
    // Anybody may open sessions: refusing new ones would keep everybody out, and whoever lost one signs in again.
    const [first] = this.#byId.keys();
    if (this.#byId.size >= this.#limits.sessions && first !== undefined) this.#drop(first);
    const all = this.#byWhom.get(whoseOf(opening));
    const [oldest] = all ?? [];
    const own = all?.size ?? 0;
    if (own >= this.#limits.sessionsASigner && oldest !== undefined) this.#drop(oldest);
    const token = randomBytes(32).toString('base64url');
    const expires = Math.min(opening.expires, now + MAX_LIFETIME_MS);
    const [id, number] = [tokenHash(token), ++this.#opened];
    this.#keep({ ...opening, expires, id, number, key: new SessionKey(opening.jkt) });
    return { token, expires, requests: this.#limits.proofsASession };
  }

  /** Throws SESSION_INVALID or SESSION_EXPIRED. */
  find(token: string, now: number): Session {
    return this.#live(tokenHash(token), now);
  }

  /** Throws as `find` does, once the session was closed or is over. */
  check({ id }: Session, now: number): void {
    this.#live(id, now);
  }

  /** Undefined where `find` would throw. */
  peek(token: string, now: number): Session | undefined {
    const known = this.#byId.get(tokenHash(token));
    return known !== undefined && known.session.expires >= now ? known.session : undefined;
  }

  /** Remembers a proof of a session that lives. Throws DPOP_REPLAYED where its id was seen, RATE_LIMITED where the session
   *  has made too many. Where all sessions have, the largest of the account with the most ends: none of its proofs counts any more. */
  admit({ id }: Session, jti: string): void {
    const seen = this.#byId.get(id)?.seen;
    if (seen === undefined) throw unknown();
    if (seen.has(jti)) {
      throw new CustosError('DPOP_REPLAYED', 'The proof’s id was used before. Make a new proof for each request.');
    }
    const { proofsASession, proofs } = this.#limits;
    if (seen.size >= proofsASession) {
      throw new CustosError('RATE_LIMITED', `The session has made ${proofsASession} requests. Sign in again.`, {
        details: { requestsASession: proofsASession },
      });
    }
    seen.add(jti);
    this.#proofs++;
    if (this.#proofs > proofs) this.#dropLargest();
  }

  /** Ends all of a person of the organisation of this node, but for the one that is `kept`. What the node said of it before is ended
   *  elsewhere (`EndedStatements`), and first: it would open others. */
  closeOf(vouched: Pick<Vouched, 'member' | 'person'> | undefined, kept?: Session): void {
    if (vouched === undefined) return;
    const person = personKey(vouched);
    this.#taken.set(person, { upTo: this.#opened, kept: kept?.number });
    for (const id of [...(this.#byWhom.get(person) ?? [])]) if (id !== kept?.id) this.#drop(id);
    for (const told of this.#listeners) told();
  }

  /** Ends all that a signer opened for itself, of those that are meant. */
  closeOfSigners(isMeant: (signer: Signer) => boolean): void {
    for (const { session } of [...this.#byId.values()]) {
      if (session.vouched === undefined && isMeant(session.signer)) this.#drop(session.id);
    }
    for (const told of this.#listeners) told();
  }

  /** Whether it was taken from whoever had it: no more of what it asked for may leave. So it is for one that was over or signed out
   *  by then: whoever has a stolen device would sign out first. */
  isEnded({ vouched, number }: Session): boolean {
    const taken = vouched && this.#taken.get(personKey(vouched));
    return taken !== undefined && number <= taken.upTo && number !== taken.kept;
  }

  /** Calls back whenever some may have ended so. */
  subscribe(told: () => void): void {
    this.#listeners.push(told);
  }

  close({ id }: Session): void {
    this.#drop(id);
  }

  #keep(session: Session): void {
    const own = this.#byWhom.get(whoseOf(session)) ?? new Set();
    this.#byId.set(session.id, { session, seen: new Set() });
    this.#byWhom.set(whoseOf(session), own.add(session.id));
    this.#byKey.add(session.jkt);
  }

  #live(id: string, now: number): Session {
    const session = this.#byId.get(id)?.session;
    if (session === undefined) throw unknown();
    if (session.expires >= now) return session;
    this.#drop(id);
    throw new CustosError('SESSION_EXPIRED', 'The session has expired. Sign in again.');
  }

  #drop(id: string): void {
    const known = this.#byId.get(id);
    if (known === undefined) return;
    const { session, seen } = known;
    this.#byId.delete(id);
    this.#byKey.delete(session.jkt);
    this.#proofs -= seen.size;
    const own = this.#byWhom.get(whoseOf(session));
    own?.delete(id);
    if (own?.size === 0) this.#byWhom.delete(whoseOf(session));
  }

  /** Of the account that made the most, so that nobody ends another's sessions by many small ones. */
  #dropLargest(): void {
    const made = (id: string) => this.#byId.get(id)?.seen.size ?? 0;
    let [most, largest] = [0, ''];
    for (const own of this.#byWhom.values()) {
      const sizes = [...own].map(made);
      const sum = sizes.reduce((one, other) => one + other, 0);
      if (sum <= most) continue;
      most = sum;
      largest = [...own][sizes.indexOf(Math.max(...sizes))] ?? '';
    }
    this.#drop(largest);
  }

  #dropExpired(now: number): void {
    for (const [id, { session }] of this.#byId) if (session.expires < now) this.#drop(id);
  }
}

/** A member's persons do not end one another's sessions by opening many. */
function whoseOf({ signer, vouched }: SignedIn): string {
  return vouched === undefined ? signer : personKey(vouched);
}

function personKey({ member, person }: Pick<Vouched, 'member' | 'person'>): string {
  return `${member}/${person}`;
}

function unknown(): CustosError {
  return new CustosError('SESSION_INVALID', 'The session is unknown here. Sign in again.');
}
