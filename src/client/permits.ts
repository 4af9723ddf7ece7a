import { type Basis, DELIVERIES, type Delivery } from '../core/entry.ts';
import type { Address, DatasetId, Digest } from '../core/ids.ts';
import { MAX_PERMIT_PERSONS } from '../core/permit-persons.ts';
import { MODIFIERS, PERMISSIONS } from '../core/purpose-table.ts';
import { address, boolean, digest, integer, listOf, oneOf, optional, text } from '../core/shape.ts';
import { answerOf, anyText, count, ENDED, type Ended, listAt, type ShapeOf, texts } from './answers.ts';
import { create } from './creation.ts';
import type { GatewayClient } from './gateway-client.ts';
import { callOwn, type MinedTransaction } from './own-transaction.ts';

/** Who may use a dataset, for what and how long, as the gateway shows it; times in seconds since 1970 UTC. */
export interface Permit {
  readonly permit: number;
  readonly requester: Address;
  readonly dataset: DatasetId;
  /** Code of the research purpose; 0 in an emergency for any. */
  readonly purpose: number;
  /** `active`, or why it does not count, such as awaitsAcceptance. */
  readonly state: string;
  readonly from: number;
  /** The last one. */
  readonly until: number;
  /** Whether items that identify people may leave. */
  readonly identifiable: boolean;
  /** What makes it lawful, such as consent. */
  readonly basis: string;
  readonly delivery: Delivery;
  /** Pseudonyms of the persons who alone may use it; absent where all of the requester's may, and where the gateway does not know
   *  whom `recipientKeyDigest` stands for: then nobody uses it. */
  readonly persons?: readonly Digest[];
  /** Of the recipient's key where delivery is sealed; else of the persons, zero where all of the requester's may use it. */
  readonly recipientKeyDigest: Digest;
  /** Zero where no agreement goes with it. */
  readonly termsDigest: Digest;
  /** When the agreement was accepted; 0 as long as it is not. */
  readonly acceptedAt: number;
  /** When an authority countersigned it; 0 as long as none did. */
  readonly countersignedAt: number;
  readonly issuedAt: number;
  /** 0 for one that was not revoked. */
  readonly revokedAt: number;
  /** Why it was revoked, for its two parties; absent where it stands, and where the gateway has not kept it. */
  readonly revocationReason?: string;
  /** For a clinician, without consent; every access is reviewed. */
  readonly emergency: boolean;
  /** Bitmap, in decimal, of the conditions that the holder attests: `attestedCodes`. */
  readonly attested: string;
  /** Only for this disease, such as MONDO:0005015. */
  readonly disease?: string;
}

/** A permit that is wanted; times in seconds since 1970 UTC. */
export interface PermitOrder {
  /** Identity of the member. */
  readonly requester: Address;
  readonly dataset: DatasetId;
  /** As `researchPurpose` gives it. */
  readonly purpose: number;
  /** Codes of the modifiers that the requester's declared facts meet, such as NCU. */
  readonly attested?: readonly string[];
  /** Only for this disease, such as MONDO:0005015. */
  readonly disease?: string;
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** Download unless said. */
  readonly delivery?: Delivery;
  /** Consent unless said. */
  readonly basis?: Basis;
  readonly identifiable?: boolean;
  /** For a clinician, without consent. */
  readonly emergency?: boolean;
  /** Pseudonyms of the requester's persons who alone may use it; all of them, and its account, unless said. */
  readonly persons?: readonly Digest[];
  /** Of the agreement that the requester accepts first: `agreementDigest`. */
  readonly termsDigest?: Digest;
  /** Of the decision that an authority countersigns: `decisionDigest`. */
  readonly authorityDigest?: Digest;
}

/** A permit that is on chain. */
export interface IssuedPermit {
  readonly permit: number;
  /** Of the block that holds it. */
  readonly height: number;
  /** Sentences, of the gateway, on what will have less effect than it says. */
  readonly warnings: readonly string[];
}

const PERMIT: ShapeOf<Permit> = {
  permit: integer(1),
  requester: address,
  dataset: digest,
  purpose: integer(0, 255),
  state: anyText,
  from: count,
  until: count,
  identifiable: boolean,
  basis: anyText,
  delivery: oneOf(...DELIVERIES),
  persons: optional(listOf(digest, MAX_PERMIT_PERSONS)),
  recipientKeyDigest: digest,
  termsDigest: digest,
  acceptedAt: count,
  countersignedAt: count,
  issuedAt: count,
  revokedAt: count,
  revocationReason: optional(anyText),
  emergency: boolean,
  attested: text(/^\d{1,20}$/, 'a number of 64 bits in decimal'),
  disease: optional(text(/^MONDO:\d{7}$/, 'a MONDO id')),
};
const ISSUED: ShapeOf<IssuedPermit> = { permit: integer(1), height: count, warnings: texts };

/** Holder, auditor and authority all permits, a requester its own. */
export async function listPermits(gateway: GatewayClient): Promise<Permit[]> {
  return listAt(gateway, '/v1/permits', 'permits', PERMIT);
}

/** Accepts the agreement of a permit of one's own, whose digest the permit names: `readAgreement` gives the text that it is of. With the
 *  account's key (`signsTransactions`); resolves when it stands on the ledger, and cannot be taken back. */
export async function acceptPermit(
  gateway: GatewayClient,
  { permit, termsDigest }: Pick<Permit, 'permit' | 'termsDigest'>,
): Promise<MinedTransaction> {
  return callOwn(gateway, 'permits', 'accept(uint32,bytes32)', [permit, termsDigest]);
}

/** Codes of the conditions that a permit attests, such as NCU, and DS for its disease: what a request declares of others changes
 *  nothing. */
export function attestedCodes({ attested }: Pick<Permit, 'attested'>): string[] {
  const bits = BigInt(attested);
  return [...PERMISSIONS, ...MODIFIERS]
    .filter(({ bit }) => ((bits >> BigInt(bit)) & 1n) === 1n)
    .map(({ code }) => code);
}

/** Permits a requester to use a dataset, as its holder; it is on chain when this resolves. An answer that is lost on the way is
 *  asked for again, so that nothing is issued twice. */
export async function issuePermit(gateway: GatewayClient, order: PermitOrder): Promise<IssuedPermit> {
  return create(gateway, '/v1/permits', order, ISSUED);
}

/** Ends a permit, as a party of it: nothing is released under it from when this resolves. The digest of the `reason` goes on
 *  chain. */
export async function revokePermit(gateway: GatewayClient, permit: number, reason: string): Promise<Ended> {
  return answerOf(gateway, ['POST', `/v1/permits/${permit}/revocation`], ENDED, { json: { reason } });
}
