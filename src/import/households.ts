import { numberKey } from '../interop/fhir-telecom.ts';
import type { FhirIndex } from './fhir-index.ts';

/** Patients who have an address or number in common, which no more than `few` people have: they may live together. */
export class Households {
  readonly #parent = new Map<number, number>();

  /** `people`: those of an index who count. */
  constructor(index: FhirIndex, people: FhirIndex['people'], few: number) {
    const ordinals = new Map(index.livePatients().map(([ordinal, { entry }]) => [entry, ordinal]));
    const holders = new Map<string, number[]>();
    for (const { entry, facts } of people) {
      const ordinal = ordinals.get(entry);
      if (ordinal === undefined) continue;
      for (const key of new Set([...facts.addresses, ...facts.numbers.map(numberKey)])) {
        const known = holders.get(key);
        if (known === undefined) holders.set(key, [ordinal]);
        else if (known.length <= few) known.push(ordinal);
      }
    }
    for (const [first = -1, ...others] of holders.values())
      if (others.length < few) for (const other of others) this.#parent.set(this.of(other), this.of(first));
  }

  /** The same for all patients of a household. */
  of(patient: number): number {
    let root = patient;
    for (let next = this.#parent.get(root); next !== undefined && next !== root; next = this.#parent.get(root)) {
      this.#parent.set(patient, next);
      root = next;
    }
    return root;
  }
}
