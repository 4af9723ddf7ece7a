import type { Json } from '../core/canonical.ts';
import { readIdentifier } from '../core/patient-identifier.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';

/** How a reference names a patient.
 *  - `id`: by logical id, in this export;
 *  - `url`: by an absolute URL, whose server must be the export's;
 *  - `uuid`, `identifier`: perhaps a patient: it is one where a Patient has that id or identifier;
 *  - `unresolvable`: surely a patient, nobody can tell which. */
export type PatientName =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'url'; readonly base: string; readonly id: string }
  | { readonly by: 'uuid'; readonly id: string }
  | { readonly by: 'identifier'; readonly identifier: string; readonly certain: boolean }
  | { readonly by: 'unresolvable' };

const LITERAL = /^Patient\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;
const ABSOLUTE = /^(https?:\/\/.{1,512})\/Patient\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;
const UUID = /^urn:uuid:([0-9a-fA-F-]{36})$/;
const UNRESOLVABLE: PatientName = { by: 'unresolvable' };

/** Null where the text refers to something else than a patient. Contained resources (`#id`) are not looked up. */
export function patientNameOf(reference: string): PatientName | null {
  const [, id] = LITERAL.exec(reference) ?? [];
  if (id !== undefined) return { by: 'id', id };
  if (reference.startsWith('urn:')) {
    const [, uuid] = UUID.exec(reference) ?? [];
    return uuid === undefined ? null : { by: 'uuid', id: uuid.toLowerCase() };
  }
  if (reference.startsWith('Patient?')) return conditional(reference.slice('Patient?'.length));
  const [, base, absoluteId] = ABSOLUTE.exec(reference) ?? [];
  if (base !== undefined && absoluteId !== undefined) return { by: 'url', base, id: absoluteId };
  return /(?:^|\/)Patient(?:[/?]|$)/.test(reference) ? UNRESOLVABLE : null;
}

/** The patients that a Reference element names: by its text, by a contained Patient, or by a logical identifier. */
export function patientNamesIn(element: Json, resource: JsonObject): PatientName[] {
  const object = asObject(element);
  if (object === null) return [];
  const reference = asText(object['reference']);
  if (reference?.startsWith('#') === true) return contained(reference.slice(1), resource);
  const name = reference === null ? null : patientNameOf(reference);
  if (name !== null) return [name];
  if (reference !== null) return [];
  const type = asText(object['type']);
  const identifier = identifierText(object['identifier']);
  if (identifier !== null && (type === null || type === 'Patient')) {
    return [{ by: 'identifier', identifier, certain: type === 'Patient' }];
  }
  return type === 'Patient' ? [UNRESOLVABLE] : [];
}

/** `system|value` in normal form; null where there is no value, or none that can be compared. */
export function identifierText(identifier: Json | undefined): string | null {
  const object = asObject(identifier);
  const value = asText(object?.['value']);
  return value === null ? null : normalText(`${asText(object?.['system']) ?? ''}|${value}`);
}

function normalText(identifier: string): string | null {
  const read = readIdentifier(identifier);
  return read.ok ? read.text : null;
}

function conditional(query: string): PatientName {
  const parameters = [...new URLSearchParams(query)];
  const [only] = parameters;
  if (parameters.length !== 1 || only === undefined || only[0] !== 'identifier' || !only[1].includes('|')) {
    return UNRESOLVABLE;
  }
  const identifier = normalText(only[1]);
  return identifier === null ? UNRESOLVABLE : { by: 'identifier', identifier, certain: true };
}

function contained(id: string, resource: JsonObject): PatientName[] {
  const found = asList(resource['contained'])
    .map(asObject)
    .find((candidate) => candidate?.['id'] === id);
  if (found?.['resourceType'] !== 'Patient') return [];
  const names = asList(found['identifier'])
    .map(identifierText)
    .filter((text) => text !== null);
  const [first] = names;
  return first === undefined ? [UNRESOLVABLE] : [{ by: 'identifier', identifier: first, certain: true }];
}
