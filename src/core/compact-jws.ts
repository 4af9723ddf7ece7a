import type { Json } from './canonical.ts';
import { CustosError } from './errors.ts';

/** The parts of a compact JWS (RFC 7515) as they stand in its text. */
export interface CompactJws {
  readonly header: Json;
  readonly payload: Json;
  /** What the signature is over: header and payload in base64url, joined by a dot. */
  readonly signed: string;
  /** base64url. */
  readonly signature: string;
}

/** base64url whose spare bits are zero, without padding: every byte string has one spelling (RFC 4648 §3.5). */
const BASE64URL = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;
/** The same for 32 bytes: a SHA-256, a thumbprint, a coordinate of P-256. */
export const BASE64URL_32: RegExp = /^[\w-]{42}[AEIMQUYcgkosw048]$/;
const PRINTABLE = /^[ -~]*$/;

/** Reads one spelling of a compact JWS alone, so that no two readers differ over a text: base64url without padding or
 *  spare bits, and JSON as ECMAScript writes it (RFC 8785 but for the order of members) in printable ASCII, which has no
 *  white space, no member twice and one form of a number. Nothing is verified. Throws ENCODING_INVALID. */
export function parseCompactJws(text: string): CompactJws {
  const [header, payload, signature, ...rest] = text.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    throw invalid('it must be a compact JWS, three parts joined by dots');
  }
  for (const part of [header, payload, signature]) {
    if (!BASE64URL.test(part))
      throw invalid('its parts must be base64url without padding and with zeros as spare bits');
  }
  return {
    header: readJson(header, 'header'),
    payload: readJson(payload, 'payload'),
    signed: `${header}.${payload}`,
    signature,
  };
}

function readJson(part: string, name: string): Json {
  const text = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
  const value = PRINTABLE.test(text) ? parsed(text) : undefined;
  if (value !== undefined) return value;
  throw invalid(`its ${name} must be JSON in ASCII without white space, double members or other forms of a number`);
}

/** Undefined where ECMAScript would have written the value in another way. */
function parsed(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    // Not JSON.
    return undefined;
  }
}

function invalid(why: string): CustosError {
  return new CustosError('ENCODING_INVALID', `${why}.`);
}
