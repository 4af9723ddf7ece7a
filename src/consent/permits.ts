import { BASES, type Basis, DELIVERIES, type Delivery } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, type DatasetId, type Digest, type PermitId, ZERO_DIGEST } from '../core/ids.ts';
import { mondoId, type Purposes } from '../core/purposes.ts';
import type { PermitEvent } from './events.ts';

/** Times in seconds; `until` is the last one. */
export interface Permit {
  readonly id: PermitId;
  readonly requester: Address;
  readonly dataset: DatasetId;
  readonly from: number;
  readonly until: number;
  /** 0 in an emergency permit that names none. */
  readonly purpose: number;
  readonly delivery: Delivery;
  readonly basis: Basis;
  readonly identifiable: boolean;
  readonly emergency: boolean;
  readonly attested: Purposes;
  /** MONDO id of what alone may be studied, with all below it; undefined where the permit names none. */
  readonly disease: string | undefined;
  /** Of the recipient's key where delivery is sealed; else of the persons who may use it, zero where all of the requester's may. */
  readonly recipientKeyDigest: Digest;
  /** Whether there is a data use agreement that must be accepted. */
  readonly hasTerms: boolean;
  readonly accepted: boolean;
  readonly countersigned: boolean;
  readonly revoked: boolean;
}

/** Permits and their states: a projection of PermitRegistry's events. */
export class Permits {
  readonly #permits: Map<PermitId, Permit>;

  /** `rows`: of another one. */
  constructor(rows: ReadonlyMap<PermitId, Permit> = new Map()) {
    this.#permits = new Map(rows);
  }

  get rows(): ReadonlyMap<PermitId, Permit> {
    return this.#permits;
  }

  apply(event: PermitEvent): void {
    const id = Number(event.permit);
    if (event.name === 'PermitIssued') {
      this.#permits.set(id, issued(id, event.terms));
      return;
    }
    const known = this.#permits.get(id);
    if (known === undefined) return;
    this.#permits.set(id, {
      ...known,
      accepted: known.accepted || event.name === 'PermitAccepted',
      countersigned: known.countersigned || event.name === 'PermitCountersigned',
      revoked: known.revoked || event.name === 'PermitRevoked',
    });
  }

  permit(id: PermitId): Permit | undefined {
    return this.#permits.get(id);
  }
}

function issued(id: PermitId, terms: Extract<PermitEvent, { name: 'PermitIssued' }>['terms']): Permit {
  const delivery = DELIVERIES[Number(terms.delivery)];
  const basis = BASES[Number(terms.basis)];
  if (delivery === undefined || basis === undefined) {
    throw new CustosError('LEDGER_MISMATCH', `Permit ${id} has a delivery or basis that this version does not know.`);
  }
  return {
    id,
    requester: terms.requester,
    dataset: terms.dataset,
    from: Number(terms.from),
    until: Number(terms.until),
    purpose: Number(terms.purpose),
    delivery,
    basis,
    identifiable: terms.identifiable,
    emergency: terms.emergency,
    attested: BigInt(terms.attested),
    disease: mondoId(terms.disease),
    recipientKeyDigest: terms.recipientKeyDigest,
    hasTerms: terms.termsDigest !== ZERO_DIGEST,
    accepted: false,
    countersigned: false,
    revoked: false,
  };
}
