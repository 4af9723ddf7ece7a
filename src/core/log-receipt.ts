import type { Bytes } from './bytes.ts';
import { cosignatureVerifier } from './cosignature.ts';
import type { SignatureCheck } from './ed25519.ts';
import { decodeEntry, type Entry } from './entry.ts';
import { CustosError } from './errors.ts';
import { type Ledger, type LogId, logOrigin } from './ids.ts';
import { type Receipt, verifyReceipt } from './proof.ts';
import { ed25519Verifier } from './verifier-key.ts';

export interface ReceiptAnchor {
  readonly ledger: Ledger;
  readonly logId: LogId;
  /** Verifier keys that the chain names for the log, oldest first; see `keysAt`. */
  readonly keys: readonly { readonly fromSize: number; readonly verifierKey: string }[];
  readonly witnesses?: readonly string[];
  /** What verifies signatures; the portable one unless said. */
  readonly ed25519?: (publicKey: Bytes) => SignatureCheck;
}

export interface VerifiedReceipt extends Receipt {
  readonly decoded: Entry;
}

/** The keys, oldest first, that count for a tree of that size: each from its size on, up to that at which the next one took
 *  over. */
export function keysAt<Key extends { readonly fromSize: number }>(keys: readonly Key[], size: number): readonly Key[] {
  return keys.filter(({ fromSize }, i) => fromSize <= size && size <= (keys[i + 1]?.fromSize ?? size));
}

/** Proves offline that the log signed for the entry in the receipt, and that the entry stands where it says. Throws
 *  PROOF_INVALID, NOTE_INVALID, SIGNATURE_INVALID, or INPUT_INVALID for an entry that is none of this log. */
export function checkReceipt(bytes: Bytes, anchor: ReceiptAnchor): VerifiedReceipt {
  const origin = logOrigin(anchor.ledger, anchor.logId);
  const { ed25519 } = anchor;
  const witnesses = (anchor.witnesses ?? []).map((key) => cosignatureVerifier(key, ed25519));
  const open = (keys: ReceiptAnchor['keys']) =>
    verifyReceipt(bytes, {
      origin,
      log: keys.map(({ verifierKey }) => ed25519Verifier(verifierKey, ed25519)),
      witnesses,
    });
  const { size } = open(anchor.keys).checkpoint;
  const receipt = open(keysAt(anchor.keys, size));
  const decoded = decodeEntry(receipt.entry);
  if (decoded.seq !== receipt.index || decoded.logId !== anchor.logId) {
    throw new CustosError('PROOF_INVALID', 'The receipt’s entry says that it stands elsewhere.');
  }
  return { ...receipt, decoded };
}
