import type { Pseudonym } from '../core/ids.ts';
import type { Signer } from '../core/signer.ts';
import type { GatewayIdentity } from './gateway-identity.ts';

/** What a client keeps of a gateway that it met. */
export interface Pin {
  /** Base URL, without a slash at its end. */
  readonly endpoint: string;
  readonly identity: GatewayIdentity;
  /** When it was met, or accepted as it is now, in ms since 1970 UTC. */
  readonly since: number;
  /** The person that each signer, an account or a passkey, signs for there. */
  readonly subjects: Readonly<Record<Signer, Pseudonym>>;
  /** What it was known by before, the oldest first: nothing is signed for that any more, and receipts of then are held
   *  to it. */
  readonly earlier: readonly EarlierIdentity[];
}

/** What a gateway was known by until the user accepted another; times in ms since 1970 UTC. */
export interface EarlierIdentity {
  readonly identity: GatewayIdentity;
  readonly since: number;
  readonly until: number;
}

/** A gateway that is met. */
export type Met = Pick<Pin, 'endpoint' | 'identity' | 'since'>;

/** Where a client keeps whom it met. A store of its own for each user: what it holds decides what is signed. */
export interface PinStore {
  read(endpoint: string): Promise<Pin | undefined>;
  /** Keeps a gateway where there is none, and gives the one that stands: of two at once, the first. */
  add(met: Met): Promise<Pin>;
  /** Names the person of a signer where none is named, and gives the one that stands. */
  addSubject(endpoint: string, signer: Signer, subject: Pseudonym): Promise<Pseudonym>;
}

/** Forgets everything with the process: each run believes what it meets first. */
export function memoryPins(): PinStore {
  const pins = new Map<string, Pin>();
  return {
    read: async (endpoint) => pins.get(endpoint),
    add: async (met) => {
      const standing = pins.get(met.endpoint) ?? { ...met, subjects: {}, earlier: [] };
      pins.set(met.endpoint, standing);
      return standing;
    },
    addSubject: async (endpoint, signer, subject) => {
      const pin = pins.get(endpoint);
      const standing = pin?.subjects[signer] ?? subject;
      if (pin) pins.set(endpoint, { ...pin, subjects: { ...pin.subjects, [signer]: standing } });
      return standing;
    },
  };
}
