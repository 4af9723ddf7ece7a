import type { Bytes } from './bytes.ts';
import { canonicalBytes, type Json, parseCanonical } from './canonical.ts';
import { DELIVERIES, type Delivery } from './entry.ts';
import { domainHash } from './hash.ts';
import type { Address, DatasetId, Digest, LedgerText, PermitId } from './ids.ts';
import {
  address,
  boolean,
  checkShape,
  digest,
  integer,
  ledger,
  listOf,
  object,
  oneOf,
  optional,
  rule,
  type Shape,
  text,
} from './shape.ts';

/** A request takes at most this many bytes of canonical JSON. */
export const MAX_REQUEST_BYTES = 1_048_576;
/** One request lists at most this many items. */
export const MAX_REQUEST_ITEMS = 4_096;

/** What the requester declares of its use; the permit attests what the holder believed.
 *  A fact left out is a fact not declared, and meets no modifier. */
export interface Facts {
  readonly commercial?: boolean;
  readonly notForProfitOrganisation?: boolean;
  /** Digest of the ethics approval. */
  readonly ethicsApproval?: Digest;
  readonly methodsDevelopment?: boolean;
  readonly geneticStudy?: boolean;
  readonly populationOrAncestry?: boolean;
  readonly clinicalCare?: boolean;
  readonly aiTraining?: boolean;
  readonly publishes?: boolean;
  readonly collaborates?: boolean;
  readonly returnsData?: boolean;
  /** Nothing is published before this time, in ms since 1970 UTC. */
  readonly publishesAfter?: number;
  /** Use ends at this time, in ms since 1970 UTC. */
  readonly usesUntil?: number;
  /** ISO 3166-1 alpha-2: where the data will be used. */
  readonly country?: string;
  readonly institution?: Digest;
  readonly project?: Digest;
  readonly user?: Digest;
  readonly researchType?: Digest;
  /** MONDO id of the disease studied. */
  readonly disease?: string;
}

const FACTS: Shape = {
  commercial: optional(boolean),
  notForProfitOrganisation: optional(boolean),
  ethicsApproval: optional(digest),
  methodsDevelopment: optional(boolean),
  geneticStudy: optional(boolean),
  populationOrAncestry: optional(boolean),
  clinicalCare: optional(boolean),
  aiTraining: optional(boolean),
  publishes: optional(boolean),
  collaborates: optional(boolean),
  returnsData: optional(boolean),
  publishesAfter: optional(integer()),
  usesUntil: optional(integer()),
  country: optional(text(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 country code')),
  institution: optional(digest),
  project: optional(digest),
  user: optional(digest),
  researchType: optional(digest),
  disease: optional(text(/^MONDO:[0-9]{7}$/, 'a MONDO id such as MONDO:0005015')),
};

/** Narrows a request to some of a dataset's items. */
export interface Selection {
  readonly types?: readonly string[];
  readonly modalities?: readonly string[];
  /** ISO dates, both inclusive. */
  readonly from?: string;
  readonly until?: string;
}

const DATE = text(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'a date YYYY-MM-DD');
const SELECTION: Shape = {
  types: optional(listOf(text(/^[A-Za-z]{1,64}$/, 'a resource type'), 64)),
  modalities: optional(listOf(text(/^[A-Z0-9]{1,16}$/, 'a DICOM modality'), 64)),
  from: optional(DATE),
  until: optional(DATE),
};

/** The whole of what is asked. The DPoP proof binds `requestDigest` of it, and the entry binds the proof. */
export interface AccessRequest {
  readonly ledger: LedgerText;
  /** Identity of the gateway that is asked, so that no other gateway can use the proof. */
  readonly gateway: Address;
  readonly dataset: DatasetId;
  readonly version: number;
  /** Code of the research purpose; absent only where a subject reads its own data. */
  readonly purpose?: number;
  readonly facts: Facts;
  readonly permit?: PermitId;
  /** Pseudonym of the person who asks, given by its organisation. */
  readonly person?: Digest;
  readonly delivery: Delivery;
  readonly select?: Selection;
  /** Item numbers within the version, ascending. */
  readonly items?: readonly number[];
  /** Byte range [first, last] of the one item listed. */
  readonly ranges?: readonly (readonly [number, number])[];
}

const RANGE = rule('a pair [first, last] of byte positions', (value) => {
  return Array.isArray(value) && value.length === 2 && value.every((n) => integer().test(n)) && value[0] <= value[1];
});

const REQUEST: Shape = {
  ledger,
  gateway: address,
  dataset: digest,
  version: integer(1, 0xffff_ffff),
  purpose: optional(integer(1, 255)),
  facts: object(FACTS, 'request.facts'),
  permit: optional(integer(1, 0xffff_ffff)),
  person: optional(digest),
  delivery: oneOf(...DELIVERIES),
  select: optional(object(SELECTION, 'request.select')),
  items: optional(
    rule(`at most ${MAX_REQUEST_ITEMS} item numbers, ascending`, (value) => {
      return Array.isArray(value) && value.length > 0 && value.length <= MAX_REQUEST_ITEMS && isAscending(value);
    }),
  ),
  ranges: optional(listOf(RANGE, 1)),
};

export function encodeRequest(request: AccessRequest): Bytes {
  return canonicalBytes(request as unknown as Json);
}

/** Refuses whatever `encodeRequest` would not have written. */
export function decodeRequest(bytes: Bytes): AccessRequest {
  const value = checkShape(parseCanonical(bytes, MAX_REQUEST_BYTES), REQUEST, 'request');
  return value as unknown as AccessRequest;
}

/** What the `req` claim carries in base64url: H of the canonical bytes of an access request. */
export function requestDigest(bytes: Bytes): Bytes {
  return domainHash('request', bytes);
}

/** The `req` claim's preimage for every other route: method, path with query, and SHA-256 of the body. */
export interface RouteCall {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  /** SHA-256 of the body's bytes, of no bytes where there is none. */
  readonly body: Digest;
}

export function routeDigest(call: RouteCall): Bytes {
  return domainHash('request', canonicalBytes({ method: call.method, path: call.path, body: call.body }));
}

function isAscending(values: readonly Json[]): boolean {
  let before = -1;
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= before) return false;
    before = value;
  }
  return true;
}
