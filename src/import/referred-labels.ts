import type { Categories } from '../core/categories.ts';
import { isOfNobody } from '../interop/fhir-referred.ts';
import { ALL_SENSITIVE } from '../interop/sensitive-codes.ts';
import { DUPLICATE, type FhirIndex } from './fhir-index.ts';

/** Labels each entry with the sensitive categories of what it refers to: the name of a medicine, a ward or a diagnosis
 *  is one look-up away. Resources of nobody pass on what they refer to themselves, however far; a patient's own do not,
 *  since whoever may not read them learns their id alone. Time grows with the references, whatever they form. */
export function passLabels(index: FhirIndex): void {
  new PassedLabels(index).run();
}

class PassedLabels {
  readonly #index: FhirIndex;
  /** What a mark stands for: that of all entries that bear it. */
  readonly #byMark = new Map<number, Categories>();

  constructor(index: FhirIndex) {
    this.#index = index;
  }

  run(): void {
    for (const [entry, mark] of this.#index.labelHandles.all())
      if (!this.#isLeftOut(entry)) this.#byMark.set(mark, (this.#byMark.get(mark) ?? 0) | this.#sensitive(entry));
    if (this.#byMark.size === 0) return;
    this.#passOn();
    const passed = new Map<number, Categories>();
    for (const [entry, mark] of this.#references()) {
      const more = this.#byMark.get(mark) ?? 0;
      if (more !== 0) passed.set(entry, (passed.get(entry) ?? 0) | more);
    }
    for (const [entry, more] of passed) this.#index.label(entry, more);
  }

  /** Among the resources of nobody. Each mark is looked at again only when it has gained a category. */
  #passOn(): void {
    const [referring, borne] = [new Map<number, number[]>(), new Map<number, number[]>()];
    for (const [entry, mark] of this.#index.labelHandles.all()) if (this.#passesOn(entry)) add(borne, entry, mark);
    for (const [entry, mark] of this.#references())
      if (borne.has(entry) && this.#byMark.has(mark)) add(referring, mark, entry);
    const waiting = [...referring.keys()].filter((mark) => this.#byMark.get(mark) !== 0);
    for (let mark = waiting.pop(); mark !== undefined; mark = waiting.pop()) {
      const more = this.#byMark.get(mark) ?? 0;
      for (const entry of referring.get(mark) ?? [])
        for (const own of borne.get(entry) ?? []) {
          const before = this.#byMark.get(own) ?? 0;
          if ((before | more) === before) continue;
          this.#byMark.set(own, before | more);
          waiting.push(own);
        }
    }
  }

  *#references(): Generator<readonly [entry: number, mark: number]> {
    yield* this.#index.referred.all();
    yield* this.#index.marks.all();
  }

  #passesOn(entry: number): boolean {
    return isOfNobody(this.#index.typeOf(entry)) && !this.#isLeftOut(entry);
  }

  #isLeftOut(entry: number): boolean {
    return this.#index.owner.at(entry) === DUPLICATE;
  }

  #sensitive(entry: number): Categories {
    return this.#index.categoriesOf(entry) & ALL_SENSITIVE;
  }
}

function add(map: Map<number, number[]>, key: number, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
