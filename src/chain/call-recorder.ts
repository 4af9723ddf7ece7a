import type { EVMInterface, EVMResult, InterpreterStep, Message } from '@ethereumjs/evm';
import type { TypedTransaction } from '@ethereumjs/tx';
import type { RunTxResult } from '@ethereumjs/vm';
import { type Bytes, type Hex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { type Detach, listen } from './evm-events.ts';

/** One call, as go-ethereum's callTracer writes it. */
export interface CallFrame {
  type: string;
  from: Hex;
  to?: Hex;
  value?: Hex;
  gas: Hex;
  gasUsed: Hex;
  input: Hex;
  output?: Hex;
  error?: string;
  calls?: CallFrame[];
}

const MAX_BYTES = 16 * 2 ** 20;
/** About what a call takes besides its input and output. */
const FRAME_BYTES = 500;

/** Records the calls of one transaction, each within the one that made it. */
export class CallRecorder {
  readonly detach: Detach;
  readonly #onlyTop: boolean;
  readonly #open: CallFrame[] = [];
  #step: { readonly opcode: string; readonly address: Hex } | undefined;
  #top: CallFrame | undefined;
  #bytes = 0;

  constructor(evm: EVMInterface, onlyTop: boolean) {
    this.#onlyTop = onlyTop;
    this.detach = listen(evm, {
      beforeMessage: (message) => this.#enter(message),
      afterMessage: (result) => this.#leave(result),
      step: (step) => this.#note(step),
    });
  }

  /** INPUT_TOO_LARGE where the calls together are too large to be told. */
  result(tx: TypedTransaction, sender: Bytes, { totalGasSpent }: RunTxResult): CallFrame {
    if (this.#bytes > MAX_BYTES) {
      throw new CustosError('INPUT_TOO_LARGE', `the trace is larger than ${MAX_BYTES} bytes; ask for onlyTopCall`);
    }
    const top = this.#top ?? { type: 'CALL', from: toHex(sender), gas: '0x0', gasUsed: '0x0', input: toHex(tx.data) };
    // What the transaction itself costs is the first call's.
    return { ...top, gas: quantity(tx.gasLimit), gasUsed: quantity(totalGasSpent), input: toHex(tx.data) };
  }

  #enter(message: Message): void {
    this.#bytes += FRAME_BYTES + message.data.length;
    if (this.#bytes > MAX_BYTES) return;
    const frame = this.#frameOf(message);
    const parent = this.#open.at(-1);
    this.#open.push(frame);
    if (parent === undefined) this.#top = frame;
    else if (!this.#onlyTop) addTo(parent, frame);
  }

  #frameOf(message: Message): CallFrame {
    const { to, caller, value, gasLimit, data, delegatecall, depth } = message;
    const step = depth === 0 ? undefined : this.#step;
    const type = step?.opcode ?? (to === undefined ? 'CREATE' : 'CALL');
    const target = delegatecall || type === 'CALLCODE' ? message.codeAddress : to;
    return {
      type,
      from: delegatecall && step ? step.address : toHex(caller.bytes),
      ...(target === undefined ? {} : { to: toHex(target.bytes) }),
      ...(type === 'STATICCALL' ? {} : { value: quantity(value) }),
      gas: quantity(gasLimit),
      gasUsed: '0x0',
      input: toHex(data),
    };
  }

  #leave({ createdAddress, execResult }: EVMResult): void {
    this.#bytes += execResult.returnValue.length;
    const frame = this.#bytes > MAX_BYTES ? undefined : this.#open.pop();
    if (frame === undefined) return;
    const { exceptionError: failure, executionGasUsed, returnValue } = execResult;
    frame.gasUsed = quantity(executionGasUsed);
    if (returnValue.length > 0) frame.output = toHex(returnValue);
    if (failure) frame.error = failure.error === 'revert' ? 'execution reverted' : failure.error;
    else if (createdAddress) frame.to = toHex(createdAddress.bytes);
  }

  #note({ opcode, address, stack, account }: InterpreterStep): void {
    this.#step = { opcode: opcode.name, address: toHex(address.bytes) };
    if (opcode.name !== 'SELFDESTRUCT' || this.#onlyTop) return;
    const to = `0x${((stack.at(-1) ?? 0n) & (2n ** 160n - 1n)).toString(16).padStart(40, '0')}` as Hex;
    const frame = { from: toHex(address.bytes), to, value: quantity(account.balance) };
    const parent = this.#open.at(-1);
    if (parent) addTo(parent, { type: 'SELFDESTRUCT', ...frame, gas: '0x0', gasUsed: '0x0', input: '0x' });
  }
}

function addTo(parent: CallFrame, frame: CallFrame): void {
  parent.calls = parent.calls ?? [];
  parent.calls.push(frame);
}

function quantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
