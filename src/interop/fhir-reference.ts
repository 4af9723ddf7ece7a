import type { Json } from '../core/canonical.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { normalId, uuidIn } from './fhir-mark.ts';
import { normalIdentifier } from './normal-identifier.ts';

/** How a reference names a patient.
 *  - `id`: by logical id, in this export;
 *  - `url`: by an absolute URL, whose server must be the export's;
 *  - `uuid`: perhaps a patient (surely, where `certain`): it is one where a Patient has that id or identifier;
 *  - `identifier`: the same, by any of several identifiers in their normal form;
 *  - `unresolvable`: surely a patient, nobody can tell which. */
export type PatientName =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'url'; readonly base: string; readonly id: string }
  | { readonly by: 'uuid'; readonly id: string; readonly certain: boolean }
  | { readonly by: 'identifier'; readonly identifiers: readonly string[]; readonly certain: boolean }
  | { readonly by: 'unresolvable' };

/** System of identifiers that are URIs. */
export const URI_SYSTEM = 'urn:ietf:rfc:3986';

const PATH = /^(?:(.*)\/)?Patient(?:\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?)?\/?$/;
/** What nearly all references are: a type and an id. */
const TYPED = /^[A-Z][A-Za-z]{1,39}\/[A-Za-z0-9.-]{1,64}$/;
const SIMPLE = /^[A-Za-z0-9/.:-]*$/;
const SERVER = /^https?:\/\/[^/]+/i;
const PATIENT_TYPE = /^(?:https?:\/\/hl7\.org\/fhir\/(?:[^/]+\/)?StructureDefinition\/)?Patient$/i;
export const UNRESOLVABLE: PatientName = { by: 'unresolvable' };

/** A reference without white space, escapes and fragment, so that one spelling is left. */
export function plainReference(reference: string): string {
  if (SIMPLE.test(reference)) return reference;
  const text = visible(reference);
  const query = text.indexOf('?');
  const path = query === -1 ? text : text.slice(0, query);
  const whole = visible(decoded(decoded(path))) + text.slice(path.length); // proxies escape what is escaped already
  const fragment = whole.indexOf('#', 1);
  return fragment === -1 || query !== -1 ? whole : whole.slice(0, fragment);
}

/** The type in a reference that is a type and an id, and where only the type can say that it is a patient; else null. */
export function typeInReference(reference: string): string | null {
  if (!TYPED.test(reference)) return null;
  const isPatient = reference.startsWith('Patient/');
  if (/atient/i.test(isPatient ? reference.slice(8) : reference)) return null;
  return isPatient ? 'Patient' : reference.slice(0, reference.indexOf('/'));
}

/** Null where the text refers to something else than a patient. Contained resources (`#id`) are not looked up. */
export function patientNameOf(reference: string, type = typeInReference(reference)): PatientName | null {
  if (type !== null) return type === 'Patient' ? { by: 'id', id: normalId(reference.slice(8)) } : null;
  const text = plainReference(reference);
  if (/^urn:/i.test(text)) return byUrn(text);
  if (!/atient/i.test(text)) return null;
  const at = text.indexOf('?');
  const path = at === -1 ? text : text.slice(0, at);
  const [whole, base, id] = PATH.exec(path) ?? [];
  if (whole !== undefined && id === undefined && at !== -1) return conditional(text.slice(at + 1));
  if (id !== undefined && base === undefined) return { by: 'id', id: normalId(id) };
  if (id !== undefined && base !== undefined && SERVER.test(base))
    return { by: 'url', base: normalBase(base), id: normalId(id) };
  return /(?:^|[/\\])patient(?:[/\\?;:|=,\s]|$)/i.test(text) ? UNRESOLVABLE : null;
}

/** The Patients that stand within a resource, by the id that its references use (`#id`). */
export class ContainedPatients {
  readonly #resource: JsonObject;
  #names: Map<string, PatientName> | null = null;

  constructor(resource: JsonObject) {
    this.#resource = resource;
  }

  /** Undefined where no Patient has that id; nobody can tell who is meant where several have it. */
  get(id: string): PatientName | undefined {
    this.#names ??= this.#read();
    return this.#names.get(id);
  }

  #read(): Map<string, PatientName> {
    const names = new Map<string, PatientName>();
    for (const one of asList(this.#resource['contained']).map(asObject)) {
      const id = asText(one?.['id']);
      if (one?.['resourceType'] === 'Patient' && id !== null)
        names.set(id, names.has(id) ? UNRESOLVABLE : containedPatient(one));
    }
    return names;
  }
}

/** The patients that a Reference element names: by its text, by a contained Patient, or by a logical identifier. */
export function patientNamesIn(element: Json, contained: ContainedPatients): PatientName[] {
  const object = asObject(element);
  if (object === null) return [];
  const reference = asText(object['reference'])?.trim() ?? '';
  const certain = saysPatient(object);
  if (reference.startsWith('#')) {
    const within = contained.get(reference.slice(1)) ?? (certain ? UNRESOLVABLE : null);
    return within === null ? [] : [within];
  }
  const name = reference === '' ? null : patientNameOf(reference);
  if (name !== null) return [certain && 'certain' in name ? { ...name, certain } : name];
  if (reference !== '') return certain ? [UNRESOLVABLE] : [];
  const identifier = identifierText(object['identifier']);
  const type = asText(object['type']);
  if (identifier !== null && (type === null || certain))
    return [{ by: 'identifier', identifiers: [identifier], certain }];
  return certain ? [UNRESOLVABLE] : [];
}

/** Whether an element says that it refers to a patient, by name or by the URL of the type. */
export function saysPatient(element: JsonObject): boolean {
  const type = element['type'];
  return typeof type === 'string' && PATIENT_TYPE.test(type.trim());
}

/** Who a Patient is that stands within another resource. */
export function containedPatient(patient: JsonObject): PatientName {
  const identifiers = asList(patient['identifier'])
    .map(identifierText)
    .filter((text) => text !== null);
  return identifiers.length === 0 ? UNRESOLVABLE : { by: 'identifier', identifiers, certain: true };
}

/** An Identifier in its normal form; null where there is no value. */
export function identifierText(identifier: Json | undefined): string | null {
  const object = asObject(identifier);
  const value = asText(object?.['value']);
  return value === null ? null : normalIdentifier(asText(object?.['system']), value);
}

/** What a search by identifier alone looks for, in both readings of `+`; empty for any other search. */
export function searchedIdentifiers(query: string): string[] {
  const readings = query.includes('+') ? [query, query.replaceAll('+', '%2B')] : [query];
  return [...new Set(readings.map(searchedIdentifier).filter((text) => text !== null))];
}

function searchedIdentifier(query: string): string | null {
  const equals = query.indexOf('=');
  if (query.includes('&') || query.slice(0, equals) !== 'identifier') return null;
  const token = query.slice(equals + 1);
  const text = /[%+]/.test(token) ? decoded(token.replaceAll('+', ' ')) : token;
  const bar = text.indexOf('|');
  return bar === -1 ? null : normalIdentifier(text.slice(0, bar), text.slice(bar + 1));
}

function byUrn(text: string): PatientName {
  const uuid = uuidIn(text);
  if (uuid !== null) return { by: 'uuid', id: uuid, certain: false };
  return { by: 'identifier', identifiers: [`${URI_SYSTEM}|${text.toLowerCase()}`], certain: false };
}

function conditional(query: string): PatientName {
  const identifiers = searchedIdentifiers(query);
  return identifiers.length === 0 ? UNRESOLVABLE : { by: 'identifier', identifiers, certain: true };
}

function normalBase(base: string): string {
  return base.replace(SERVER, (origin) => origin.toLowerCase()).replace(/\/+$/, '');
}

/** Without what nobody sees, and with full-width letters and slashes as the plain ones. */
function visible(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim();
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
