import { isCustosError } from '../../core/errors.ts';
import { differingFields, type StateCell } from '../../ledger/state-cells.ts';
import type { Coverage } from './coverage.ts';
import type { FindingBook, Where } from './findings.ts';
import type { LedgerStateSource } from './sources.ts';

interface Wanted {
  readonly cell: StateCell;
  /** The first entry that rests on it. */
  readonly where: Where;
}

/** Slots that wait to be asked for, and blocks that are asked about at once. */
const MAX_WAITING = 2_048;
const CONCURRENT = 4;
/** Slots of which it is kept that they were asked for. */
const MAX_KEPT = 65_536;

/** Reads back what releases rested on, where no receipts prove the events that the audit replayed: each slot of a
 *  contract once a block, as the state root of the block's header commits to it. */
export class StateAudit {
  readonly #source: LedgerStateSource;
  readonly #book: FindingBook;
  readonly #coverage: Coverage;
  /** By height. */
  #waiting = new Map<number, Wanted[]>();
  #size = 0;
  readonly #known = new Set<string>();
  readonly #blocks = new Set<number>();
  #cells = 0;

  constructor(source: LedgerStateSource, book: FindingBook, coverage: Coverage) {
    this.#source = source;
    this.#book = book;
    this.#coverage = coverage;
  }

  /** What was proven so far; a block counts once, however many entries rest on it. */
  get counts(): { readonly cells: number; readonly blocks: number } {
    return { cells: this.#cells, blocks: this.#blocks.size };
  }

  /** Whether enough slots wait. */
  get isDue(): boolean {
    return this.#size >= MAX_WAITING;
  }

  /** Takes what an entry rested on at a block; asked for only where receipts prove not all events up to it. */
  expect(height: number, where: Where, cells: (keccak: LedgerStateSource['keccak']) => readonly StateCell[]): void {
    if (!this.#source.isNeeded(height)) return;
    if (this.#known.size > MAX_KEPT) this.#known.clear();
    for (const cell of cells(this.#source.keccak)) {
      const key = [height, cell.slot, ...cell.fields.map(({ name, is }) => `${name}=${is}`)].join();
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      const waiting = this.#waiting.get(height) ?? [];
      this.#waiting.set(height, waiting);
      waiting.push({ cell, where });
      this.#size++;
    }
  }

  /** Asks for all that waits. */
  async settle(): Promise<void> {
    const blocks = [...this.#waiting];
    this.#waiting = new Map();
    this.#size = 0;
    for (let at = 0; at < blocks.length; at += CONCURRENT) {
      await Promise.all(blocks.slice(at, at + CONCURRENT).map(([height, wanted]) => this.#compare(height, wanted)));
    }
  }

  async #compare(height: number, wanted: readonly Wanted[]): Promise<void> {
    const byContract = Map.groupBy(wanted, ({ cell }) => cell.contract);
    for (const [contract, own] of byContract) {
      const words = await this.#words(height, contract, own);
      if (words === undefined) continue;
      this.#blocks.add(height);
      this.#cells += words.size;
      this.#coverage.made('cells', words.size);
      for (const { cell, where } of own) this.#judge(height, cell, words.get(cell.slot) ?? 0n, where);
    }
  }

  /** Undefined where nothing was proven; that is noted. */
  async #words(
    height: number,
    contract: StateCell['contract'],
    wanted: readonly Wanted[],
  ): Promise<ReadonlyMap<string, bigint> | undefined> {
    const slots = [...new Set(wanted.map(({ cell }) => cell.slot))];
    try {
      const words = await this.#source.words(height, contract, slots);
      if (words !== undefined) return new Map(slots.map((slot, i) => [slot, words[i] ?? 0n]));
    } catch (error) {
      if (!isCustosError(error, 'LEDGER_INCOMPLETE')) throw error;
      const message = `The node’s proof of the state of ${contract} in block ${height} does not hold.`;
      this.#book.add('LEDGER_STATE_DIFFERS', wanted[0]?.where ?? {}, message, { height, contract });
    }
    this.#coverage.due('cells', slots.length);
    const why = 'the node gives no proof of the state of these blocks that holds';
    this.#coverage.miss('cells', why, wanted[0]?.where, slots.length);
    return undefined;
  }

  #judge(height: number, cell: StateCell, word: bigint, where: Where): void {
    const fields = differingFields(cell, word);
    if (fields.length === 0) return;
    const { contract, variable, slot } = cell;
    const message = `The state of block ${height} has another ${variable} of ${contract} (slot ${slot}: ${fields.join(', ')}) than the events that the node gave.`;
    const facts = { height, contract, variable, slot, fields: fields.join() };
    this.#book.add('LEDGER_STATE_DIFFERS', where, message, facts);
  }
}
