import {
  type Account,
  GatewayClient,
  isCustosError,
  type OpenSession,
  type PasskeyAccount,
  type PersonAccount,
  type Standing,
  standingAt,
} from '../../client/index.ts';
import { act, isLeftAlone } from './activity.ts';
import { forgetDrafts, ownDrafts } from './drafts.ts';
import {
  browserPins,
  forgetSession,
  type KeptClient,
  keepSession,
  keptClient,
  keptMark,
  resumedSession,
  type SignedInBy,
} from './kept.ts';

/** Somebody who is in: what speaks for it, and who it is to the hospital. */
export interface Person {
  readonly gateway: GatewayClient;
  readonly standing: Standing;
  /** Whose is what pages keep of it: two persons of one organisation have two. */
  readonly owner: string;
  /** When the session ends by itself, in ms; absent where it is renewed without asking anybody. */
  readonly expires?: number;
}

/** What the pages know of who is there. */
export type Presence =
  | { readonly state: 'looking' }
  | { readonly state: 'nobody'; readonly left?: Left }
  | { readonly state: 'in'; readonly person: Person };

/** Without anything done for so long, in ms, a session ends; on a device that others use, sooner. */
export const IDLE_MS = 15 * 60_000;
export const SHARED_IDLE_MS = 2 * 60_000;

/** How somebody left, told to the other tabs. */
const LEFT = ['signed-out', 'idle', 'expired'] as const;
type Left = (typeof LEFT)[number];

/** How long a page that is left stays for its last word to the gateway, in ms. It is blank meanwhile. */
const LAST_WORD_MS = 300;

/** What a gateway, or something on the way to it, says of itself and not of a session. */
const NOT_NOW = ['GATEWAY_UNREACHABLE', 'RATE_LIMITED', 'INTERNAL', 'LEDGER_UNREACHABLE', 'LEDGER_LAGGING'] as const;

const endpoint = location.origin;

/** Who is signed in, in all tabs of this browser: who leaves in one has left all. */
class SessionHolder {
  #presence: Presence = { state: 'looking' };
  readonly #listeners = new Set<() => void>();
  readonly #others = new BroadcastChannel('custos');
  #isShared = false;
  /** Of whoever is in. */
  #client: KeptClient | undefined;

  constructor() {
    this.#others.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const left = LEFT.find((one) => one === data);
      if (left !== undefined) this.#forget(left);
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

  /** Takes up the session that this browser kept, if there is one that the gateway still knows, and it was not left alone meanwhile. */
  async resume(): Promise<void> {
    const kept = await resumedSession().catch(() => undefined);
    if (kept === undefined) return this.#become({ state: 'nobody' });
    if (isLeftAlone(IDLE_MS)) {
      await forgetSession();
      return this.#become({ state: 'nobody', left: 'idle' });
    }
    const [client, mark] = [keptClient(kept.account, { resumed: kept }), keptMark()];
    try {
      const who = await whoIs(client, kept.session.expires);
      // Somebody left in another tab meanwhile.
      if (keptMark() !== mark) return this.#become({ state: 'nobody' });
      this.#let(who);
    } catch (error) {
      // Where the gateway does not answer, or cannot now, the session is as good as it was once it does.
      if (isCustosError(error, ...NOT_NOW)) return this.#become({ state: 'nobody' });
      await forgetSession();
      this.#become({ state: 'nobody', left: 'expired' });
    }
  }

  /** Signs in. `renews` as of `keptClient`. Throws what the SDK throws, and the person stays outside. */
  async enter(
    account: Account | PasskeyAccount | PersonAccount,
    { isShared = false, renews = false }: { readonly isShared?: boolean; readonly renews?: boolean } = {},
  ): Promise<Person> {
    return this.adopt(keptClient(account, { renews }), isShared);
  }

  /** Somebody who came in by a client of its own, such as one who just made a passkey. */
  async adopt(client: KeptClient, isShared = false): Promise<Person> {
    const session = await client.gateway.signIn();
    const who = await whoIs(client, session.expires);
    this.#isShared = isShared;
    this.#let(who);
    await this.#keep(session, who.person);
    return who.person;
  }

  /** Signs in anew for whoever is in, before the session ends. Throws what the SDK throws, and the session stays as it is. */
  async renew(): Promise<void> {
    const [presence, client] = [this.#presence, this.#client];
    if (presence.state !== 'in' || client === undefined) return;
    const session = await client.gateway.renew();
    // Whoever left meanwhile, as in another tab while the device asked, has left.
    if (this.#client !== client) return void (await client.gateway.signOut().catch(() => undefined));
    await this.#keep(session, presence.person);
    this.#become({ state: 'in', person: { ...presence.person, expires: session.expires } });
  }

  /** In all tabs. What the person sees is gone at once; the gateway is told, if it can be. */
  async leave(left: 'signed-out' | 'idle'): Promise<void> {
    const gateway = this.#client?.gateway;
    this.#others.postMessage(left);
    this.#forget(left);
    // What the tab still fetches goes on where nobody did anything for a while.
    const isTold = left === 'signed-out' ? gateway?.signOut().catch(() => undefined) : undefined;
    await forgetSession();
    await isTold;
  }

  /** As leaving, for a page that is blank already: nothing of it changes any more. When it returns, no page shows anything of whoever left;
   *  once it resolves, the page may go: the browser has what ends the session at the gateway, or it takes too long. */
  async vanish(): Promise<void> {
    this.#others.postMessage('signed-out' satisfies Left);
    forgetDrafts();
    void forgetSession();
    const gateway = this.#client?.gateway;
    if (gateway === undefined) return;
    const sent = Promise.withResolvers<void>();
    setTimeout(sent.resolve, LAST_WORD_MS);
    gateway.signOut({ onSent: sent.resolve }).then(sent.resolve, () => sent.resolve());
    await sent.promise;
  }

  /** The session is over: goes on with one that the same person opened in another tab since, if there is one, and else sees nothing any
   *  more. One that somebody else opened there stays that person's, and of that tab. */
  async expire(): Promise<void> {
    const presence = this.#presence;
    if (presence.state !== 'in') return;
    const { owner, expires = 0 } = presence.person;
    const kept = await resumedSession().catch(() => undefined);
    const isNewer = kept !== undefined && kept.session.expires > expires && !this.#isShared;
    const who = isNewer
      ? await whoIs(keptClient(kept.account, { resumed: kept }), kept.session.expires).catch(() => undefined)
      : undefined;
    if (this.#presence !== presence) return;
    if (who !== undefined && who.person.owner === owner) return this.#let(who);
    this.#forget('expired');
    if (!isNewer) await forgetSession();
  }

  /** What was typed is the person's: it waits where the session only ran out, on a device of its own. */
  #forget(left: Left): void {
    if (left === 'signed-out' || this.#isShared) forgetDrafts();
    this.#client = undefined;
    this.#become({ state: 'nobody', left });
  }

  #let({ client, person }: Who): void {
    const [before, { owner }] = [this.#presence, person];
    ownDrafts(owner);
    // What was read for somebody who did not sign out is not shown to whoever comes in after.
    if (before.state === 'in' && before.person.owner !== owner) this.#become({ state: 'nobody' });
    this.#client = client;
    act();
    this.#become({ state: 'in', person });
  }

  async #keep(session: OpenSession, { gateway, standing }: Person): Promise<void> {
    const [pair, by] = [this.#client?.keys(), signedInBy(gateway, standing)];
    if (pair !== undefined && by !== undefined && !this.#isShared) await keepSession(session, pair, by);
  }

  #become(presence: Presence): void {
    this.#presence = presence;
    for (const listener of this.#listeners) listener();
  }
}

interface Who {
  readonly client: KeptClient;
  readonly person: Person;
}

/** Asks the gateway. `expires`: of the session. */
async function whoIs(client: KeptClient, expires: number): Promise<Who> {
  const { gateway, renews } = client;
  const standing = await standingAt(gateway);
  const owner = await ownerOf(gateway, standing);
  return { client, person: { gateway, standing, owner, ...(renews ? {} : { expires }) } };
}

/** Whose it is: a person, a patient and what signs for it, a member. */
async function ownerOf(gateway: GatewayClient, { person, subject, withdraws, member }: Standing): Promise<string> {
  return [person, subject ?? withdraws, member, person ? '' : await gateway.signer()].join(' ');
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
