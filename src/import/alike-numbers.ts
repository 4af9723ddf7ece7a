import { normalIdentifier, systemOf } from '../core/patient-identifier.ts';
import { identifierMark, numberMarks } from '../interop/fhir-mark.ts';
import { sourceHash } from '../vault/sources.ts';
import type { Subjects } from '../vault/subjects.ts';
import { alikeForm, identityHashesOf } from './identity-marks.ts';

/** Of identifiers that are nobody's, those by which somebody who is enrolled may be meant, with the identifier of that
 *  one: its number is spelled apart, or only one of the two has a system. Whoever enrols them makes two persons of one,
 *  and a withdrawal of one does not reach the other. */
export async function alikeNumbers(
  subjects: Subjects,
  identifiers: readonly string[],
  seed: number,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<number, string>();
  for (const identifier of new Set(identifiers)) {
    if ((await subjects.find(identifier)) !== null) continue;
    for (const form of formsOf(normalIdentifier(identifier))) wanted.set(sourceHash(form, seed), identifier);
  }
  const found = new Map<string, string>();
  if (wanted.size === 0) return found;
  for await (const [pseudonym, hashes] of subjects.identityHashes(identityHashesOf(seed))) {
    const meant = wanted.get(hashes.find((hash) => wanted.has(hash)) ?? Number.NaN);
    if (meant !== undefined) found.set(meant, await subjects.identifierOf(pseudonym));
  }
  return found;
}

/** The marks by which an enrolled identifier is alike: its own, and what the number is without a system. */
function formsOf(identifier: string): string[] {
  if (systemOf(identifier) === '') return numberMarks(identifier);
  return [alikeForm(identifier), identifierMark(identifier.slice(identifier.indexOf('|')))];
}
