import type { Language } from '../../../client/index.ts';
import { concept, isMembers, isReference, listOf, type Members, textOf, valueWords } from './values.ts';
import { RECORD_WORDS } from './words.ts';

/** For programs: numbers of records, what they belong to, how they are written. Documents are told apart from what is said of them. */
const FOR_PROGRAMS = new Set([
  ...['resourceType', 'id', 'meta', 'identifier', 'extension', 'modifierExtension', 'implicitRules', 'language'],
  ...['contained', 'subject', 'patient', 'encounter', 'context', 'basedOn', 'partOf', 'intent', 'active', 'use'],
  ...['sequence', 'rank', 'primarySource', 'userSelected', 'system', 'url', 'uid', 'linkId', 'masterIdentifier'],
  ...['reference', 'attachment', 'presentedForm', 'contentType', 'data', 'content', 'photo', 'text', 'preferred'],
  ...['groupIdentifier', 'relatesTo', 'instantiatesCanonical', 'instantiatesUri', 'priorPrescription', 'securityLabel'],
  ...['udiCarrier', 'distinctIdentifier', 'position', 'doNotPerform', 'multipleBirth'],
]);
/** What a record is called by, the first that it has. */
const NAMING = ['code', 'medication', 'vaccineCode', 'type', 'description', 'title', 'modality', 'name', 'serviceType'];
/** Types that end the name of an element that can have several. */
const TYPES =
  /(?:DateTime|Date|Instant|Period|Timing|Time|Quantity|CodeableConcept|CodeableReference|Reference|String|Boolean|Integer|Decimal|Range|Ratio|Age|Money|SampledData|Coding)$/;

/** What a record is called: `Hemoglobin A1c`. */
export function nameOf(record: Members, language: Language): string | undefined {
  for (const wanted of NAMING) {
    const value = Object.entries(record).find(([member]) => baseOf(member) === wanted)?.[1];
    const [first] = listOf(value);
    const name = isMembers(first) ? (concept(first, language) ?? valueWords(first, language)) : textOf(first);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** A line for each fact that people can read. What has no word here goes last, as programs call it. */
export function outlineOf(record: Members, language: Language): string[] {
  const { labels, others } = RECORD_WORDS[language];
  const [known, unknown]: [string[], string[]] = [[], []];
  for (const [member, value] of Object.entries(record)) {
    const label = labelOf(member, labels);
    if (FOR_PROGRAMS.has(baseOf(member)) || member.startsWith('_') || isHeading(record, member)) continue;
    const lines = linesOf(label ?? spelled(member), value, language);
    (label === undefined ? unknown : known).push(...lines);
  }
  if (unknown.length === 0 || record['resourceType'] === undefined) return [...known, ...unknown];
  return [...known, `${others}:`, ...unknown.map(indented)];
}

/** What a record is called and what was measured stand above it already. */
function isHeading(record: Members, member: string): boolean {
  const base = baseOf(member);
  if (record['resourceType'] === undefined || base === 'name') return false;
  return (
    base === 'value' || base === NAMING.find((wanted) => Object.keys(record).some((own) => baseOf(own) === wanted))
  );
}

function linesOf(label: string, value: unknown, language: Language): string[] {
  const parts = listOf(value);
  const words = parts.map((one) => wordsOf(one, language));
  if (words.every((one) => typeof one === 'string')) return words.length === 0 ? [] : [`${label}: ${words.join('; ')}`];
  return words.flatMap((one) => {
    if (typeof one === 'string') return [`${label}: ${one}`];
    const [only, ...more] = one;
    if (only === undefined) return [];
    // A part of one fact is that fact.
    if (more.length === 0) return [`${label}: ${only.slice(only.indexOf(': ') + 2)}`];
    return [`${label}:`, ...one.map(indented)];
  });
}

/** In one piece, or by its parts. */
function wordsOf(value: unknown, language: Language): string | readonly string[] {
  const whole = pairWords(value, language) ?? valueWords(value, language);
  if (whole !== undefined) return whole.replaceAll(/\r?\n/g, '\r\n  ');
  return isMembers(value) && !isReference(value) ? outlineOf(value, language) : [];
}

/** Part of a measurement: `Systolic blood pressure: 120 mmHg`. */
function pairWords(value: unknown, language: Language): string | undefined {
  if (!isMembers(value) || !isMembers(value['code'])) return undefined;
  const [name, measured] = [concept(value['code'], language), measuredOf(value, language)];
  return name === undefined || measured === undefined ? undefined : `${name}: ${measured}`;
}

/** What was measured or found, where a record has it as one value. */
export function measuredOf(record: Members, language: Language): string | undefined {
  const [, value] = Object.entries(record).find(([member]) => baseOf(member) === 'value' && member !== 'value') ?? [];
  return value === undefined ? undefined : valueWords(value, language);
}

function labelOf(member: string, labels: Readonly<Record<string, string>>): string | undefined {
  return labels[member] ?? labels[baseOf(member)];
}

/** `onsetDateTime` as `onset`. */
function baseOf(member: string): string {
  return member.replace(TYPES, '');
}

/** `birthDate` as `birth date`. */
function spelled(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function indented(line: string): string {
  return `  ${line}`;
}
