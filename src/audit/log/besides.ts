import type { Entry } from '../../core/entry.ts';
import type { Fetched, LogSource } from '../source/sources.ts';
import type { ReadEntry } from './entry-reader.ts';

/** What was fetched beside an entry; undefined where it is not needed. */
export interface Beside {
  readonly evidence?: Fetched;
  readonly openings?: Fetched;
}

/** What an audit needs beside an entry. */
export interface Wanted {
  readonly evidence: boolean;
  readonly openings: boolean;
}

interface Started {
  readonly beside: Promise<Beside>;
  readonly rows: number;
}

const ENTRIES_AHEAD = 16;
/** Rows whose openings are under way or wait: a kilobyte each. */
const ROWS_AHEAD = 8_192;

/** Fetches what lies beside the entries of a bundle, some at a time, ahead of their turn. */
export class Besides {
  readonly #entries: readonly ReadEntry[];
  readonly #first: number;
  readonly #source: LogSource;
  readonly #wants: (entry: Entry, seq: number) => Wanted;
  readonly #onEvidence: (bytes: Uint8Array) => void;
  readonly #started = new Map<number, Started>();
  #next = 0;
  #rowsAhead = 0;

  /** `first`: sequence number of the first entry. `onEvidence` is told of evidence as it arrives. */
  constructor(
    entries: readonly ReadEntry[],
    first: number,
    source: LogSource,
    wants: (entry: Entry, seq: number) => Wanted,
    onEvidence: (bytes: Uint8Array) => void,
  ) {
    this.#entries = entries;
    this.#first = first;
    this.#source = source;
    this.#wants = wants;
    this.#onEvidence = onEvidence;
  }

  /** To be asked in order of place, and once for each; what is taken is not kept. */
  async take(place: number): Promise<Beside> {
    while (this.#next <= place) this.#start();
    const taken = this.#started.get(place);
    if (taken === undefined) return {};
    const beside = await taken.beside;
    this.#started.delete(place);
    this.#rowsAhead -= taken.rows;
    // Others are fetched while this one is judged.
    const until = Math.min(this.#entries.length, place + ENTRIES_AHEAD);
    while (this.#next < until && this.#rowsAhead < ROWS_AHEAD) this.#start();
    return beside;
  }

  #start(): void {
    const place = this.#next++;
    const read = this.#entries[place];
    if (read?.kind !== 'entry') return;
    const seq = this.#first + place;
    const wanted = this.#wants(read.entry, seq);
    if (!wanted.evidence && !wanted.openings) return;
    const rows = wanted.openings ? (read.entry.rows?.count ?? 0) : 0;
    this.#rowsAhead += rows;
    this.#started.set(place, { beside: this.#fetch(seq, wanted), rows });
  }

  async #fetch(seq: number, wanted: Wanted): Promise<Beside> {
    const [evidence, openings] = await Promise.all([
      wanted.evidence ? this.#source.evidence?.(seq) : undefined,
      wanted.openings ? this.#source.openings?.(seq) : undefined,
    ]);
    if (evidence?.kind === 'bytes') this.#onEvidence(evidence.bytes);
    return { ...(evidence ? { evidence } : {}), ...(openings ? { openings } : {}) };
  }
}
