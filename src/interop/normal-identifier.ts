import { readIdentifier } from '../core/patient-identifier.ts';

/** What nobody sees. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\ufffd]/gu;
const URN = /^\s*urn:(?:uuid|oid):/i;

/** The normal form of an Identifier; null where there is no value, or none that can be compared. URNs as values are in
 *  lower case, since references write them either way. Where the normal form refuses characters that nobody sees, they
 *  fall away: whoever is meant is meant all the same. */
export function normalIdentifier(system: string | null, value: string): string | null {
  const text = `${system ?? ''}|${URN.test(value) ? value.toLowerCase() : value}`;
  const read = readIdentifier(text);
  if (read.ok) return read.text;
  const visible = readIdentifier(text.replace(INVISIBLE, ''));
  return visible.ok ? visible.text : null;
}
