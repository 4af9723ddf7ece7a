import { LRUCache } from 'lru-cache';
import type { Hex } from '../../core/bytes.ts';
import type { Address, Digest } from '../../core/ids.ts';
import { within } from '../../core/patience.ts';
import type { LedgerReader } from '../../ledger/reader.ts';

const MAX_KNOWN = 50_000;
/** A withdrawal must not wait for a ledger that is busy or away. */
const PATIENCE_MS = 2_000;

/** Asks smart accounts whether a signature is theirs (ERC-1271), and remembers where one stands: an account with a
 *  session has been asked when it signed in. */
export class SmartAccounts {
  readonly #reader: Pick<LedgerReader, 'acceptsSignature'>;
  readonly #known = new LRUCache<Address, true>({ max: MAX_KNOWN });

  constructor(reader: Pick<LedgerReader, 'acceptsSignature'>) {
    this.#reader = reader;
  }

  /** Undefined where no contract stands at the address. Rejects where the ledger cannot be asked. */
  async accepts(account: Address, digest: Digest, signature: Hex): Promise<boolean | undefined> {
    const answer = await this.#reader.acceptsSignature(account, digest, signature);
    if (answer !== undefined) this.#known.set(account, true);
    return answer;
  }

  /** `unknown` where a smart account stands at the address and the ledger did not answer in time. */
  async acceptsNow(account: Address, digest: Digest, signature: Hex): Promise<boolean | 'unknown'> {
    const asked = this.accepts(account, digest, signature).then(
      (answer) => answer === true,
      () => undefined,
    );
    return (await within(PATIENCE_MS, asked)) ?? (this.#known.has(account) ? 'unknown' : false);
  }
}
