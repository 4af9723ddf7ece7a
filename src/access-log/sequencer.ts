import { hash } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { MAX_EVIDENCE_BYTES } from '../core/evidence.ts';
import { domainPrefix } from '../core/hash.ts';
import type { Digest, LedgerText, LogId } from '../core/ids.ts';
import type { AppendResult, Draft, EntryFacts, Material } from './draft.ts';
import { EntryWriter } from './entry-writer.ts';
import type { Record } from './frame.ts';
import type { BlockRef, Sealer } from './ports.ts';
import type { Revocations } from './revocations.ts';
import { nativeLeafHash } from './tree-window.ts';

export const MAX_ATTACHMENT_BYTES: number = 4 * 1024 * 1024;

/** An entry that has its place, and is not durable yet. */
export interface Sequenced {
  readonly kind: 'sequenced';
  readonly seq: number;
  readonly time: number;
  readonly block: BlockRef;
  /** Of the entry. */
  readonly facts: EntryFacts;
  readonly record: Record;
  readonly leaf: Bytes;
}

/** What the next entry must not fall behind. */
export interface Last {
  readonly seq: number;
  readonly time: number;
  readonly block: BlockRef | undefined;
}

export interface SequencerOptions {
  readonly ledger: LedgerText;
  readonly logId: LogId;
  readonly sealer: Sealer;
  readonly revocations: Revocations;
  readonly latestBlock: () => BlockRef;
  readonly clock: () => number;
}

/** Gives entries their places, one at a time. Along the log, numbers have no gap and neither times nor heights ever
 *  decrease; no release follows a revocation that it concerns. */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #writer: EntryWriter;
  #next: number;
  #time: number;
  #block: BlockRef | undefined;
  #busy = false;

  /** `last` is the log's last entry. */
  constructor(options: SequencerOptions, last?: Last) {
    this.#options = options;
    this.#writer = new EntryWriter(options.ledger, options.logId);
    this.#next = last === undefined ? 0 : last.seq + 1;
    this.#time = last?.time ?? 0;
    this.#block = last?.block;
  }

  /** Of the last entry. */
  get time(): number {
    return this.#time;
  }

  /** Takes a number only where it answers `sequenced`; what `build` throws leaves nothing behind. */
  sequence(draft: Draft): Sequenced | Exclude<AppendResult, { kind: 'appended' }> {
    if (this.#busy) throw new CustosError('INTERNAL', 'An entry must not be appended while another one is sequenced.');
    this.#busy = true;
    try {
      return this.#sequence(draft);
    } finally {
      this.#busy = false;
    }
  }

  #sequence(draft: Draft): Sequenced | Exclude<AppendResult, { kind: 'appended' }> {
    const block = draft.block ?? this.#latest();
    if (this.#block !== undefined && block.height < this.#block.height) return { kind: 'stale', block: this.#block };
    if (this.#block?.height === block.height && this.#block.hash !== block.hash) {
      throw new CustosError('LEDGER_FORKED', `Two final blocks of height ${block.height} have different hashes.`);
    }
    const obstacle = draft.decision && this.#revokedSince(draft.decision);
    if (obstacle !== undefined)
      return obstacle.length > 0 ? { kind: 'revoked-since', revocations: obstacle } : { kind: 'stale', block };
    const time = Math.max(this.#options.clock(), this.#time);
    const sequenced = this.#record(this.#next, time, block, draft);
    this.#next++;
    this.#time = time;
    this.#block = block;
    return sequenced;
  }

  #record(seq: number, time: number, block: BlockRef, draft: Draft): Sequenced {
    const material = draft.build(seq, time);
    check(material, draft);
    const { sealer } = this.#options;
    const evidence = nativeEvidenceDigest(material.evidence);
    const entry = this.#writer.write({ ...material.entry, seq, time, block, evidence });
    const sealed = { entry, evidence: sealer.seal('evidence', seq, material.evidence) };
    const record =
      material.attachment === undefined
        ? sealed
        : { ...sealed, attachment: sealer.seal('attachment', seq, material.attachment) };
    return { kind: 'sequenced', seq, time, block, facts: material.entry, record, leaf: nativeLeafHash(entry) };
  }

  /** Undefined where nothing stands against the release; empty where that cannot be known any more. */
  #revokedSince({
    after,
    concerns,
  }: NonNullable<Draft['decision']>): Extract<AppendResult, { kind: 'revoked-since' }>['revocations'] | undefined {
    const since = this.#options.revocations.since(after);
    if (since === undefined) return [];
    const concerning = since.filter((revocation) => concerns(revocation));
    return concerning.length > 0 ? concerning : undefined;
  }

  /** An index that is being rebuilt may answer a block that is older than the log's last. */
  #latest(): BlockRef {
    const latest = this.#options.latestBlock();
    return this.#block !== undefined && latest.height < this.#block.height ? this.#block : latest;
  }
}

function check({ entry, evidence, attachment }: Material, draft: Draft): void {
  if (entry.rows !== undefined && (draft.decision === undefined || draft.block === undefined)) {
    throw new CustosError('INPUT_INVALID', 'An entry that releases items needs its decision and the block of it.');
  }
  if (evidence.length > MAX_EVIDENCE_BYTES || (attachment?.length ?? 0) > MAX_ATTACHMENT_BYTES) {
    throw new CustosError('INPUT_TOO_LARGE', 'The evidence or the attachment of an entry is too large.');
  }
}

const EVIDENCE = domainPrefix('evidence');

/** As core's `evidenceDigest`, by OpenSSL and in hex. */
export function nativeEvidenceDigest(evidence: Bytes): Digest {
  return `0x${hash('sha256', Buffer.concat([EVIDENCE, evidence]), 'hex')}` as Digest;
}
