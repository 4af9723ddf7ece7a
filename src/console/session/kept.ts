import { createStore, del, get, set, update } from 'idb-keyval';
import {
  type Account,
  type Address,
  browserPasskeys,
  CustosError,
  GatewayClient,
  heldProofKey,
  type Met,
  memoryPins,
  type OpenSession,
  type Passkey,
  type PasskeyAccount,
  type PersonAccount,
  type Pin,
  type PinStore,
} from '../../client/index.ts';
import { ofBrowser } from './text-store.ts';

/** A session as this browser keeps it. Its private key is in the browser's own keeping, which gives it to nobody; what signed in goes
 *  with the page, unless it is a passkey. */
interface KeptSession {
  readonly session: Omit<OpenSession, 'key'>;
  readonly keys: CryptoKeyPair;
  readonly by: SignedInBy;
  /** As `MARK` says while nobody left. */
  readonly mark: string;
}

/** What signed in: a passkey, an account by its address, or an organisation for one of its persons. */
export type SignedInBy = { readonly passkey: Passkey } | { readonly address: Address } | { readonly person: true };

/** As kept, and ready for use. */
export interface Resumed {
  readonly session: OpenSession;
  readonly account: Account | PasskeyAccount | PersonAccount;
  readonly passkey?: Passkey;
}

const sessions = createStore('custos', 'kept');
const known = createStore('custos-known', 'gateways');
const SESSION = 'session';
/** Names the session that is kept, where it can be taken away at once: what forgets the session itself takes a while, which a page that
 *  is left does not have. */
const MARK = 'custos-in';

/** A client whose session can be kept: `keys` gives those of the one that it opened last. */
export interface KeptClient {
  readonly gateway: GatewayClient;
  readonly keys: () => CryptoKeyPair | undefined;
  /** Whether it signs in anew by itself. */
  readonly renews: boolean;
}

/** With `renews` what signs in asks nobody, such as a key in the page's memory. Else nobody is asked unless they pressed something:
 *  browsers show a question for a passkey or a wallet then alone, and people know then what it is for. */
export function keptClient(
  account: Account | PasskeyAccount | PersonAccount,
  { renews = false, resumed }: { readonly renews?: boolean; readonly resumed?: Resumed } = {},
): KeptClient {
  let made: CryptoKeyPair | undefined;
  const newKey = async () => {
    made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    return heldProofKey(made);
  };
  const gateway = new GatewayClient({
    ...{ endpoint: location.origin, pins: browserPins, account, newKey, renews },
    ...resumed,
  });
  return { gateway, keys: () => made, renews };
}

export async function keepSession({ key: _, ...session }: OpenSession, keys: CryptoKeyPair, by: SignedInBy) {
  const mark = crypto.randomUUID();
  ofBrowser.write(MARK, mark);
  await kept(() => set(SESSION, { session, keys, by, mark } satisfies KeptSession, sessions));
}

/** Changes as soon as somebody leaves, in whatever tab; undefined while no session is kept. */
export function keptMark(): string | undefined {
  return ofBrowser.read(MARK);
}

/** The session that was kept; undefined where there is none, it has ended, or whose it was has left. */
export async function resumedSession(): Promise<Resumed | undefined> {
  const kept = await get<KeptSession>(SESSION, sessions);
  if (kept === undefined || kept.session.expires <= Date.now()) return undefined;
  if (kept.mark !== keptMark()) return void (await drop(kept));
  const { session, keys, by } = kept;
  const open = { ...session, key: await heldProofKey(keys) };
  if ('passkey' in by) return { session: open, account: { device: browserPasskeys() }, passkey: by.passkey };
  return { session: open, account: withoutKey(by) };
}

/** For whom the session still counts, and nothing can be signed any more. */
function withoutKey(by: Exclude<SignedInBy, { readonly passkey: Passkey }>): Account | PersonAccount {
  const gone = async () => {
    throw new CustosError('SESSION_REQUIRED', 'What signed in is not here any more. Sign out, and come in again.');
  };
  return 'address' in by ? { address: by.address, signMessage: gone, signTypedData: gone } : { vouch: gone };
}

/** What a page that was left had no time to forget; nothing of who came in since. */
async function drop({ mark }: KeptSession): Promise<void> {
  const others = (standing: KeptSession | undefined) => (standing?.mark === mark ? undefined : standing);
  await kept(() => update<KeptSession | undefined>(SESSION, others, sessions));
}

/** From now on nobody finds it; nothing is left of it once this resolves. */
export async function forgetSession(): Promise<void> {
  ofBrowser.remove(MARK);
  await kept(() => del(SESSION, sessions));
}

/** Undefined where the browser keeps nothing, as with all cookies blocked: then it goes with the page. */
async function kept<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

const here = memoryPins();

/** Whom this browser met, kept until its owner clears what pages keep; for as long as the page is open where the browser keeps nothing. */
export const browserPins: PinStore = {
  read: async (endpoint) => (await kept(() => get<Pin>(endpoint, known))) ?? here.read(endpoint),
  add: async (met: Met) => {
    await kept(() => update<Pin>(met.endpoint, (standing) => standing ?? { ...met, subjects: {}, earlier: [] }, known));
    return (await kept(() => get<Pin>(met.endpoint, known))) ?? here.add(met);
  },
  addSubject: async (endpoint, signer, subject) => {
    const added = (pin: Pin | undefined) => pin && { ...pin, subjects: { [signer]: subject, ...pin.subjects } };
    await kept(() => update<Pin | undefined>(endpoint, added, known));
    const pin = await kept(() => get<Pin>(endpoint, known));
    return pin === undefined ? here.addSubject(endpoint, signer, subject) : (pin.subjects[signer] ?? subject);
  },
};
