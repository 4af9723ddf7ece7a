import type { Json } from '../core/canonical.ts';
import type { FhirElement } from './fhir-element.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { type LeastLength, PERSONAL, USUAL } from './fhir-mark.ts';
import { ABOUT_PERSON, meaningOf } from './person-label.ts';

const NEVER = Number.POSITIVE_INFINITY;
/** Nobody's number but by its system. */
const OWN: LeastLength = { bare: NEVER, any: NEVER };
/** Long numbers mean one person whatever the system. */
const ANYWHERE: LeastLength = { bare: USUAL.bare, any: 8 };
const PATIENT: LeastLength = { bare: 1, any: USUAL.bare };

/** Types of identifiers (HL7 v2-0203, and those of Germany) that people bear. */
const PERSON_TYPE =
  /^(?:MR[TDI]?|PI|PT|PN|PE|PPN|SS|SSN|NI|NH|NIIP|JHN|HC|MC|MA|MB|SN|SB|SR|PNT|WC|GKV|PKV|KVZ10|NN[A-Z]{3})$/;
const OTHER_TYPE =
  /^(?:VN|AN|AN[A-Z]|ACSN|FILL|PLAC|FI|LN|NPI|PRN|MD|EI|EN|DN|RI|RRI|DEA|UPIN|TAX|XX|SL|MCN|LANR|BSNR|ZANR|UDI|SNO|SID|USID)$/;
/** Ends of systems that number visits, orders, staff and organisations. */
const OTHER_SYSTEM =
  /encounter|visit|\bfall|aufnahme|account|order|accession|specimen|sample|request|claim|practitioner|provider|physician|doctor|staff|employee|user|\bnpi\b|us-npi|lanr|bsnr|\befn\b|\biknr|organi[sz]ation|department|location|device|contract|invoice|document/i;
/** Ends of systems that number people. */
const PERSON_SYSTEM =
  /patient|paciente|paziente|\bmrn|mrn\b|person|member|subscriber|insured|mother|father|mutter|vater|madre|padre|newborn|guardian/i;
/** Types of resources whose own numbers are people's. */
const PEOPLE: ReadonlySet<string> = new Set([
  'Patient',
  'RelatedPerson',
  'Person',
  'FamilyMemberHistory',
  'Coverage',
  'ResearchSubject',
]);
/** Elements of R4 that refer to no person. */
const NOT_PERSON: ReadonlySet<string> = new Set(
  `encounter context partOf basedOn account episodeOfCare specimen device location managingOrganization organization
  serviceProvider insurer facility medicationReference medication request prescription authorizingPrescription
  serviceRequest custodian manufacturer coverage healthcareService questionnaire result imagingStudy diagnosisReference
  condition procedureReference procedure replaces parent hasMember derivedFrom endpoint assigner referral origin
  destination generalPractitioner careManager appointment slot schedule claim claimResponse goal carePlan
  reasonReference diagnosis report`.split(/\s+/),
);
const REFERRED = /^(?:[a-z]+:\/\/.*\/)?([A-Z][A-Za-z]+)[/?]/;
const PERSON_REFERRED = /^(?:Patient|RelatedPerson|Person|Group)$/;

/** How long the value of an Identifier must be to name somebody by itself, by where it stands and what it says. */
export function leastLength(element: FhirElement): LeastLength {
  const { object, key, parent } = element;
  if (parent === null || !key.endsWith('dentifier')) return USUAL;
  const type = asText(parent.object['resourceType']);
  if (type !== null && PEOPLE.has(type)) return PERSONAL;
  if (isUuid(object['value'])) return OWN;
  if (saysPerson(object)) return PERSONAL;
  if (type !== null) return OWN;
  if (key !== 'identifier') return (element.meaning & ABOUT_PERSON) === 0 ? ANYWHERE : PERSONAL;
  if (refersToNoPerson(parent)) return OWN;
  return saysOther(object) ? USUAL : PATIENT;
}

/** UUIDs are nobody else's by chance, and are marks of their own. */
function isUuid(value: Json | undefined): boolean {
  return typeof value === 'string' && value.length === 36 && value[8] === '-' && value[23] === '-';
}

function refersToNoPerson({ object, key }: FhirElement): boolean {
  const reference = REFERRED.exec(asText(object['reference'])?.slice(0, 2000) ?? '')?.[1];
  const type = asText(object['type'])?.replace(/^.*\//, '') ?? reference;
  return type === undefined ? NOT_PERSON.has(key) : !PERSON_REFERRED.test(type);
}

function saysPerson(identifier: JsonObject): boolean {
  const end = systemEnd(identifier);
  if (PERSON_SYSTEM.test(end) && !OTHER_SYSTEM.test(end)) return true;
  if (identifier['type'] === undefined) return false;
  const { codes, texts } = typeOf(identifier);
  if (codes.some((code) => PERSON_TYPE.test(code))) return true;
  return texts.some((text) => (meaningOf(text) & ABOUT_PERSON) !== 0 && !OTHER_SYSTEM.test(text));
}

function saysOther(identifier: JsonObject): boolean {
  if (OTHER_SYSTEM.test(systemEnd(identifier))) return true;
  if (identifier['type'] === undefined) return false;
  const { codes, texts } = typeOf(identifier);
  return codes.some((code) => OTHER_TYPE.test(code)) || texts.some((text) => OTHER_SYSTEM.test(text));
}

function typeOf(identifier: JsonObject): { readonly codes: string[]; readonly texts: string[] } {
  const concepts = asList(identifier['type']).map(asObject);
  const codings = concepts.flatMap((concept) => asList(concept?.['coding']).map(asObject));
  const text = (one: JsonObject | null, key: string): string[] => {
    const found = asText(one?.[key]);
    return found === null ? [] : [found.slice(0, 200)];
  };
  return {
    codes: codings.flatMap((one) => text(one, 'code')),
    texts: [...concepts.flatMap((one) => text(one, 'text')), ...codings.flatMap((one) => text(one, 'display'))],
  };
}

/** The end of an identifier's system, behind its host. */
function systemEnd(identifier: JsonObject): string {
  const system = asText(identifier['system']) ?? '';
  return system.replace(/^https?:\/\/[^/]*/, '').slice(-80);
}
