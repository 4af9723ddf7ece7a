import type { Json } from '../core/canonical.ts';
import { birthMarks } from './birth-mark.ts';
import { messageMarks } from './embedded-message.ts';
import type { EmbeddedDocument, EmbeddedPatient } from './embedded-patient.ts';
import { tableMarks } from './embedded-table.ts';
import { xmlDocument } from './embedded-xml.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { identifierMarks, type Mark, marksOf, normalId, PERSONAL } from './fhir-mark.ts';
import { identifierText } from './fhir-reference.ts';
import { isPersonsNumber } from './person-label.ts';

const MAX_DEPTH = 64;
/** What all documents have: markup, lines, or the beginning of a message. */
const COMPOSED = /[<{\r\n]|PID/;
/** What XML holds that names somebody. */
const NAMING_XML = /extension|value|<(?:[\w-]{1,40}:)?Patient[\s>]/;
/** An Identifier in JSON that is no whole document: lines, or the beginning of a long one. */
const JSON_IDENTIFIER =
  /"system"\s{0,100}:\s{0,100}"([^"\\]{1,300})"\s{0,100},\s{0,100}"value"\s{0,100}:\s{0,100}"([^"\\]{1,200})"/g;
const JSON_PATIENT =
  /"resourceType"\s{0,100}:\s{0,100}"Patient"\s{0,100},\s{0,100}"id"\s{0,100}:\s{0,100}"([^"\\]{1,64})"/g;
/** Number of the patient, and other ones, in DICOM (PS3.6). */
const DICOM_NUMBERS: ReadonlySet<string> = new Set(['00100020', '00101000']);

const NOTHING: EmbeddedDocument = { marks: [], patients: [] };

/** Whom a document names that stands within a resource: FHIR as JSON or XML, other JSON, CDA, HL7 v2, xDT, tables. */
export function documentIn(text: string): EmbeddedDocument {
  if (!COMPOSED.test(text)) return NOTHING;
  const start = text.trimStart();
  if (/^[[{]/.test(start)) return jsonDocument(start);
  if (start.startsWith('<')) return NAMING_XML.test(start) ? xmlDocument(start) : NOTHING;
  return { marks: [...messageMarks(start), ...tableMarks(start)], patients: [] };
}

function jsonDocument(text: string): EmbeddedDocument {
  const document = { marks: [] as Mark[], patients: [] as EmbeddedPatient[] };
  const whole = parsed(text);
  if (whole !== undefined) {
    gather(whole, document, 0, false);
    return document;
  }
  for (const line of text.split(/[\r\n]+/)) {
    const one = line.startsWith('{') ? parsed(line) : undefined;
    if (one !== undefined) gather(one, document, 0, false);
  }
  for (const [, system = '', value = ''] of text.matchAll(JSON_IDENTIFIER))
    document.marks.push(...marksOf(system, value));
  for (const [, id = ''] of text.matchAll(JSON_PATIENT)) document.marks.push(`Patient/${normalId(id)}`);
  return document;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function gather(
  value: Json,
  document: { readonly marks: Mark[]; readonly patients: EmbeddedPatient[] },
  depth: number,
  within: boolean,
): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const member of value) gather(member as Json, document, depth + 1, within);
    return;
  }
  const object = value as JsonObject;
  const isPatient = object['resourceType'] === 'Patient';
  if (isPatient) document.patients.push(patientOf(object));
  if (!isPatient && object['birthDate'] !== undefined) document.marks.push(...birthMarks(object));
  if (object['value'] !== undefined) document.marks.push(...identifierMarks(object, within ? PERSONAL : undefined));
  for (const key in object) {
    const member = object[key];
    if (typeof member === 'string' || typeof member === 'number') {
      if (isPersonsNumber(key)) document.marks.push(...marksOf(null, String(member)));
    } else if (member !== undefined) {
      if (DICOM_NUMBERS.has(key)) document.marks.push(...dicomMarks(member));
      gather(member, document, depth + 1, isPatient && key === 'identifier');
    }
  }
}

function patientOf(patient: JsonObject): EmbeddedPatient {
  const identifiers = asList(patient['identifier'])
    .map(identifierText)
    .filter((text) => text !== null);
  return { id: asText(patient['id']), identifiers };
}

/** Of an element of the DICOM JSON model (PS3.18, F). */
function dicomMarks(element: Json): Mark[] {
  return asList(asObject(element)?.['Value']).flatMap((value) =>
    typeof value === 'string' || typeof value === 'number' ? marksOf(null, String(value)) : [],
  );
}
