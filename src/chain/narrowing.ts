import type { TypedTransaction } from '@ethereumjs/tx';
import { type Bytes, equalBytes, toHex } from '../core/bytes.ts';
import type { Admission } from './admission.ts';
import type { ChainBlock } from './block.ts';
import type { CallThread } from './call-thread.ts';
import type { ChainOptions } from './options.ts';

/** Three times what a withdrawal by passkey takes where the chain has no precompile for it. */
const MOST_GAS = 1_000_000n;

/** What a former member may still send: a subject's own withdrawal, by its signature, so that one which its gateway
 *  acknowledged reaches the chain although the gateway was suspended or removed since. The contracts check the
 *  signature. That each one changes something when it comes in bounds their number by what subjects signed. */
export class Narrowing {
  readonly #admission: Admission;
  readonly #calls: CallThread;
  readonly #rule: ChainOptions['narrowing'];

  constructor(admission: Admission, calls: CallThread, { narrowing }: Pick<ChainOptions, 'narrowing'>) {
    this.#admission = admission;
    this.#calls = calls;
    this.#rule = narrowing;
  }

  /** By the state of `head`. */
  async allows(tx: TypedTransaction, sender: Bytes, head: ChainBlock): Promise<boolean> {
    const { contracts, place, calls } = this.#rule;
    const selector = toHex(tx.data.subarray(0, 4));
    if (!tx.to || tx.value !== 0n || tx.gasLimit > MOST_GAS || !calls.includes(selector)) return false;
    if (!(await this.#admission.wasMember(sender, head))) return false;
    const consents = await this.#admission.addressIn(contracts, place, head);
    if (!consents || !equalBytes(consents, tx.to.bytes)) return false;
    return this.#changesSomething(tx, sender, head);
  }

  async #changesSomething(tx: TypedTransaction, sender: Bytes, head: ChainBlock): Promise<boolean> {
    const { to, data, gasLimit: gas } = tx;
    const request = { from: sender, to: to?.bytes, gas, gasPrice: 0n, value: 0n, data, accessList: [] };
    const outcome = await this.#calls.call(request, head.header, head.header.stateRoot);
    return outcome.ok && outcome.logs > 0;
  }
}
