import type { Bytes } from '../../core/bytes.ts';
import { cosignatureVerifier } from '../../core/cosignature.ts';
import { decodeEntry, type Entry } from '../../core/entry.ts';
import { CustosError } from '../../core/errors.ts';
import { type Ledger, type LogId, logOrigin } from '../../core/ids.ts';
import { type Receipt, verifyReceipt } from '../../core/proof.ts';
import { ed25519Verifier } from '../../core/verifier-key.ts';
import { keysAt } from './log-keys.ts';

export interface ReceiptAnchor {
  readonly ledger: Ledger;
  readonly logId: LogId;
  /** Verifier keys that the chain names for the log, oldest first; see `keysAt`. */
  readonly keys: readonly { readonly fromSize: number; readonly verifierKey: string }[];
  readonly witnesses?: readonly string[];
}

export interface VerifiedReceipt extends Receipt {
  readonly decoded: Entry;
}

/** Proves offline that the log signed for the entry in the receipt, and that the entry stands where it says. Throws
 *  PROOF_INVALID, NOTE_INVALID, SIGNATURE_INVALID, or INPUT_INVALID for an entry that is none of this log. */
export function checkReceipt(bytes: Bytes, anchor: ReceiptAnchor): VerifiedReceipt {
  const origin = logOrigin(anchor.ledger, anchor.logId);
  const witnesses = (anchor.witnesses ?? []).map((key) => cosignatureVerifier(key));
  const open = (keys: ReceiptAnchor['keys']) =>
    verifyReceipt(bytes, { origin, log: keys.map(({ verifierKey }) => ed25519Verifier(verifierKey)), witnesses });
  const { size } = open(anchor.keys).checkpoint;
  const receipt = open(keysAt(anchor.keys, size));
  const decoded = decodeEntry(receipt.entry);
  if (decoded.seq !== receipt.index || decoded.logId !== anchor.logId) {
    throw new CustosError('PROOF_INVALID', 'The receipt’s entry says that it stands elsewhere.');
  }
  return { ...receipt, decoded };
}
