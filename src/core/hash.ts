import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, utf8 } from './bytes.ts';

const DOMAINS = [
  ...(['owner', 'source', 'row', 'request', 'evidence', 'challenge', 'session', 'media-type'] as const),
  ...(['metadata', 'notice', 'form', 'terms', 'authority', 'organisation', 'group', 'report', 'erasure'] as const),
  ...(['identification'] as const),
  ...(['consent-text', 'consent-salt'] as const),
] as const;

/** Names of the domains in which Custos hashes; each H begins with `custos/<name>/v1\0`. */
export type HashDomain = (typeof DOMAINS)[number];

const PREFIXES = Object.fromEntries(DOMAINS.map((domain) => [domain, utf8(`custos/${domain}/v1\0`)])) as Readonly<
  Record<HashDomain, Bytes>
>;

export function sha256(...parts: readonly Bytes[]): Bytes {
  return nobleSha256(parts.length === 1 && parts[0] !== undefined ? parts[0] : concat(...parts));
}

/** H of docs/formats.md: SHA-256 over the domain string and the parts. The parts must be of fixed width, or the
 *  last one alone of any width, else two inputs could share a hash. */
export function domainHash(domain: HashDomain, ...parts: readonly Bytes[]): Bytes {
  return sha256(concat(domainPrefix(domain), ...parts));
}

/** MUST NOT be changed: it is made once for each domain. */
export function domainPrefix(domain: HashDomain): Bytes {
  return PREFIXES[domain];
}
