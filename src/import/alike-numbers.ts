import { CustosError } from '../core/errors.ts';
import { normalIdentifier, systemOf } from '../core/patient-identifier.ts';
import { identifierMark, numberMarks } from '../interop/fhir-mark.ts';
import { madeAt } from '../interop/recall.ts';
import { sourceHash } from '../vault/sources.ts';
import type { Subjects } from '../vault/subjects.ts';
import { alikeForm, identityHashesOf, marksOf } from './identity-marks.ts';

/** Of identifiers that are nobody's, those by which somebody who is enrolled may be meant, with the identifier of that
 *  one: its number is spelled apart, or only one of the two has a system. Whoever enrols them makes two persons of one,
 *  and a withdrawal of one does not reach the other. */
export async function alikeNumbers(
  subjects: Subjects,
  identifiers: readonly string[],
  seed: number,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<number, string[]>();
  for (const identifier of new Set(identifiers)) {
    if ((await subjects.find(identifier)) !== null) continue;
    for (const form of formsOf(normalIdentifier(identifier))) {
      madeAt(wanted, sourceHash(form, seed), () => []).push(identifier);
    }
  }
  const found = new Map<string, string>();
  if (wanted.size === 0) return found;
  for await (const [pseudonym, hashes] of subjects.identityHashes(identityHashesOf(seed))) {
    const meant = [...hashes].flatMap((hash) => wanted.get(hash) ?? []);
    if (meant.length === 0) continue;
    const known = await subjects.identifierOf(pseudonym);
    for (const identifier of meant) found.set(identifier, known);
  }
  return found;
}

/** The same among identifiers in their normal form that are about to be enrolled: `find` names one that was added, and is
 *  alike. */
export function alikeAmong(): {
  readonly add: (identifier: string) => void;
  readonly find: (identifier: string) => string | undefined;
} {
  const added = new Map<string, string>();
  return {
    add: (identifier) => {
      for (const mark of marksOf(identifier)) added.set(mark, identifier);
    },
    find: (identifier) => {
      const meant = formsOf(identifier).flatMap((form) => added.get(form) ?? []);
      return meant.find((one) => one !== identifier);
    },
  };
}

/** Why somebody is not enrolled whose number is alike; `details.alike` is who is. */
export function spelledAlike(known: string): CustosError {
  return new CustosError(
    'CONFLICT',
    `Somebody is enrolled as ${known}, whose number is the same or spelled like it. Name the patient so; if they are two persons, repeat it with --accept-alike (acceptAlike).`,
    { details: { alike: known } },
  );
}

/** The marks by which an enrolled identifier is alike: its own, and what the number is without a system. */
function formsOf(identifier: string): string[] {
  if (systemOf(identifier) === '') return numberMarks(identifier);
  return [alikeForm(identifier), identifierMark(identifier.slice(identifier.indexOf('|')))];
}
