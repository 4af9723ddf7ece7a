import { PATIENT_PATHS } from './fhir-compartment.ts';
import { asObject, asText, type JsonObject, valuesAt } from './fhir-json.ts';
import { ContainedPatients, patientNamesIn, plainReference } from './fhir-reference.ts';

/** Where resources that say nothing but of others name those: they are of the patient whose all those are. */
const TARGET_PATHS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Provenance: [['target'], ['entity', 'what']],
  AuditEvent: [['entity', 'what']],
  Binary: [['securityContext']],
};
const RESOURCE = /^(?:(.*)\/)?([A-Z][A-Za-z]{2,63})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?\/?$/;
const TYPE = /^(?:https?:\/\/hl7\.org\/fhir\/StructureDefinition\/)?([A-Z][A-Za-z]{2,63})$/;

/** A resource of some patient. `base`: its server, where the reference names one. */
export interface Target {
  readonly type: string;
  readonly id: string;
  readonly base: string | null;
}

/** The resources of patients that a resource is about, Patients excepted; null for one that cannot be told. What is of
 *  nobody (staff, places, medications) is left out. An identifier may be a patient's: alone it is none of these. */
export function targetsOf(resource: JsonObject, type: string): (Target | null)[] {
  const paths = TARGET_PATHS[type];
  if (paths === undefined) return [];
  const elements = paths
    .flatMap((path) => valuesAt(resource, path))
    .map(asObject)
    .filter((element) => element !== null && !isDisplayAlone(element)) as JsonObject[];
  const contained = new ContainedPatients(resource);
  const names = elements.map((element) => patientNamesIn(element, contained));
  const isPerhaps = (at: number): boolean => names[at]?.some((name) => 'certain' in name && !name.certain) === true;
  const targets = elements.filter((_, at) => names[at]?.length === 0).map(targetIn);
  if (targets.filter(isOfPatient).length === 0) return [];
  return [...targets, ...elements.filter((_, at) => isPerhaps(at)).map(targetIn)].filter(isOfPatient);
}

function targetIn(element: JsonObject): Target | null {
  const [, base, type, id] = RESOURCE.exec(plainReference(asText(element['reference']) ?? '')) ?? [];
  if (type !== undefined && id !== undefined) return { type, id, base: base ?? null };
  const said = TYPE.exec(asText(element['type']) ?? '')?.[1];
  return said === undefined ? null : { type: said, id: '', base: null };
}

function isOfPatient(target: Target | null): boolean {
  return target === null || Object.hasOwn(PATIENT_PATHS, target.type);
}

function isDisplayAlone(element: JsonObject): boolean {
  return element['reference'] === undefined && element['identifier'] === undefined;
}
