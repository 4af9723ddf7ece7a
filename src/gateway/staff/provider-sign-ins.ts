import { randomBytes } from 'node:crypto';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { CustosError } from '../../core/errors.ts';
import type { Address } from '../../core/ids.ts';
import type { KeptPerson } from '../records/gateway-records.ts';
import type { Expected, IdentityProvider } from './identity-provider.ts';
import type { ProviderPersons } from './provider-persons.ts';

const LIFETIME_MS = 10 * 60_000;
const MAX_OPEN = 10_000;
/** RFC 8252 §7.3: a program that listens on this machine, at a port of its choice. */
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|\[::1\]):[1-9]\d{0,4}\/[\w./-]{0,64}$/;

/** The session that the person wants to be vouched for in. */
export interface Wanted {
  readonly jkt: string;
  readonly gateway: Address;
}

interface OpenSignIn extends Expected, Wanted {
  readonly expires: number;
}

export interface Begun {
  /** Where the browser goes. */
  readonly url: string;
  /** Known to whoever began alone: with it the sign-in is completed. */
  readonly signIn: string;
  /** In ms since 1970 UTC. */
  readonly expires: number;
}

/** Sign-ins at the organisation's provider that are under way, in memory: a restart ends them, and each counts once. The provider
 *  sends the browser back to whoever began, never to this node: a link that one person hands to another leads nowhere. */
export class ProviderSignIns {
  readonly #provider: IdentityProvider;
  readonly #persons: ProviderPersons;
  /** Pages that may begin one, by the address to which the browser comes back. */
  readonly #pages: ReadonlySet<string>;
  readonly #open = new Map<string, OpenSignIn>();

  constructor(provider: IdentityProvider, persons: ProviderPersons, pages: readonly string[]) {
    this.#provider = provider;
    this.#persons = persons;
    this.#pages = new Set(pages);
  }

  /** INPUT_INVALID for an address to come back to that is neither this machine's nor one of the pages; UNAVAILABLE where the provider
   *  cannot be asked. */
  async begin(wanted: Wanted, redirectUri: string): Promise<Begun> {
    if (!LOOPBACK.test(redirectUri) && !this.#pages.has(redirectUri)) {
      const message =
        'The browser may come back to http://127.0.0.1:PORT/… or http://[::1]:PORT/… alone, or to a page that this node was told of.';
      throw new CustosError('INPUT_INVALID', message);
    }
    const expected = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), redirectUri };
    const url = await this.#provider.authorizationUrl(expected);
    const [signIn, expires] = [randomBytes(32).toString('base64url'), Date.now() + LIFETIME_MS];
    this.#keep(signIn, { ...expected, ...wanted, expires });
    return { url, signIn, expires };
  }

  /** Who signed in, and for what session. `redirected` is the address to which the browser came back, as it is. Throws
   *  CHALLENGE_INVALID for a sign-in that is unknown, over or was completed; else as `IdentityProvider.claims` and
   *  `ProviderPersons.take`, and then it is over, too. */
  async complete(signIn: string, redirected: string): Promise<Wanted & { readonly person: KeptPerson }> {
    const open = this.#redeem(signIn);
    const url = URL.parse(redirected);
    if (url === null || url.origin + url.pathname !== open.redirectUri) {
      throw new CustosError(
        'SESSION_INVALID',
        'The browser came back to another address than was said. Sign in again.',
      );
    }
    const claims = await this.#provider.claims(url, open);
    return { jkt: open.jkt, gateway: open.gateway, person: await this.#persons.take(claims) };
  }

  // Insertion order is expiry order.
  #keep(signIn: string, open: OpenSignIn): void {
    const now = Date.now();
    for (const [known, { expires }] of this.#open) {
      if (expires >= now) break;
      this.#open.delete(known);
    }
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
    this.#open.set(signIn, open);
  }

  #redeem(signIn: string): OpenSignIn {
    const open = this.#open.get(signIn);
    this.#open.delete(signIn);
    if (open !== undefined && open.expires >= Date.now()) return open;
    throw new CustosError('CHALLENGE_INVALID', 'The sign-in was completed before, or took too long. Begin again.');
  }
}
