import { categoryCodes } from '../core/categories.ts';
import type { ImportReport, Place, QuarantineReason } from '../core/import-report.ts';
import type { FhirIndex } from './fhir-index.ts';
import type { FhirOwners, Ownership } from './fhir-owners.ts';
import { Tally } from './import-report.ts';
import { eachInTurns, type OthersTurn } from './turned-sort.ts';

const MAX_PLACES = 5;
/** A few milliseconds' work. */
const ENTRIES_A_TURN = 8192;

/** One item in the making. */
export interface Slice {
  /** Ordinal of the Patient, or -1. */
  readonly patient: number;
  readonly kind: number;
  /** In order of appearance. */
  readonly entries: Uint32Array;
}

/** The entries by owner and kind. */
export class FhirSlices {
  readonly #index: FhirIndex;
  #order: Uint32Array;
  readonly #owner: Int32Array;
  readonly #quarantine = new Map<
    string,
    { reason: QuarantineReason; type: string; count: number; examples: Place[] }
  >();
  readonly types = new TotalTally();
  readonly shared = new Tally();
  readonly labelled = new Tally();
  /** Ordinals of the patients that own something. */
  patients: readonly number[] = [];
  /** Payload bytes of the slices. */
  bytes = 0;
  sharedSlices = 0;

  private constructor(index: FhirIndex) {
    this.#index = index;
    this.#owner = new Int32Array(index.size);
    this.#order = new Uint32Array(index.size);
  }

  /** Others take their turns meanwhile. */
  static async of(
    index: FhirIndex,
    owners: FhirOwners,
    place: (entry: number) => Place,
    othersTurn: OthersTurn,
  ): Promise<FhirSlices> {
    const slices = new FhirSlices(index);
    let count = 0;
    for (let entry = 0; entry < index.size; entry++) {
      if (slices.#add(entry, owners.of(entry), place)) slices.#order[count++] = entry;
      if (entry % ENTRIES_A_TURN === 0) await othersTurn();
    }
    slices.#order = await sortByOwner(slices.#order.subarray(0, count), slices.#owner, index.kind.view(), othersTurn);
    slices.patients = await slices.#owning(othersTurn);
    return slices;
  }

  async #owning(othersTurn: OthersTurn): Promise<number[]> {
    const patients: number[] = [];
    await eachInTurns(this.#order.length, othersTurn, (at) => {
      const patient = this.#owner[this.#order[at] ?? 0] ?? -1;
      if (patient !== -1 && patient !== patients.at(-1)) patients.push(patient);
    });
    return patients;
  }

  *slices(): Generator<Slice> {
    for (let from = 0, to = 0; from < this.#order.length; from = to) {
      const first = this.#order[from] ?? 0;
      const patient = this.#owner[first] ?? -1;
      const kind = this.#index.kind.at(first);
      for (to = from + 1; to < this.#order.length; to++) {
        const entry = this.#order[to] ?? 0;
        if (this.#owner[entry] !== patient || this.#index.kind.at(entry) !== kind) break;
      }
      if (patient === -1) this.sharedSlices++;
      yield { patient, kind, entries: this.#order.subarray(from, to) };
    }
  }

  quarantined(): ImportReport['quarantined'] {
    return [...this.#quarantine.values()];
  }

  /** Whether it belongs to a slice. */
  #add(entry: number, ownership: Ownership, place: (entry: number) => Place): boolean {
    const owner = this.#take(entry, ownership, place);
    if (owner === null) return false;
    this.#owner[entry] = owner;
    this.bytes += this.#index.length.at(entry) + 1;
    return true;
  }

  #take(entry: number, owner: Ownership, place: (entry: number) => Place): number | null {
    if (owner === null) return null;
    const [type = '', categories = '0'] = (this.#index.kinds.list[this.#index.kind.at(entry)] ?? '').split('\0');
    this.types.add(type);
    if (typeof owner === 'string') {
      this.#hold(owner, type, place(entry));
      return null;
    }
    if (owner === -1) this.shared.add(type);
    for (const code of categories === '0' ? [] : categoryCodes(Number(categories))) this.labelled.add(code);
    return owner;
  }

  #hold(reason: QuarantineReason, type: string, place: Place): void {
    const key = `${reason} ${type}`;
    const held = this.#quarantine.get(key) ?? { reason, type, count: 0, examples: [] };
    held.count++;
    if (held.examples.length < MAX_PLACES) held.examples.push(place);
    this.#quarantine.set(key, held);
  }
}

class TotalTally extends Tally {
  total = 0;

  override add(name: string, count = 1): void {
    super.add(name, count);
    this.total += count;
  }
}

/** By owner, then kind, then appearance: two stable counting sorts, so that time and memory grow with the entries. */
async function sortByOwner(
  entries: Uint32Array,
  owner: Int32Array,
  kind: Uint32Array,
  othersTurn: OthersTurn,
): Promise<Uint32Array> {
  const byKind = await countingSort(entries, (entry) => kind[entry] ?? 0, othersTurn);
  return countingSort(byKind, (entry) => (owner[entry] ?? -1) + 1, othersTurn);
}

async function countingSort(
  entries: Uint32Array,
  keyOf: (entry: number) => number,
  othersTurn: OthersTurn,
): Promise<Uint32Array> {
  const each = (visit: (entry: number) => void) =>
    eachInTurns(entries.length, othersTurn, (at) => visit(entries[at] ?? 0));
  let last = 0;
  await each((entry) => {
    last = Math.max(last, keyOf(entry));
  });
  const next = new Uint32Array(last + 2);
  await each((entry) => increment(next, keyOf(entry) + 1));
  for (let key = 1; key < next.length; key++) next[key] = (next[key] ?? 0) + (next[key - 1] ?? 0);
  const sorted = new Uint32Array(entries.length);
  await each((entry) => {
    sorted[increment(next, keyOf(entry))] = entry;
  });
  return sorted;
}

function increment(counts: Uint32Array, at: number): number {
  const before = counts[at] ?? 0;
  counts[at] = before + 1;
  return before;
}
