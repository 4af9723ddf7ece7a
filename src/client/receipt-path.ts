import { type Hex, toHex } from '../core/bytes.ts';
import { inclusionSteps } from '../core/inclusion-steps.ts';
import { leafHash } from '../core/merkle.ts';
import type { OpenedReceipt } from './receipts.ts';

/** How a receipt proves its entry: from the entry's own sum up to the one that the log signed. */
export interface ReceiptPath {
  /** Place of the entry in the log, and how many entries the signed sum covers. */
  readonly index: number;
  readonly size: number;
  /** Sum of the entry. */
  readonly leaf: Hex;
  /** From the entry upwards: what it is put together with, on which side that stands, and what comes of it. */
  readonly steps: readonly { readonly sibling: Hex; readonly side: 'left' | 'right'; readonly sum: Hex }[];
  /** The sum that the log signed: that of the last step, or of an entry that is alone. */
  readonly root: Hex;
}

/** The path of a receipt that was verified, for people to follow. */
export function receiptPath({ entry, bytes, size, path, root }: OpenedReceipt): ReceiptPath {
  const leaf = leafHash(bytes);
  const steps = inclusionSteps(leaf, entry.seq, size, path).map(({ sibling, side, sum }) => ({
    ...{ sibling: toHex(sibling), side },
    sum: toHex(sum),
  }));
  return { index: entry.seq, size, leaf: toHex(leaf), steps, root: toHex(root) };
}
