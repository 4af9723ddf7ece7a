import type { Common } from '@ethereumjs/common';
import { createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import type { Bytes } from '../core/bytes.ts';

/** Reads an EIP-2718 envelope or legacy transaction; throws EthereumJS's error if it is none. */
export function decodeTransaction(common: Common, raw: Bytes): TypedTransaction {
  return createTxFromRLP(raw, { common });
}
