import { forgeryIn, type ReceiptVerdict, receiptOrigin } from '../client/receipt-verdict.ts';
import type { Bytes } from '../core/bytes.ts';
import { ifReadable, isCustosError } from '../core/errors.ts';
import { type Address, isLedgerText, type LedgerText, type LogId, parseLedger } from '../core/ids.ts';
import { checkReceipt, type ReceiptAnchor } from '../core/log-receipt.ts';
import { logKeys } from '../ledger/log-keys.ts';
import { openLedger } from '../ledger/reader.ts';

const ORIGIN = /^custos\/(\d{1,16})\/(0x[0-9a-f]{40})\/(0x[0-9a-f]{64})$/;

/** Whether the user has reason to take a ledger for the right one: anybody can deploy contracts that name keys. */
export type IsTrusted = (ledger: LedgerText) => boolean;

/** Holds a receipt to the keys that its ledger names for its log. `unknown` where the ledger is none that the user knows,
 *  cannot be asked, or is another one than the JSON-RPC serves. */
export async function judgeByLedger(receipt: Bytes, url: string, isTrusted: IsTrusted): Promise<ReceiptVerdict> {
  const origin = logIn(receiptOrigin(receipt));
  if (origin === undefined) return { verdict: 'unknown', reason: 'it is of no log of Custos' };
  const { ledger, logId } = origin;
  if (!isTrusted(ledger)) {
    const reason = `it is of the ledger ${ledger}, and nothing says that this is the right one. Name it with --membership, if it is`;
    return { verdict: 'unknown', reason };
  }
  try {
    return await askLedger(receipt, url, parseLedger(ledger), logId);
  } catch (error) {
    // What keeps us from looking says nothing of the receipt.
    if (isCustosError(error)) return { verdict: 'unknown', reason: error.message };
    throw error;
  }
}

async function askLedger(
  receipt: Bytes,
  url: string,
  { chainId, membership }: { readonly chainId: number; readonly membership: Address },
  logId: LogId,
): Promise<ReceiptVerdict> {
  const reader = await openLedger({ url, membership });
  try {
    const { ledger, contracts } = reader;
    if (ledger.chainId !== chainId) {
      const reason = `it is of chain ${chainId}, and the JSON-RPC serves chain ${ledger.chainId}`;
      return { verdict: 'unknown', reason };
    }
    const anchor = { ledger, logId, keys: await logKeys(reader, logId) };
    return judge(receipt, anchor, contracts.consents);
  } finally {
    reader.close();
  }
}

function judge(receipt: Bytes, anchor: ReceiptAnchor, consents: Address): ReceiptVerdict {
  try {
    const { decoded } = checkReceipt(receipt, anchor);
    return { verdict: 'verified', entry: decoded, by: keyWords(receipt, anchor), consents, hasWordsAround: false };
  } catch (error) {
    const reason = forgeryIn(error);
    if (reason === undefined) throw error;
    return { verdict: 'forged', reason };
  }
}

/** Which of the log's keys signed it. */
function keyWords(receipt: Bytes, { keys, ...log }: ReceiptAnchor): string {
  const place = keys.findIndex((key) => ifReadable(() => checkReceipt(receipt, { ...log, keys: [key] })));
  const next = keys[place + 1];
  const from = keys[place]?.fromSize ?? 0;
  const until = next === undefined ? '' : ` until ${next.fromSize}, when another took over`;
  return keys.length < 2
    ? 'the key that the ledger names for the log'
    : `the key that the ledger names for the log from size ${from} on${until}`;
}

function logIn(origin: string): { readonly ledger: LedgerText; readonly logId: LogId } | undefined {
  const [, chain, membership, logId] = ORIGIN.exec(origin) ?? [];
  const ledger = `eip155:${chain}:${membership}`;
  return logId !== undefined && isLedgerText(ledger) ? { ledger, logId: logId as LogId } : undefined;
}
