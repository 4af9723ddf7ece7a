import {
  CustosError,
  type Entry,
  type Evidence,
  type GatewayClient,
  isCustosError,
  logState,
  type OpenedReceipt,
  openReceipt,
  type ReceiptPath,
  readEvidence,
  receiptPath,
} from '../../client/index.ts';
import type { Names } from './log-filter.ts';

/** An entry as this page proved it, and whether the ledger has a head that covers it, by the gateway's word. */
export interface ProvenEntry extends OpenedReceipt {
  readonly isAnchored: boolean;
  readonly proof: ReceiptPath;
}

/** Undefined where the log has no such entry yet. */
export async function readEntry(gateway: GatewayClient, seq: number): Promise<ProvenEntry | { readonly size: number }> {
  const { size, anchored } = await logState(gateway);
  if (seq >= size) return { size };
  const receipt = await gateway.bytes('GET', `/v1/log/entries/${seq}/receipt`);
  const opened = openReceipt(receipt, await gateway.identity());
  // A receipt of another entry of the same log holds as well.
  if (opened.entry.seq !== seq) throw new CustosError('PROOF_INVALID', `The receipt is of entry ${opened.entry.seq}.`);
  return { ...opened, isAnchored: seq < anchored, proof: receiptPath(opened) };
}

/** What lies behind an entry, or why it does not show. */
export type Behind =
  | { readonly state: 'open'; readonly evidence: Evidence }
  | { readonly state: 'closed' | 'gone' | 'erased' | 'wrong' };

export async function readBehind(gateway: GatewayClient, entry: Entry): Promise<Behind> {
  try {
    return { state: 'open', evidence: await readEvidence(gateway, entry) };
  } catch (error) {
    if (isCustosError(error, 'FORBIDDEN')) return { state: 'closed' };
    if (isCustosError(error, 'KEY_SHREDDED')) return { state: 'erased' };
    if (isCustosError(error, 'NOT_FOUND')) return { state: 'gone' };
    if (isCustosError(error, 'PROOF_INVALID')) return { state: 'wrong' };
    throw error;
  }
}

/** An entry as pages tell it: what is undefined is still being read. */
export interface ShownEntry {
  readonly proven: ProvenEntry;
  readonly behind: Behind | undefined;
  readonly names: Names;
}
