import { asText, type JsonObject } from './fhir-json.ts';
import { normalIdentifier } from './normal-identifier.ts';

/** A mark is a text by which a resource may name somebody; whether it does is known once all Patients are read.
 *  - `=<system>|<value>`: an identifier, as `identifierMark` spells it;
 *  - `*<value>`: an identifier without its system, as `bareMark` spells it;
 *  - `<Type>/<id>`: a resource, on whatever server;
 *  - `uuid:<uuid>`: a resource whose id is a UUID. */
export type Mark = string;

/** Shorter values without a system are no name: rooms, rows and versions are numbered too. */
const MIN_BARE = 4;
const UUID = /^(?:urn:uuid:)?\{?([0-9a-f]{8}(-?)[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{12})\}?$/i;
const PLAIN = /^[a-z1-9][a-z0-9]*$/;
/** What people and old systems write before a record number. */
const PREFIX = /^(?:mrn|pid|pat|patient|patientid|patid|patnr|nr|no|id|kvnr|nhs)(?=\d)/;
const ZEROS = /^0+(?=.{4})/;

/** Logical ids are compared as they are, but UUIDs, which are the same in either case. */
export function normalId(id: string): string {
  return id.length === 36 && UUID.test(id) ? id.toLowerCase() : id;
}

export function uuidIn(text: string): string | null {
  if (text.length < 32 || text.length > 47) return null;
  const digits = UUID.exec(text)?.[1]?.toLowerCase().replaceAll('-', '');
  return digits?.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') ?? null;
}

/** The mark of an identifier in its normal form. Spellings that people take for one number are one here: compatibility
 *  forms, case, punctuation, leading zeros, `MRN` before the number, `https` for `http`. Two patients may come to one
 *  mark; it names neither to the other's owner. */
export function identifierMark(identifier: string): Mark {
  const bar = identifier.indexOf('|');
  const system = identifier
    .slice(0, bar)
    .toLowerCase()
    .replace(/^https:/, 'http:');
  return `=${system}|${foldedValue(identifier.slice(bar + 1))}`;
}

/** Marks by which an identifier in its normal form names its patient, wherever the Patient is. */
export function numberMarks(identifier: string): Mark[] {
  const value = identifier.slice(identifier.indexOf('|') + 1);
  const [uuid, bare] = [uuidIn(value), bareMark(value)];
  const marks = uuid === null ? [identifierMark(identifier)] : [identifierMark(identifier), `uuid:${uuid}`];
  return bare === null ? marks : [...marks, bare];
}

/** Null where it is too short to be a name without its system. */
export function bareMark(value: string): Mark | null {
  const folded = foldedValue(value);
  return folded.length < MIN_BARE ? null : `*${folded}`;
}

/** Letters and digits alone, without leading zeros; the value itself where there are none. Of a number as HL7 v2
 *  writes it (`80002^^^CLINIC^MR`) the first component. */
function foldedValue(whole: string): string {
  const end = whole.indexOf('^');
  const value = end > 0 ? whole.slice(0, end) : whole;
  if (PLAIN.test(value)) return value.replace(PREFIX, '').replace(ZEROS, '');
  const plain = value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
    .replace(PREFIX, '')
    .replace(ZEROS, '');
  return plain === '' ? value : plain;
}

/** Marks of an Identifier, or of whatever else has a `value` like one. Old systems write numbers without quotes. */
export function identifierMarks(object: JsonObject): Mark[] {
  const given = object['value'];
  const quantity = object['unit'] !== undefined || object['code'] !== undefined || object['system'] === undefined;
  const value = typeof given === 'number' && !quantity ? String(given) : asText(given);
  const identifier = value === null ? null : normalIdentifier(asText(object['system']), value);
  if (identifier === null) return [];
  if (!identifier.startsWith('|')) return [identifierMark(identifier)];
  const bare = bareMark(identifier.slice(1));
  return bare === null ? [] : [bare];
}

/** Marks by which a resource may be named: its type and id, and its identifiers with and without their system. */
export function handlesOf(type: string, id: string, identifiers: readonly JsonObject[]): Mark[] {
  const handles = new Set<Mark>([`${type}/${normalId(id)}`]);
  const ownUuid = uuidIn(id);
  if (ownUuid !== null) handles.add(`uuid:${ownUuid}`);
  for (const { system, value } of identifiers) {
    const text = typeof value === 'number' ? String(value) : asText(value);
    const identifier = text === null ? null : normalIdentifier(asText(system), text);
    if (text === null || identifier === null) continue;
    const bare = bareMark(identifier.slice(identifier.indexOf('|') + 1));
    handles.add(identifierMark(identifier));
    if (bare !== null) handles.add(bare);
    const uuid = uuidIn(text.trim());
    if (uuid !== null) handles.add(`uuid:${uuid}`);
  }
  return [...handles];
}
