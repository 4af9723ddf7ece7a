import type { Categories } from '../core/categories.ts';
import { PATIENT_PATHS } from './fhir-compartment.ts';
import { asText, type JsonObject } from './fhir-json.ts';
import { handlesOf, type Mark, normalId } from './fhir-mark.ts';
import { plainReference } from './fhir-reference.ts';
import { ALL_SENSITIVE } from './sensitive-codes.ts';

const NAMED =
  /^(?:.*\/)?([A-Z][A-Za-z]{2,40})(?:\/|\?_id=)([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/?|]*)?\/?(?:[?|].*)?$/;
const BARE = /^[A-Za-z0-9.-]{1,64}$/;
/** Whom a resource is about and when it came to be: a blood pressure is no matter of pregnancy because it was taken at
 *  a visit that was, and everything else of a patient would be. */
const CONTEXT: ReadonlySet<string> = new Set('Patient RelatedPerson Person Group Encounter EpisodeOfCare'.split(' '));

/** The mark of what a Reference names by type and id, on whatever server; null for one by identifier (its marks tell)
 *  and for types whose labels do not pass to those who refer to them. */
export function referredMark(reference: string, element: JsonObject): Mark | null {
  if (reference.startsWith('Patient/') || reference.startsWith('Encounter/')) return null; // most are, and are passed over
  const text = plainReference(reference);
  const [, type, id] = NAMED.exec(text) ?? [undefined, asText(element['type']) ?? '', BARE.exec(text)?.[0]];
  return type === undefined || id === undefined || CONTEXT.has(type) ? null : `${type}/${normalId(id)}`;
}

/** Marks by which others name a resource whose labels pass to them: one that is sensitive, or that belongs to nobody,
 *  since it may pass on the labels of a third one. */
export function labelHandles(
  type: string,
  id: string,
  identifiers: readonly JsonObject[],
  categories: Categories,
): readonly Mark[] {
  if (id === '' || CONTEXT.has(type)) return [];
  if ((categories & ALL_SENSITIVE) === 0 && !isOfNobody(type)) return [];
  return handlesOf(type, id, identifiers).filter((mark) => !mark.startsWith('*')); // numbers without system are anything
}

/** Whether resources of a type stand in no patient's compartment, as medicines, places and staff. */
export function isOfNobody(type: string): boolean {
  return !Object.hasOwn(PATIENT_PATHS, type) && type !== 'Patient';
}
