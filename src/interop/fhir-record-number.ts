import { isPlaceholder } from '../core/patient-identifier.ts';
import { isAhead, isPast } from './fhir-date.ts';
import { asList, asObject, asText, type JsonObject } from './fhir-json.ts';

/** Words for whoever is not the patient, as systems write them beside a number that is that person's. */
const RELATIVE =
  /mother|father|(?<!trans)parent(?!er)|guardian|guarantor|spouse|husband|\bwife|sibling|brother|sister|relative|next.?of.?kin|\bnok\b|subscriber|policy.?holder|donor|mutter(?!spr)|(?<!pri)v(?:a|ä|ae)ter|\beltern|vormund|b(?:ü|ue)rge|ehe(?:mann|frau|gatt|partner)|geschwister|bruder|schwester|angeh(?:ö|oe)rig|spender|\bm[èe]re\b|\bp[èe]re\b|tuteur|garant\b|conjoint|madre|padre\b|\bm[ãa]e\b|\bpai\b|\btutor\b|c[oó]nyuge|garante|coniuge|\bmoeder|\bvader|voogd|母|父/iu;
/** Codes of HL7 v3 RoleCode for relatives, as far as they are no code of a kind of number. */
const ROLES: ReadonlySet<string> = new Set(
  'MTH FTH NMTH NFTH GESTM PRN NPRN GUARD GT SPS WIFE HUSB SIB BRO SIS'.split(' '),
);

/** Whether a number is the patient's own: not said to be a relative's, by its type, an extension, or the last part of
 *  its system, and no text that systems write for want of one. */
export function isOwnNumber(identifier: JsonObject): boolean {
  const value = asText(identifier['value']);
  return (
    (value === null || !isPlaceholder(value)) &&
    !wordsOf(identifier).some((word) => RELATIVE.test(word)) &&
    !hasRole(identifier)
  );
}

/** Whether a number is one of the past, or not yet in use, as its `use` or period tells. `now` in milliseconds since
 *  1970 UTC. */
export function isFormerNumber(identifier: JsonObject, now: number): boolean {
  const period = asObject(identifier['period']);
  return useOf(identifier) === 'old' || isPast(asText(period?.['end']), now) || isAhead(asText(period?.['start']), now);
}

/** In lower case: old systems write codes in either. */
export function useOf(identifier: JsonObject): string {
  return (asText(identifier['use']) ?? '').trim().toLowerCase();
}

function wordsOf(identifier: JsonObject): string[] {
  const type = asObject(identifier['type']);
  const codings = codingsOf(type);
  const system = (asText(identifier['system']) ?? '').replace(/[/#]+$/, '');
  return [
    asText(type?.['text']),
    ...codings.map((coding) => asText(coding?.['display'])),
    ...extensionWords(identifier),
    ...extensionWords(type),
    /[^/:#]*$/.exec(system)?.[0] ?? null,
  ].filter((word) => word !== null);
}

/** What extensions are called, and what they say in words; also within each other. */
function extensionWords(element: JsonObject | null): (string | null)[] {
  return asList(element?.['extension'])
    .map(asObject)
    .flatMap((extension) => {
      const concept = asObject(extension?.['valueCodeableConcept']);
      const coding = asObject(extension?.['valueCoding']);
      return [
        /[^/]*$/.exec(asText(extension?.['url']) ?? '')?.[0] ?? null,
        asText(extension?.['valueString']),
        asText(extension?.['valueCode']),
        asText(concept?.['text']),
        ...[coding, ...codingsOf(concept)].map((one) => asText(one?.['display'])),
        ...extensionWords(extension),
      ];
    });
}

function hasRole(identifier: JsonObject): boolean {
  return codingsOf(asObject(identifier['type'])).some(
    (coding) =>
      ROLES.has(asText(coding?.['code']) ?? '') &&
      /RoleCode|role-?code|5\.111|0063/i.test(asText(coding?.['system']) ?? ''),
  );
}

function codingsOf(concept: JsonObject | null): (JsonObject | null)[] {
  return asList(concept?.['coding']).map(asObject);
}
