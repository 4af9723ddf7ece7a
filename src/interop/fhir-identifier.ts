import { normalSystem, readIdentifier } from '../core/patient-identifier.ts';
import { isPast } from './fhir-date.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
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
 *  hospitals hold them, and not every patient has one. A number of use `old` or whose period has ended is a former
 *  one; `secondary` and `temp` come behind the others. `now` in milliseconds since 1970 UTC. */
export function patientNumbers(patient: JsonObject, system: string | undefined, now: number): PatientNumbers {
  const wanted = system === undefined ? undefined : normalSystem(system);
  const own = asList(patient['identifier'])
    .map(asObject)
    .filter((one) => one !== null && asText(one['value']) !== null)
    .filter((one) =>
      wanted === undefined ? isRecordNumber(one) : normalSystem(asText(one?.['system']) ?? '') === wanted,
    )
    .map((one) => ({
      read: readIdentifier(`${asText(one?.['system']) ?? ''}|${asText(one?.['value']) ?? ''}`),
      former: one?.['use'] === 'old' || isPast(asText(asObject(one?.['period'])?.['end']), now),
      rank: RANK[asText(one?.['use']) ?? ''] ?? 0,
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

/** All identifiers in their normal form, by any of which a reference may name the patient. */
export function allIdentifiers(patient: JsonObject): string[] {
  return asList(patient['identifier'])
    .map(identifierText)
    .filter((text) => text !== null);
}

function isRecordNumber(identifier: JsonObject | null): boolean {
  const codings = asList(asObject(identifier?.['type'])?.['coding']).map(asObject);
  return asText(identifier?.['system']) !== null && codings.some((coding) => coding?.['code'] === 'MR');
}
