import { toChecksumAddress } from '@ethereumjs/util';
import { toHex } from '../../core/bytes.ts';
import type { Chain } from '../chain.ts';
import type { Candidate } from '../executor.ts';
import type { TransactionPool, Waiting } from '../pool.ts';
import { formatTransaction, quantity } from './format.ts';
import { type MethodTable, reads } from './method.ts';
import { readAddress } from './params.ts';

type ByNonce = Record<string, unknown>;
type BySender = Record<string, ByNonce>;

/** Transactions told of at once, those that are next to be mined first. */
const MOST = 2_000;

/** What waits: `pending` could be part of the next block, `queued` waits behind a missing nonce. */
export function poolMethods(chain: Chain, pool: TransactionPool): MethodTable {
  const present = (waiting: Waiting) => formatTransaction(chain.common, waiting);
  const list = (form: (waiting: Waiting) => unknown, all = pool.waiting()) => {
    const found = { pending: {} as BySender, queued: {} as BySender };
    for (const [kind, waiting] of [...all].slice(0, MOST)) {
      const sender = toChecksumAddress(toHex(waiting.sender));
      const byNonce = found[kind][sender] ?? {};
      found[kind][sender] = byNonce;
      byNonce[String(waiting.nonce)] = form(waiting);
    }
    return found;
  };
  return {
    txpool_status: reads(0, () => {
      const counts = { pending: 0, queued: 0 };
      for (const [kind] of pool.waiting()) counts[kind] += 1;
      return { pending: quantity(counts.pending), queued: quantity(counts.queued) };
    }),
    txpool_content: reads(0, () => list(present)),
    txpool_contentFrom: reads(1, ([address]) => {
      const sender = readAddress(address, 'address');
      const { pending, queued } = list(present, pool.waiting(sender));
      return { pending: Object.values(pending)[0] ?? {}, queued: Object.values(queued)[0] ?? {} };
    }),
    txpool_inspect: reads(0, () => list(summary)),
  };
}

function summary({ tx }: Candidate): string {
  const price = 'maxFeePerGas' in tx ? tx.maxFeePerGas : tx.gasPrice;
  const to = tx.to === undefined ? 'contract creation' : toChecksumAddress(tx.to.toString());
  return `${to}: ${tx.value} wei + ${tx.gasLimit} gas × ${price} wei`;
}
