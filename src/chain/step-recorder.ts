import type { EVMInterface, InterpreterStep } from '@ethereumjs/evm';
import type { TypedTransaction } from '@ethereumjs/tx';
import type { RunTxResult } from '@ethereumjs/vm';
import { type Bytes, type Hex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { type Detach, listen } from './evm-events.ts';

interface StructLog {
  readonly pc: number;
  readonly op: string;
  readonly gas: number;
  readonly gasCost: number;
  readonly depth: number;
  readonly stack?: readonly Hex[];
  readonly memory?: readonly string[];
}

/** A transaction step by step, as go-ethereum's default tracer writes it. */
export interface StructTrace {
  readonly gas: number;
  readonly failed: boolean;
  readonly returnValue: Hex;
  readonly structLogs: readonly StructLog[];
}

const MAX_STEPS = 20_000;
/** Words of stack and memory that are kept in all: 32 MiB of JSON. */
const MAX_WORDS = 500_000;

export class StepRecorder {
  readonly detach: Detach;
  readonly #options: { readonly stack: boolean; readonly memory: boolean; readonly limit: number };
  readonly #logs: StructLog[] = [];
  #words = 0;
  #isTooLarge = false;

  constructor(evm: EVMInterface, options: { stack: boolean; memory: boolean; limit: number }) {
    this.#options = options;
    this.detach = listen(evm, { step: (step) => this.#note(step) });
  }

  /** INPUT_TOO_LARGE where the trace is too large to be told. */
  result(_tx: TypedTransaction, _sender: Bytes, { totalGasSpent, execResult }: RunTxResult): StructTrace {
    if (this.#isTooLarge) {
      const message = `the trace has more than ${MAX_STEPS} steps or ${MAX_WORDS} words; set limit, or use callTracer`;
      throw new CustosError('INPUT_TOO_LARGE', message);
    }
    const failed = execResult.exceptionError !== undefined;
    return {
      gas: Number(totalGasSpent),
      failed,
      returnValue: toHex(execResult.returnValue),
      structLogs: this.#logs,
    };
  }

  #note({ pc, opcode, gasLeft, depth, stack, memory, memoryWordCount }: InterpreterStep): void {
    const { limit, stack: withStack, memory: withMemory } = this.#options;
    if (this.#isTooLarge || (limit > 0 && this.#logs.length >= limit)) return;
    this.#words += (withStack ? stack.length : 0) + (withMemory ? Number(memoryWordCount) : 0);
    this.#isTooLarge = this.#logs.length >= MAX_STEPS || this.#words > MAX_WORDS;
    if (this.#isTooLarge) return;
    this.#logs.push({
      pc,
      op: opcode.name,
      gas: Number(gasLeft),
      gasCost: Number(opcode.dynamicFee ?? opcode.fee),
      depth: depth + 1,
      ...(withStack ? { stack: stack.map((word) => `0x${word.toString(16)}` as Hex) } : {}),
      ...(withMemory ? { memory: wordsOf(memory, Number(memoryWordCount)) } : {}),
    });
  }
}

function wordsOf(memory: Bytes, count: number): string[] {
  const hex = Buffer.from(memory.buffer, memory.byteOffset, memory.length)
    .toString('hex')
    .padEnd(count * 64, '0');
  return Array.from({ length: count }, (_, i) => hex.slice(i * 64, (i + 1) * 64));
}
