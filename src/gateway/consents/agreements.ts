import type { Bytes } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import type { Caller } from '../auth/caller.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { TextTables } from '../records/gateway-records.ts';
import { KeptTexts } from './kept-texts.ts';

/** As the text of one goes on the command line. */
export const MAX_AGREEMENT_BYTES = 1024 * 1024;

/** Whoever sees every permit reads every agreement. */
const SEE_ALL = ['holder', 'auditor', 'authority'] as const;

/** The data use agreements that permits name by their digests: text in UTF-8. */
export class Agreements {
  readonly #texts: KeptTexts;
  readonly #state: LedgerState;

  constructor(tables: TextTables, state: LedgerState) {
    this.#texts = new KeptTexts(tables, 'terms');
    this.#state = state;
  }

  /** As `KeptTexts`. */
  keep(digest: Digest, text: Bytes): Promise<void> {
    return this.#texts.keep(digest, 'text/plain', text);
  }

  async isKept(digest: Digest): Promise<boolean> {
    return (await this.#texts.about(digest)) !== undefined;
  }

  /** NOT_FOUND where it is not kept here, or no permit of the caller names it: nobody learns what others agreed to. */
  async read(digest: Digest, caller: Caller): Promise<Bytes> {
    const found = this.#mayRead(digest, caller) ? await this.#texts.read(digest) : undefined;
    if (found !== undefined) return found.text;
    throw new CustosError(
      'NOT_FOUND',
      'The text of this agreement is not kept here, or no permit of yours names it. Ask the holder for it, to the letter.',
    );
  }

  #mayRead(digest: Digest, { roles, member }: Caller): boolean {
    if (SEE_ALL.some((role) => roles.has(role))) return true;
    return [...this.#state.directory.permits.values()].some(
      ({ termsDigest, requester }) => termsDigest === digest && requester === member,
    );
  }
}
