import { type Bytes, type Hex, utf8 } from './bytes.ts';
import { canonicalBytes, canonicalText, type Json, parseCanonical } from './canonical.ts';
import { CustosError } from './errors.ts';
import { domainHash } from './hash.ts';
import type { Address, Digest, GrantId, Pseudonym } from './ids.ts';
import { type AccessRequest, MAX_REQUEST_BYTES } from './request.ts';
import {
  address,
  checkShape,
  digest,
  integer,
  listOf,
  object,
  oneOf,
  optional,
  rule,
  type Shape,
  text,
} from './shape.ts';

/** Patients that the evidence of one act names. */
export const MAX_ACT_SUBJECTS = 1_000;

export const MAX_EVIDENCE_BYTES: number = MAX_REQUEST_BYTES + 65_536;

/** What opened the session and named the DPoP key. */
export type SessionProof =
  | { readonly type: 'siwe'; readonly message: string; readonly signature: Hex }
  | {
      readonly type: 'passkey';
      readonly nonce: Digest;
      readonly jkt: string;
      readonly expires: number;
      readonly signer: Hex;
      readonly authenticatorData: Hex;
      readonly clientDataJSON: string;
      readonly signature: Hex;
    }
  | {
      readonly type: 'organisation';
      readonly member: Address;
      readonly statement: string;
      readonly key: Hex;
      readonly signature: Hex;
    };

/** Who asked, and for what: the proof's `req` claim is the digest of `request`. */
export interface RequestEvidence {
  readonly v: 1;
  readonly kind: 'request';
  readonly session: SessionProof;
  /** The DPoP proof, a compact JWS. */
  readonly dpop: string;
  readonly request: AccessRequest;
}

/** A withdrawal that was acknowledged, with the call that was relayed for it. */
export interface RevocationEvidence {
  readonly v: 1;
  readonly kind: 'revocation';
  readonly subject: Pseudonym;
  /** One grant; absent where all of the subject's grants, or the subject itself, were withdrawn. */
  readonly grant?: GrantId;
  readonly scope: 'grant' | 'epoch' | 'opt-out' | 'pause' | 'erasure';
  readonly call: { readonly to: Address; readonly data: Hex };
  /** The signature in the call is a smart account's, which the ledger could not be asked about when the withdrawal was
   *  acknowledged: it counts until the ledger refuses it. */
  readonly unchecked?: true;
}

/** What became of a relayed call. */
export interface RelayEvidence {
  readonly v: 1;
  readonly kind: 'relay';
  readonly transaction?: Digest;
  /** Code of the rejection. */
  readonly rejection?: string;
}

/** How far an interrupted release had come. */
export interface InterruptionEvidence {
  readonly v: 1;
  readonly kind: 'interruption';
  /** Items of the release whose last byte was handed to the kernel. */
  readonly itemsSent: number;
}

/** What the log says of its own running: a start, a restore, a change of key. */
export interface OperationEvidence {
  readonly v: 1;
  readonly kind: 'operation';
  readonly software: string;
  readonly verifierKey: string;
  readonly predecessor?: Digest;
  /** Sizes [known, possible] between which entries of the predecessor may be lost. */
  readonly lost?: readonly [number, number];
}

/** Who ordered an act, and what: the proof's `req` claim binds method, path and body (`routeDigest`). It is in the log before
 *  anything is done. */
export interface ActEvidence {
  readonly v: 1;
  readonly kind: 'act';
  readonly session: SessionProof;
  /** The DPoP proof, a compact JWS. */
  readonly dpop: string;
  /** Identity of the gateway that was asked. */
  readonly gateway: Address;
  readonly method: string;
  /** With its query, as sent. */
  readonly path: string;
  /** SHA-256 of the body's bytes. */
  readonly body: Digest;
  /** Patients whom the body names, by the gateway's word: the body itself is not kept. */
  readonly subjects?: readonly Pseudonym[];
}

export type Evidence =
  | ActEvidence
  | RequestEvidence
  | RevocationEvidence
  | RelayEvidence
  | InterruptionEvidence
  | OperationEvidence;

const hex = text(/^0x(?:[0-9a-f]{2})*$/, 'lowercase hex with 0x');
const anyText = rule('text', (value) => typeof value === 'string');
const anyObject = rule('an object', (value) => value !== null && typeof value === 'object' && !Array.isArray(value));

const SESSIONS: Record<SessionProof['type'], Shape> = {
  siwe: { type: oneOf('siwe'), message: anyText, signature: hex },
  passkey: {
    type: oneOf('passkey'),
    nonce: digest,
    jkt: anyText,
    expires: integer(),
    signer: hex,
    authenticatorData: hex,
    clientDataJSON: anyText,
    signature: hex,
  },
  organisation: { type: oneOf('organisation'), member: address, statement: anyText, key: hex, signature: hex },
};

const SHAPES: Record<Evidence['kind'], Shape> = {
  request: {
    v: oneOf(1),
    kind: oneOf('request'),
    session: rule('a session proof', (value) => isSessionProof(value)),
    dpop: text(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'a compact JWS'),
    request: anyObject,
  },
  revocation: {
    v: oneOf(1),
    kind: oneOf('revocation'),
    subject: digest,
    grant: optional(digest),
    scope: oneOf('grant', 'epoch', 'opt-out', 'pause', 'erasure'),
    call: object({ to: address, data: hex }, 'evidence.call'),
    unchecked: optional(rule('true', (value) => value === true)),
  },
  act: {
    v: oneOf(1),
    kind: oneOf('act'),
    session: rule('a session proof', (value) => isSessionProof(value)),
    dpop: text(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'a compact JWS'),
    gateway: address,
    method: text(/^[A-Z]{3,7}$/, 'a method'),
    path: text(/^\/[\x21-\x7e]{0,4095}$/, 'a path of printable ASCII'),
    body: digest,
    subjects: optional(listOf(digest, MAX_ACT_SUBJECTS)),
  },
  relay: { v: oneOf(1), kind: oneOf('relay'), transaction: optional(digest), rejection: optional(anyText) },
  interruption: { v: oneOf(1), kind: oneOf('interruption'), itemsSent: integer() },
  operation: {
    v: oneOf(1),
    kind: oneOf('operation'),
    software: anyText,
    verifierKey: anyText,
    predecessor: optional(digest),
    lost: optional(rule('two sizes [known, possible]', isSizes)),
  },
};

export function encodeEvidence(evidence: Evidence): Bytes {
  return canonicalBytes(evidence as unknown as Json);
}

/** Evidence of what is asked for in one session. */
export interface RequestEncoder {
  /** `encodeEvidence` for a request with its proof. */
  (dpop: string, request: AccessRequest): Bytes;
  /** What opened the session. */
  readonly session: SessionProof;
}

/** `encodeEvidence` for the requests of one session, whose proof is put into words once. */
export function requestEncoder(session: SessionProof): RequestEncoder {
  const end = `,"session":${canonicalText(session as unknown as Json)},"v":1}`;
  const encode = (dpop: string, request: AccessRequest) => {
    const [proof, asked] = [canonicalText(dpop), canonicalText(request as unknown as Json)];
    return utf8(`{"dpop":${proof},"kind":"request","request":${asked}${end}`);
  };
  return Object.assign(encode, { session });
}

/** Checks the outer form; an access request inside is checked by `decodeRequest` of its canonical bytes. */
export function decodeEvidence(bytes: Bytes): Evidence {
  const value = parseCanonical(bytes, MAX_EVIDENCE_BYTES);
  const kind = (value as { kind?: Json } | null)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) {
    throw new CustosError('INPUT_INVALID', 'The evidence is of no known kind.');
  }
  return checkShape(value, SHAPES[kind as Evidence['kind']], 'evidence') as unknown as Evidence;
}

/** The `evidence` of an entry. */
export function evidenceDigest(bytes: Bytes): Bytes {
  return domainHash('evidence', bytes);
}

function isSizes(value: Json): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [known, possible] = value;
  return integer().test(known) && integer().test(possible) && known <= possible;
}

function isSessionProof(value: Json): boolean {
  const type = (value as { type?: Json } | null)?.type;
  if (typeof type !== 'string' || !Object.hasOwn(SESSIONS, type)) return false;
  return checkShape(value, SESSIONS[type as SessionProof['type']], 'evidence.session') !== undefined;
}
