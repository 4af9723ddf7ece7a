import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';

/** A telephone number as digits, without trunk zeros, or an e-mail address; see `sameNumber`. */
export type ContactNumber = string;

/** Numbers that are shorter are extensions and emergency calls. */
const MIN_DIGITS = 5;
/** Shorter ones are not looked for within longer ones. */
const MIN_LOCAL = 7;
/** With area, as a rule. */
const MIN_WHOLE = 9;
const MAX_DIGITS = 20;
const EXTENSION = /(?:\bext(?:ension)?|\bx|\bdurchwahl|\bdw|;ext=|#)[.:\s]*\d{1,6}\s*$/i;
const IN_TEXT = /(?<![\p{L}\d])[+(]?\d[\d\s()/.–-]{5,24}\d/gu;
const EMAIL = /[^\s<>:;,"']{1,64}@[^\s<>:;,"']{1,190}/;

/** The numbers of ContactPoints; `url`s say where more stands, and are none. */
export function numbersIn(points: readonly JsonObject[]): ContactNumber[] {
  return points.flatMap(({ system, value }) => {
    const texts =
      system === 'url' ? [] : asList(value).map((one) => (typeof one === 'number' ? String(one) : asText(one)));
    return texts.filter((text) => text !== null).flatMap(contactNumber);
  });
}

/** Identifiers that have the length of a telephone number with its area: old systems number households by it. */
export function numbersInIdentifiers(identifiers: readonly JsonObject[]): ContactNumber[] {
  return numbersIn(identifiers.map(({ value = null }) => ({ value }))).filter((number) => number.length >= MIN_WHOLE);
}

/** The telephone numbers that sentences hold. */
export function numbersInText(text: string): ContactNumber[] {
  const phones = [...text.matchAll(IN_TEXT)].flatMap(([found]) => contactNumber(found));
  return [...phones.filter((number) => number.length >= MIN_LOCAL), ...emailIn(text)];
}

/** A key that the same numbers have in common, however much of the area and country they say. */
export function numberKey(number: ContactNumber): string {
  return number.includes('@') ? number : number.slice(-MIN_LOCAL);
}

/** Whether one is the other, or its end: exports leave out area and country. */
export function sameNumber(one: ContactNumber, other: ContactNumber): boolean {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return !short.includes('@') && short.length >= MIN_LOCAL && long.endsWith(short);
}

/** The ContactPoints of an element that are no place of work: that number is the workplace's. */
export function privateNumbers(element: JsonObject): ContactNumber[] {
  const points = asList(element['telecom']).flatMap(asList).map(asObject);
  return numbersIn(points.filter((point) => point !== null && point['use'] !== 'work') as JsonObject[]);
}

function contactNumber(text: string): ContactNumber[] {
  if (text.includes('@')) return emailIn(text);
  const digits = text
    .normalize('NFKC')
    .replace(EXTENSION, '')
    .replace(/\(0\)/g, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  const isPlaceholder = /^(\d)\1*$/.test(digits) || '1234567890'.startsWith(digits);
  return digits.length < MIN_DIGITS || digits.length > MAX_DIGITS || isPlaceholder ? [] : [digits];
}

function emailIn(text: string): ContactNumber[] {
  const [address] = EMAIL.exec(text) ?? [];
  return address === undefined ? [] : [address.toLowerCase()];
}
