import { kindOfMember } from './member-names.ts';
import { recall } from './recall.ts';

/** Longer texts seldom come again. */
const MAX_TEXT = 100;
const MAX_TEXTS = 16_384;
/** No number of anybody, and too many different ones to be remembered. */
const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;
/** Systems whose codes are never numbers of people. */
const TERMINOLOGY =
  /^(?:https?:\/\/(?:terminology\.hl7\.org|loinc\.org|snomed\.info|unitsofmeasure\.org|(?:www\.)?hl7\.org\/fhir|www\.nlm\.nih\.gov|www\.ama-assn\.org|fhir\.de\/CodeSystem)|urn:(?:iso|ietf):)/;

/** What was found about names of members, systems and short texts. Serves any number of resources: most of what one says,
 *  others said before. */
export class TextMemory {
  readonly #kinds = new Map<string, number>();
  readonly #terminologies = new Map<string, boolean>();
  readonly #quiet = new Map<string, boolean>();

  /** As `kindOfMember`. */
  kindOf(name: string): number {
    return this.#kinds.get(name) ?? recall(this.#kinds, name, kindOfMember, MAX_TEXTS);
  }

  /** Whether codes of this system are never numbers of people. */
  isTerminology(system: string): boolean {
    if (system.length > MAX_TEXT) return TERMINOLOGY.test(system);
    return (
      this.#terminologies.get(system) ?? recall(this.#terminologies, system, (one) => TERMINOLOGY.test(one), MAX_TEXTS)
    );
  }

  /** Whether a text names nobody wherever it stands, as `search` tells. False for texts that are not worth remembering. */
  isQuiet(text: string, search: (text: string, memory: TextMemory) => boolean): boolean {
    if (text.length > MAX_TEXT) return false;
    if (text.charCodeAt(0) <= 0x39) return TIME.test(text);
    return this.#quiet.get(text) ?? recall(this.#quiet, text, (one) => search(one, this), MAX_TEXTS);
  }
}
