import { createStore, del, get, set, update } from 'idb-keyval';
import {
  heldProofKey,
  type Met,
  type OpenSession,
  type Passkey,
  type Pin,
  type PinStore,
  type ProofKey,
} from '../../client/index.ts';

/** How somebody came in, so that a page that is loaded again knows what signs. */
export type Way = 'passkey' | 'sample';

/** A session as this browser keeps it. The private key is in the browser's own keeping, which gives it to nobody. */
interface KeptSession {
  readonly way: Way;
  readonly session: Omit<OpenSession, 'key'>;
  readonly keys: CryptoKeyPair;
  readonly passkey?: Passkey;
}

/** As kept, and ready for use. */
export interface Resumed {
  readonly way: Way;
  readonly session: OpenSession;
  readonly passkey?: Passkey;
}

const sessions = createStore('custos', 'kept');
const known = createStore('custos-known', 'gateways');
const SESSION = 'session';

/** Makes the key of a session so that it can be kept, and remembers the pair until it is. */
export function keptKeys(): { newKey: () => Promise<ProofKey>; pair: () => CryptoKeyPair | undefined } {
  let made: CryptoKeyPair | undefined;
  return {
    newKey: async () => {
      made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
      return heldProofKey(made);
    },
    pair: () => made,
  };
}

export async function keepSession(
  way: Way,
  { key: _, ...session }: OpenSession,
  keys: CryptoKeyPair,
  passkey?: Passkey,
) {
  await set(SESSION, { way, session, keys, ...(passkey ? { passkey } : {}) } satisfies KeptSession, sessions);
}

/** The session that was kept; undefined where there is none or it has ended. */
export async function resumedSession(): Promise<Resumed | undefined> {
  const kept = await get<KeptSession>(SESSION, sessions);
  if (kept === undefined || kept.session.expires <= Date.now()) return undefined;
  const { way, session, keys, passkey } = kept;
  return { way, session: { ...session, key: await heldProofKey(keys) }, ...(passkey ? { passkey } : {}) };
}

export async function forgetSession(): Promise<void> {
  await del(SESSION, sessions);
}

/** Whom this browser met, kept until its owner clears what pages keep. */
export const browserPins: PinStore = {
  read: (endpoint) => get<Pin>(endpoint, known),
  add: async (met: Met) => {
    await update<Pin>(met.endpoint, (standing) => standing ?? { ...met, subjects: {}, earlier: [] }, known);
    return (await get<Pin>(met.endpoint, known)) as Pin;
  },
  addSubject: async (endpoint, signer, subject) => {
    await update<Pin | undefined>(
      endpoint,
      (pin) => pin && { ...pin, subjects: { [signer]: subject, ...pin.subjects } },
      known,
    );
    return (await get<Pin>(endpoint, known))?.subjects[signer] ?? subject;
  },
};
