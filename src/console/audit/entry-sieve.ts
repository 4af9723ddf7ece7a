import { DIGEST, DIGESTS, type EntryColumns } from './entry-columns.ts';
import type { LogEntries } from './log-entries.ts';
import { type Filter, factsPass, type Names } from './log-filter.ts';

interface Rule {
  readonly filter: Filter;
  /** By the place of the facts: whether they pass, as far as it was tried. */
  readonly tried: boolean[];
  /** Digits of a digest that somebody began to write. */
  readonly digits: readonly number[] | undefined;
}

/** Filters made ready for very many entries: what they have in common is tried once, and not entry by entry. Spans of time are
 *  not its own. */
export class EntrySieve {
  readonly #rules: readonly Rule[];
  readonly #names: Names;
  readonly #entries: LogEntries;

  constructor(filters: readonly Filter[], names: Names, entries: LogEntries) {
    const kept = filters.filter(({ key, wrong }) => wrong === undefined && key !== 'from' && key !== 'to');
    this.#rules = kept.map((filter) => ({ filter, tried: [], digits: digitsOf(filter) }));
    this.#names = names;
    this.#entries = entries;
  }

  /** Of the entry in a place of a page. */
  passes(page: EntryColumns, i: number): boolean {
    return this.#rules.every((rule) => {
      const { key, value } = rule.filter;
      if (key === 'patient') return this.#mayBeOfPatient(page, i);
      if (this.#ofFacts(rule, page.fact[i] ?? 0)) return true;
      return key === 'any' && (String(page.newest - i).includes(value) || hasDigest(page, i, rule.digits));
    });
  }

  /** Entries say no patients: what lies behind releases, withdrawals and orders does; what came of those is of whom they are. */
  #mayBeOfPatient(page: EntryColumns, i: number): boolean {
    const { kind } = this.#entries.facts[page.fact[i] ?? 0] ?? {};
    return (page.rows[i] ?? 0) > 0 || (page.of[i] ?? -1) >= 0 || kind === 'revocation' || kind === 'act';
  }

  #ofFacts({ filter, tried }: Rule, place: number): boolean {
    const known = tried[place];
    if (known !== undefined) return known;
    const facts = this.#entries.facts[place];
    const passes = facts !== undefined && factsPass(facts, filter, this.#names);
    tried[place] = passes;
    return passes;
  }
}

function digitsOf({ key, value }: Filter): readonly number[] | undefined {
  if (key !== 'any' || !/^0x[0-9a-f]{1,64}$/.test(value)) return undefined;
  return Array.from(value.slice(2), (digit) => Number.parseInt(digit, 16));
}

function hasDigest({ digests, rows }: EntryColumns, i: number, digits: readonly number[] | undefined): boolean {
  if (digits === undefined) return false;
  const known = (rows[i] ?? 0) > 0 ? DIGESTS : DIGESTS - 1;
  for (let which = 0; which < known; which++) if (begins(digests, (i * DIGESTS + which) * DIGEST, digits)) return true;
  return false;
}

function begins(bytes: Uint8Array, at: number, digits: readonly number[]): boolean {
  return digits.every((digit, i) => {
    const byte = bytes[at + (i >> 1)] ?? 0;
    return digit === (i % 2 === 0 ? byte >> 4 : byte & 15);
  });
}
