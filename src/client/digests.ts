import { toHex, utf8 } from '../core/bytes.ts';
import { domainHash } from '../core/hash.ts';
import type { Digest } from '../core/ids.ts';

/** What stands on chain for a form, a report or a call: the digest of its reference. */
export function formDigest(reference: string): Digest {
  return digestOf('form', reference);
}

/** What stands on chain for the reason why a permit, a dataset or a version was ended. */
export function reasonDigest(reason: string): Digest {
  return digestOf('report', reason);
}

/** What stands on chain for the text of a data use agreement. */
export function agreementDigest(agreement: string): Digest {
  return digestOf('terms', agreement);
}

/** What stands on chain, and in declared facts, for the decision of an authority, such as an ethics approval: the digest of
 *  its reference. */
export function decisionDigest(reference: string): Digest {
  return digestOf('authority', reference);
}

/** What is hashed is UTF-8, and taken to the letter: blanks and line ends count. */
function digestOf(what: Parameters<typeof domainHash>[0], given: string): Digest {
  return toHex(domainHash(what, utf8(given))) as Digest;
}
