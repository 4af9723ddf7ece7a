import { type Bytes, utf8 } from '../core/bytes.ts';
import { decodeEntry, type Entry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import { parseProof, verifyReceipt } from '../core/proof.ts';
import { type GatewayIdentity, logVerifierOf, originOf } from './gateway-identity.ts';

/** A receipt that was verified. */
export interface OpenedReceipt {
  readonly entry: Entry;
  /** Exact bytes of the entry. */
  readonly bytes: Bytes;
  /** Entries of the tree that the log signed. */
  readonly size: number;
  /** Root of that tree. */
  readonly root: Bytes;
  /** Hashes that lead from the entry’s leaf to the root, from its sibling upwards (RFC 6962). */
  readonly path: readonly Bytes[];
}

/** Proves, offline, that the gateway's log signed for the entry in the receipt. Throws PROOF_INVALID, NOTE_INVALID or
 *  SIGNATURE_INVALID where it did not, and PROOF_INVALID where the entry is of another log or place. */
export function openReceipt(receipt: string | Bytes, identity: GatewayIdentity): OpenedReceipt {
  const given = typeof receipt === 'string' ? utf8(receipt) : receipt;
  const policy = { origin: originOf(identity), log: [logVerifierOf(identity)] };
  const { entry: bytes, index, checkpoint } = verifyReceipt(given, policy);
  const entry = decodeEntry(bytes);
  if (entry.ledger === identity.ledger && entry.logId === identity.logId && entry.seq === index) {
    return { entry, bytes, size: checkpoint.size, root: checkpoint.root, path: parseProof(given).path };
  }
  throw new CustosError('PROOF_INVALID', 'The receipt’s entry says that it stands elsewhere. Keep it for an auditor.');
}
