import type { Pseudonym } from '../core/ids.ts';
import type { VersionChanges } from '../core/version-changes.ts';
import type { VersionView } from './manifest.ts';
import { SourceColumns, type Sources, sourceHash } from './sources.ts';

export interface ComparedVersion {
  readonly view: VersionView;
  readonly sources: Sources | null;
}

const SHOWN = 1000;
const YIELD_EVERY = 2 ** 18;

/** Whether the version holds less, or other owners, than the earlier one. */
export function narrows({ lost, moved }: VersionChanges): boolean {
  return Object.keys(lost).length > 0 || Object.keys(moved).length > 0;
}

/** Compares two versions of a dataset. `isErased` tells the subjects whose loss is what they asked for. */
export async function compareVersions(
  before: ComparedVersion,
  after: ComparedVersion,
  isErased: (subjects: readonly Pseudonym[]) => Promise<ReadonlySet<Pseudonym>>,
): Promise<VersionChanges> {
  const exact = before.sources !== null && after.sources !== null;
  const old = { view: before.view, sources: exact ? before.sources : coarse(before.view) };
  const now = { view: after.view, sources: exact ? after.sources : coarse(after.view) };
  const tallies = new Tallies(old.view, now.view);
  await tallies.compare(old.sources, now.sources);
  return tallies.changes(exact, await isErased(tallies.losing()));
}

interface Move {
  readonly from: Pseudonym | null;
  readonly to: Pseudonym | null;
  readonly kind: string;
  count: number;
}

class Tallies {
  readonly #before: VersionView;
  readonly #after: VersionView;
  /** By subject's ordinal before, then by kind. */
  readonly #lost = new Map<number, Map<string, number>>();
  readonly #moves = new Map<string, Move>();
  readonly #gained = new Map<string, number>();
  /** Undefined where one of the two does not know what its sources held. */
  #changed: Map<string, number> | undefined;

  constructor(before: VersionView, after: VersionView) {
    this.#before = before;
    this.#after = after;
  }

  async compare(before: Sources, after: Sources): Promise<void> {
    const places = new Places(after.hashes);
    const met = new Uint8Array(after.hashes.length);
    const [held, holds] = [before.contents, after.contents];
    const changed = held === null || holds === null ? undefined : new Map<string, number>();
    this.#changed = changed;
    for (let i = 0; i < before.hashes.length; i++) {
      if (i % YIELD_EVERY === 0) await new Promise(setImmediate);
      const at = places.find(before.hashes[i] ?? 0);
      const kind = this.#before.kinds[before.kinds[i] ?? 0] ?? '';
      if (at === -1) this.#lose(before.owners[i] ?? -1, kind);
      else {
        met[at] = 1;
        const isTheirs = this.#meet(before.owners[i] ?? -1, after.owners[at] ?? -1, kind);
        if (changed && isTheirs && held?.[i] !== holds?.[at]) count(changed, kind);
      }
    }
    for (let at = 0; at < met.length; at++) {
      if (met[at] === 0) count(this.#gained, this.#after.kinds[after.kinds[at] ?? 0] ?? '');
    }
  }

  losing(): Pseudonym[] {
    return [...this.#lost.keys()].filter((owner) => owner !== -1).map((owner) => this.#before.pseudonym(owner));
  }

  changes(exact: boolean, erased: ReadonlySet<Pseudonym>): VersionChanges {
    const present = new Set(Array.from({ length: this.#after.subjects }, (_, i) => this.#after.pseudonym(i)));
    const all = [...this.#lost].map(([owner, kinds]) => {
      const subject = owner === -1 ? null : this.#before.pseudonym(owner);
      return { subject, lost: kinds, total: sum(kinds), gone: subject !== null && !present.has(subject) };
    });
    const losing = all.filter(({ subject }) => subject === null || !erased.has(subject));
    const lost = new Map<string, number>();
    for (const { lost: kinds } of losing) for (const [kind, number] of kinds) count(lost, kind, number);
    const moved = new Map<string, number>();
    for (const move of this.#moves.values()) count(moved, move.kind, move.count);
    return {
      exact,
      lost: Object.fromEntries(lost),
      gained: Object.fromEntries(this.#gained),
      moved: Object.fromEntries(moved),
      ...(this.#changed === undefined ? {} : { changed: Object.fromEntries(this.#changed) }),
      erased: all.reduce((total, one) => total + (losing.includes(one) ? 0 : one.total), 0),
      patients: losing
        .toSorted((a, b) => b.total - a.total)
        .slice(0, SHOWN)
        .map(({ subject, lost: kinds, gone }) => ({ subject, lost: Object.fromEntries(kinds), gone })),
      patientsLosing: losing.filter(({ subject }) => subject !== null).length,
      moves: [...this.#moves.values()].slice(0, SHOWN),
    };
  }

  #lose(owner: number, kind: string): void {
    const kinds = this.#lost.get(owner) ?? new Map<string, number>();
    count(kinds, kind);
    this.#lost.set(owner, kinds);
  }

  /** Whether it is the same patient's as before. */
  #meet(before: number, after: number, kind: string): boolean {
    const from = before === -1 ? null : this.#before.pseudonym(before);
    const to = after === -1 ? null : this.#after.pseudonym(after);
    if (from === to) return true;
    const key = `${from} ${to} ${kind}`;
    const move = this.#moves.get(key) ?? { from, to, kind, count: 0 };
    move.count++;
    this.#moves.set(key, move);
    return false;
  }
}

/** Positions of numbers that are all different, by open addressing: a Map would take ten times the memory. */
class Places {
  readonly #numbers: Float64Array;
  readonly #slots: Int32Array;
  readonly #mask: number;

  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, numbers.length * 2)));
    this.#slots = new Int32Array(size).fill(-1);
    this.#mask = size - 1;
    for (const [at, number] of numbers.entries()) this.#slots[this.#slotOf(number)] = at;
  }

  find(number: number): number {
    return this.#slots[this.#slotOf(number)] ?? -1;
  }

  /** Where the number is, or the free slot where it belongs. */
  #slotOf(number: number): number {
    let slot = (number % 0x100000000) & this.#mask;
    for (let at = this.#slots[slot]; at !== undefined && at !== -1 && this.#numbers[at] !== number; ) {
      slot = (slot + 1) & this.#mask;
      at = this.#slots[slot];
    }
    return slot;
  }
}

/** One source for each kind that a patient has. */
function coarse(view: VersionView): Sources {
  const columns = new SourceColumns();
  const seen = new Set<string>();
  for (const [item, owner] of view.subjectOf.entries()) {
    const kind = view.kindOf[item] ?? 0;
    const key = `${owner === -1 ? '' : view.pseudonym(owner)} ${view.kinds[kind] ?? ''}`;
    if (seen.has(key)) continue;
    seen.add(key);
    columns.add(sourceHash(key, 0), owner, kind, 0);
  }
  return { ...columns.view(), contents: null };
}

function count(counts: Map<string, number>, name: string, number = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + number);
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const number of counts.values()) total += number;
  return total;
}
