import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { type PersonName, personNames } from './fhir-person-name.ts';
import { addressesOf, hasInstitutionWord } from './fhir-place.ts';
import { type ContactNumber, privateNumbers } from './fhir-telecom.ts';

/** By what a place may be known as a person's. */
export interface PersonFacts {
  readonly names: readonly PersonName[];
  readonly addresses: readonly string[];
  readonly numbers: readonly ContactNumber[];
}

/** Types of resources that are people whom others care for. */
export const PEOPLE: ReadonlySet<string> = new Set(['Patient', 'RelatedPerson', 'Person']);
/** Relationships of HL7 v2 (table 0131) that are organisations: employer, insurer, agencies. */
const ORGANISATIONS: ReadonlySet<string> = new Set(['E', 'I', 'F', 'S']);

/** The facts of a Patient, RelatedPerson or Person, and of the Patient's contacts who are people. */
export function personFacts(person: JsonObject): PersonFacts {
  const contacts = asList(person['contact'])
    .map(asObject)
    .filter((contact) => contact !== null && !isOrganisation(contact)) as JsonObject[];
  const people = [person, ...contacts];
  return {
    names: people.flatMap(personNames),
    addresses: [...new Set(people.flatMap(addressesOf))],
    numbers: [...new Set(people.flatMap(privateNumbers))],
  };
}

function isOrganisation(contact: JsonObject): boolean {
  const name = asList(contact['name']).map(asObject);
  if (contact['organization'] !== undefined && name.length === 0) return true;
  const codes = asList(contact['relationship'])
    .flatMap((concept) => asList(asObject(concept)?.['coding']))
    .map((coding) => asText(asObject(coding)?.['code']) ?? '');
  if (codes.some((code) => ORGANISATIONS.has(code))) return true;
  return name.some((one) => hasInstitutionWord(asText(one?.['text']) ?? asText(one?.['family']) ?? ''));
}
