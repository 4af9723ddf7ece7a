import type { Hex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';

/** How one member of a row stands in it. */
export interface Cell<Value> {
  readonly width: number;
  write(bytes: Buffer, at: number, value: Value): void;
  read(bytes: Buffer, at: number): Value;
}

/** The members of a row in their order. A member without a cell does not compile: what a record comes to have is kept
 *  in snapshots, too. */
export type Cells<Row> = { readonly [Name in keyof Row]-?: Cell<Row[Name]> };

/** Rows between which others have their turn. */
const ROWS_A_TURN = 1024;

/** Of lowercase hex, 32 bytes unless said. */
export function hexCell<Value extends Hex>(width = 32): Cell<Value> {
  return {
    width,
    write: (bytes, at, value) => {
      if (bytes.write(value.slice(2), at, 'hex') !== width) throw misfit();
    },
    read: (bytes, at) => `0x${bytes.toString('hex', at, at + width)}` as Value,
  };
}

/** Any number. */
export const NUMBER: Cell<number> = {
  width: 8,
  write: (bytes, at, value) => void bytes.writeDoubleLE(value, at),
  read: (bytes, at) => bytes.readDoubleLE(at),
};

/** One of at most 256 values. */
export function choiceCell<Value>(values: readonly Value[]): Cell<Value> {
  return {
    width: 1,
    write: (bytes, at, value) => {
      const index = values.indexOf(value);
      if (index < 0) throw misfit();
      bytes[at] = index;
    },
    read: (bytes, at) => {
      const index = bytes[at] ?? 0;
      if (index >= values.length) throw misfit();
      return values[index] as Value;
    },
  };
}

export const FLAG = choiceCell([false, true]);

/** Rows of one width after one another. Gives way to others now and then: the rows MUST NOT change meanwhile. */
export async function encodeRows<Row extends object>(
  cells: Cells<Row>,
  rows: Iterable<Row> | AsyncIterable<Row>,
): Promise<Uint8Array> {
  const columns = columnsOf(cells);
  const turns: Buffer[] = [];
  let turn = Buffer.allocUnsafe(ROWS_A_TURN * columns.width);
  let used = 0;
  for await (const row of rows) {
    for (const { name, at, cell } of columns.list) cell.write(turn, used + at, row[name]);
    used += columns.width;
    if (used < turn.length) continue;
    turns.push(turn);
    turn = Buffer.allocUnsafe(turn.length);
    used = 0;
    await new Promise(setImmediate);
  }
  return new Uint8Array(Buffer.concat([...turns, turn.subarray(0, used)]));
}

/** Throws STORE_CORRUPT for what `encodeRows` has not written of these cells. */
export function* decodeRows<Row extends object>(cells: Cells<Row>, bytes: Uint8Array): Generator<Row> {
  const rows = new EncodedRows(cells, bytes);
  for (let i = 0; i < rows.count; i++) yield rows.at(i);
}

/** Rows that are read one by one. */
export class EncodedRows<Row extends object> {
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #width: number;
  readonly #list: readonly Column<Row>[];

  /** Throws STORE_CORRUPT as `decodeRows` does. */
  constructor(cells: Cells<Row>, bytes: Uint8Array) {
    const { width, list } = columnsOf(cells);
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#width = width;
    this.#list = list;
    this.count = bytes.length / width;
    if (!Number.isInteger(this.count)) throw misfit();
  }

  at(row: number): Row {
    const found: Partial<Row> = {};
    for (const { name, at, cell } of this.#list) found[name] = cell.read(this.#bytes, row * this.#width + at);
    return found as Row;
  }

  /** One member alone, as it is written. */
  bytes(row: number, name: keyof Row): Uint8Array {
    const column = this.#list.find((one) => one.name === name);
    if (column === undefined) throw misfit();
    const start = row * this.#width + column.at;
    return this.#bytes.subarray(start, start + column.cell.width);
  }
}

interface Column<Row> {
  readonly name: keyof Row;
  readonly at: number;
  readonly cell: Cell<Row[keyof Row]>;
}

function columnsOf<Row extends object>(cells: Cells<Row>): { readonly width: number; readonly list: Column<Row>[] } {
  let width = 0;
  const list = (Object.keys(cells) as (keyof Row)[]).map((name) => {
    const cell = cells[name] as Cell<Row[keyof Row]>;
    const column = { name, at: width, cell };
    width += cell.width;
    return column;
  });
  return { width, list };
}

function misfit(): CustosError {
  return new CustosError('STORE_CORRUPT', 'A snapshot does not fit its form.');
}
