import type { Json } from '../core/canonical.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { isRelative } from './fhir-links.ts';
import { meaningOf } from './person-label.ts';

/** Members that say what a value is. */
const LABELS = ['linkId', 'text', 'type', 'name', 'code', 'category'] as const;
const MAX_LABEL = 1000;
/** The last two parts of a URL. */
const URL_END = /(?:[^/]*\/)?[^/]*$/;

/** An object of a resource, with what it stands in. */
export class FhirElement {
  readonly object: JsonObject;
  /** Name of the member that holds it, or the list in which it stands; empty for the resource itself. */
  readonly key: string;
  readonly parent: FhirElement | null;
  /** Whether it stands in a `value[x]`. */
  readonly inValue: boolean;
  /** Whether it is a link of a Patient to another record of the same person, which those read who tell who is who. */
  readonly isLink: boolean;
  #meaning = -1;

  constructor(object: JsonObject, key: string, parent: FhirElement | null) {
    this.object = object;
    this.key = key;
    this.parent = parent;
    this.inValue = parent !== null && (parent.inValue || isValue(key));
    this.isLink = parent !== null && isLink(key, parent);
  }

  /** What its labels, and those of whatever it stands in, say; as `meaningOf`. */
  get meaning(): number {
    if (this.#meaning === -1) this.#meaning = this.#ownMeaning() | (this.parent?.meaning ?? 0);
    return this.#meaning;
  }

  #ownMeaning(): number {
    const url = this.object['url'];
    let meaning = typeof url === 'string' ? meaningOf(URL_END.exec(withoutSlash(url.slice(-MAX_LABEL)))?.[0] ?? '') : 0;
    for (const key of LABELS)
      for (const label of asList(this.object[key])) for (const words of wordsIn(label)) meaning |= meaningOf(words);
    return meaning;
  }
}

/** Whether a member of this name is a `value[x]`. */
export function isValue(key: string): boolean {
  return key.startsWith('value');
}

function isLink(key: string, parent: FhirElement): boolean {
  if (key === 'identifier') return parent.isLink;
  const { object, parent: patient } = parent;
  if (key !== 'other' || parent.key !== 'link' || patient?.parent !== null) return false;
  return patient.object['resourceType'] === 'Patient' && !isRelative(object);
}

function withoutSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}

/** The words of a label: a text, or what a CodeableConcept or Coding says. */
function wordsIn(label: Json): string[] {
  const concept = asObject(label);
  if (concept === null) return typeof label === 'string' ? [label.slice(0, MAX_LABEL)] : [];
  const texts = [concept, ...asList(concept['coding']).map(asObject)];
  return texts
    .flatMap((one) => [asText(one?.['text']), asText(one?.['display']), asText(one?.['code'])])
    .flatMap((text) => (text === null ? [] : [text.slice(0, MAX_LABEL)]));
}
