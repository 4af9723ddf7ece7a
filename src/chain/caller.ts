import type { BlockHeader } from '@ethereumjs/block';
import { createBlock } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { type AccessList, createTx } from '@ethereumjs/tx';
import { type Account, Address } from '@ethereumjs/util';
import type { VM } from '@ethereumjs/vm';
import { type Bytes, equalBytes, type Hex, toHex } from '../core/bytes.ts';
import { Turns } from '../core/turns.ts';
import type { HashOfHeight } from './block-hashes.ts';
import { virtualMachine } from './executor.ts';
import { ChainState } from './state.ts';
import type { CommittedNodes } from './state-nodes.ts';

/** As dear as a cold access is to a transaction. */
const READ_GAS = 2600n;
const FORGET_GAS = 300_000_000n;

export interface CallRequest {
  readonly from: Bytes;
  readonly to: Bytes | undefined;
  /** Includes the intrinsic gas, as a transaction's does. */
  readonly gas: bigint;
  readonly gasPrice: bigint;
  readonly value: bigint;
  readonly data: Bytes;
  readonly accessList: AccessList;
}

export type CallOutcome =
  | { ok: true; output: Bytes; gasUsed: bigint; gasRefund: bigint; logs: number; accessed?: Accessed }
  | { ok: false; reverted: boolean; reason: string; output: Bytes; gasUsed?: bigint; accessed?: Accessed };

/** Storage slots by address, both as hex, that were cold when they were read. */
export type Accessed = ReadonlyMap<string, ReadonlySet<string>>;

/** Executes calls on committed states and forgets what they wrote. One at a time: they share a machine. */
export class Caller {
  readonly #common: Common;
  readonly #vm: VM;
  readonly #state: ChainState;
  readonly #turns = new Turns();
  #root: Bytes = new Uint8Array();
  #gas = 0n;

  private constructor(common: Common, vm: VM, state: ChainState) {
    this.#common = common;
    this.#vm = vm;
    this.#state = state;
  }

  static async create(common: Common, nodes: CommittedNodes, hashOfHeight: HashOfHeight): Promise<Caller> {
    const state = new ChainState(common, nodes);
    return new Caller(common, await virtualMachine(common, state, hashOfHeight), state);
  }

  /** `header` is the block that the code sees, `root` the state it starts from. */
  call(request: CallRequest, header: BlockHeader, root: Bytes): Promise<CallOutcome> {
    return this.#alone(root, 0n, () => this.#execute(request, header));
  }

  /** The same, with what it read. */
  callAndReport(request: CallRequest, header: BlockHeader, root: Bytes): Promise<CallOutcome> {
    return this.#alone(root, 0n, () => this.#execute(request, header, true));
  }

  account(address: Bytes, root: Bytes): Promise<Account | undefined> {
    return this.#alone(root, READ_GAS, () => this.#state.getAccount(new Address(address)));
  }

  code(address: Bytes, root: Bytes): Promise<Bytes> {
    return this.#alone(root, READ_GAS, () => this.#state.getCode(new Address(address)));
  }

  storage(address: Bytes, slot: Bytes, root: Bytes): Promise<Bytes> {
    return this.#alone(root, READ_GAS, () => this.#state.getStorage(new Address(address), slot));
  }

  /** Gas that the transaction costs before its first instruction. */
  intrinsicGas({ to, data, accessList }: Pick<CallRequest, 'to' | 'data' | 'accessList'>): bigint {
    const target = to ? { to: new Address(to) } : {};
    const fields = { type: 1, data, accessList, gasLimit: 2n ** 53n, chainId: this.#common.chainId(), ...target };
    return createTx(fields, {
      common: this.#common,
      freeze: false,
      allowUnlimitedInitCodeSize: true,
    }).getIntrinsicGas();
  }

  /** Keeps what was read as long as the root is the same, and not much was read: every access costs gas. */
  #alone<T>(root: Bytes, gas: bigint, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      this.#gas += gas;
      if (!equalBytes(root, this.#root) || this.#gas > FORGET_GAS) {
        await this.#state.setStateRoot(root);
        this.#root = root;
        this.#gas = gas;
      }
      return work();
    });
  }

  async #execute(request: CallRequest, header: BlockHeader, reports = false): Promise<CallOutcome> {
    const intrinsic = this.intrinsicGas(request);
    if (request.gas < intrinsic) {
      return {
        ok: false,
        reverted: false,
        reason: `intrinsic gas too low: needs ${intrinsic}`,
        output: new Uint8Array(),
      };
    }
    const block = createBlock({ header }, { common: this.#common, skipConsensusFormatValidation: true });
    const { evm } = this.#vm;
    await this.#state.checkpoint();
    try {
      if (reports) evm.journal.startReportingAccessList();
      this.#warm(request, header);
      const { execResult } = await evm.runCall({
        block,
        caller: new Address(request.from),
        origin: new Address(request.from),
        ...(request.to && { to: new Address(request.to) }),
        gasLimit: request.gas - intrinsic,
        gasPrice: request.gasPrice,
        value: request.value,
        data: request.data,
        skipBalance: true,
      });
      const output = execResult.returnValue;
      const accessed = reports && evm.journal.accessList ? { accessed: evm.journal.accessList } : {};
      if (execResult.exceptionError) {
        const reason = execResult.exceptionError.error;
        this.#gas += request.gas;
        const gasUsed = execResult.executionGasUsed + intrinsic;
        return { ok: false, reverted: reason === 'revert', reason, output, gasUsed, ...accessed };
      }
      const gasUsed = execResult.executionGasUsed + intrinsic;
      this.#gas += gasUsed;
      const logs = execResult.logs?.length ?? 0;
      return { ok: true, output, gasUsed, gasRefund: execResult.gasRefund ?? 0n, logs, ...accessed };
    } finally {
      await this.#state.revert();
      evm.journal.cleanJournal();
      delete evm.journal.accessList;
      this.#state.originalStorageCache.clear();
    }
  }

  /** As EIP-2929 and EIP-3651 have it at a transaction's start. */
  #warm({ from, to, accessList }: CallRequest, header: BlockHeader): void {
    const { journal, precompiles } = this.#vm.evm;
    const warm = (address: Hex): void => journal.addAlwaysWarmAddress(address.slice(2));
    for (const address of precompiles.keys()) journal.addAlwaysWarmAddress(address);
    warm(toHex(from));
    if (to) warm(toHex(to));
    warm(toHex(header.coinbase.bytes));
    for (const { address, storageKeys } of accessList) {
      warm(address);
      for (const key of storageKeys) journal.addAlwaysWarmSlot(address.slice(2), key.slice(2));
    }
  }
}
