import { isResourceId } from '../interop/fhir-identifier.ts';
import type { FhirIndex, IndexedPatient } from './fhir-index.ts';

/** What the Patients of an import say of each other: which record another one took the place of. By ordinal. */
export class RecordLinks {
  /** Records that another one replaces, or that say so themselves; never a person of their own. */
  readonly replaced = new Set<number>();
  /** Records that say to have replaced what the import does not hold. */
  readonly unclear = new Set<number>();
  /** Records that claim one that another record claims too. */
  readonly disputed = new Set<number>();
  /** Records that are said to be of one person, each in use. */
  readonly siblings = new Set<number>();
  /** Records by those that took their place. */
  readonly #records = new Map<number, Set<number>>();

  /** `resolve` gives the ordinal of the Patient that a name means, or null. */
  constructor(index: FhirIndex, resolve: (name: string) => number | null) {
    for (const [ordinal, patient] of index.livePatients()) {
      for (const { type, name } of patient.links) this.#take(ordinal, type, resolve(name));
      if (patient.inactive && isFormerOnly(patient)) this.replaced.add(ordinal);
    }
    this.#findDisputed();
    for (const names of index.liveLinkages()) this.#join(names, resolve);
  }

  /** Records that `ordinal` took the place of, also through others. */
  replacedBy(ordinal: number): Set<number> {
    const found = new Set<number>();
    const next = [ordinal];
    for (let survivor = next.pop(); survivor !== undefined; survivor = next.pop()) {
      for (const record of this.#records.get(survivor) ?? []) {
        if (found.has(record)) continue;
        found.add(record);
        next.push(record);
      }
    }
    found.delete(ordinal);
    return found;
  }

  /** Records that take part in any link. */
  get linked(): number {
    const linked = this.replaced.union(this.unclear).union(this.disputed).union(this.siblings);
    return linked.union(new Set(this.#records.keys())).size;
  }

  #findDisputed(): void {
    const first = new Map<number, number>();
    for (const [survivor, records] of this.#records) {
      for (const record of records) {
        const other = first.get(record);
        first.set(record, other ?? survivor);
        if (other !== undefined) for (const one of [other, survivor]) this.disputed.add(one);
      }
    }
  }

  #take(ordinal: number, type: IndexedPatient['links'][number]['type'], other: number | null): void {
    if (type === 'replaced-by') {
      this.replaced.add(ordinal);
      if (other !== null) this.#claim(ordinal, other);
    } else if (type === 'replaces' && other !== null && other !== ordinal) {
      this.replaced.add(other);
      this.#claim(other, ordinal);
    } else if (type === 'replaces') {
      this.unclear.add(ordinal);
    } else {
      this.siblings.add(ordinal);
      if (other !== null) this.siblings.add(other);
    }
  }

  /** As links between records in use, but for those that are said to have replaced one another. */
  #join(names: readonly string[], resolve: (name: string) => number | null): void {
    const records = new Set(names.map(resolve).filter((ordinal) => ordinal !== null));
    const others = names.some((name) => /^[iaUQ?]/.test(name) && resolve(name) === null);
    const inUse = [...records].filter((ordinal) => !this.replaced.has(ordinal));
    if (inUse.length > 1 || (others && records.size === 1)) for (const ordinal of inUse) this.siblings.add(ordinal);
  }

  #claim(record: number, survivor: number): void {
    this.#records.set(survivor, (this.#records.get(survivor) ?? new Set()).add(record));
  }
}

/** All its numbers are former ones: the person goes by another record. */
function isFormerOnly({ current, former }: IndexedPatient): boolean {
  return former.length > 0 && current.every(isResourceId);
}
