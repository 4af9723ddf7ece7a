import type { Language } from '../../../client/index.ts';
import { dateWords, localeOf } from './dates.ts';
import { RECORD_WORDS } from './words.ts';

/** An object of JSON that came from elsewhere: any member may be missing, or be anything. */
export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

type Written = (value: Members, language: Language) => string | undefined;

/** The data types of FHIR that people read as one piece, each by a member that tells it. */
const WRITTEN: readonly (readonly [members: readonly string[], write: Written])[] = [
  [['coding'], concept],
  [['numerator', 'denominator'], ratio],
  [['low', 'high'], range],
  [['start', 'end'], period],
  [['family', 'given'], personName],
  [['city', 'postalCode', 'line'], address],
  [['repeat'], timing],
  [['value'], quantity],
  [['text'], ({ text }) => textOf(text)],
  [['display', 'code'], coding],
];
/** What has no words, but is no part of what somebody reads either. */
const REFERENCE = ['reference', 'display', 'type', 'identifier', 'system', 'version', 'code', 'userSelected'];

/** A value as people write it; undefined for what is made of parts of its own, or has no words. */
export function valueWords(value: unknown, language: Language): string | undefined {
  if (typeof value === 'boolean') return RECORD_WORDS[language][value ? 'yes' : 'no'];
  if (typeof value === 'number') return number(value, language);
  if (typeof value === 'string') return dateWords(value, language) ?? codeWords(value, language) ?? textOf(value);
  if (!isMembers(value)) return undefined;
  const [, write] = WRITTEN.find(([members]) => members.some((member) => isWordable(value, member))) ?? [];
  return write?.(value, language);
}

/** Whether all there is to a value is what it refers to. */
export function isReference(value: unknown): boolean {
  return isMembers(value) && Object.keys(value).every((member) => REFERENCE.includes(member));
}

/** By its text, else as the first coding that has a name. */
export function concept({ text, coding: codings }: Members, language: Language): string | undefined {
  return textOf(text) ?? listOf(codings).flatMap((one) => (isMembers(one) ? (coding(one, language) ?? []) : []))[0];
}

/** Where a member alone does not tell a type, its shape does: a part with a code and a value is none. */
function isWordable(value: Members, member: string): boolean {
  if (value[member] === undefined || value[member] === null) return false;
  if (member === 'value') return ['number', 'string'].includes(typeof value[member]);
  if (member === 'text' || member === 'display' || member === 'code') return typeof value[member] === 'string';
  if (member === 'low' || member === 'high') return isMembers(value[member]);
  return true;
}

function codeWords(code: string, language: Language): string | undefined {
  return RECORD_WORDS[language].codes[code];
}

function coding({ display, code }: Members, language: Language): string | undefined {
  return textOf(display) ?? codeWords(textOf(code) ?? '', language);
}

function number(value: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 6 }).format(value);
}

/** `mm[Hg]` as `mmHg`, `{score}` as nothing. */
function unitWords(unit: unknown): string {
  return (textOf(unit) ?? '').replaceAll(/\{[^}]*\}/g, '').replaceAll(/[[\]]/g, '');
}

/** Of what is a telephone number as well. */
function quantity({ comparator, value, unit, code, currency }: Members, language: Language): string | undefined {
  if (typeof value === 'string') return textOf(value);
  if (typeof value !== 'number') return undefined;
  return [textOf(comparator), number(value, language), unitWords(unit ?? code ?? currency)]
    .filter((part) => part)
    .join(' ');
}

function range({ low, high, text }: Members, language: Language): string | undefined {
  const ends = [low, high].map((end) => valueWords(end, language));
  return textOf(text) ?? (ends.some((end) => end !== undefined) ? ends.map((end) => end ?? '').join(' – ') : undefined);
}

function ratio({ numerator, denominator }: Members, language: Language): string | undefined {
  const parts = [numerator, denominator].flatMap((one) => valueWords(one, language) ?? []);
  return parts.length === 0 ? undefined : parts.join(' / ');
}

function period({ start, end }: Members, language: Language): string | undefined {
  const { from, until } = RECORD_WORDS[language];
  const [begins, ends] = [textOf(start), textOf(end)].map((one) => one && (dateWords(one, language) ?? one));
  if (begins === undefined) return ends && `${until} ${ends}`;
  return ends === undefined ? `${from} ${begins}` : `${begins} – ${ends}`;
}

function personName({ text, prefix, given, family }: Members): string | undefined {
  const parts = [prefix, given, family].flatMap((part) => listOf(part).flatMap((one) => textOf(one) ?? []));
  return textOf(text) ?? (parts.join(' ') || undefined);
}

function address({ text, line, postalCode, city, state, country }: Members): string | undefined {
  const place = [postalCode, city].flatMap((part) => textOf(part) ?? []).join(' ');
  const parts = [...listOf(line), place, state, country].flatMap((part) => textOf(part) ?? []);
  return textOf(text) ?? (parts.join(', ') || undefined);
}

/** How often something is taken or done. */
function timing({ repeat, code }: Members, language: Language): string | undefined {
  const said = isMembers(code) ? concept(code, language) : undefined;
  if (said !== undefined || !isMembers(repeat)) return said;
  const { frequency = 1, period: every = 1, periodUnit } = repeat;
  const unit = RECORD_WORDS[language].units[textOf(periodUnit) ?? ''];
  if (unit === undefined || typeof frequency !== 'number' || typeof every !== 'number') return undefined;
  return RECORD_WORDS[language].often(frequency, every, unit);
}
