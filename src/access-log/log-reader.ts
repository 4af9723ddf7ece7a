import { type Bytes, equalBytes, fromHex } from '../core/bytes.ts';
import { decodeEntry } from '../core/entry.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { evidenceDigest } from '../core/evidence.ts';
import { verifyInclusion } from '../core/merkle.ts';
import { renderProof } from '../core/proof.ts';
import { TILE_WIDTH } from '../core/tiles.ts';
import type { SignedHead } from './group-commit.ts';
import type { Journal } from './journal.ts';
import type { Sealer } from './ports.ts';
import { bundleRange, type RecordIndex, type RecordPlace, runs } from './record-index.ts';
import { segmentName } from './segment.ts';
import { damaged, type TileStore } from './tile-store.ts';
import { nativeLeafHash } from './tree-window.ts';

export interface LogReaderOptions {
  readonly journal: Journal;
  readonly tiles: TileStore;
  readonly index: RecordIndex;
  readonly sealer: Sealer;
  /** Newest signed head: nothing behind it is shown to anyone. */
  readonly head: () => SignedHead;
  readonly published: () => SignedHead;
  /** Something on disk is not what was written: told before it is refused. */
  readonly onDamage?: () => void;
}

/** What a record consists of. */
export type LogPart = 'entry' | 'evidence' | 'attachment';

/** Answers from the journal and its caches. What it gives was checked against a hash that a signature covers, so that
 *  decay on the disk is LOG_CORRUPT here and never evidence against somebody. */
export class LogReader {
  readonly #options: LogReaderOptions;

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  async entry(seq: number): Promise<Bytes> {
    return this.#entryAt(seq, await this.#place(seq));
  }

  /** Opened, and equal to the digest in its entry. */
  async evidence(seq: number): Promise<Bytes> {
    const place = await this.#place(seq);
    const { evidence } = decodeEntry(await this.#entryAt(seq, place));
    const sealed = await this.#options.journal.read(place.segment, place.evidenceAt, place.evidenceLength);
    const opened = this.#open('evidence', seq, place, sealed);
    if (!equalBytes(evidenceDigest(opened), fromHex(evidence))) throw this.#damaged('evidence', seq, place);
    return opened;
  }

  /** Opened; undefined where the entry came without one. */
  async attachment(seq: number): Promise<Bytes | undefined> {
    const place = await this.#place(seq);
    const { segment, evidenceAt, evidenceLength, attachmentLength } = place;
    if (attachmentLength === undefined) return undefined;
    const sealed = await this.#options.journal.read(segment, evidenceAt + evidenceLength, attachmentLength);
    return this.#open('attachment', seq, place, sealed);
  }

  /** What of the entry is damaged on disk: its bytes, its evidence or its attachment; undefined where all is well, or where
   *  the index leads elsewhere. */
  async faultOf(seq: number): Promise<LogPart | undefined> {
    for (const part of ['entry', 'evidence', 'attachment'] as const) {
      const fault = await this[part](seq).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (fault !== undefined) return isCustosError(fault, 'LOG_CORRUPT') && fault.details?.['part'] ? part : undefined;
    }
    return undefined;
  }

  /** tlog-proof@v1 to the published checkpoint, or, for an entry that is newer, to the newest signed head. */
  async receipt(seq: number): Promise<Bytes> {
    const published = this.#options.published();
    const head = seq < published.size ? published : this.#options.head();
    const entry = await this.entry(seq);
    const path = await this.#options.tiles.inclusion(seq, head.size);
    if (!verifyInclusion(nativeLeafHash(entry), seq, head.size, path, head.root))
      throw damaged(`A hash tile over entry ${seq}`);
    return renderProof({ extra: entry, index: seq, path, checkpoint: head.note });
  }

  inclusion(index: number, size: number): Promise<Bytes[]> {
    this.#checkSize(size);
    return this.#options.tiles.inclusion(index, size);
  }

  consistency(from: number, to: number): Promise<Bytes[]> {
    this.#checkSize(to);
    return this.#options.tiles.consistency(from, to);
  }

  /** `width` hashes of 32 bytes. */
  async tile(level: number, index: number, width: number): Promise<Bytes> {
    checkWidth(index, width);
    return this.#options.tiles.tile(level, index, width, this.#options.published().size);
  }

  /** C2SP bundle: each entry behind its length. */
  async entryBundle(index: number, width: number): Promise<Bytes> {
    checkWidth(index, width);
    const first = index * TILE_WIDTH;
    if (first + width > this.#options.published().size) throw beyond();
    const places = await this.#options.index.read(first, width);
    const pieces = [...runs(places)].map((run) => {
      const { at, length } = bundleRange(run);
      return this.#options.journal.read(run[0].segment, at, length);
    });
    const bundle = Buffer.concat(await Promise.all(pieces));
    let at = 0;
    for (const [i, place] of places.entries()) {
      await this.#checkEntry(bundle.subarray(at + 2, at + 2 + place.entryLength), first + i, place);
      at += 2 + place.entryLength;
    }
    return bundle;
  }

  /** Exact bytes of `count` entries from `seq` on. */
  async entries(seq: number, count: number): Promise<Bytes[]> {
    const places = await this.#options.index.read(seq, count);
    return Promise.all(places.map((place, i) => this.#entryAt(seq + i, place)));
  }

  async #entryAt(seq: number, place: RecordPlace): Promise<Bytes> {
    const { segment, entryAt, entryLength } = place;
    return this.#checkEntry(await this.#options.journal.read(segment, entryAt, entryLength), seq, place);
  }

  async #checkEntry(entry: Bytes, seq: number, place: RecordPlace): Promise<Bytes> {
    if (equalBytes(nativeLeafHash(entry), await this.#options.tiles.leaf(seq))) return entry;
    throw this.#damaged('entry', seq, place);
  }

  #open(part: 'evidence' | 'attachment', seq: number, place: RecordPlace, sealed: Bytes): Bytes {
    try {
      return this.#options.sealer.open(part, seq, sealed);
    } catch (cause) {
      throw this.#damaged(part, seq, place, cause);
    }
  }

  #damaged(part: LogPart, seq: number, place: RecordPlace, cause?: unknown): CustosError {
    this.#options.onDamage?.();
    const { segment, entryAt, evidenceAt, evidenceLength } = place;
    const offset = { entry: entryAt, evidence: evidenceAt, attachment: evidenceAt + evidenceLength }[part];
    const file = segmentName(segment);
    return new CustosError(
      'LOG_CORRUPT',
      `The ${part} of entry ${seq} on disk is not what was logged (${file}, byte ${offset}). The journal is read again now; what is damaged, and what to do, stands in the gateway’s readiness. If that is well, stop, delete the directory “cache” beside the journal, and start again.`,
      { details: { seq, part, file, offset }, cause },
    );
  }

  async #place(seq: number): Promise<RecordPlace> {
    if (!Number.isSafeInteger(seq) || seq < 0 || seq >= this.#options.head().size) throw beyond();
    const [place] = await this.#options.index.read(seq, 1);
    if (place === undefined) throw beyond();
    return place;
  }

  #checkSize(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.#options.published().size) throw beyond();
  }
}

function checkWidth(index: number, width: number): void {
  if (!Number.isSafeInteger(index) || index < 0 || !Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    throw new CustosError('INPUT_INVALID', `A tile has an index and a width from 1 to ${TILE_WIDTH}.`);
  }
}

function beyond(): CustosError {
  return new CustosError('LOG_RANGE_INVALID', 'The log does not reach that far yet.');
}
