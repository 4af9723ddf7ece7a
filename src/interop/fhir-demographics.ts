import type { Demographics } from '../core/demographics.ts';
import { asText, type JsonObject } from './fhir-json.ts';

const DAY = /^\s*(\d{4})-(\d{2})-(\d{2})(?:T.*)?\s*$/;
/** Systems write the first day that they can for a birth date that they do not have. */
const FIRST_DAYS: ReadonlySet<string> = new Set(['1900-01-01', '1901-01-01', '1899-12-30', '1899-12-31', '1753-01-01']);
const FIRST_YEAR = 1850;
const LAST_YEAR = 2200;

/** A Patient's birth date where it is given to the day, and its sex where that is `male` or `female`: `other` and
 *  `unknown` are what systems write until they know. */
export function demographicsOf(patient: JsonObject): Demographics {
  const [, year, month, day] = DAY.exec(asText(patient['birthDate']) ?? '') ?? [];
  const date = `${year}-${month}-${day}`;
  const isKnown = Number(year) >= FIRST_YEAR && Number(year) <= LAST_YEAR && !FIRST_DAYS.has(date);
  const sex = asText(patient['gender'])?.trim().toLowerCase();
  return { birthDate: isKnown ? date : null, sex: sex === 'male' || sex === 'female' ? sex : null };
}
