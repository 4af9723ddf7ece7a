import type { Json } from '../../core/canonical.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { GrantOpening } from '../../core/openings.ts';
import { grantId, recordedGrantId, type Terms, termsFromJson } from '../../core/terms.ts';
import type { Keccak } from '../../core/trie-root.ts';
import { type TypedDomain, typedDomain } from '../../core/typed-data.ts';
import type { Past } from '../past/replay.ts';

/** A grant whose clear terms give the id on chain. */
export interface OpenedGrant {
  readonly subject: Pseudonym;
  readonly terms: Terms;
}

/** Opens grants, each once: it takes as long as all else of a row, and entry after entry names the same ones. */
export class GrantOpener {
  readonly #past: Past;
  readonly #domain: TypedDomain | undefined;
  readonly #keccak: Keccak | undefined;
  readonly #kept = new WeakMap<GrantOpening, OpenedGrant | string>();

  /** `keccak`: one that is faster than the portable one, if there is any. */
  constructor(chainId: number, past: Past, keccak: Keccak | undefined) {
    this.#past = past;
    this.#keccak = keccak;
    this.#domain = past.consents === undefined ? undefined : typedDomain(chainId, past.consents);
  }

  /** A text says why it does not open. That it stands on chain is decided with its subject. An opening that is given again
   *  is the same object (`OpeningReader`). */
  open(opening: GrantOpening): OpenedGrant | string | undefined {
    if (this.#domain === undefined) return undefined;
    const known = this.#kept.get(opening);
    if (known !== undefined) return known;
    const opened = open(opening, this.#domain, this.#past, this.#keccak);
    this.#kept.set(opening, opened);
    return opened;
  }
}

function open(
  opening: GrantOpening,
  domain: TypedDomain,
  past: Past,
  keccak: Keccak | undefined,
): OpenedGrant | string {
  const { subject, grant, deadline, form } = opening;
  try {
    const terms = termsFromJson(opening.terms as unknown as Json);
    const kind = past.subjects.find(subject)?.grants.get(grant)?.kind;
    if (deadline !== undefined && form === undefined) {
      const id = grantId(domain, { subject, deadline, terms }, keccak);
      if (id !== grant) return 'The terms are not those of the grant.';
      return kind === 'recorded' ? 'A signed grant stands on chain as recorded.' : { subject, terms };
    }
    if (form === undefined || deadline !== undefined) return 'The opening is of neither a signed nor a recorded grant.';
    const id = recordedGrantId(domain, { subject, terms, form }, keccak);
    if (id !== grant) return 'The terms are not those of the grant.';
    return kind === 'signed' ? 'A recorded grant stands on chain as signed.' : { subject, terms };
  } catch (error) {
    if (isCustosError(error)) return `The terms do not open: ${error.message}`;
    throw error;
  }
}
