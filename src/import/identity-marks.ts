import { isPlaceholder } from '../core/patient-identifier.ts';
import { isResourceId } from '../interop/fhir-identifier.ts';
import { handlesOf, identifierMark, numberMarks } from '../interop/fhir-mark.ts';
import { sourceHash } from '../vault/sources.ts';
import { isUnique } from './source-aliases.ts';

/** Hashes of the marks by which an identifier of an enrolment names its patient; for `Subjects.identityHashes`. */
export function identityHashesOf(seed: number): (identifier: string) => number[] {
  return (identifier) => marksOf(identifier).map((mark) => sourceHash(mark, seed));
}

/** What a patient's numbers are in whatever spelling people take for the same: equal for numbers that are alike. */
export function alikeForm(number: string): string {
  return isResourceId(number) ? number : identifierMark(number);
}

/** The marks by which an identifier in its normal form names its patient once that is enrolled. */
export function marksOf(identifier: string): string[] {
  const value = identifier.slice(identifier.indexOf('|') + 1);
  if (isResourceId(identifier)) return isUnique(value) ? handlesOf('Patient', value, []) : [];
  return isPlaceholder(value) ? [] : numberMarks(identifier); // earlier versions took placeholders for numbers
}
