import { keccak_256 } from '@noble/hashes/sha3.js';
import { BASE_URL, HOST_TEXT } from './base-url.ts';
import { toHex, utf8 } from './bytes.ts';
import { BASE64URL_32 } from './compact-jws.ts';
import { CustosError } from './errors.ts';
import type { Address } from './ids.ts';

/** A message takes at most this many characters. */
export const MAX_SIGN_IN_CHARACTERS = 4_096;

/** What a Sign-In with Ethereum message (EIP-4361) says. Nothing of it is verified. Times in ms since 1970 UTC. */
export interface SignInMessage {
  readonly domain: string;
  readonly address: Address;
  readonly uri: string;
  readonly chainId: number;
  readonly nonce: string;
  readonly issuedAt: number;
  readonly expires: number;
  readonly notBefore?: number;
  /** RFC 7638 thumbprint of the key that the session is bound to. */
  readonly thumbprint: string;
}

const PREAMBLE = ' wants you to sign in with your Ethereum account:';
const STATEMENT = /^[\w.~:/?#[\]@!$&'()*+,;= -]+$/;
const RESOURCE = '- urn:ietf:params:oauth:jwk-thumbprint:sha-256:';
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/;
const A_TIME = 'a time as 2030-01-31T09:00:00Z or 2030-01-31T09:00:00.000Z';

/** Reads a message by the one grammar that gateway and auditor judge by (formats.md, "Proofs"): EIP-4361 in printable
 *  ASCII, each field in one spelling, `Expiration Time` given and the session's key as the one resource (RFC 9278).
 *  Throws SESSION_INVALID, and says what the field must be. */
export function parseSignIn(message: string): SignInMessage {
  if (message.length > MAX_SIGN_IN_CHARACTERS) throw invalid(`at most ${MAX_SIGN_IN_CHARACTERS} characters`);
  if (!/^[\n -~]*$/.test(message)) throw invalid('printable ASCII in lines that end with a line feed alone');
  const lines = new Lines(message);
  const domain = lines.head();
  const address = lines.address();
  lines.statement();
  const uri = lines.field('URI', BASE_URL, 'the gateway’s address as its challenge names it');
  lines.field('Version', /^1$/, '1');
  const chainId = Number(lines.field('Chain ID', /^[1-9][0-9]{0,15}$/, 'a number without leading zeros'));
  if (chainId >= 2 ** 52) throw invalid('a `Chain ID` below 2^52');
  const nonce = lines.field('Nonce', /^[A-Za-z0-9]{8,64}$/, 'the challenge’s nonce');
  const issuedAt = lines.time('Issued At');
  const expires = lines.time('Expiration Time');
  const notBefore = lines.has('Not Before') ? lines.time('Not Before') : undefined;
  if (lines.has('Request ID')) lines.field('Request ID', /^[\w.~-]{1,64}$/, '1 to 64 letters, digits, -, ., _ or ~');
  const thumbprint = lines.resource();
  const said = { domain, address, uri, chainId, nonce, issuedAt, expires, thumbprint };
  return notBefore === undefined ? said : { ...said, notBefore };
}

class Lines {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(message: string) {
    this.#lines = message.split('\n');
  }

  head(): string {
    const line = this.#next();
    const domain = line.slice(0, -PREAMBLE.length);
    if (line.endsWith(PREAMBLE) && HOST_TEXT.test(domain)) return domain;
    throw invalid(`a first line of the domain in lowercase, without a scheme, and “${PREAMBLE.trim()}”`);
  }

  address(): Address {
    const line = this.#next();
    const lower = line.toLowerCase();
    if (/^0x[0-9a-f]{40}$/.test(lower) && line === checksummed(lower)) return lower as Address;
    throw invalid('a second line of the address in its mixed-case form (EIP-55)');
  }

  /** An empty line, a statement and an empty line; without a statement, two empty lines. */
  statement(): void {
    const [before, statement] = [this.#next(), this.#next()];
    const stands = before === '' && (statement === '' || (STATEMENT.test(statement) && this.#next() === ''));
    if (!stands) throw invalid('two empty lines after the address, or between empty lines one statement');
  }

  has(name: string): boolean {
    return this.#lines[this.#at]?.startsWith(`${name}:`) === true;
  }

  field(name: string, pattern: RegExp, what: string): string {
    const line = this.#next();
    const value = line.slice(name.length + 2);
    if (line.startsWith(`${name}: `) && pattern.test(value)) return value;
    throw invalid(`\`${name}: \` in its place, with ${what}`);
  }

  time(name: string): number {
    const text = this.field(name, TIME, A_TIME);
    const time = Date.parse(text);
    // Date.parse takes a 30th of February, and midnight as hour 24, for the day after.
    const exact = text.length === 24 ? text : text.replace('Z', '.000Z');
    if (time >= 0 && new Date(time).toISOString() === exact) return time;
    throw invalid(`\`${name}: \` in its place, with ${A_TIME}`);
  }

  resource(): string {
    const [title, line] = [this.#next(), this.#next()];
    const thumbprint = line.slice(RESOURCE.length);
    const isLast = this.#at === this.#lines.length;
    if (title === 'Resources:' && line.startsWith(RESOURCE) && BASE64URL_32.test(thumbprint) && isLast)
      return thumbprint;
    throw invalid(`at its end \`Resources:\` and the one line \`${RESOURCE}<thumbprint>\``);
  }

  #next(): string {
    return this.#lines[this.#at++] ?? '';
  }
}

/** An address as wallets write it (EIP-55): a letter is a capital where the hash of the lowercase digits has a nibble of at least 8 in its place. */
export function checksummed(lower: string): string {
  const hash = toHex(keccak_256(utf8(lower.slice(2))));
  const digits = Array.from(lower.slice(2), (digit, i) => ((hash[i + 2] ?? '') >= '8' ? digit.toUpperCase() : digit));
  return `0x${digits.join('')}`;
}

function invalid(what: string): CustosError {
  return new CustosError('SESSION_INVALID', `The sign-in is not accepted: an EIP-4361 message here needs ${what}.`);
}
