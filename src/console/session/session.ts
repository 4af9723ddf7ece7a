import {
  type Account,
  browserPasskeys,
  GatewayClient,
  type PasskeyAccount,
  type PersonAccount,
  type Standing,
  standingAt,
} from '../../client/index.ts';
import { forgetDrafts } from './drafts.ts';
import { browserPins, forgetSession, keepSession, keptKeys, resumedSession, type Way } from './kept.ts';

/** Somebody who is in: what speaks for it, and who it is to the hospital. */
export interface Person {
  readonly way: Way;
  readonly gateway: GatewayClient;
  readonly standing: Standing;
  /** When the session ends by itself, in ms. */
  readonly expires: number;
}

/** What the pages know of who is there. */
export type Presence =
  | { readonly state: 'looking' }
  | { readonly state: 'nobody'; readonly left?: 'signed-out' | 'idle' | 'expired' }
  | { readonly state: 'in'; readonly person: Person };

/** Without anything done for so long, in ms, a session ends; on a device that others use, sooner. */
export const IDLE_MS = 15 * 60_000;
export const SHARED_IDLE_MS = 2 * 60_000;

type Message = 'left';

const endpoint = location.origin;

/** Who is signed in, in all tabs of this browser: who leaves in one has left all. */
class SessionHolder {
  #presence: Presence = { state: 'looking' };
  readonly #listeners = new Set<() => void>();
  readonly #others = new BroadcastChannel('custos');
  #isShared = false;

  constructor() {
    this.#others.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data === 'left') this.#become({ state: 'nobody', left: 'signed-out' });
    });
  }

  readonly presence = (): Presence => this.#presence;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** In ms, how long nothing may be done. */
  get idleMs(): number {
    return this.#isShared ? SHARED_IDLE_MS : IDLE_MS;
  }

  /** Takes up the session that this browser kept, if there is one that the gateway still knows. */
  async resume(): Promise<void> {
    const kept = await resumedSession().catch(() => undefined);
    // What only the page's memory held, such as an opened key file, went with the page.
    if (kept === undefined || kept.way !== 'passkey') return this.#become({ state: 'nobody' });
    const { session, passkey } = kept;
    const account = { device: browserPasskeys() };
    const held = passkey === undefined ? { session } : { session, passkey };
    const gateway = new GatewayClient({ endpoint, pins: browserPins, account, ...held });
    try {
      const standing = await standingAt(gateway);
      this.#become({ state: 'in', person: { way: kept.way, gateway, standing, expires: session.expires } });
    } catch {
      await forgetSession();
      this.#become({ state: 'nobody', left: 'expired' });
    }
  }

  /** Signs in. Throws what the SDK throws, and the person stays outside. */
  async enter(way: Way, account: Account | PasskeyAccount | PersonAccount, isShared = false): Promise<Person> {
    const { newKey, pair } = keptKeys();
    const gateway = new GatewayClient({ endpoint, pins: browserPins, account, newKey });
    return this.adopt(way, gateway, pair, isShared);
  }

  /** Somebody who came in by a client of its own, such as one who just made a passkey. */
  async adopt(
    way: Way,
    gateway: GatewayClient,
    pair: () => CryptoKeyPair | undefined,
    isShared = false,
  ): Promise<Person> {
    const session = await gateway.signIn();
    const standing = await standingAt(gateway);
    const keys = pair();
    this.#isShared = isShared;
    if (keys !== undefined && !isShared) await keepSession(way, session, keys, gateway.passkey);
    const person = { way, gateway, standing, expires: session.expires };
    this.#become({ state: 'in', person });
    return person;
  }

  async leave(left: 'signed-out' | 'idle' | 'expired'): Promise<void> {
    await forgetSession();
    // What was typed is the person’s: it waits where the session only ran out, on a device of its own.
    if (left === 'signed-out' || this.#isShared) forgetDrafts();
    this.#others.postMessage('left' satisfies Message);
    this.#become({ state: 'nobody', left });
  }

  #become(presence: Presence): void {
    this.#presence = presence;
    for (const listener of this.#listeners) listener();
  }
}

export const session = new SessionHolder();

/** Without an account: what anybody may ask. */
export function stranger(): GatewayClient {
  return new GatewayClient({ endpoint, pins: browserPins });
}
