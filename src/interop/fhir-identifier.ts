import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { identifierText } from './fhir-reference.ts';

/** System of a patient that is known by nothing but the id of its resource. */
export const RESOURCE_ID_SYSTEM = 'urn:custos:fhir-resource-id';

/** The identifier (`system|value`) by which the hospital knows a patient, so that the same person keeps its
 *  pseudonym at the next import: that of `system` where one is given (null where the patient lacks it), else the
 *  medical record number (type MR of HL7 v2-0203), else the resource's id. Numbers that other bodies gave (social
 *  security, passport) are never taken by default: several hospitals hold them, and not every patient has one. */
export function patientIdentifier(patient: JsonObject, system?: string): string | null {
  const current = asList(patient['identifier'])
    .map(asObject)
    .filter((identifier) => identifier !== null && identifier['use'] !== 'old' && asText(identifier['value']));
  if (system !== undefined) {
    const own = current.find((identifier) => identifier?.['system'] === system);
    return own === undefined ? null : identifierText(own);
  }
  const record = current.find((identifier) => identifier !== null && isRecordNumber(identifier));
  if (record !== undefined) return identifierText(record);
  const id = asText(patient['id']);
  return id === null ? null : `${RESOURCE_ID_SYSTEM}|${id}`;
}

/** All identifiers in their normal form, by any of which a reference may name the patient. */
export function allIdentifiers(patient: JsonObject): string[] {
  return asList(patient['identifier'])
    .map(identifierText)
    .filter((text) => text !== null);
}

function isRecordNumber(identifier: JsonObject): boolean {
  const codings = asList(asObject(identifier['type'])?.['coding']).map(asObject);
  return asText(identifier['system']) !== null && codings.some((coding) => coding?.['code'] === 'MR');
}
