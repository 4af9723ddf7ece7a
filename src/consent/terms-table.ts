import type { TermsJson } from '../core/content.ts';
import { type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../core/ids.ts';
import { hasOnePermission, type PurposeWords, purposeWords } from '../core/purposes.ts';

/** The clear terms of a grant, as the holder keeps them sealed; undefined where it does not know them, and then the
 *  grant does not count. It MUST give only terms that open the grant on chain: they are checked where they are taken
 *  in, once, and not each time that an index is built. */
export type TermsSource = (grant: GrantId, subject: Pseudonym) => TermsJson | undefined;

/** What many grants have in common: their terms but for salt and period. */
export interface TermsShape {
  readonly grantee: Digest;
  readonly scope: Digest;
  readonly notice: Digest;
  readonly purposes: PurposeWords;
  readonly excluded: number;
  /** Also who joins the group after the grant. */
  readonly futureMembers: boolean;
  /** Also items that identify. */
  readonly identifiable: boolean;
}

const FUTURE_MEMBERS = 1 << 0;
const IDENTIFIABLE = 1 << 1;
const KNOWN_OPTIONS = FUTURE_MEMBERS | IDENTIFIABLE;

/** What is kept of the table. */
export interface TermsRows {
  readonly shapes: readonly TermsShape[];
  readonly numbers: ReadonlyMap<string, number>;
}

/** Numbers shapes from 1, so that a request reads each once, however many grants have it. */
export class TermsTable {
  readonly #shapes: TermsShape[];
  readonly #numbers: Map<string, number>;

  constructor({ shapes, numbers }: TermsRows = { shapes: [], numbers: new Map() }) {
    this.#shapes = [...shapes];
    this.#numbers = new Map(numbers);
  }

  get rows(): TermsRows {
    return { shapes: this.#shapes, numbers: this.#numbers };
  }

  get count(): number {
    return this.#shapes.length;
  }

  /** 0 for terms that mean nothing: not exactly one permission, or an option that this version does not know
   *  (it might restrict). */
  intern(terms: TermsJson): number {
    const { grantee, scope, notice, purposes, excluded, options } = terms;
    const key = `${grantee}${scope}${notice}${purposes}/${excluded}/${options}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#add(terms);
    this.#numbers.set(key, number);
    return number;
  }

  at(number: number): TermsShape | undefined {
    return this.#shapes[number - 1];
  }

  #add(terms: TermsJson): number {
    const purposes = BigInt(terms.purposes);
    if (!hasOnePermission(purposes) || (terms.options & ~KNOWN_OPTIONS) !== 0) return 0;
    return this.#shapes.push({
      grantee: terms.grantee,
      scope: terms.scope,
      notice: terms.notice,
      purposes: purposeWords(purposes),
      excluded: terms.excluded >>> 0,
      futureMembers: (terms.options & FUTURE_MEMBERS) !== 0,
      identifiable: (terms.options & IDENTIFIABLE) !== 0,
    });
  }
}

/** Grantee of a grant to any requester, and scope of one for all of the holder's datasets. */
export const ANY: Digest = ZERO_DIGEST;
