import type { Json } from '../core/canonical.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { bareMark, type Mark, normalId } from './fhir-mark.ts';
import { wordsOf } from './fhir-person-name.ts';
import { PackedTexts } from './packed-text.ts';

/** Members that say what a value is, or that references and versions are compared by. */
const NO_TEXT: ReadonlySet<string> = new Set(
  'resourceType id system url reference versionId lastUpdated profile postalCode contentType'.split(' '),
);
const CONTACT: ReadonlySet<string> = new Set(['phone', 'fax', 'pager', 'sms']);
const ADDRESSES: ReadonlySet<string> = new Set(['address', 'valueAddress']);
/** Members whose parts say one thing. */
const JOINED: ReadonlySet<string> = new Set(['extension', 'modifierExtension']);
const NAME_PARTS = ['family', 'given', '_family', '_given'] as const;
/** Numbers that are shorter count beside a label alone: rooms, lots and beds are numbered too. */
const MIN_NUMBER = 5;
/** In addresses, where houses are numbered, and of what is written in groups. */
const MIN_LONG = 8;
const MAX_GROUPS = 4;
const LABELLED =
  /(?<!\p{L})(mrn|pid|kvnr|(?:pat(?:ient(?:en|in)?)?|record|chart|akten?|versicherten)[\s._-]{0,2}(?:id|nr|no|num(?:ber|mer)|identifier)|patient(?:in)?)[\s.:#=()-]{0,4}(?=[\p{L}\p{N}-]{0,40}\d)([\p{L}\p{N}][\p{L}\p{N}-]{0,40})/giu;
const UUIDS = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
/** Markup that parts no words. */
const INLINE = /<\/?(?:a|b|big|em|font|i|s|small|span|strong|sub|sup|tt|u|wbr)(?:\s[^<>]{0,1000})?\/?>/gi;
const TAG = /<[^<>]{1,1000}>/g;
const ENTITY =
  /&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z])(?:uml|acute|grave|circ|tilde|cedil|ring|slash|caron)|(szlig)|(nbsp|amp|quot|apos));/gi;

/** Whatever a resource says in words, packed texts included, to be searched for names: each text as it is and without
 *  its markup, and names and extensions also as a whole. */
export function textsIn(resource: JsonObject): string[] {
  const texts: string[] = [];
  const others: string[] = [];
  const packed = new PackedTexts();
  const gather = (value: Json, key: string, joined: boolean): void => {
    if (typeof value === 'string') {
      const read = [value, ...packed.within(value, key === 'data')].flatMap(readingsOf);
      (NO_TEXT.has(key) ? others : texts).push(...read);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const joins = !joined && isOne(value, key);
    const from = texts.length;
    for (const [name, member] of Object.entries(value))
      gather(member as Json, Array.isArray(value) ? key : name, joined || joins);
    if (joins) texts.push(texts.slice(from).join(' '));
  };
  gather(resource, '', false);
  return [...texts, ...others];
}

/** The words of the names that members of staff have themselves, who may be called as a patient is. */
export function staffNameWords(resource: JsonObject, type: string): ReadonlySet<string> {
  const names = { Practitioner: resource['name'], PractitionerRole: resource['practitioner'] }[type];
  return new Set(names === undefined ? [] : textsIn({ names }).flatMap(wordsOf));
}

/** Marks of the numbers that stand in the texts of a resource of nobody, each as a word; and of any that follow a label. */
export function numbersInTexts(resource: JsonObject): Set<Mark> {
  const marks = new Set<Mark>();
  const packed = new PackedTexts();
  const gather = (value: Json, key: string, parent: JsonObject | null, least: number): void => {
    if (typeof value === 'number' && /^(?:value|lotNumber)/.test(key)) addNumbers(String(value), least, marks);
    if (typeof value === 'string' && !isNoText(key, value, parent))
      for (const text of [value, ...packed.within(value, key === 'data')].flatMap(readingsOf))
        addNumbers(text, least, marks);
    if (typeof value !== 'object' || value === null) return;
    const within = ADDRESSES.has(key) ? MIN_LONG : least;
    if (Array.isArray(value)) for (const one of value) gather(one as Json, key, parent, within);
    else for (const [name, one] of Object.entries(value)) gather(one as Json, name, value as JsonObject, within);
  };
  gather(resource, '', null, MIN_NUMBER);
  return marks;
}

/** Handles of a Patient's numbers that are too short to be known without a label. */
export function shortNumbersOf(patient: JsonObject): Mark[] {
  const values = asList(patient['identifier'])
    .map((identifier) => asObject(identifier)?.['value'])
    .map((value) => (typeof value === 'number' ? String(value) : asText(value)));
  return values.filter((value) => value !== null && bareMark(value) === null).map((value) => shortMark(value ?? ''));
}

/** Whether what a member says is one thing in parts: a HumanName, an extension, a list of texts. */
function isOne(value: object, key: string): boolean {
  if (Array.isArray(value)) return JOINED.has(key) || value.some((one) => typeof one === 'string');
  return NAME_PARTS.some((part) => (value as JsonObject)[part] !== undefined);
}

/** Whether a text is no number of a person wherever it stands: a code of a system, another system's plain number, a
 *  telephone. */
function isNoText(key: string, text: string, parent: JsonObject | null): boolean {
  if (NO_TEXT.has(key)) return true;
  const system = parent?.['system'];
  if (system === undefined) return false;
  return key === 'code' || (key === 'value' && (CONTACT.has(String(system)) || /^\s*\d+\s*$/.test(text)));
}

function addNumbers(text: string, least: number, marks: Set<Mark>): void {
  if (!/\p{N}/u.test(text)) return;
  const plain = text.normalize('NFKC').replace(UUIDS, ' ');
  for (const [, label = '', value = ''] of plain.matchAll(LABELLED)) addLabelled(label, value, marks);
  const words = plain.split(/\s+/);
  for (const [at, word] of words.entries()) {
    const numbered = /\d/.test(word);
    const parts = numbered ? [word, ...word.split(/[^\p{L}\p{N}]+/u)] : [];
    for (const part of [...parts, ...parts.flatMap((one) => /^\p{L}{0,4}(\d+)\p{L}{0,2}$/u.exec(one)?.[1] ?? [])])
      addNumber(part, least, marks);
    if (numbered || /^\p{L}{1,3}$/u.test(word)) addGroups(words.slice(at, at + MAX_GROUPS), marks);
  }
}

/** Numbers that are written in groups: `A 123 456 780`. */
function addGroups(words: readonly string[], marks: Set<Mark>): void {
  for (let count = 2; count <= words.length; count++)
    if ((words[count - 1]?.length ?? 0) <= MIN_LONG) addNumber(words.slice(0, count).join(''), MIN_LONG, marks);
    else return;
}

function addNumber(text: string, least: number, marks: Set<Mark>): void {
  const number = text.replace(/[^\p{L}\p{N}]+/gu, '').replace(/^0+/, '');
  if (number.length < least || number.length > 64 || !/\d/.test(number)) return;
  const mark = bareMark(number);
  if (mark !== null) marks.add(mark);
}

function addLabelled(label: string, value: string, marks: Set<Mark>): void {
  if (!/\d/.test(value)) return;
  const mark = bareMark(value);
  if (mark !== null) marks.add(mark);
  else if (!/^patient(?:in)?$/i.test(label)) marks.add(shortMark(value));
  marks.add(`Patient/${normalId(value)}`);
}

function shortMark(value: string): Mark {
  return `#${value.trim().toLowerCase().replace(/^0+/, '')}`;
}

function readingsOf(text: string): string[] {
  if (!/[<&]/.test(text)) return [text];
  const plain = text.replace(INLINE, '').replace(TAG, ' ').replace(ENTITY, fromEntity);
  return plain === text ? [text] : [text, plain];
}

function fromEntity(_: string, decimal?: string, hex?: string, letter?: string, szlig?: string): string {
  if (decimal !== undefined || hex !== undefined) {
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return String.fromCodePoint(code);
  }
  return letter ?? (szlig === undefined ? ' ' : 'ss');
}
