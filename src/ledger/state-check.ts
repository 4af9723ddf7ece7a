import { CustosError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import type { ContractName } from './contracts.ts';
import type { Header } from './header.ts';
import type { LedgerReader } from './reader.ts';
import { differingFields, type StateCell } from './state-cells.ts';

interface Known {
  /** Of the contract's storage: while it is the same, so is every word. */
  readonly root: Digest | undefined;
  /** Hash of the newest block that is known to have it. */
  block: Digest;
  readonly words: Map<Digest, bigint>;
}

/** Words kept of one contract: some 10 MB. */
const MAX_WORDS = 65_536;

/** Compares what is believed of the contracts with their storage, as a header commits to it. A word is asked for once as
 *  long as the contract's storage stays as it is; then a block costs one proof of each contract's account. */
export class StateCheck {
  readonly #reader: Pick<LedgerReader, 'storage'>;
  readonly #known = new Map<ContractName, Known>();

  constructor(reader: Pick<LedgerReader, 'storage'>) {
    this.#reader = reader;
  }

  /** LEDGER_INCOMPLETE where a word says otherwise than its cell, with contract, slot and fields; where the engine's
   *  proof does not hold; and where it gives none. `header` MUST be a block of the chain, its hash computed anew. */
  async confirm(header: Header, cells: readonly StateCell[]): Promise<void> {
    if (!header.isHashed) throw unproven(header.height);
    const byContract = Map.groupBy(cells, ({ contract }) => contract);
    await Promise.all([...byContract].map(([contract, own]) => this.#confirmIn(header, contract, own)));
  }

  async #confirmIn(header: Header, contract: ContractName, cells: readonly StateCell[]): Promise<void> {
    const slots = [...new Set(cells.map(({ slot }) => slot))];
    const words = await this.#words(header, contract, slots);
    for (const cell of cells) {
      const fields = differingFields(cell, words.get(cell.slot) ?? 0n);
      if (fields.length > 0) throw contradicted(header.height, cell, fields);
    }
  }

  async #words(header: Header, contract: ContractName, slots: readonly Digest[]): Promise<ReadonlyMap<Digest, bigint>> {
    const known = this.#known.get(contract);
    const missing = slots.filter((slot) => known?.words.has(slot) !== true);
    if (known?.block === header.hash && missing.length === 0) return known.words;
    const { root, words } = await this.#read(header, contract, missing);
    const found = missing.map((slot, i) => [slot, words[i] ?? 0n] as const);
    if (known?.root === root && known !== undefined) {
      known.block = header.hash;
      for (const [slot, word] of found) known.words.set(slot, word);
      return this.#kept(contract, known);
    }
    // What was known is of another state: it is asked for again.
    const fresh: Known = { root, block: header.hash, words: new Map(found) };
    const rest = slots.filter((slot) => !fresh.words.has(slot));
    if (rest.length > 0) {
      const again = await this.#read(header, contract, rest);
      for (const [i, slot] of rest.entries()) fresh.words.set(slot, again.words[i] ?? 0n);
    }
    return this.#kept(contract, fresh);
  }

  /** Who asked has the words, whatever is forgotten. */
  #kept(contract: ContractName, known: Known): ReadonlyMap<Digest, bigint> {
    if (known.words.size > MAX_WORDS) this.#known.delete(contract);
    else this.#known.set(contract, known);
    return known.words;
  }

  async #read(header: Header, contract: ContractName, slots: readonly Digest[]) {
    const proven = await this.#reader.storage(header, contract, slots);
    if (proven === undefined) throw unproven(header.height);
    return proven;
  }
}

function contradicted(height: number, { contract, variable, slot }: StateCell, fields: readonly string[]): CustosError {
  const what = `${variable} of ${contract} (slot ${slot}: ${fields.join(', ')})`;
  const message = `The ledger’s engine contradicts the chain: the state of block ${height} has another ${what} than its events say. Nothing that rests on it is released until it answers right; repair the engine’s node, or read from another one.`;
  return new CustosError('LEDGER_INCOMPLETE', message, { details: { fault: 'state', height, contract, slot, fields } });
}

function unproven(height: number): CustosError {
  const message = `The receipts of the ledger’s engine do not prove its events, and it gives no proof of the state of block ${height} (eth_getProof): nothing is released. Read from a node that keeps the state, or set \`"events": "believed"\` for a node of your own.`;
  return new CustosError('LEDGER_INCOMPLETE', message, { details: { fault: 'unproven', height } });
}
