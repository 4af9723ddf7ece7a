import {
  type Account,
  GatewayClient,
  type PasskeyAccount,
  type PersonAccount,
  type Standing,
  standingAt,
} from '../../client/index.ts';
import { forgetDrafts } from './drafts.ts';
import { browserPins, forgetSession, keepSession, keptClient, resumedSession, type SignedInBy } from './kept.ts';

/** Somebody who is in: what speaks for it, and who it is to the hospital. */
export interface Person {
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
    if (kept === undefined) return this.#become({ state: 'nobody' });
    const gateway = new GatewayClient({ endpoint, pins: browserPins, ...kept });
    try {
      const standing = await standingAt(gateway);
      this.#become({ state: 'in', person: { gateway, standing, expires: kept.session.expires } });
    } catch {
      await forgetSession();
      this.#become({ state: 'nobody', left: 'expired' });
    }
  }

  /** Signs in. Throws what the SDK throws, and the person stays outside. */
  async enter(account: Account | PasskeyAccount | PersonAccount, isShared = false): Promise<Person> {
    return this.adopt(keptClient(account), isShared);
  }

  /** Somebody who came in by a client of its own, such as one who just made a passkey. */
  async adopt({ gateway, keys }: ReturnType<typeof keptClient>, isShared = false): Promise<Person> {
    const session = await gateway.signIn();
    const standing = await standingAt(gateway);
    this.#isShared = isShared;
    const [pair, by] = [keys(), signedInBy(gateway, standing)];
    if (pair !== undefined && by !== undefined && !isShared) await keepSession(session, pair, by);
    const person = { gateway, standing, expires: session.expires };
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

/** What is kept of it; nothing where each act is signed by a key that goes with the page. */
function signedInBy(gateway: GatewayClient, standing: Standing): SignedInBy | undefined {
  const { account, passkey } = gateway;
  if (passkey !== undefined) return { passkey };
  if (account === undefined || standing.member === undefined) return undefined;
  return 'address' in account ? { address: account.address } : { person: true };
}

export const session = new SessionHolder();

/** Without an account: what anybody may ask. */
export function stranger(): GatewayClient {
  return new GatewayClient({ endpoint, pins: browserPins });
}
