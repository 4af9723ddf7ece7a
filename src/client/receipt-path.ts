import { type Hex, toHex, utf8 } from '../core/bytes.ts';
import { inclusionSteps } from '../core/inclusion-steps.ts';
import { leafHash } from '../core/merkle.ts';
import { parseProof } from '../core/proof.ts';
import type { GatewayIdentity } from './gateway-identity.ts';
import { openReceipt } from './receipts.ts';

/** How a receipt proves its entry: from the entry's own sum up to the one that the log signed. */
export interface ReceiptPath {
  /** Place of the entry in the log, and how many entries the signed sum covers. */
  readonly index: number;
  readonly size: number;
  /** Sum of the entry. */
  readonly leaf: Hex;
  /** From the entry upwards: what it is put together with, on which side that stands, and what comes of it. */
  readonly steps: readonly { readonly sibling: Hex; readonly side: 'left' | 'right'; readonly sum: Hex }[];
  /** The sum that the log signed: that of the last step, or of the entry alone. */
  readonly root: Hex;
}

/** The path of a receipt, for people to follow. Throws as `openReceipt` where it does not verify: there is no path then. */
export function receiptPath(receipt: string, identity: GatewayIdentity): ReceiptPath {
  const { bytes, size } = openReceipt(receipt, identity);
  const { index, path } = parseProof(utf8(receipt));
  const leaf = leafHash(bytes);
  const steps = inclusionSteps(leaf, index, size, path).map(({ sibling, side, sum }) => ({
    ...{ sibling: toHex(sibling), side },
    sum: toHex(sum),
  }));
  return { index, size, leaf: toHex(leaf), steps, root: steps.at(-1)?.sum ?? toHex(leaf) };
}
