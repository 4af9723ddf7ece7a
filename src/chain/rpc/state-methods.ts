import { type Bytes, equalBytes, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { ChainBlock } from '../block.ts';
import { makeHeader } from '../block.ts';
import { type CallThreads, threadOf } from '../call-thread.ts';
import type { Caller, CallOutcome, CallRequest } from '../caller.ts';
import type { Chain } from '../chain.ts';
import type { Intake } from '../intake.ts';
import type { ChainOptions } from '../options.ts';
import type { TransactionPool } from '../pool.ts';
import { proveState } from '../state-proof.ts';
import { requireBlock } from './block-tag.ts';
import { quantity } from './format.ts';
import { type MethodTable, reads, runs } from './method.ts';
import { invalid, readAddress, readArray, readBigQuantity, readData, readObject, readSlot } from './params.ts';

export interface StateServices {
  readonly chain: Chain;
  /** Reads accounts. */
  readonly caller: Caller;
  /** Run code that clients name: the owner's by itself, everybody else's one after the other. */
  readonly calls: CallThreads;
  readonly pool: TransactionPool;
  readonly intake: Intake;
  readonly options: ChainOptions;
  /** Told of a transaction that waits now. */
  told(hash: Bytes): void;
}

/** Methods about accounts and contracts, and the one that writes. */
export function stateMethods(services: StateServices): MethodTable {
  const { chain, caller, calls, pool, intake, options } = services;
  const rootOf = (tag: unknown) => requireBlock(chain, tag).header.stateRoot;
  return {
    eth_getBalance: reads(2, async ([address, tag]) =>
      quantity((await caller.account(readAddress(address, 'address'), rootOf(tag)))?.balance ?? 0n),
    ),
    eth_getTransactionCount: reads(2, async ([address, tag]) => {
      const account = readAddress(address, 'address');
      const root = rootOf(tag === 'pending' ? 'latest' : tag);
      const nonce = Number((await caller.account(account, root))?.nonce ?? 0n);
      return quantity(tag === 'pending' ? pool.nextNonce(account, nonce) : nonce);
    }),
    eth_getCode: reads(2, async ([address, tag]) =>
      toHex(await caller.code(readAddress(address, 'address'), rootOf(tag))),
    ),
    eth_getStorageAt: reads(3, async ([address, slot, tag]) => {
      const value = await caller.storage(readAddress(address, 'address'), readSlot(slot, 'slot'), rootOf(tag));
      return toHex(Buffer.concat([new Uint8Array(32 - value.length), value]));
    }),
    eth_getProof: reads(3, async ([address, slots, tag]) => {
      const keys = readArray(slots, 'storage keys', 256).map((slot) => readSlot(slot, 'storage key'));
      return proveState(chain.common, chain.nodes, rootOf(tag), readAddress(address, 'address'), keys);
    }),
    eth_call: runs(4, async ([transaction, tag, ...overrides], peer) => {
      refuseOverrides(overrides);
      const block = requireBlock(chain, tag);
      const request = readCall(transaction, chain.genesis.chainId, BigInt(options.txGasLimit));
      const outcome = await threadOf(calls, peer).call(request, block.header, block.header.stateRoot);
      if (!outcome.ok) throw callError(outcome);
      return toHex(outcome.output);
    }),
    eth_estimateGas: runs(4, async ([transaction, tag, ...overrides], peer) => {
      refuseOverrides(overrides);
      const isNext = tag === undefined || tag === null || tag === 'latest' || tag === 'pending';
      const block = requireBlock(chain, isNext ? 'latest' : tag);
      const request = readCall(transaction, chain.genesis.chainId, BigInt(options.txGasLimit));
      const header = isNext ? nextHeader(chain) : block.header;
      const estimate = await threadOf(calls, peer).estimate(request, header, block.header.stateRoot);
      if (!estimate.ok) throw callError(estimate.outcome);
      return quantity(estimate.gas);
    }),
    eth_createAccessList: runs(3, async ([transaction, tag, ...overrides], peer) => {
      refuseOverrides(overrides);
      const block = requireBlock(chain, tag === 'pending' ? 'latest' : tag);
      const request = readCall(transaction, chain.genesis.chainId, BigInt(options.txGasLimit));
      const { accessList, gasUsed, error } = await threadOf(calls, peer).accessList(
        request,
        block.header,
        block.header.stateRoot,
      );
      return { accessList, gasUsed: quantity(gasUsed), ...(error === undefined ? {} : { error }) };
    }),
    eth_sendRawTransaction: reads(1, async ([raw]) => {
      const hash = await intake.accept(readData(raw, 'transaction'));
      services.told(hash);
      return toHex(hash);
    }),
  };
}

/** What the next block's code would see: an estimate is for a transaction yet to come, and an idle head is old. */
function nextHeader(chain: Chain): ChainBlock['header'] {
  const { header } = chain.head;
  const timestamp = Math.max(Number(header.timestamp) + 1, Math.floor(Date.now() / 1000));
  return makeHeader(chain.common, { ...header, number: header.number + 1n, parentHash: chain.head.hash, timestamp });
}

const CALL_FIELDS = [
  ...['from', 'to', 'gas', 'gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas', 'value', 'data', 'input', 'accessList'],
  // Nothing of the answer hangs on these.
  ...['nonce', 'type', 'chainId'],
];

function readCall(value: unknown, chainId: number, gasLimit: bigint): CallRequest {
  const fields = readObject(value, 'transaction', CALL_FIELDS);
  const given = (name: string): unknown => fields[name] ?? undefined;
  const optional = <T, O>(name: string, read: (field: unknown, name: string) => T, otherwise: O): T | O =>
    given(name) === undefined ? otherwise : read(given(name), name);
  const gas = optional('gas', readBigQuantity, gasLimit);
  if (optional('chainId', readBigQuantity, BigInt(chainId)) !== BigInt(chainId)) throw invalid('chainId', `${chainId}`);
  for (const name of ['nonce', 'type', 'maxPriorityFeePerGas']) optional(name, readBigQuantity, 0n);
  const [data, input] = [optional('data', readData, undefined), optional('input', readData, undefined)];
  if (data && input && !equalBytes(data, input)) throw invalid('transaction', 'data and input to be the same');
  return {
    from: optional('from', readAddress, new Uint8Array(20)),
    to: optional('to', readAddress, undefined),
    gas: gas > gasLimit ? gasLimit : gas,
    gasPrice: optional('gasPrice', readBigQuantity, optional('maxFeePerGas', readBigQuantity, 0n)),
    value: optional('value', readBigQuantity, 0n),
    data: input ?? data ?? new Uint8Array(),
    accessList: optional('accessList', readAccessList, []),
  };
}

function readAccessList(value: unknown, name: string): CallRequest['accessList'] {
  return readArray(value, name, 1000).map((item) => {
    const { address, storageKeys } = readObject(item, name, ['address', 'storageKeys']);
    const keys = readArray(storageKeys, 'storageKeys', 1000).map((key) => toHex(readData(key, 'storageKeys', 32)));
    return { address: toHex(readAddress(address, 'accessList address')), storageKeys: keys };
  });
}

/** Of state and block: with them the answer would be about another chain. */
function refuseOverrides(overrides: readonly unknown[]): void {
  const isEmpty = (one: unknown) =>
    one === null || (typeof one === 'object' && Object.keys(one as object).length === 0);
  if (overrides.every(isEmpty)) return;
  throw new CustosError('INPUT_INVALID', 'state and block overrides are not supported');
}

function callError(outcome: CallOutcome & { ok: false }): CustosError {
  if (!outcome.reverted) return new CustosError('LEDGER_REJECTED', outcome.reason);
  const reason = revertReason(outcome.output);
  const message = reason === undefined ? 'execution reverted' : `execution reverted: ${reason}`;
  return new CustosError('LEDGER_REJECTED', message, { details: { revert: toHex(outcome.output) } });
}

const ERROR_STRING = '08c379a0';

/** The text of `Error(string)`; other errors are for the caller to decode. */
function revertReason(output: Uint8Array): string | undefined {
  const bytes = Buffer.from(output.buffer, output.byteOffset, output.length);
  if (bytes.length < 68 || bytes.toString('hex', 0, 4) !== ERROR_STRING) return undefined;
  const length = bytes.readUInt32BE(64);
  return length > 1024 || bytes.length < 68 + length ? undefined : bytes.toString('utf8', 68, 68 + length);
}
