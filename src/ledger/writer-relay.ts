import { Transaction } from 'ethers';
import type { Hex } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Address, Digest, Ledger } from '../core/ids.ts';
import { pause } from '../core/patience.ts';
import { type Contracts, contractAt } from './contracts.ts';
import { quantity } from './engine-block.ts';
import { broadcast, isKnown } from './lane-broadcast.ts';
import type { LedgerReader } from './reader.ts';
import { outcomeOf, receiptOf, type Sent } from './receipt.ts';
import { untilReachable } from './until-reachable.ts';

/** A member's own signed transaction. */
export interface MemberTransaction {
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
  readonly nonce: number;
  readonly hash: Digest;
}

const MAX_CHARACTERS = 2 * 128 * 1024 + 2;
const POLL_MS = 200;
const RESEND_MS = 3_000;

/** Reads a signed transaction before it is relayed. INPUT_INVALID unless it is signed, of this chain, carries no value
 *  and goes to one of the ledger's contracts; INPUT_TOO_LARGE above 128 KiB. */
export function readTransaction(raw: Hex, on: { ledger: Ledger; contracts: Contracts }): MemberTransaction {
  if (raw.length > MAX_CHARACTERS) {
    throw new CustosError('INPUT_TOO_LARGE', 'A transaction that is relayed has at most 128 KiB.');
  }
  const { from, to, chainId, value, data, nonce, hash, type } = decode(raw);
  if (from === null || to === null || hash === null) throw invalid('is signed and goes to a contract');
  if (chainId !== BigInt(on.ledger.chainId)) throw invalid(`is for chain ${on.ledger.chainId}`);
  if (value !== 0n) throw invalid('carries no value');
  if (type === null || type > 2) throw invalid('is of type 0, 1 or 2');
  const address = to.toLowerCase() as Address;
  if (contractAt(on.contracts, address) === undefined) throw invalid('goes to a contract of the ledger');
  return { from: from.toLowerCase() as Address, to: address, data: data as Hex, nonce, hash: hash as Digest };
}

/** Hands it over until it is final. LEDGER_REJECTED if the engine or the contract refuses it, or if another one of its
 *  sender took its nonce; LEDGER_LAGGING after `timeoutMs`, when it may still be mined. */
export async function relayTransaction(
  reader: LedgerReader,
  raw: Hex,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Sent> {
  const transaction = readTransaction(raw, reader);
  const late = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    await checkFirst(reader, transaction, late);
    return await untilReachable(late, () => seeThrough(reader, raw, transaction, late));
  } catch (error) {
    throw late.aborted && isCustosError(error, 'LEDGER_UNREACHABLE') ? lagging(transaction) : error;
  }
}

/** Asks before it costs the member a nonce. What follows transactions that are not mined yet cannot be asked. */
async function checkFirst(reader: LedgerReader, transaction: MemberTransaction, signal: AbortSignal): Promise<void> {
  const { from, to, data, nonce } = transaction;
  await untilReachable(signal, async () => {
    if ((await nonceOf(reader, from)) !== nonce) return;
    await reader.rpc.request('eth_call', [{ from, to, data }, 'latest']);
  });
}

async function seeThrough(
  reader: LedgerReader,
  raw: Hex,
  transaction: MemberTransaction,
  signal: AbortSignal,
): Promise<Sent> {
  let sentAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const final = await reader.head();
    const [receipt, nonce] = await Promise.all([
      receiptOf(reader.rpc, transaction.hash),
      nonceOf(reader, transaction.from),
    ]);
    if (receipt && receipt.height <= final.height) return await outcomeOf(reader, receipt, transaction);
    if (!receipt && nonce > transaction.nonce && !(await isKnown(reader.rpc, transaction.hash))) throw overtaken();
    if (!receipt && performance.now() - sentAt > RESEND_MS) {
      await handOver(reader, raw, transaction);
      sentAt = performance.now();
    }
    await pause(POLL_MS, signal);
  }
  throw lagging(transaction);
}

async function handOver(reader: LedgerReader, raw: Hex, { hash }: MemberTransaction): Promise<void> {
  const result = await broadcast(reader.rpc, { raw, hash });
  if (result.state === 'refused' || result.state === 'underpriced') throw result.error;
  if (result.state === 'later' && isCustosError(result.error, 'LEDGER_UNREACHABLE')) throw result.error;
}

async function nonceOf(reader: LedgerReader, account: Address): Promise<number> {
  return quantity(await reader.rpc.request('eth_getTransactionCount', [account, 'latest']), 'nonce');
}

function decode(raw: Hex): Transaction {
  try {
    return Transaction.from(raw);
  } catch (cause) {
    throw new CustosError('INPUT_INVALID', 'The bytes are no transaction.', { cause });
  }
}

function invalid(rule: string): CustosError {
  return new CustosError('INPUT_INVALID', `A transaction is relayed only if it ${rule}.`);
}

function overtaken(): CustosError {
  const message =
    'Another transaction of the same account came first, and this one does not count any more. Nothing was done by it: repeat the command.';
  return new CustosError('LEDGER_REJECTED', message, { details: { error: 'NonceUsed', args: [] } });
}

function lagging({ hash }: MemberTransaction): CustosError {
  const message = 'The transaction is not final yet and may still be mined. Look for it later, or relay it again.';
  return new CustosError('LEDGER_LAGGING', message, { details: { transaction: hash } });
}
