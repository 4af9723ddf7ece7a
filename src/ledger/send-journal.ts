import type { Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import { pause } from '../core/patience.ts';
import { quantity } from './engine-block.ts';
import { broadcast } from './lane-broadcast.ts';
import type { LedgerReader } from './reader.ts';
import { type Receipt, receiptOf } from './receipt.ts';
import { untilReachable } from './until-reachable.ts';

/** A transaction that may have gone out. */
export interface JournaledTransaction {
  /** Who signed it: a gateway's account may be replaced between two attempts. */
  readonly account: Address;
  readonly nonce: number;
  readonly hash: Digest;
  readonly raw: Hex;
}

/** What was sent for one call, kept where a crash does not reach it, so that a repetition sends it at most once. */
export interface SendJournal {
  /** In the order in which they were signed. */
  readonly sent: readonly JournaledTransaction[];
  /** Durable once resolved: the writer waits for it before the transaction goes out. */
  add(transaction: JournaledTransaction): Promise<void>;
  /** None of those that were added has an effect, now or later. */
  clear(): Promise<void>;
}

/** A journal that goes on from what was sent already; `keep` makes what it is given durable. */
export function keptJournal(
  sent: readonly JournaledTransaction[],
  keep: (sent: readonly JournaledTransaction[]) => Promise<void>,
): SendJournal {
  let known = sent;
  const put = async (next: readonly JournaledTransaction[]) => {
    await keep(next);
    known = next;
  };
  return {
    get sent() {
      return known;
    },
    add: (transaction) => put([...known, transaction]),
    clear: () => put([]),
  };
}

const POLL_MS = 100;
const RESEND_MS = 3_000;

/** What became of transactions that went out for one call, perhaps by a process that was killed since. They are sent
 *  again as long as one of them can be mined. Undefined once none ever can, because others took their nonces in final
 *  blocks. Waits for a ledger that is away; UNAVAILABLE when `signal` aborts. */
export async function outcomeOfSent(
  reader: LedgerReader,
  sent: readonly JournaledTransaction[],
  signal: AbortSignal,
): Promise<Receipt | undefined> {
  let goneAt: number | undefined;
  let resentAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const seen = await untilReachable(signal, () => look(reader, sent));
    if (seen.receipt && seen.receipt.height <= seen.final) return seen.receipt;
    if (seen.receipt || seen.open) goneAt = undefined;
    else if (goneAt === undefined) goneAt = await untilReachable(signal, () => heightOf(reader));
    else if (seen.final >= goneAt) return undefined;
    if (seen.open && performance.now() - resentAt > RESEND_MS) {
      await broadcast(reader.rpc, seen.open);
      resentAt = performance.now();
    }
    await pause(POLL_MS, signal);
  }
  throw new CustosError('UNAVAILABLE', 'The writer was closed. What it had sent may still be mined.');
}

/** Receipts after the nonces: where one of them used its nonce, its receipt is there. `open` can still be mined. */
async function look(reader: LedgerReader, sent: readonly JournaledTransaction[]) {
  const final = await reader.head();
  const counts = await Promise.all(sent.map(({ account }) => nonceOf(reader, account)));
  const receipts = await Promise.all(sent.map(({ hash }) => receiptOf(reader.rpc, hash)));
  const receipt = receipts.find((found) => found !== undefined);
  const open = receipt ? undefined : sent.findLast(({ nonce }, i) => nonce >= (counts[i] ?? 0));
  return { final: final.height, receipt, open };
}

async function nonceOf(reader: LedgerReader, account: Address): Promise<number> {
  return quantity(await reader.rpc.request('eth_getTransactionCount', [account, 'latest']), 'nonce');
}

async function heightOf(reader: LedgerReader): Promise<number> {
  return quantity(await reader.rpc.request('eth_blockNumber'), 'height');
}
