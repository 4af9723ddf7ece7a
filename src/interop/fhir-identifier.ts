import { normalSystem, readIdentifier } from '../core/patient-identifier.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { isFormerNumber, isOwnNumber, useOf } from './fhir-record-number.ts';
import { identifierText } from './fhir-reference.ts';

/** System of a patient that is known by nothing but the id of its resource. */
export const RESOURCE_ID_SYSTEM = 'urn:custos:fhir-resource-id';

/** The identifiers (`system|value`, in normal form) by which the hospital knows a patient, so that the same person
 *  keeps its pseudonym at the next import. */
export interface PatientNumbers {
  /** Those that hold now, the best first. Empty where the patient has none of the system that was asked for. */
  readonly current: readonly string[];
  /** Those that the person had before. */
  readonly former: readonly string[];
  /** Why the patient's only number cannot be used; completes "its number …". */
  readonly problem: string | null;
}

/** The numbers of `system` where one is given, else the medical record numbers (type MR of HL7 v2-0203), else the
 *  resource's id. Numbers that other bodies gave (social security, passport) are never taken by default: several
 *  hospitals hold them, and not every patient has one. A relative's number is none of the patient's, nor is a text as
 *  `UNKNOWN`. A number of use `old`, whose period has ended or not begun, is a former one; `secondary` and `temp` come
 *  behind the others. `now` in milliseconds since 1970 UTC. */
export function patientNumbers(patient: JsonObject, system: string | undefined, now: number): PatientNumbers {
  const wanted = system === undefined ? undefined : normalSystem(system);
  const own = ownIdentifiers(patient)
    .filter((one) =>
      wanted === undefined ? isRecordNumber(one) : normalSystem(asText(one['system']) ?? '') === wanted,
    )
    .map((one) => ({
      read: readIdentifier(`${asText(one['system']) ?? ''}|${asText(one['value']) ?? ''}`),
      former: isFormerNumber(one, now),
      rank: RANK[useOf(one)] ?? 0,
    }));
  const broken = own.find(({ read, former }) => !read.ok && !former)?.read;
  const texts = (former: boolean): string[] => [
    ...new Set(
      own
        .filter((one) => one.former === former)
        .toSorted((a, b) => a.rank - b.rank)
        .flatMap(({ read }) => (read.ok ? [read.text] : [])),
    ),
  ];
  const current = texts(false);
  const id = asText(patient['id']);
  const fallback = wanted === undefined && id !== null ? [`${RESOURCE_ID_SYSTEM}|${id}`] : [];
  return {
    current: current.length > 0 ? current : fallback,
    former: texts(true).filter((text) => !current.includes(text)),
    problem: current.length === 0 && broken?.ok === false ? broken.problem : null,
  };
}

const RANK: Readonly<Record<string, number>> = { secondary: 1, temp: 2 };

/** Whether a patient's number is but the id of its resource, which counts within its server. */
export function isResourceId(number: string): boolean {
  return number.startsWith(`${RESOURCE_ID_SYSTEM}|`);
}

/** All identifiers of the patient in their normal form, by any of which a reference may name it. */
export function allIdentifiers(patient: JsonObject): string[] {
  return ownIdentifiers(patient)
    .map(identifierText)
    .filter((text) => text !== null);
}

/** Those that have a value and are the patient's own. */
export function ownIdentifiers(patient: JsonObject): JsonObject[] {
  return asList(patient['identifier'])
    .map(asObject)
    .filter((one) => one !== null && asText(one['value']) !== null && isOwnNumber(one)) as JsonObject[];
}

function isRecordNumber(identifier: JsonObject): boolean {
  const codings = asList(asObject(identifier['type'])?.['coding']).map(asObject);
  return asText(identifier['system']) !== null && codings.some((coding) => coding?.['code'] === 'MR');
}
