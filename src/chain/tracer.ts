import { createBlock } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { runTx, type VM } from '@ethereumjs/vm';
import { CustosError } from '../core/errors.ts';
import { type ChainBlock, readBlock, splitTransaction } from './block.ts';
import { type CallFrame, CallRecorder } from './call-recorder.ts';
import { virtualMachine } from './executor.ts';
import { positionOf } from './keys.ts';
import { ChainState } from './state.ts';
import type { CommittedNodes } from './state-nodes.ts';
import { StepRecorder, type StructTrace } from './step-recorder.ts';
import type { ChainStore } from './store.ts';
import { decodeTransaction } from './transaction.ts';

/** What is recorded of each transaction, as go-ethereum's tracers of these names do. */
export type TraceOptions =
  | { readonly tracer: 'callTracer'; readonly onlyTopCall: boolean }
  | { readonly tracer: 'structLogs'; readonly stack: boolean; readonly memory: boolean; readonly limit: number };

export type Trace = CallFrame | StructTrace;

/** Runs transactions of committed blocks once more, on the state that they met. What they write is forgotten. */
export class Tracer {
  readonly #common: Common;
  readonly #store: ChainStore;
  readonly #vm: VM;
  readonly #state: ChainState;

  private constructor(common: Common, store: ChainStore, vm: VM, state: ChainState) {
    this.#common = common;
    this.#store = store;
    this.#vm = vm;
    this.#state = state;
  }

  static async create(common: Common, store: ChainStore, nodes: CommittedNodes): Promise<Tracer> {
    const state = new ChainState(common, nodes);
    const vm = await virtualMachine(common, state, (height) => readBlock(common, store, height)?.hash);
    return new Tracer(common, store, vm, state);
  }

  /** Traces of the transactions of a block in their order, or of the one at `only`. Not two at a time. */
  async trace(height: number, only: number | undefined, options: TraceOptions): Promise<Trace[]> {
    const { header } = this.#block(height);
    const block = createBlock({ header }, { common: this.#common, skipConsensusFormatValidation: true });
    await this.#state.setStateRoot(this.#block(height - 1).header.stateRoot);
    const traces: Trace[] = [];
    let blockGasUsed = 0n;
    for (const [index, stored] of (await this.#store.transactions(height)).entries()) {
      if (only !== undefined && index > only) break;
      const { raw, sender } = splitTransaction(positionOf(height, index), stored);
      const tx = decodeTransaction(this.#common, raw);
      const run = () => runTx(this.#vm, { tx, block, blockGasUsed, skipHardForkValidation: true });
      const isWanted = only === undefined || index === only;
      const recorder = isWanted ? this.#recorder(options) : undefined;
      const result = await run().finally(() => recorder?.detach());
      blockGasUsed += result.totalGasSpent;
      if (recorder) traces.push(recorder.result(tx, sender, result));
    }
    return traces;
  }

  #recorder(options: TraceOptions): CallRecorder | StepRecorder {
    const { evm } = this.#vm;
    return options.tracer === 'callTracer'
      ? new CallRecorder(evm, options.onlyTopCall)
      : new StepRecorder(evm, options);
  }

  #block(height: number): ChainBlock {
    const block = readBlock(this.#common, this.#store, height);
    if (block) return block;
    throw new CustosError('LEDGER_REJECTED', 'the genesis block has no transactions to trace');
  }
}
