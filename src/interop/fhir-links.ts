import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { ContainedPatients, type PatientName, patientNamesIn } from './fhir-reference.ts';

export type LinkType = 'replaced-by' | 'replaces' | 'refer' | 'seealso' | 'unknown';

/** What a Patient says of other records of the same person (http://hl7.org/fhir/R4/patient.html#links). */
export interface PatientLink {
  readonly type: LinkType;
  /** Null where it cannot be told which record is meant. */
  readonly name: PatientName | null;
}

const RELATIVE = /(?:^|\/)RelatedPerson(?:\/|\?|$)/;
const TYPES: readonly LinkType[] = ['replaced-by', 'replaces', 'refer', 'seealso'];

/** A link to a RelatedPerson is left out: it says that the person is also somebody's relative, not another patient. */
export function patientLinks(patient: JsonObject): PatientLink[] {
  const contained = new ContainedPatients(patient);
  return asList(patient['link'])
    .map(asObject)
    .filter((link) => link !== null && !isRelative(link))
    .map((link) => ({
      type: TYPES.find((type) => type === link?.['type']) ?? 'unknown',
      name: link?.['other'] === undefined ? null : (patientNamesIn(link['other'], contained)[0] ?? null),
    }));
}

/** The Patients that a Person or Linkage says to be records of one person; empty where it is not in use. */
export function linkedPatients(resource: JsonObject, type: string): PatientName[] {
  const [list, member] = LINKING[type] ?? [];
  if (list === undefined || member === undefined || resource['active'] === false) return [];
  const contained = new ContainedPatients(resource);
  return asList(resource[list])
    .map(asObject)
    .flatMap((one) => patientNamesIn(one?.[member] ?? null, contained));
}

/** Where types hold what they link. */
const LINKING: Readonly<Record<string, readonly [list: string, member: string]>> = {
  Person: ['link', 'target'],
  Linkage: ['item', 'resource'],
};

/** Whether a link of a Patient is to somebody who is not surely another record of the same person. */
export function isRelative(link: JsonObject): boolean {
  const other = asObject(link['other']);
  const reference = asText(other?.['reference']);
  return reference === null ? /RelatedPerson$/.test(asText(other?.['type']) ?? '') : RELATIVE.test(reference);
}
