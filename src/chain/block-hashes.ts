import type { EVMMockBlockchainInterface } from '@ethereumjs/evm';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';

export type HashOfHeight = (height: number) => Bytes | undefined;

/** What the BLOCKHASH instruction asks. */
export function blockchainOf(hashOfHeight: HashOfHeight): EVMMockBlockchainInterface {
  const blockchain: EVMMockBlockchainInterface = {
    async getBlock(height: number) {
      const hash = hashOfHeight(height);
      if (!hash) throw new CustosError('STORE_CORRUPT', `Block ${height} is missing; restore the data directory.`);
      return { hash: () => hash };
    },
    async putBlock() {},
    shallowCopy: () => blockchain,
  };
  return blockchain;
}
