import { isCustosError } from '../core/errors.ts';
import type { Rpc } from './rpc.ts';

/** Wei for a unit of gas. */
export interface Fees {
  readonly maxPriorityFee: bigint;
  readonly maxFee: bigint;
}

const KEEP_MS = 3_000;
/** Room for the base fee to rise by an eighth a block, for six blocks. */
const HEADROOM = 2n;

/** What the engine asks for now, with headroom; zero where gas is free. Asked at most every 3 s. */
export class FeeSource {
  readonly #rpc: Rpc;
  #known: { fees: Fees; at: number } | undefined;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  async fees(): Promise<Fees> {
    if (this.#known && performance.now() - this.#known.at < KEEP_MS) return this.#known.fees;
    const [price, tip] = await Promise.all([wei(this.#rpc, 'eth_gasPrice'), this.#tip()]);
    // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint
    const fees = { maxPriorityFee: tip < price ? tip : price, maxFee: price * HEADROOM };
    this.#known = { fees, at: performance.now() };
    return fees;
  }

  forget(): void {
    this.#known = undefined;
  }

  /** One wei where the engine cannot say: some refuse zero. */
  async #tip(): Promise<bigint> {
    try {
      return await wei(this.#rpc, 'eth_maxPriorityFeePerGas');
    } catch (error) {
      if (isCustosError(error, 'LEDGER_REJECTED')) return 1n;
      throw error;
    }
  }
}

async function wei(rpc: Rpc, method: string): Promise<bigint> {
  const value = await rpc.request(method);
  return typeof value === 'string' && /^0x[0-9a-f]{1,32}$/i.test(value) ? BigInt(value) : 0n;
}
