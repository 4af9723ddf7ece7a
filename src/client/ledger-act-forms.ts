import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Hex, toHex, utf8 } from '../core/bytes.ts';
import type { LedgerContracts } from './gateway-identity.ts';

/** What stands on the ledger with a form, a reason or a text behind it, and what was recorded there from paper. */
export type ReferencedActKind =
  | 'consent'
  | 'withdrawal'
  | 'withdrawal-of-all'
  | 'opt-out'
  | 'pause'
  | 'guardian-end'
  | 'signer-leaving'
  | 'stage'
  | 'erasure-announced'
  | 'erasure-objected'
  | 'permit-issue'
  | 'permit-countersignature'
  | 'permit-acceptance'
  | 'permit-revocation'
  | 'dataset-retirement'
  | 'version-end';

/** What only the ledger of one patient is asked for: there may be millions, and none has a text behind it. */
export type PatientActKind =
  | 'enrolment'
  | 'enrolment-again'
  | 'signer-bound'
  | 'signer-added'
  | 'signer-removed'
  | 'signer-stays'
  | 'consent-signed'
  | 'consent-kept'
  | 'withdrawal-signed'
  | 'erasure-cancelled'
  | 'erasure';

export type LedgerActKind = ReferencedActKind | PatientActKind;

/** What a word of an event is. `level`, `until`: of an opt-out and a pause. `as`: of which kind the signer is. */
export type LedgerWord =
  | 'subject'
  | 'permit'
  | 'dataset'
  | 'grant'
  | 'form'
  | 'signer'
  | 'by'
  | 'as'
  | 'level'
  | 'until'
  | 'actor'
  | '-';

export interface LedgerActForm {
  readonly contract: keyof LedgerContracts;
  /** Of the event (contracts/interfaces). */
  readonly signature: string;
  /** What its words are, the indexed ones first. */
  readonly words: readonly LedgerWord[];
}

const TERMS = '(address,uint48,uint48,bytes32,uint8,uint8,uint8,bool,bool,uint64,uint32,bytes32,bytes32,bytes32)';

const REFERENCED: Readonly<Record<ReferencedActKind, LedgerActForm>> = {
  consent: { contract: 'consents', signature: 'ConsentRecorded(bytes32,bytes32)', words: ['subject', 'grant'] },
  withdrawal: {
    contract: 'consents',
    signature: 'ConsentRevocationRecorded(bytes32,bytes32,bytes32,address)',
    words: ['subject', 'grant', 'form', 'actor'],
  },
  'withdrawal-of-all': {
    contract: 'subjects',
    signature: 'EpochRaised(bytes32,uint32,bytes32,bytes32,address)',
    words: ['subject', '-', 'by', 'form', 'actor'],
  },
  'opt-out': {
    contract: 'subjects',
    signature: 'OptOutSet(bytes32,uint8,uint16,bytes32,bytes32,address)',
    words: ['subject', 'level', '-', 'by', 'form', 'actor'],
  },
  pause: {
    contract: 'subjects',
    signature: 'PauseSet(bytes32,uint40,uint16,bytes32,bytes32,address)',
    words: ['subject', 'until', '-', 'by', 'form', 'actor'],
  },
  'guardian-end': {
    contract: 'subjects',
    signature: 'GuardianEnded(bytes32,bytes32,bytes32,address)',
    words: ['subject', 'signer', 'form', 'actor'],
  },
  'signer-leaving': {
    contract: 'subjects',
    signature: 'SignerLeaving(bytes32,bytes32,uint48,bytes32,address,address)',
    words: ['subject', 'signer', '-', 'form', '-', 'actor'],
  },
  stage: {
    contract: 'subjects',
    signature: 'StageSet(bytes32,uint8,bytes32,address)',
    words: ['subject', '-', 'form', 'actor'],
  },
  'erasure-announced': {
    contract: 'subjects',
    signature: 'ErasureAnnounced(bytes32,uint48,bytes32,bytes32,address)',
    words: ['subject', '-', 'form', 'by', 'actor'],
  },
  'erasure-objected': {
    contract: 'subjects',
    signature: 'ErasureObjected(bytes32,uint48,bytes32,address)',
    words: ['subject', '-', 'form', 'actor'],
  },
  'permit-issue': {
    contract: 'permits',
    signature: `PermitIssued(uint32,address,bytes32,${TERMS},address)`,
    words: ['permit', '-', 'dataset', ...Array<LedgerWord>(14).fill('-'), 'actor'],
  },
  'permit-countersignature': {
    contract: 'permits',
    signature: 'PermitCountersigned(uint32,address,bytes32,address)',
    words: ['permit', '-', 'form', 'actor'],
  },
  'permit-acceptance': {
    contract: 'permits',
    signature: 'PermitAccepted(uint32,address,bytes32,address)',
    words: ['permit', '-', 'form', 'actor'],
  },
  'permit-revocation': {
    contract: 'permits',
    signature: 'PermitRevoked(uint32,address,bytes32,address)',
    words: ['permit', '-', 'form', 'actor'],
  },
  'dataset-retirement': {
    contract: 'datasets',
    signature: 'DatasetRetired(bytes32,bytes32,address)',
    words: ['dataset', 'form', 'actor'],
  },
  'version-end': {
    contract: 'datasets',
    signature: 'DatasetSuperseded(bytes32,uint32,bytes32,address)',
    words: ['dataset', '-', 'form', 'actor'],
  },
};

const OF_PATIENT: Readonly<Record<PatientActKind, LedgerActForm>> = {
  enrolment: {
    contract: 'subjects',
    signature: 'SubjectEnrolled(bytes32,address,address)',
    words: ['subject', '-', 'actor'],
  },
  'enrolment-again': {
    contract: 'subjects',
    signature: 'SubjectTaken(bytes32,address)',
    words: ['subject', 'actor'],
  },
  'signer-bound': {
    contract: 'subjects',
    signature: 'SignerBound(bytes32,bytes32,bytes,uint8,uint48,uint48,bytes32,address,uint48,address)',
    words: ['subject', 'signer', '-', 'as', '-', '-', '-', '-', '-', 'actor'],
  },
  'signer-added': {
    contract: 'subjects',
    signature: 'SignerAdded(bytes32,bytes32,bytes,uint8,uint48,uint48,bytes32,uint32,address)',
    words: ['subject', 'signer', '-', 'as', '-', '-', 'by', '-', 'actor'],
  },
  'signer-removed': {
    contract: 'subjects',
    signature: 'SignerRemoved(bytes32,bytes32,bytes32,address)',
    words: ['subject', 'signer', 'by', 'actor'],
  },
  'signer-stays': {
    contract: 'subjects',
    signature: 'SignerStays(bytes32,bytes32,bytes32,address)',
    words: ['subject', 'signer', 'by', 'actor'],
  },
  'consent-signed': {
    contract: 'consents',
    signature: 'ConsentGranted(bytes32,bytes32,uint8,bytes32,address)',
    words: ['subject', 'grant', 'as', 'by', 'actor'],
  },
  'consent-kept': {
    contract: 'consents',
    signature: 'ConsentKept(bytes32,bytes32,bytes32,address)',
    words: ['subject', 'grant', 'by', 'actor'],
  },
  'withdrawal-signed': {
    contract: 'consents',
    signature: 'ConsentRevoked(bytes32,bytes32,bytes32,address)',
    words: ['subject', 'grant', 'by', 'actor'],
  },
  'erasure-cancelled': {
    contract: 'subjects',
    signature: 'ErasureCancelled(bytes32,uint48,bytes32,address)',
    words: ['subject', '-', 'by', 'actor'],
  },
  erasure: {
    contract: 'subjects',
    signature: 'SubjectErased(bytes32,bytes32,address)',
    words: ['subject', 'by', 'actor'],
  },
};

/** Each kind, by the event that says it. */
export const LEDGER_ACT_FORMS: Readonly<Record<LedgerActKind, LedgerActForm>> = { ...REFERENCED, ...OF_PATIENT };
export const REFERENCED_KINDS = Object.keys(REFERENCED) as ReferencedActKind[];
export const ALL_KINDS = Object.keys(LEDGER_ACT_FORMS) as LedgerActKind[];

/** First topic of the events of a kind. */
export function topicOf(what: LedgerActKind): Hex {
  return toHex(keccak_256(utf8(LEDGER_ACT_FORMS[what].signature)));
}

/** The kind that a first topic is of. */
export const KIND_OF_TOPIC: ReadonlyMap<string, LedgerActKind> = new Map(
  ALL_KINDS.map((what) => [topicOf(what), what]),
);
