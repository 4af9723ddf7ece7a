import { toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { ChainBlock } from '../block.ts';
import { makeHeader } from '../block.ts';
import type { CallThread } from '../call-thread.ts';
import type { Caller, CallOutcome, CallRequest } from '../caller.ts';
import type { Chain } from '../chain.ts';
import type { Intake } from '../intake.ts';
import type { ChainOptions } from '../options.ts';
import type { TransactionPool } from '../pool.ts';
import { proveState } from '../state-proof.ts';
import { requireBlock } from './block-tag.ts';
import { quantity } from './format.ts';
import type { MethodTable } from './json-rpc.ts';
import { readAddress, readArray, readBigQuantity, readData, readObject, readSlot } from './params.ts';

export interface StateServices {
  readonly chain: Chain;
  /** Reads accounts. */
  readonly caller: Caller;
  /** Runs code that clients name. */
  readonly calls: CallThread;
  readonly pool: TransactionPool;
  readonly intake: Intake;
  readonly options: ChainOptions;
  /** Tells the producer that something waits. */
  wake(): void;
}

/** Methods about accounts and contracts, and the one that writes. */
export function stateMethods(services: StateServices): MethodTable {
  const { chain, caller, calls, pool, intake, options } = services;
  const rootOf = (tag: unknown) => requireBlock(chain, tag).header.stateRoot;
  return {
    eth_getBalance: async ([address, tag]) =>
      quantity((await caller.account(readAddress(address, 'address'), rootOf(tag)))?.balance ?? 0n),
    eth_getTransactionCount: async ([address, tag]) => {
      const account = readAddress(address, 'address');
      const nonce = Number((await caller.account(account, rootOf(tag)))?.nonce ?? 0n);
      return quantity(tag === 'pending' ? pool.nextNonce(account, nonce) : nonce);
    },
    eth_getCode: async ([address, tag]) => toHex(await caller.code(readAddress(address, 'address'), rootOf(tag))),
    eth_getStorageAt: async ([address, slot, tag]) => {
      const value = await caller.storage(readAddress(address, 'address'), readSlot(slot, 'slot'), rootOf(tag));
      return toHex(Buffer.concat([new Uint8Array(32 - value.length), value]));
    },
    eth_getProof: async ([address, slots, tag]) => {
      const keys = readArray(slots, 'storage keys', 256).map((slot) => readSlot(slot, 'storage key'));
      return proveState(chain.common, chain.nodes, rootOf(tag), readAddress(address, 'address'), keys);
    },
    eth_call: async ([transaction, tag, overrides]) => {
      refuseOverrides(overrides);
      const block = requireBlock(chain, tag);
      const request = readCall(transaction, BigInt(options.txGasLimit));
      const outcome = await calls.call(request, block.header, block.header.stateRoot);
      if (!outcome.ok) throw callError(outcome);
      return toHex(outcome.output);
    },
    eth_estimateGas: async ([transaction, tag, overrides]) => {
      refuseOverrides(overrides);
      const block = requireBlock(chain, tag);
      const request = readCall(transaction, BigInt(options.txGasLimit));
      const header = tag === undefined || tag === 'latest' || tag === 'pending' ? nextHeader(chain) : block.header;
      const estimate = await calls.estimate(request, header, block.header.stateRoot);
      if (!estimate.ok) throw callError(estimate.outcome);
      return quantity(estimate.gas);
    },
    eth_sendRawTransaction: async ([raw]) => {
      const hash = await intake.accept(readData(raw, 'transaction'));
      services.wake();
      return toHex(hash);
    },
  };
}

/** What the next block's code would see: an estimate is for a transaction yet to come, and an idle head is old. */
function nextHeader(chain: Chain): ChainBlock['header'] {
  const { header } = chain.head;
  const timestamp = Math.max(Number(header.timestamp) + 1, Math.floor(Date.now() / 1000));
  return makeHeader(chain.common, { ...header, number: header.number + 1n, parentHash: chain.head.hash, timestamp });
}

function readCall(value: unknown, gasLimit: bigint): CallRequest {
  const fields = readObject(value, 'transaction');
  const given = (name: string): unknown => fields[name] ?? undefined;
  const optional = <T>(name: string, read: (field: unknown, name: string) => T, otherwise: T): T =>
    given(name) === undefined ? otherwise : read(given(name), name);
  const gas = optional('gas', readBigQuantity, gasLimit);
  return {
    from: optional('from', readAddress, new Uint8Array(20)),
    to: optional<Uint8Array | undefined>('to', readAddress, undefined),
    gas: gas > gasLimit ? gasLimit : gas,
    gasPrice: optional('gasPrice', readBigQuantity, optional('maxFeePerGas', readBigQuantity, 0n)),
    value: optional('value', readBigQuantity, 0n),
    data:
      given('input') === undefined ? optional('data', readData, new Uint8Array()) : readData(given('input'), 'input'),
    accessList: optional('accessList', readAccessList, []),
  };
}

function readAccessList(value: unknown, name: string): CallRequest['accessList'] {
  return readArray(value, name, 1000).map((item) => {
    const { address, storageKeys } = readObject(item, name);
    const keys = readArray(storageKeys, 'storageKeys', 1000).map((key) => toHex(readData(key, 'storageKeys', 32)));
    return { address: toHex(readAddress(address, 'accessList address')), storageKeys: keys };
  });
}

function refuseOverrides(overrides: unknown): void {
  if (overrides === undefined || overrides === null || Object.keys(overrides).length === 0) return;
  throw new CustosError('INPUT_INVALID', 'state overrides are not supported');
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
