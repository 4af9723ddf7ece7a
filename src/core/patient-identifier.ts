import { utf8 } from './bytes.ts';
import { CustosError } from './errors.ts';

/** Bytes of UTF-8 that the normal form of an identifier may have. */
export const MAX_IDENTIFIER_BYTES = 1024;

/** The normal form, or what is wrong with the text: completes "the identifier …" and holds nothing of it. */
export type ReadIdentifier =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string };

const OUTER = '[\\s\\p{Cf}]';
const ENDS = new RegExp(`^${OUTER}+|${OUTER}+$`, 'gu');
/** Control characters, characters without a shape of their own, halves of surrogate pairs, and what decoders write
 *  for bytes that they could not read: texts that look alike, or were alike, must not be told apart or mixed up. */
const UNUSABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffd]/u;
const OID = /^(?:urn:)?(?:oid:)?([0-2](?:\.(?:0|[1-9]\d*))+)$/i;
/** Values that are URNs of which no letter's case counts (RFC 9562, RFC 3061). */
const CASELESS_URN = /^urn:(?:uuid|oid):.*/i;
/** A URL that is spelled in its normal form already, as nearly all are: parsing it would take far longer. A host whose
 *  last label begins with a digit is an address, and one with `xn--` has rules of its own. */
const SPELLED_URL =
  /^https?:\/\/(?!.*xn--)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?(?:\/[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)+$/;
/** Letters, digits and signs as East Asian keyboards write them, but for the bar, which ends a system. */
const FULL_WIDTH = /[\uff01-\uff5b\uff5d\uff5e]/g;
const FULL_WIDTH_SHIFT = 0xfee0;
/** What systems write for want of a number, without blanks and signs. */
const WORDS_FOR_NONE =
  /^(?:unknown|unk|unkn|na|nan|notapplicable|notavailable|notknown|notassigned|unassigned|none|no(?:mrn|number|id)?|nil|null|undefined|missing|empty|blank|test|testpatient|dummy|tbd|todo|pending|anonymous|anonym|anon|unbekannt|unbek|keine?|ohne|fehlt|leer|inconnue?|aucune?|desconocid[oa]|ningun[oa]|ninguna|sconosciut[oa]|nessun[oa]?|onbekend|geen|desconhecid[oa]|mrn|patient)$/;
/** Zeros alone, or one character again and again. */
const ONE_CHARACTER = /^(?:0+|(\p{L})\1{2,}|(.)\2{3,})$/u;
/** What spreadsheets make of a long number: 1.23457E+15, or 1,23457E+15. */
const ROUNDED = /^\d(?:[.,]\d+)?e\+\d{2,3}$/i;
const UNRESERVED = /^[A-Za-z0-9._~-]$/;

/** Object identifiers of systems that have a URL too, as the registries of naming systems pair them
 *  (terminology.hl7.org, those of the NHS and of Nictiz). */
const URL_OF_OID: Readonly<Record<string, string>> = {
  '2.16.840.1.113883.4.1': 'http://hl7.org/fhir/sid/us-ssn',
  '2.16.840.1.113883.4.6': 'http://hl7.org/fhir/sid/us-npi',
  '2.16.840.1.113883.4.572': 'http://hl7.org/fhir/sid/us-medicare',
  '2.16.840.1.113883.4.927': 'http://hl7.org/fhir/sid/us-mbi',
  '2.16.840.1.113883.2.1.4.1': 'https://fhir.nhs.uk/Id/nhs-number',
  '2.16.840.1.113883.2.4.6.3': 'http://fhir.nl/fhir/NamingSystem/bsn',
};

/** The one spelling of a patient's identifier `system|value` by which it is compared, indexed and enrolled anywhere in
 *  Custos. Unicode NFC, full-width letters and digits as plain ones; no white space or invisible characters at the
 *  ends of system and value; any space within is U+0020; the system as `normalSystem` spells it. The first `|` ends the system; a text without one has none. Applying
 *  it twice changes nothing. */
export function readIdentifier(text: string): ReadIdentifier {
  const composed = narrowed(text.normalize('NFC'));
  const bar = composed.indexOf('|');
  const value = trimmed(composed.slice(bar + 1)).replace(CASELESS_URN, (urn) => urn.toLowerCase());
  const system = bar === -1 ? '' : normalSystem(composed.slice(0, bar));
  if (value === '') return { ok: false, problem: 'is empty' };
  if (UNUSABLE.test(value) || UNUSABLE.test(system)) {
    return { ok: false, problem: 'holds a control character, an invisible one or one that could not be decoded' };
  }
  const normal = `${system}|${value}`.normalize('NFC');
  if (utf8(normal).length > MAX_IDENTIFIER_BYTES) {
    return { ok: false, problem: `has more than ${MAX_IDENTIFIER_BYTES} bytes` };
  }
  return { ok: true, text: normal };
}

/** As `readIdentifier`. Throws INPUT_INVALID. */
export function normalIdentifier(text: string): string {
  const read = readIdentifier(text);
  if (read.ok) return read.text;
  throw new CustosError('INPUT_INVALID', `The identifier of a patient ${read.problem}. Give it as system|value.`);
}

/** The system of an identifier in normal form; empty for none. */
export function systemOf(identifier: string): string {
  return identifier.slice(0, identifier.indexOf('|'));
}

/** One spelling for each system: object identifiers as `urn:oid:` (or as the URL that a registry pairs with them), URLs
 *  as `normalUrl`, other URNs with scheme and namespace in lower case (RFC 8141, 3.1). */
export function normalSystem(system: string): string {
  const text = trimmed(narrowed(system.normalize('NFC')));
  const [, oid] = OID.exec(text) ?? [];
  if (oid !== undefined) return URL_OF_OID[oid] ?? `urn:oid:${oid}`;
  if (/^https?:/i.test(text)) return normalUrl(text);
  if (/^urn:uuid:/i.test(text)) return text.toLowerCase();
  return text.replace(/^urn:[a-z0-9][a-z0-9-]*:/i, (head) => head.toLowerCase());
}

/** One spelling for each http(s) URL (RFC 3986, 6.2.2 and 6.2.3): scheme and host in lower case, without default port
 *  and trailing slashes, percent encoding only where it is needed. A text that is none stays as it is. */
export function normalUrl(text: string): string {
  if (SPELLED_URL.test(text)) return text;
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return text;
  let url = new URL(text).href.replace(/\/+$/, '');
  for (let before = ''; before !== url; ) {
    before = url;
    url = url.replace(/%[0-9a-f]{2}/gi, unescaped); // what one pass lays bare, the next one sees
  }
  return url;
}

/** Whether a value that has a normal form is no number but says that there is none: it would make one person of
 *  everybody who has none. */
export function isPlaceholder(value: string): boolean {
  if (!readIdentifier(`|${value}`).ok) return false;
  const plain = value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
  return plain === '' || WORDS_FOR_NONE.test(plain) || ONE_CHARACTER.test(plain);
}

/** Why the value of an identifier in normal form is no number of one person, undefined where it may be: completes "the identifier …". */
export function noNumberIn(identifier: string): string | undefined {
  const value = identifier.slice(identifier.indexOf('|') + 1);
  if (ROUNDED.test(value)) {
    return 'was rounded by a spreadsheet, which leaves several patients one number: make its column text there, and fill it anew';
  }
  return isPlaceholder(value) ? 'says that there is none' : undefined;
}

function narrowed(text: string): string {
  return text.replace(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - FULL_WIDTH_SHIFT));
}

function unescaped(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return UNRESERVED.test(character) ? character : encoded.toUpperCase();
}

function trimmed(text: string): string {
  return text.replace(ENDS, '').replace(/\p{Zs}/gu, ' ');
}
