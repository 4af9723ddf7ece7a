import { asList, asText, type JsonObject } from './fhir-json.ts';
import { normalIdentifier } from './normal-identifier.ts';

/** A mark is a text by which a resource may name somebody; whether it does is known once all Patients are read.
 *  - `=<system>|<value>`: an identifier, as `identifierMark` spells it;
 *  - `*<value>`: an identifier without its system, as `bareMark` spells it;
 *  - `<Type>/<id>`: a resource, on whatever server;
 *  - `uuid:<uuid>`: a resource whose id is a UUID;
 *  - `born:<date> <words>`: a person's date of birth and name, as `birthMarks` spells them. */
export type Mark = string;

/** Shorter values without a system are no name: rooms, rows and versions are numbered too. */
const MIN_BARE = 4;
/** How long a value must be to name somebody by itself: where no system is given, and whatever the system. */
export interface LeastLength {
  readonly bare: number;
  readonly any: number;
}
export const USUAL: LeastLength = { bare: MIN_BARE, any: Number.POSITIVE_INFINITY };
/** Of an identifier that is a person's by where it stands. */
export const PERSONAL: LeastLength = { bare: MIN_BARE, any: MIN_BARE };
/** Systems by the spelling in which they count here: the registries renamed them, or gave them an object identifier. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['http://fhir.de/namingsystem/gkv/kvid-10', 'http://fhir.de/sid/gkv/kvid-10'],
  ['urn:oid:1.2.276.0.76.4.8', 'http://fhir.de/sid/gkv/kvid-10'],
  ['http://fhir.hl7.org.uk/id/nhs-number', 'http://fhir.nhs.uk/id/nhs-number'],
  ['http://fhir.nhs.net/id/nhs-number', 'http://fhir.nhs.uk/id/nhs-number'],
  ['http://ns.electronichealth.net.au/id/ihi', 'http://ns.electronichealth.net.au/id/hi/ihi/1.0'],
  ['urn:oid:1.2.36.1.2001.1003.0', 'http://ns.electronichealth.net.au/id/hi/ihi/1.0'],
]);
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
 *  forms, case, punctuation, leading zeros, `MRN` before the number, `https` for `http`, `www.`, old names of systems. Two patients may come to one
 *  mark; it names neither to the other's owner. */
export function identifierMark(identifier: string): Mark {
  const bar = identifier.indexOf('|');
  return `=${foldedSystem(identifier.slice(0, bar))}|${foldedValue(identifier.slice(bar + 1))}`;
}

function foldedSystem(system: string): string {
  let folded = system.toLowerCase();
  if (folded.startsWith('https:')) folded = `http:${folded.slice(6)}`;
  if (folded.startsWith('http://www.')) folded = `http://${folded.slice(11)}`;
  while (folded.endsWith('#') || folded.endsWith('/')) folded = folded.slice(0, -1);
  return RENAMED.get(folded) ?? folded;
}

/** Marks by which an identifier in its normal form names its patient, wherever the Patient is. */
export function numberMarks(identifier: string): Mark[] {
  const value = identifier.slice(identifier.indexOf('|') + 1);
  const uuid = uuidIn(value);
  const marks = [identifierMark(identifier), `*${foldedValue(value)}`];
  return uuid === null ? marks : [...marks, `uuid:${uuid}`];
}

/** Null where it is too short to be a name without its system. */
export function bareMark(value: string, least = MIN_BARE): Mark | null {
  const folded = foldedValue(value);
  return folded.length < least ? null : `*${folded}`;
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

/** Marks of an Identifier, or of whatever else has a `value` like one. Old systems write numbers without quotes, and
 *  lists where one stands. */
export function identifierMarks(object: JsonObject, least = USUAL): Mark[] {
  const systems = object['system'] === undefined ? [null] : asList(object['system']).map(asText);
  const quantity = object['unit'] !== undefined || object['code'] !== undefined || object['system'] === undefined;
  return asList(object['value']).flatMap((given) => {
    const value = typeof given === 'number' && !quantity ? String(given) : asText(given);
    return value === null ? [] : (systems.length === 0 ? [null] : systems).flatMap((one) => marksOf(one, value, least));
  });
}

/** Marks of a number of a system. What is no URI tells no system: `other`, `MRN`. */
export function marksOf(system: string | null, value: string, least = USUAL): Mark[] {
  const named = system !== null && /[:.]/.test(system) ? system.replace(/[|#].*$/s, '') : null;
  const identifier = normalIdentifier(named, value);
  if (identifier === null) return [];
  const without = identifier.startsWith('|');
  const marks = without ? [] : [identifierMark(identifier)];
  const plain = identifier.slice(identifier.indexOf('|') + 1);
  const bare = bareMark(plain, without ? least.bare : least.any);
  return bare === null || (!without && !/\d/.test(bare)) ? marks : [...marks, bare];
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
    for (const mark of numberMarks(identifier)) handles.add(mark);
  }
  return [...handles];
}
