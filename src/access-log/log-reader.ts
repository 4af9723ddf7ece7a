import { type Bytes, equalBytes, fromHex } from '../core/bytes.ts';
import { decodeEntry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import { evidenceDigest } from '../core/evidence.ts';
import { verifyInclusion } from '../core/merkle.ts';
import { renderProof } from '../core/proof.ts';
import { TILE_WIDTH } from '../core/tiles.ts';
import type { SignedHead } from './group-commit.ts';
import type { Journal } from './journal.ts';
import type { Sealer } from './ports.ts';
import { bundleRange, type RecordIndex, type RecordPlace, runs } from './record-index.ts';
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
}

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
    const opened = this.#options.sealer.open('evidence', seq, sealed);
    if (!equalBytes(evidenceDigest(opened), fromHex(evidence))) {
      throw new CustosError('LOG_CORRUPT', `The evidence of entry ${seq} is not the one that the entry names.`);
    }
    return opened;
  }

  /** Opened; undefined where the entry came without one. */
  async attachment(seq: number): Promise<Bytes | undefined> {
    const { segment, evidenceAt, evidenceLength, attachmentLength } = await this.#place(seq);
    if (attachmentLength === undefined) return undefined;
    const sealed = await this.#options.journal.read(segment, evidenceAt + evidenceLength, attachmentLength);
    return this.#options.sealer.open('attachment', seq, sealed);
  }

  /** tlog-proof@v1 to the published checkpoint, or, for an entry that is newer, to the newest signed head. */
  async receipt(seq: number): Promise<Bytes> {
    const published = this.#options.published();
    const head = seq < published.size ? published : this.#options.head();
    const entry = await this.entry(seq);
    const path = await this.#options.tiles.inclusion(seq, head.size);
    if (!verifyInclusion(nativeLeafHash(entry), seq, head.size, path, head.root)) throw damaged('A hash tile');
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
    return Buffer.concat(await Promise.all(pieces));
  }

  /** Exact bytes of `count` entries from `seq` on. */
  async entries(seq: number, count: number): Promise<Bytes[]> {
    const places = await this.#options.index.read(seq, count);
    return Promise.all(places.map((place, i) => this.#entryAt(seq + i, place)));
  }

  async #entryAt(seq: number, { segment, entryAt, entryLength }: RecordPlace): Promise<Bytes> {
    const [entry, leaf] = await Promise.all([
      this.#options.journal.read(segment, entryAt, entryLength),
      this.#options.tiles.leaf(seq),
    ]);
    if (equalBytes(nativeLeafHash(entry), leaf)) return entry;
    throw new CustosError(
      'LOG_CORRUPT',
      `Entry ${seq} on disk is not the one that was logged. Restore the log from a backup.`,
      {
        details: { seq },
      },
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
