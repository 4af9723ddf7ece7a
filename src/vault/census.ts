import { type Bytes, concat, uintBytes, utf8 } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { deriveKey, hmacsOf, openBox, sealBox } from './sealed-box.ts';

const ROW = utf8('C');
const SUM_BYTES = 32;

/** What a census needs of its database. */
export interface CountedRows {
  get(key: Bytes): Promise<Bytes | undefined>;
  keys(from: Bytes, to: Bytes): AsyncIterable<Bytes>;
}

/** Keys from `from` to before `to`. */
export interface KeyRange {
  readonly from: Bytes;
  readonly to: Bytes;
}

interface Row {
  readonly key: Bytes;
  readonly value: Bytes | null;
}

/** How many rows there are and, by a keyed sum, which: rows are sealed one by one, so that one which is gone would pass
 *  for one that never was — a patient without an index record for a new patient, a consent for none. The sum (each
 *  row's HMAC, all by exclusive or) stands in a sealed row of the same database, and changes in the same batch. */
export class Census {
  readonly #key: Bytes;
  readonly #mac: (key: Bytes) => Bytes;
  readonly #ranges: readonly KeyRange[];
  #rows: number;
  #sum: Bytes;

  private constructor(key: Bytes, ranges: readonly KeyRange[], rows: number, sum: Bytes) {
    this.#key = key;
    this.#mac = hmacsOf(key);
    this.#ranges = ranges;
    this.#rows = rows;
    this.#sum = sum;
  }

  /** Compares the rows with what is written of them. STORE_CORRUPT, which says how many are missing, where they differ;
   *  a database that has no counted row needs no census yet, and one of a version that `kept` none is believed once.
   *  Reads every key of the ranges, none of which may hold the census's own, `C`. */
  static async take(
    database: CountedRows,
    what: string,
    vaultKey: Bytes,
    ranges: readonly KeyRange[],
    kept: boolean,
  ): Promise<Census> {
    const census = new Census(deriveKey(vaultKey, `census/${what}`), ranges, 0, new Uint8Array(SUM_BYTES));
    for (const { from, to } of ranges) for await (const key of database.keys(from, to)) census.#add(key, 1);
    const box = await database.get(ROW);
    if (box === undefined && (census.#rows === 0 || !kept)) return census;
    const written = box === undefined ? undefined : openBox(census.#key, ROW, box);
    if (written === undefined || Buffer.compare(written, census.#content()) !== 0) throw census.#differs(what, written);
    return census;
  }

  /** The row to write besides, given whether each key is there already. In the order of the batches; after one that
   *  failed, `reload` first. */
  change(writes: readonly Row[], isThere: (key: Bytes) => boolean): Row[] {
    const now = new Map<string, boolean>();
    for (const { key, value } of writes) {
      if (!this.#isCounted(key)) continue;
      const name = Buffer.from(key).toString('latin1');
      const before = now.get(name) ?? isThere(key);
      const after = value !== null;
      if (before !== after) this.#add(key, after ? 1 : -1);
      now.set(name, after);
    }
    return now.size === 0 ? [] : [this.row()];
  }

  /** The row as the rows are now. */
  row(): Row {
    return { key: ROW, value: sealBox(this.#key, ROW, this.#content()) };
  }

  /** Of these writes, the keys whose presence `change` asks for. */
  concerned(writes: readonly Row[]): Bytes[] {
    return writes.map(({ key }) => key).filter((key) => this.#isCounted(key));
  }

  /** After a failed write: whether its batch reached the disk, the row tells. */
  async reload(database: Pick<CountedRows, 'get'>): Promise<void> {
    const box = await database.get(ROW);
    const written = box === undefined ? undefined : openBox(this.#key, ROW, box);
    this.#rows = written === undefined ? 0 : Buffer.from(written).readUIntBE(0, 6);
    this.#sum = written === undefined ? new Uint8Array(SUM_BYTES) : written.slice(6);
  }

  #isCounted(key: Bytes): boolean {
    return this.#ranges.some(({ from, to }) => Buffer.compare(key, from) >= 0 && Buffer.compare(key, to) < 0);
  }

  #add(key: Bytes, by: 1 | -1): void {
    const mac = this.#mac(key);
    const sum = this.#sum;
    this.#rows += by;
    for (let i = 0; i < SUM_BYTES; i++) sum[i] = (sum[i] as number) ^ (mac[i] as number);
  }

  #content(): Bytes {
    return concat(uintBytes(this.#rows, 6), this.#sum);
  }

  #differs(what: string, written: Bytes | undefined): CustosError {
    const wanted = written === undefined ? undefined : Buffer.from(written).readUIntBE(0, 6);
    const message = `The records of ${what} are not those that were written: ${difference(this.#rows, wanted)}. Restore the whole vault from one backup.`;
    const details = { found: this.#rows, ...(wanted === undefined ? {} : { wanted }) };
    return new CustosError('STORE_CORRUPT', message, { details });
  }
}

function difference(found: number, wanted: number | undefined): string {
  if (wanted === undefined) return `there are ${found}, and the count of them is gone`;
  if (wanted === found)
    return `there are ${found}, as many as there were, but some are of another time or have damaged names`;
  return wanted > found ? `${wanted - found} of ${wanted} are gone` : `${found - wanted} more than ${wanted} are there`;
}
