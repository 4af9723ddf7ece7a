import { toHex, utf8 } from '../core/bytes.ts';
import { domainHash } from '../core/hash.ts';
import type { Digest } from '../core/ids.ts';

/** What stands on chain for a form, a report or a call: the digest of its reference. */
export function formOf(reference: string): Digest {
  return toHex(domainHash('form', utf8(reference))) as Digest;
}
