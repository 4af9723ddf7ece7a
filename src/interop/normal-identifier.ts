import { normalSystem, readIdentifier } from '../core/patient-identifier.ts';

/** The normal form of an Identifier; null where there is no value, or none that can be compared. URNs as values are in
 *  lower case, since references write them either way. */
export function normalIdentifier(system: string | null, value: string): string | null {
  const read = readIdentifier(`${system ?? ''}|${/^\s*urn:(?:uuid|oid):/i.test(value) ? value.toLowerCase() : value}`);
  return read.ok ? read.text : null;
}

export { normalSystem };
