import { type Bytes, equalBytes } from '../core/bytes.ts';
import { ifReadable } from '../core/errors.ts';
import type { LogId } from '../core/ids.ts';
import { parseProof, type Receipt, verifyReceipt } from '../core/proof.ts';
import type { AuditContext } from './context.ts';
import type { FindingBook, Where } from './findings.ts';
import { type LogKeys, openBy } from './log-keys.ts';
import type { Probe } from './root-probes.ts';

/** What others hold against a log: receipts and checkpoints that it signed. Those that do not verify under the log's
 *  keys say nothing of it. */
export interface HeldReceipts {
  readonly probes: readonly Probe[];
  /** Compares the entry that the log serves with the one that a receipt proves. */
  meet(seq: number, entry: Bytes | undefined, book: FindingBook, where: Where): void;
  /** Receipts of entries that the log does not have. */
  close(size: number, context: AuditContext, where: Where): void;
}

export function heldReceipts(keys: LogKeys, logId: LogId, context: AuditContext): HeldReceipts {
  const { options, recognised, receipts } = context;
  const held = new Map<number, Held[]>();
  const probes: Probe[] = [];
  for (const bytes of options.receipts ?? []) {
    const receipt = openReceipt(bytes, keys);
    if (receipt === undefined) {
      if (!receipts.has(bytes) && isSignedBy(keys, bytes)) receipts.set(bytes, { outcome: 'altered', logId });
      continue;
    }
    recognised.add(bytes);
    receipts.set(bytes, { outcome: 'not-read', logId, seq: receipt.index });
    held.set(receipt.index, [...(held.get(receipt.index) ?? []), { bytes, receipt }]);
    const { size, root } = receipt.checkpoint;
    const message = 'A receipt proves another log than is served.';
    probes.push({ size, root, code: 'CHECKPOINT_FORKED', message, facts: { index: receipt.index } });
  }
  for (const bytes of options.checkpoints ?? []) {
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
        receipts.set(bytes, { outcome: confirmed ? 'confirmed' : 'contradicted', logId, seq });
        if (confirmed) continue;
        book.add('RECEIPT_CONVICTS', { ...where, entry: seq }, 'The log has another entry than its receipt proves.');
      }
      held.delete(seq);
    },
    close: (size, { book }, where) => {
      for (const [seq, dropped] of held) {
        for (const { bytes } of dropped) receipts.set(bytes, { outcome: 'contradicted', logId, seq });
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
