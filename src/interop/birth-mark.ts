import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import type { Mark } from './fhir-mark.ts';
import { familyWords, type PersonName, personNames } from './fhir-person-name.ts';

const DATE = /^\d{4}-\d{2}-\d{2}/;
const BIRTH = /birth|born|dob|geburt|geboren|naissance|naciment|nascit|nasciment|生年月日/i;
const MAX_NAMES = 16;

/** Marks (`born:<date> <words of the name>`) of whoever has both a name and a full date of birth in an object: of a
 *  resource, a history of the family, or an extension whose parts are given as `parts`. */
export function birthMarks(object: JsonObject, parts: readonly JsonObject[] = []): Mark[] {
  const date = [object, ...parts].map(bornOn).find((one) => one !== null);
  if (date === undefined) return [];
  const marks = namesOf(object)
    .slice(0, MAX_NAMES)
    .flatMap(spellings)
    .filter((words) => words.length > 1)
    .map((words) => `born:${date} ${words.toSorted().join(' ')}`);
  return [...new Set(marks)];
}

function namesOf(object: JsonObject): PersonName[] {
  const name = object['valueHumanName'] ?? object['name'];
  return personNames({ name: asList(name).map((one) => (typeof one === 'string' ? { text: one } : one)) });
}

/** With all given names, and with the first alone. */
function spellings(name: PersonName): string[][] {
  const family = familyWords(name);
  return [
    [...family, ...name.given],
    [...family, ...name.given.slice(0, 1)],
  ];
}

function bornOn(object: JsonObject): string | null {
  const { birthDate, bornDate, valueDate, url } = object;
  const date = asText(birthDate) ?? asText(bornDate) ?? (BIRTH.test(asText(url) ?? '') ? asText(valueDate) : null);
  return DATE.exec(date ?? '')?.[0] ?? null;
}

/** The extensions that stand beside one. */
export function partsOf(extended: JsonObject | undefined): JsonObject[] {
  return [extended, ...asList(extended?.['extension']).map(asObject)].filter(
    (one) => one !== null && one !== undefined,
  );
}
