import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, utf8 } from './bytes.ts';

/** Names of the domains in which Custos hashes; each H begins with `custos/<name>/v1\0`. */
export type HashDomain =
  | 'owner'
  | 'source'
  | 'row'
  | 'request'
  | 'evidence'
  | 'challenge'
  | 'session'
  | 'media-type'
  | 'metadata'
  | 'notice'
  | 'form'
  | 'terms'
  | 'authority'
  | 'organisation'
  | 'report'
  | 'erasure';

export function sha256(...parts: readonly Bytes[]): Bytes {
  return nobleSha256(parts.length === 1 && parts[0] !== undefined ? parts[0] : concat(...parts));
}

/** H of docs/formats.md: SHA-256 over the domain string and the parts. The parts must be of fixed width, or the
 *  last one alone of any width, else two inputs could share a hash. */
export function domainHash(domain: HashDomain, ...parts: readonly Bytes[]): Bytes {
  return sha256(concat(domainPrefix(domain), ...parts));
}

export function domainPrefix(domain: HashDomain): Bytes {
  return utf8(`custos/${domain}/v1\0`);
}
