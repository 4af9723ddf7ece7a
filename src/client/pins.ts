import type { Address, Pseudonym } from '../core/ids.ts';
import type { GatewayIdentity } from './gateway-identity.ts';

/** What a client keeps of a gateway that it met. */
export interface Pin {
  /** Base URL, without a slash at its end. */
  readonly endpoint: string;
  readonly identity: GatewayIdentity;
  /** When it was met, in ms since 1970 UTC. */
  readonly since: number;
  /** The person that each account signs for there. */
  readonly subjects: Readonly<Record<Address, Pseudonym>>;
}

/** Where a client keeps whom it met. A store of its own for each user: what it holds decides what is signed. */
export interface PinStore {
  read(endpoint: string): Promise<Pin | undefined>;
  /** Keeps a pin where there is none, and gives the one that stands: of two at once, the first. */
  add(pin: Pin): Promise<Pin>;
  /** Names the person of an account where none is named, and gives the one that stands. */
  addSubject(endpoint: string, account: Address, subject: Pseudonym): Promise<Pseudonym>;
}

/** Forgets everything with the process: each run believes what it meets first. */
export function memoryPins(): PinStore {
  const pins = new Map<string, Pin>();
  return {
    read: async (endpoint) => pins.get(endpoint),
    add: async (pin) => {
      const standing = pins.get(pin.endpoint) ?? pin;
      pins.set(pin.endpoint, standing);
      return standing;
    },
    addSubject: async (endpoint, account, subject) => {
      const pin = pins.get(endpoint);
      const standing = pin?.subjects[account] ?? subject;
      if (pin) pins.set(endpoint, { ...pin, subjects: { ...pin.subjects, [account]: standing } });
      return standing;
    },
  };
}
