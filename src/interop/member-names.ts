/** What the name of a member says of what the member holds: bits of `kindOfMember`. */
export const RESOURCE_TYPE = 1;
export const TYPE = 2;
export const VALUE = 4;
export const SYSTEM = 8;
export const CODE = 16;
export const DISPLAY = 32;
export const UNIT = 64;
export const REFERENCE = 128;
export const CONTENT_TYPE = 256;
export const CONFIDENTIALITY = 512;
export const SECURITY = 1024;
/** Somebody's date of birth, or a name as a value. */
export const BIRTH = 2 ** 11;
/** Sentences, which people or machines write. */
export const PROSE = 2 ** 12;
/** What base64 packs. */
export const PACKED = 2 ** 13;
/** A person's number without its system. */
export const NUMBER = 2 ** 14;
export const VALUE_TEXT = 2 ** 15;
/** What may be a person's number without quotes. */
export const VALUE_NUMBER = 2 ** 16;
/** What a CodeableConcept, Coding, Reference or ContactPoint says where it is a value. */
export const WITHIN_VALUE = 2 ** 17;
export const DIAGNOSIS = 2 ** 18;
/** Parts of what people and streets are called. */
export const ADDRESSEE = 2 ** 19;
/** None of what a Coding or a Quantity of a system has. */
export const OTHER = 2 ** 20;

const PROSE_NAME =
  /^(?:display|div|title|topic|summary|details?|description|conclusion|comments?|reason|instructions?|answerString)$|(?:text|String|Markdown|Instruction|Description|Interpretation)$/i;
const KINDS = new Map<string, number>();
const NAMES: readonly (readonly [kind: number, names: string])[] = [
  [RESOURCE_TYPE, 'resourceType'],
  [TYPE, 'type'],
  [VALUE, 'value'],
  [SYSTEM, 'system'],
  [CODE, 'code'],
  [DISPLAY, 'display'],
  [UNIT, 'unit'],
  [REFERENCE, 'reference'],
  [CONTENT_TYPE, 'contentType'],
  [CONFIDENTIALITY, 'confidentiality'],
  [SECURITY, 'security securityLabel'],
  [BIRTH, 'birthDate bornDate valueHumanName'],
  [PACKED, 'data query valueBase64Binary'],
  [NUMBER, 'subscriberId altId'],
  [
    VALUE_TEXT,
    `valueString valueId valueUri valueUrl valueCode valueMarkdown valueOid valueUuid valueCanonical
    valueInteger64`,
  ],
  [VALUE_NUMBER, 'valueInteger valuePositiveInt valueUnsignedInt valueDecimal valueInteger64'],
  [WITHIN_VALUE, 'text code display value'],
  [
    DIAGNOSIS,
    `diagnosis diagnosisCodeableConcept reason reasonCode reasonCodeableConcept reasonNotPerformed indication condition
    conditionCodeableConcept problem finding itemCodeableConcept complication conclusionCode evidence manifestation
    outcomeCodeableConcept event`,
  ],
  [ADDRESSEE, 'family given line city postalCode'],
];
for (const [kind, names] of NAMES)
  for (const name of names.split(/\s+/)) KINDS.set(name, (KINDS.get(name) ?? 0) | kind);

const NO_OTHER = SYSTEM | CODE | DISPLAY | UNIT | VALUE;

/** Bits of what the name of a member says. */
export function kindOfMember(name: string): number {
  const kind = (KINDS.get(name) ?? 0) | (PROSE_NAME.test(name) ? PROSE : 0);
  return (kind & NO_OTHER) === 0 ? kind | OTHER : kind;
}
