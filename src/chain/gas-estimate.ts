import type { BlockHeader } from '@ethereumjs/block';
import type { Bytes } from '../core/bytes.ts';
import type { Caller, CallOutcome, CallRequest } from './caller.ts';

export type GasEstimate = { ok: true; gas: bigint } | { ok: false; outcome: CallOutcome & { ok: false } };

/** The least gas limit with which the transaction succeeds, at most 1.5 % too high; `request.gas` is the cap. */
export async function estimateGas(
  caller: Caller,
  request: CallRequest,
  header: BlockHeader,
  root: Bytes,
): Promise<GasEstimate> {
  const first = await caller.call(request, header, root);
  if (!first.ok) return { ok: false, outcome: first };
  let low = first.gasUsed - first.gasRefund - 1n;
  let high = request.gas;
  // Calls keep back a 64th of their gas, so that slightly more than what was used is nearly always enough.
  let guess = ((first.gasUsed + 2300n) * 64n) / 63n;
  while (high - low > 1n) {
    if (guess <= low || guess >= high) guess = (low + high) / 2n;
    const { ok } = await caller.call({ ...request, gas: guess }, header, root);
    if (ok) high = guess;
    else low = guess;
    if (ok && (high - low) * 1000n < high * 15n) break;
    guess = (low + high) / 2n;
    if (guess > low * 2n) guess = low * 2n;
  }
  return { ok: true, gas: high };
}
