import type { Categories } from '../core/categories.ts';
import { codeInText, isTelling, type SensitivityLabels } from './fhir-labels.ts';
import { Mentions } from './fhir-mentions.ts';
import { madeAt } from './recall.ts';
import type { CodeLabels } from './sensitive-codes.ts';
import type { TextMemory } from './text-memory.ts';

/** What is to be known of a Coding of system, code and display alone, or of a Quantity of system, code and unit, which
 *  names nobody wherever it stands. */
export interface KnownCoding {
  /** Whether its display has a digit: in a value it may be somebody's number. */
  readonly numbered: boolean;
  readonly labels: CodeLabels;
  /** Categories that the form of its code tells, where anything stands and where diagnoses do. */
  readonly form: Categories;
  readonly diagnosis: Categories;
}

/** By system, code and text; null for those that may name somebody. */
type Known = Map<string, Map<string, Map<string, KnownCoding | null>>>;

const MAX_REMEMBERED = 65_536;
/** Longer texts seldom come again. */
const MAX_TEXT = 200;
const DIGIT = /\d/;

/** Codings and Quantities that come again: of the millions that an export holds, some thousands differ. Serves any
 *  number of resources; what is remembered is bounded. */
export class KnownCodings {
  readonly #labels: SensitivityLabels;
  readonly #memory: TextMemory;
  readonly #codings: Known = new Map();
  readonly #quantities: Known = new Map();
  #count = 0;

  constructor(labels: SensitivityLabels, memory: TextMemory) {
    this.#labels = labels;
    this.#memory = memory;
  }

  /** Null where it may name somebody, or is not worth remembering. */
  coding(system: string, code: string, display: string): KnownCoding | null {
    const known = this.#codings.get(system)?.get(code)?.get(display);
    return known === undefined ? this.#learn(this.#codings, system, code, display) : known;
  }

  /** As `coding`. */
  quantity(system: string, code: string, unit: string): KnownCoding | null {
    const known = this.#quantities.get(system)?.get(code)?.get(unit);
    return known === undefined ? this.#learn(this.#quantities, system, code, unit) : known;
  }

  #learn(all: Known, system: string, code: string, text: string): KnownCoding | null {
    if (Math.max(system.length, code.length, text.length) > MAX_TEXT) return null;
    const texts = [system, code, text];
    const isQuiet = this.#memory.isTerminology(system) && texts.every((one) => Mentions.nameNobody(one, this.#memory));
    const coded = `${system}|${code}`;
    const known = !isQuiet
      ? null
      : all === this.#codings
        ? this.#read(coded, isTelling(code), text)
        : this.#bare(coded);
    this.#remember(all, system, code, text, known);
    return known;
  }

  #read(coded: string, telling: boolean, display: string): KnownCoding {
    const said = codeInText(display);
    const all = [this.#labels.ofCode(coded), ...(said === null ? [] : [this.#labels.ofCode(said)])];
    return {
      numbered: DIGIT.test(display),
      labels: {
        categories: all.reduce((sum, { categories }) => sum | categories, this.#labels.ofText(display)) >>> 0,
        restricted: all.some(({ restricted }) => restricted),
        policy: all.some(({ policy }) => policy),
      },
      form: telling ? this.#labels.ofForm(coded, false) : 0,
      diagnosis: telling ? this.#labels.ofForm(coded, true) : 0,
    };
  }

  /** Units of measure are no diagnoses. */
  #bare(coded: string): KnownCoding {
    return { numbered: false, labels: this.#labels.ofCode(coded), form: 0, diagnosis: 0 };
  }

  #remember(all: Known, system: string, code: string, text: string, known: KnownCoding | null): void {
    if (++this.#count > MAX_REMEMBERED) {
      this.#codings.clear();
      this.#quantities.clear();
      this.#count = 1;
    }
    const codes = madeAt(all, system, () => new Map<string, Map<string, KnownCoding | null>>());
    madeAt(codes, code, () => new Map<string, KnownCoding | null>()).set(text, known);
  }
}
