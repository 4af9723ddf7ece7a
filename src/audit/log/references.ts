import { ENTRY_KINDS, type Entry } from '../../core/entry.ts';
import { ZERO_DIGEST } from '../../core/ids.ts';
import type { ChainLog } from '../past/logs.ts';
import type { FindingBook, Where } from '../source/findings.ts';
import { releases } from './anchors.ts';

const RELEASE = ENTRY_KINDS.length;
const PROPOSAL = RELEASE + 1;

/** What entries say of one another: `of` must name an earlier entry that it can belong to, and the first entry of a
 *  log that follows another one must declare what was lost. */
export class References {
  readonly #log: ChainLog;
  readonly #book: FindingBook;
  /** A byte an entry: its kind, or that it released items, or proposed an act. */
  #kinds = new Uint8Array(4_096);

  constructor(log: ChainLog, book: FindingBook) {
    this.#log = log;
    this.#book = book;
  }

  /** `entry` is undefined where its bytes could not be read. */
  meet(entry: Entry | undefined, seq: number, where: Where): void {
    this.#note(entry, seq);
    const isRestored = seq === 0 && this.#log.predecessor !== (ZERO_DIGEST as string);
    if ((entry?.kind === 'restore') !== isRestored) {
      const message = 'The entry and the chain differ on whether the log was restored here.';
      this.#book.add('RESTORE_UNDECLARED', where, message);
    }
    if (entry === undefined) return;
    const refers = entry.kind === 'relay' || ['interrupted', 'confirmed', 'declined'].includes(entry.outcome);
    if (refers !== (entry.of !== undefined)) {
      this.#book.add(
        'ENTRY_REFERENCE',
        where,
        'The entry does not say to which one it belongs, or says so for no reason.',
      );
    }
    if (refers && entry.of !== undefined && !this.#fits(entry, entry.of, seq)) {
      this.#book.add('ENTRY_REFERENCE', where, 'It belongs to no entry that it can belong to.', { of: entry.of });
    }
  }

  #fits({ kind }: Entry, of: number, seq: number): boolean {
    if (of >= seq) return false;
    const target = this.#kinds[of];
    if (kind === 'release') return target === RELEASE;
    if (kind === 'act') return target === PROPOSAL;
    return target === ENTRY_KINDS.indexOf('revocation') || target === ENTRY_KINDS.indexOf('erasure');
  }

  #note(entry: Entry | undefined, seq: number): void {
    if (seq >= this.#kinds.length) {
      const grown = new Uint8Array(this.#kinds.length * 2);
      grown.set(this.#kinds);
      this.#kinds = grown;
    }
    this.#kinds[seq] = entry === undefined ? 255 : codeOf(entry);
  }
}

function codeOf(entry: Entry): number {
  if (releases(entry)) return RELEASE;
  return entry.outcome === 'proposed' ? PROPOSAL : ENTRY_KINDS.indexOf(entry.kind);
}
