import type { Json } from '../core/canonical.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';
import { handlesOf, identifierMark, type Mark, normalId, uuidIn } from './fhir-mark.ts';
import { wordsOf } from './fhir-person-name.ts';
import { identifierText, plainReference, searchedIdentifiers } from './fhir-reference.ts';
import { type ContactNumber, numbersIn, numbersInIdentifiers, numbersInText } from './fhir-telecom.ts';

/** Why a Location or Organization is held back before anything else is known: somebody lives there, or it has a
 *  person as its contact. */
export type HeldPlace = 'residence' | 'names-person';

/** What tells a hospital from a home. */
export interface PlaceFacts {
  readonly held: HeldPlace | null;
  /** Whether it is coded as a place of an institution, or as an institution. */
  readonly institution: boolean;
  /** Whether it is called as persons are. */
  readonly person: boolean;
  /** Names, aliases and description, each as words. */
  readonly names: readonly (readonly string[])[];
  /** Of itself, its contacts and what it contains. */
  readonly addresses: readonly string[];
  readonly numbers: readonly ContactNumber[];
  /** The same names with the spelling of streets that addresses have. */
  readonly streets: readonly (readonly string[])[];
  /** By what others may name it. */
  readonly handles: readonly Mark[];
  /** Places and organisations above it. */
  readonly above: readonly Mark[];
}

/** Where people live, in whatever system: PTRES is of HL7 v3 RoleCode, the others are seen in exports. */
const RESIDENCE_CODES = new Set(
  'PTRES HOME HOUSE HOUSEHOLD RESIDENCE PRIVATE-RESIDENCE PATIENT-HOME PATIENTHOME FAMILY'.split(' '),
);
/** SNOMED CT: home; client's or patient's home (both as environment). */
const RESIDENCE_CONCEPTS = new Set(['264362003', '394778007']);
const HOUSE = 'ho';
const ADDRESSES = new Set(['address', 'valueAddress']);
const TELECOMS = new Set(['telecom', 'valueContactPoint']);
/** Words that an address has at the least: street, number, town. */
const MIN_ADDRESS = 3;
const CARE_OF = /^\s*(?:c\s?\/\s?o\b|℅|z\.?\s?hd|attn\b|bei\b|chez\b)/i;
const HOUSE_NUMBER = /^\d+[a-z]?$/;
const STREETS: Readonly<Record<string, string>> = {
  street: 'st',
  road: 'rd',
  avenue: 'ave',
  lane: 'ln',
  drive: 'dr',
  strasse: 'str',
  calle: 'c',
};
/** Place of Service codes of CMS, in which 12 is the patient's home. */
const PLACE_OF_SERVICE = /place-?of-?service|2\.16\.840\.1\.113883\.(?:6\.50|15\.3)$/i;
/** Physical types that homes do not have. */
const ROOMS = new Set(['wi', 'wa', 'lvl', 'co', 'ro', 'bd', 've', 'ca']);
const PHYSICAL_TYPE = /physical-?type/i;
/** Systems whose codes are of institutions: RoleCode, CDC's service locations. */
const INSTITUTIONS = /RoleCode|2\.16\.840\.1\.113883\.5\.111$|hsloc|2\.16\.840\.1\.113883\.6\.259$/i;
/** Codes of RoleCode that may be anywhere: sites of work, accidents and communities. */
const ANYWHERE = new Set(['WORK', 'ACC', 'COMM']);
/** Types of organisations that people and families do not have; payers, businesses and others may be anybody. */
const ORGANISATION_TYPE = /organization-type/i;
const ORGANISATIONS = new Set(['prov', 'dept', 'team', 'govt', 'ins', 'edu', 'reli', 'crs']);

const PATIENTS_HOME =
  /\b(?:patient['’]?s?|client['’]?s?|resident['’]?s|own|private) (?:own |private )?(?:home|house|residence|dwelling|flat|apartment|address)\b|\bpatientenwohnung|\bprivat(?:wohnung|adresse|haushalt|anschrift)|\bdomicile (?:du|de la) patiente?\b|\bdomicilio del? paciente\b/iu;
const HOMES =
  /\b(?:home|residence|house|flat|apartment) of\b|\bhouse ?hold\b|\b(?:home|family) address\b|\bwohnung\b|\bzuhause\b|\bhaushalt\b|\bwohnsitz\b|\bdomicile\b|\bdomicilio\b|\bchez (?:m|l[ea] |son |sa )|\beigenheim\b|\bzu ?hause\b|\bhausbesuch|\bwohnort\b|\bvivienda\b|\bhogar d|\bcasa d|\bmaison d[eu] |\bthuis\b/iu;
const ALONE =
  /^(?:home|house|residence|residential|household|family|haus|wohnung|familie|haushalt|maison|casa|hogar)$/i;
const FAMILIES =
  /^(?:familie|famille|familia|família|fam\.) \p{L}|^(?:the )?(?!holy|sacred)[\p{L}.'’-]+(?: [\p{L}.'’-]+)? (?:family|household)$/iu;
/** A family's house, in Japanese, Chinese and Korean. */
const FAMILY_HOUSES =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー々 ]{1,12}(?:(?<![の之国國門专專])家|宅|邸|様)$|^\p{sc=Hangul}{1,5} ?(?:씨 ?)?(?:댁|가족)$/u;
const CALLED_AS_PERSON =
  /^(?:Mr|MR|Mrs|MRS|Ms|MS|Miss|Herr|Frau|Mme|Mlle|Señora?|Signora?)\.? \p{Lu}|^(?:\p{Lu}\. ?)+\p{Lu}[\p{L}'’-]+$|^\p{Lu}[\p{L}'’-]+, (?:\p{Lu}\. ?)+$/u;
const INSTITUTION_WORDS =
  /hospital|spital|clinic|klinik|clinique|cent(?:er|re|rum)|zentrum|nursing|\bcare\b|pflege|hospice|hospiz|pharmac|apothe|practice|praxis|surgery|agency|service|school|schule|children|kinder|veteran|innocents|senior|alten|shelter|rehab|foundation|stiftung|health|\bcura\b|salu[dt]|sant[eé](?!\p{L})|retraite|\brepos\b|ancianos|mayores/iu;

const COMPANY = /\b(?:gmbh|ag|kg|se|inc|llc|ltd|corp|sa|srl|spa|bv|nv|plc|oy|company|werke?|pharma\w*|labor\w*)\b/;

/** The facts of a Location or Organization. */
export function placeFacts(resource: JsonObject, type: string, id: string): PlaceFacts {
  const texts = [...asList(resource['name']), ...asList(resource['alias']), ...asList(resource['description'])]
    .map(asText)
    .filter((text) => text !== null);
  const kinds = [...asList(resource['type']), ...asList(resource['physicalType']), ...asList(resource['form'])];
  const identifiers = asList(resource['identifier'])
    .map(asObject)
    .filter((one) => one !== null);
  const person = texts.some((text) => CALLED_AS_PERSON.test(text.trim()) && !hasInstitutionWord(text));
  return {
    held: heldPlace(resource, texts, kinds) ?? (person ? 'names-person' : null),
    institution: kinds.some((kind) => isInstitution(kind)),
    person,
    names: texts.map(wordsOf).filter((words) => words.length > 0),
    addresses: [...new Set(elementsNamed(resource, ADDRESSES).flatMap(addressTexts))],
    numbers: [
      ...new Set([
        ...numbersIn(elementsNamed(resource, TELECOMS)),
        ...numbersInIdentifiers(identifiers),
        ...texts.flatMap(numbersInText),
      ]),
    ],
    streets: texts.map(streetWords).filter((words) => words.length > 0),
    handles: handlesOf(type, id, identifiers),
    above: ['managingOrganization', 'partOf'].flatMap((name) => placeMarks(resource[name])),
  };
}

/** Addresses as they are compared: street and town, or street and postal code, or street alone where no town is said;
 *  and all words in order of letters, since some systems write one text. Without a street, or a text with a number,
 *  there is none. */
export function addressesOf(resource: JsonObject): string[] {
  return asList(resource['address'])
    .map(asObject)
    .flatMap((address) => (address === null ? [] : addressTexts(address)));
}

function addressTexts(address: JsonObject): string[] {
  const streets = streetsOf(address);
  const text = streetWords(asText(address['text']) ?? '');
  const [city, district, code] = ['city', 'district', 'postalCode'].map((name) => {
    const town = address[name];
    return wordsOf(typeof town === 'number' ? String(town) : (asText(town) ?? ''));
  }) as [string[], string[], string[]];
  const town = city.length > 0 ? city : district; // as a county, a district holds many a street of one name
  const whole = [text, ...streets.map((street) => [...street, ...town, ...code])].filter(
    (words) => words.length >= MIN_ADDRESS,
  );
  const texts = whole.filter((words) => /\d/.test(words.join(''))).map((words) => `=${words.toSorted().join(' ')}`);
  const towns = [town, code].filter((words) => words.length > 0);
  return [
    ...texts,
    ...streets.flatMap((street) => towns.map((words) => `${street.join(' ')}/${words.join(' ')}`)),
    ...streets
      .filter((street) => towns.length === 0 && isHouseInStreet(street))
      .map((street) => `${street.join(' ')}/`),
  ];
}

/** Street and number in each way that an address tells them: all lines, those that hold both, and parts in extensions.
 *  The number stands at the end. */
function streetsOf(address: JsonObject): string[][] {
  const lines = asList(address['line']).map((line) => asText(line) ?? '');
  const own = lines.filter((line) => !CARE_OF.test(line)).map(streetWords);
  const parts = asList(address['_line']).map((line) => streetInParts(asObject(line)));
  const streets = [lines.flatMap(streetWords), own.flat(), own.filter(isHouseInStreet).flat(), ...parts].map(
    numberLast,
  );
  return [...new Map(streets.filter((words) => words.length > 0).map((words) => [words.join(' '), words])).values()];
}

/** Street and number as ISO 21090 parts them (extensions `iso21090-ADXP-…`). */
function streetInParts(line: JsonObject | null): string[] {
  const parts = new Map<string, string>();
  for (const extension of asList(line?.['extension']).map(asObject)) {
    const [, part] = /iso21090-ADXP-(\w+)$/.exec(asText(extension?.['url']) ?? '') ?? [];
    if (part !== undefined) parts.set(part, asText(extension?.['valueString']) ?? '');
  }
  const street = parts.get('streetName') ?? `${parts.get('streetNameBase') ?? ''} ${parts.get('streetNameType') ?? ''}`;
  return streetWords(`${street} ${parts.get('houseNumber') ?? parts.get('houseNumberNumeric') ?? ''}`);
}

function isHouseInStreet(words: readonly string[]): boolean {
  return /^(?=.*\d).*\p{L}/u.test(words.join(' '));
}

function numberLast(words: string[]): string[] {
  const [first = '', ...others] = words;
  return others.length > 0 && HOUSE_NUMBER.test(first) ? [...others, first] : words;
}

/** A street in both orders in which names of places write it; empty where it tells no house. */
export function streetSpellings(street: string): string[] {
  const words = street.split(' ');
  if (!isHouseInStreet(words)) return [];
  const last = words.at(-1) ?? '';
  return HOUSE_NUMBER.test(last) ? [street, [last, ...words.slice(0, -1)].join(' ')] : [street];
}

/** Elements of these names at any depth: of contacts, of what is contained, of extensions. */
function elementsNamed(value: Json, names: ReadonlySet<string>): JsonObject[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => elementsNamed(one as Json, names));
  return Object.entries(value as JsonObject).flatMap(([key, member]) => {
    const own = names.has(key) ? asList(member).flatMap(asList).map(asObject) : [];
    return [...own.filter((one) => one !== null), ...elementsNamed(member, names)];
  });
}

/** Words of an address, with one spelling for streets: `Beispiel Straße` is `Beispielstr.` */
function streetWords(text: string): string[] {
  const words: string[] = [];
  for (const word of wordsOf(text)) {
    const plain = STREETS[word] ?? word.replace(/(?<=.)strass$|(?<=.)strasse$/, 'str');
    const before = words.at(-1);
    if (plain === 'str' && before !== undefined && !/\d/.test(before)) words[words.length - 1] = `${before}str`;
    else words.push(plain);
  }
  return words;
}

function heldPlace(resource: JsonObject, texts: readonly string[], kinds: readonly Json[]): HeldPlace | null {
  const physical = asList(resource['physicalType']);
  if (asList(resource['address']).some((address) => asObject(address)?.['use'] === 'home')) return 'residence';
  if (kinds.some(isResidence) || physical.some(isHouse) || texts.some(isHomeName)) return 'residence';
  const contacts = asList(resource['contact']).map(asObject);
  return contacts.some((contact) => asList(contact?.['name']).some(isName)) ? 'names-person' : null;
}

function isHomeName(text: string): boolean {
  if (PATIENTS_HOME.test(text) || ALONE.test(text.trim())) return true;
  if (FAMILY_HOUSES.test(text.normalize('NFKC').trim())) return true;
  return (HOMES.test(text) || FAMILIES.test(text.trim())) && !hasInstitutionWord(text);
}

/** Whether a name says what homes are not: hospital, practice, nursing and the like. */
export function hasInstitutionWord(text: string): boolean {
  return INSTITUTION_WORDS.test(text);
}

/** Whether a name, as words, says a company. */
export function isCompany(text: string): boolean {
  return COMPANY.test(text);
}

function isName(name: Json): boolean {
  if (typeof name === 'string') return name.trim() !== '';
  const object = asObject(name);
  return ['family', 'given', 'text', '_family', '_given'].some((key) => object?.[key] !== undefined);
}

function isResidence(kind: Json): boolean {
  if (typeof kind === 'string') return RESIDENCE_CODES.has(kind.trim().toUpperCase());
  const concept = asObject(kind);
  if (isResidenceText(asText(concept?.['text']))) return true;
  return codingsOf(concept).some((coding) => {
    const system = asText(coding['system']) ?? '';
    const code = asText(coding['code'])?.trim() ?? '';
    if (RESIDENCE_CODES.has(code.toUpperCase()) || RESIDENCE_CONCEPTS.has(code)) return true;
    if (PLACE_OF_SERVICE.test(system) && code === '12') return true;
    return (PHYSICAL_TYPE.test(system) && isHouse(coding)) || isResidenceText(asText(coding['display']));
  });
}

function isHouse(kind: Json): boolean {
  return codingsOf(asObject(kind)).some((coding) => asText(coding['code'])?.trim().toLowerCase() === HOUSE);
}

/** Whether the text of a type says a home: by a phrase, or by one word that stands alone. */
function isResidenceText(text: string | null): boolean {
  if (text === null) return false;
  return PATIENTS_HOME.test(text) || HOMES.test(text) || ALONE.test(text.trim());
}

function isInstitution(kind: Json): boolean {
  return codingsOf(asObject(kind)).some((coding) => {
    const system = asText(coding['system']) ?? '';
    const code = asText(coding['code'])?.trim() ?? '';
    if (code === '') return false;
    if (PHYSICAL_TYPE.test(system)) return ROOMS.has(code.toLowerCase());
    if (ORGANISATION_TYPE.test(system)) return ORGANISATIONS.has(code.toLowerCase());
    return INSTITUTIONS.test(system.replace(/\/+$/, '')) && !ANYWHERE.has(code.toUpperCase());
  });
}

/** The codings of a CodeableConcept, or the Coding itself. */
function codingsOf(concept: JsonObject | null): JsonObject[] {
  if (concept === null) return [];
  const codings = concept['coding'] === undefined ? [concept] : asList(concept['coding']);
  return codings.map(asObject).filter((coding) => coding !== null);
}

function placeMarks(element: Json | undefined): Mark[] {
  const object = asObject(element);
  const marks: Mark[] = [];
  const identifier = identifierText(object?.['identifier']);
  if (identifier !== null) marks.push(identifierMark(identifier));
  const reference = plainReference(asText(object?.['reference']) ?? '');
  for (const found of searchedIdentifiers(reference.slice(reference.indexOf('?') + 1)))
    marks.push(identifierMark(found));
  const uuid = uuidIn(reference);
  if (uuid !== null) marks.push(`uuid:${uuid}`);
  const [, type, id] = /(?:^|\/)(Organization|Location)\/([A-Za-z0-9.-]{1,64})(?=[/?]|$)/.exec(reference) ?? [];
  if (type !== undefined && id !== undefined) marks.push(`${type}/${normalId(id)}`);
  return marks;
}
