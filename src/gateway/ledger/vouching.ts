import type { Bytes } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, Digest, Ledger } from '../../core/ids.ts';
import { type SignedStatement, sessionKeyHash, VOUCHED_MS } from '../../core/session-statement.ts';
import { StatementSigner } from '../auth/statement-signer.ts';
import type { Directory } from './directory.ts';

export interface VouchingOptions {
  readonly ledger: Ledger;
  /** The organisation: the holder that this gateway acts for. */
  readonly holder: Address;
  readonly directory: Directory;
  /** Seed of the session key, asked for at each statement, so that a new key counts without a restart; undefined where there
   *  is none. */
  readonly seed: () => Promise<Bytes | undefined>;
}

/** For whom, and for which session. */
export interface WantedSession {
  readonly person: Digest;
  readonly jkt: string;
  /** Identity of the gateway. */
  readonly gateway: Address;
  /** When it ends at the latest, in ms: what proved the person is worth no more then. */
  readonly notAfter?: number;
}

/** Vouches for the holder's persons, at this gateway and at those of others. */
export class Vouching {
  readonly #options: VouchingOptions;

  constructor(options: VouchingOptions) {
    this.#options = options;
  }

  /** The statement that opens one session of the person, who has just proven to this node who it is. NOT_FOUND where the ledger
   *  has no such gateway, UNAVAILABLE where the node has no session key that the ledger has for the organisation now. */
  async vouch({ person, jkt, gateway, notAfter = Number.POSITIVE_INFINITY }: WantedSession): Promise<SignedStatement> {
    const { signer, last } = await this.#ready(gateway);
    return signer.sign({ person, jkt, gateway, notAfter: Math.min(Date.now() + VOUCHED_MS, last, notAfter) });
  }

  /** Fails as `vouch` would, before anybody proves who it is in vain. */
  async requireAble(gateway: Address): Promise<void> {
    await this.#ready(gateway);
  }

  async #ready(gateway: Address): Promise<{ readonly signer: StatementSigner; readonly last: number }> {
    const { ledger, holder, directory, seed: read } = this.#options;
    const wanted = directory.members.get(gateway);
    if (!wanted?.roles.includes('gateway') || !directory.isActive(wanted)) {
      throw new CustosError(
        'NOT_FOUND',
        'The ledger has no such gateway now. Name one by its identity, which it shows.',
      );
    }
    const seed = await read();
    if (seed === undefined) throw without('has no session key');
    const signer = new StatementSigner({ ledger, member: holder, seed });
    const known = directory.sessionKey(holder, sessionKeyHash(signer.key));
    if (known === undefined) throw without('has a session key that the ledger does not have for the organisation now');
    const last = known.until * 1000;
    if (last <= Date.now()) throw without('has a session key whose last day has passed');
    return { signer, last };
  }
}

function without(what: string): CustosError {
  return new CustosError(
    'UNAVAILABLE',
    `Nobody can sign in as a person of the organisation: its node ${what}. Ask whoever runs the node for a new one (member session-key renew).`,
  );
}
