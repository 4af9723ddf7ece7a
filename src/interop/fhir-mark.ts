import { asText, type JsonObject } from './fhir-json.ts';
import { normalIdentifier } from './normal-identifier.ts';

/** A mark is a text by which a resource may name somebody; whether it does is known once all Patients are read.
 *  - `=<system>|<value>`: an identifier, in its normal form;
 *  - `*<value>`: an identifier without its system;
 *  - `<Type>/<id>`: a resource, on whatever server;
 *  - `uuid:<uuid>`: a resource whose id is a UUID. */
export type Mark = string;

/** Shorter values without a system are no name: rooms, rows and versions are numbered too. */
const MIN_BARE = 4;
const UUID = /^(?:urn:uuid:)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** Logical ids are compared as they are, but UUIDs, which are the same in either case. */
export function normalId(id: string): string {
  return UUID.test(id) ? id.toLowerCase() : id;
}

export function uuidIn(text: string): string | null {
  if (text.length !== 36 && text.length !== 45) return null;
  return UUID.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** Marks of an Identifier, or of whatever else has a `value` like one. Old systems write numbers without quotes. */
export function identifierMarks(object: JsonObject): Mark[] {
  const given = object['value'];
  const quantity = object['unit'] !== undefined || object['code'] !== undefined || object['system'] === undefined;
  const value = typeof given === 'number' && !quantity ? String(given) : asText(given);
  const identifier = value === null ? null : normalIdentifier(asText(object['system']), value);
  if (identifier === null) return [];
  if (!identifier.startsWith('|')) return [`=${identifier}`];
  return identifier.length > MIN_BARE ? [`*${identifier.slice(1)}`] : [];
}

/** Marks by which a resource may be named: its type and id, and its identifiers with and without their system. */
export function handlesOf(type: string, id: string, identifiers: readonly JsonObject[]): Mark[] {
  const handles = new Set<Mark>([`${type}/${normalId(id)}`]);
  const ownUuid = uuidIn(id);
  if (ownUuid !== null) handles.add(`uuid:${ownUuid}`);
  for (const { system, value } of identifiers) {
    const text = asText(value);
    const identifier = text === null ? null : normalIdentifier(asText(system), text);
    if (text === null || identifier === null) continue;
    const bare = normalIdentifier(null, text)?.slice(1) ?? '';
    handles.add(`=${identifier}`);
    if (bare.length >= MIN_BARE) handles.add(`*${bare}`);
    const uuid = uuidIn(text.trim());
    if (uuid !== null) handles.add(`uuid:${uuid}`);
  }
  return [...handles];
}
