import { type Bytes, equalBytes } from '../../core/bytes.ts';
import { ifReadable } from '../../core/errors.ts';
import type { LogId } from '../../core/ids.ts';
import { parseProof, type Receipt, verifyReceipt } from '../../core/proof.ts';
import type { FindingBook, Where } from '../source/findings.ts';
import { type LogKeys, openBy } from './log-keys.ts';
import type { Probe } from './root-probes.ts';

/** What became of a receipt that was given: the log has just that entry, has another one or none in its place, was not
 *  read so far, signed its checkpoint and nothing of what the receipt says beside it, or none of the ledger's logs signed
 *  any of it. */
export type ReceiptOutcome = 'confirmed' | 'contradicted' | 'not-read' | 'altered' | 'unknown';

export interface ReceiptResult {
  readonly outcome: ReceiptOutcome;
  /** Absent where it is unknown. */
  readonly logId?: LogId;
  readonly seq?: number;
}

/** Receipts and checkpoints that were given to an audit, and what became of them in whichever log. */
export interface ReceiptBook {
  readonly receipts: readonly Bytes[];
  readonly checkpoints: readonly Bytes[];
  /** Those of them that a log of the ledger signed. */
  readonly recognised: Set<Bytes>;
  /** Of receipts alone. */
  readonly results: Map<Bytes, ReceiptResult>;
}

/** What others hold against a log: receipts and checkpoints that it signed. Those that do not verify under the log's
 *  keys say nothing of it. */
export interface HeldReceipts {
  readonly probes: readonly Probe[];
  /** Compares the entry that the log serves with the one that a receipt proves. */
  meet(seq: number, entry: Bytes | undefined, book: FindingBook, where: Where): void;
  /** Receipts of entries that the log does not have. */
  close(size: number, book: FindingBook, where: Where): void;
}

export function receiptBook(receipts: readonly Bytes[], checkpoints: readonly Bytes[]): ReceiptBook {
  return { receipts, checkpoints, recognised: new Set(), results: new Map() };
}

export function heldReceipts(keys: LogKeys, logId: LogId, given: ReceiptBook): HeldReceipts {
  const { recognised, results } = given;
  const held = new Map<number, Held[]>();
  const probes: Probe[] = [];
  for (const bytes of given.receipts) {
    const receipt = openReceipt(bytes, keys);
    if (receipt === undefined) {
      if (!results.has(bytes) && isSignedBy(keys, bytes)) results.set(bytes, { outcome: 'altered', logId });
      continue;
    }
    recognised.add(bytes);
    results.set(bytes, { outcome: 'not-read', logId, seq: receipt.index });
    held.set(receipt.index, [...(held.get(receipt.index) ?? []), { bytes, receipt }]);
    const { size, root } = receipt.checkpoint;
    const message = 'A receipt proves another log than is served.';
    probes.push({ size, root, code: 'CHECKPOINT_FORKED', message, facts: { index: receipt.index } });
  }
  for (const bytes of given.checkpoints) {
    const opened = openBy(keys, bytes);
    if (opened.kind === 'invalid') continue;
    recognised.add(bytes);
    const { checkpoint, cosignatures } = opened.note;
    const code = cosignatures.length > 0 ? ('WITNESSED_FORK' as const) : ('CHECKPOINT_FORKED' as const);
    probes.push({ ...checkpoint, code, message: 'A checkpoint that the log signed is of another log than is served.' });
  }
  return {
    probes,
    meet: (seq, entry, book, where) => {
      for (const { bytes, receipt } of held.get(seq) ?? []) {
        const confirmed = entry !== undefined && equalBytes(entry, receipt.entry);
        results.set(bytes, { outcome: confirmed ? 'confirmed' : 'contradicted', logId, seq });
        if (confirmed) continue;
        book.add('RECEIPT_CONVICTS', { ...where, entry: seq }, 'The log has another entry than its receipt proves.');
      }
      held.delete(seq);
    },
    close: (size, book, where) => {
      for (const [seq, dropped] of held) {
        for (const { bytes } of dropped) results.set(bytes, { outcome: 'contradicted', logId, seq });
        const message = 'The log dropped an entry for which it gave a receipt.';
        book.add('RECEIPT_CONVICTS', { logId: where.logId ?? logId, entry: seq }, message, { size });
      }
    },
  };
}

interface Held {
  readonly bytes: Bytes;
  readonly receipt: Receipt;
}

/** Whether the log signed the checkpoint that a receipt ends with, whatever else the receipt says. */
function isSignedBy(keys: LogKeys, bytes: Bytes): boolean {
  return ifReadable(() => openBy(keys, parseProof(bytes).checkpoint).kind === 'opened') === true;
}

function openReceipt(bytes: Bytes, keys: LogKeys): Receipt | undefined {
  return ifReadable(() => {
    const { checkpoint } = verifyReceipt(bytes, keys);
    return verifyReceipt(bytes, keys.at(checkpoint.size));
  });
}
