import type { Bytes } from './bytes.ts';
import { canonicalBytes, type Json, parseCanonical } from './canonical.ts';
import { CustosError } from './errors.ts';
import type { Address, DatasetId, Digest, LedgerText, LogId, PermitId } from './ids.ts';
import { address, checkShape, digest, integer, ledger, object, oneOf, optional, type Shape } from './shape.ts';

/** An entry takes less than this many bytes (tlog-tiles prefixes each with a uint16). */
export const MAX_ENTRY_BYTES = 65_535;

export const ENTRY_KINDS = ['release', 'revocation', 'relay', 'erasure', 'start', 'restore', 'key', 'act'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** The outcomes that each kind knows. `emergency` and `self` are releases under those exceptions. An act that was `ordered` or
 *  `confirmed` is carried out next; one that was `proposed` waits for a second person, who confirms or declines it. */
export const OUTCOMES = {
  release: ['released', 'refused', 'interrupted', 'emergency', 'self'],
  revocation: ['acknowledged'],
  relay: ['mined', 'rejected'],
  erasure: ['erased'],
  start: ['started'],
  restore: ['restored'],
  key: ['rotated'],
  act: ['ordered', 'proposed', 'confirmed', 'declined'],
} as const satisfies Record<EntryKind, readonly string[]>;
export type EntryOutcome = (typeof OUTCOMES)[EntryKind][number];

/** Codes of outcomes in the events on chain: the place in this list. Frozen; a new outcome goes to the end.
 *  The code of a kind is its place in `ENTRY_KINDS`. */
export const OUTCOME_CODES = [
  'released',
  'refused',
  'interrupted',
  'emergency',
  'self',
  'acknowledged',
  'mined',
  'rejected',
  'erased',
  'started',
  'restored',
  'rotated',
  'ordered',
  'proposed',
  'confirmed',
  'declined',
] as const satisfies readonly EntryOutcome[];

/** Why a request was refused. The order is the order of the checks; deny overrides. */
export const REFUSALS = [
  'not-a-member',
  'no-permit',
  'permit-inactive',
  'permit-not-accepted',
  'permit-not-countersigned',
  'purpose-not-permitted',
  'delivery-not-permitted',
  'identifiable-not-permitted',
  'dataset-not-released',
  'purpose-needs-review',
  'nothing-covered',
  'revoked-since',
  'person-not-permitted',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const BASES = ['consent', 'opt-out', 'waiver', 'limited-data-set'] as const;
/** Legal basis of a permit; only `consent` needs grants. */
export type Basis = (typeof BASES)[number];

export const DELIVERIES = ['download', 'sealed', 'environment'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** Why a release was cut off: the client went away or took nothing, a revocation concerned what was left, who asked may ask no more,
 *  it took longer than the consortium's `maxRelease`, or the gateway could not go on. */
export const INTERRUPTIONS = ['disconnected', 'revoked', 'ended', 'overdue', 'failed'] as const;
export type Interruption = (typeof INTERRUPTIONS)[number];

/** One line of a log. Times in ms since 1970 UTC. */
export interface Entry {
  readonly v: 1;
  readonly ledger: LedgerText;
  readonly logId: LogId;
  readonly seq: number;
  readonly time: number;
  readonly kind: EntryKind;
  readonly outcome: EntryOutcome;
  readonly reason?: Refusal | Interruption;
  readonly dataset?: DatasetId;
  readonly version?: number;
  readonly requester?: Address;
  readonly permit?: PermitId;
  /** Code of the research purpose. */
  readonly purpose?: number;
  readonly delivery?: Delivery;
  readonly basis?: Basis;
  /** The block at which the decision was taken. */
  readonly block: { readonly height: number; readonly hash: Digest };
  readonly rows?: { readonly root: Digest; readonly count: number };
  /** Digest of the sealed evidence that lies beside the log. */
  readonly evidence: Digest;
  /** The entry that an interruption, a relay outcome, or what a second person said of an act belongs to. */
  readonly of?: number;
}

const SHAPE: Shape = {
  v: oneOf(1),
  ledger,
  logId: digest,
  seq: integer(),
  time: integer(),
  kind: oneOf(...ENTRY_KINDS),
  outcome: oneOf(...new Set(Object.values(OUTCOMES).flat())),
  reason: optional(oneOf(...REFUSALS, ...INTERRUPTIONS)),
  dataset: optional(digest),
  version: optional(integer(1, 0xffff_ffff)),
  requester: optional(address),
  permit: optional(integer(1, 0xffff_ffff)),
  purpose: optional(integer(1, 255)),
  delivery: optional(oneOf(...DELIVERIES)),
  basis: optional(oneOf('opt-out', 'waiver', 'limited-data-set')),
  block: object({ height: integer(), hash: digest }, 'entry.block'),
  rows: optional(object({ root: digest, count: integer(1, 4096) }, 'entry.rows')),
  evidence: digest,
  of: optional(integer()),
};

export function encodeEntry(entry: Entry): Bytes {
  const bytes = canonicalBytes(entry as unknown as Json);
  if (bytes.length > MAX_ENTRY_BYTES) {
    throw new CustosError(
      'INPUT_TOO_LARGE',
      `An entry takes at most ${MAX_ENTRY_BYTES} bytes; this has ${bytes.length}.`,
    );
  }
  return bytes;
}

/** Refuses whatever `encodeEntry` would not have written. An unknown kind is refused as well: a verifier that
 *  meets one reports that it could not check it. */
export function decodeEntry(bytes: Bytes): Entry {
  return entryOf(parseCanonical(bytes, MAX_ENTRY_BYTES));
}

/** As `decodeEntry`, of an entry that stands in a larger text: what `encodeEntry` writes is the same wherever it is read. */
export function entryOf(value: Json): Entry {
  const entry = checkShape(value, SHAPE, 'entry') as unknown as Entry;
  checkOutcome(entry);
  return entry;
}

function checkOutcome(entry: Entry): void {
  const outcomes: readonly string[] = OUTCOMES[entry.kind];
  if (!outcomes.includes(entry.outcome)) {
    throw new CustosError('INPUT_INVALID', `An entry of kind ${entry.kind} has no outcome ${entry.outcome}.`);
  }
  const releases = ['released', 'emergency', 'self'].includes(entry.outcome);
  if (releases !== (entry.rows !== undefined)) {
    throw new CustosError('INPUT_INVALID', 'Rows stand in the entries that release items, and in no other.');
  }
}
