import { getBytes } from 'ethers';
import { Chain } from '../src/chain/chain.ts';
import { parseChainOptions } from '../src/chain/options.ts';
import { decodeTransaction } from '../src/chain/transaction.ts';
import { CHAIN_ID, signed, wallet } from './chain-world.ts';

/** Makes blocks as fast as the disk lets it, each with one transfer of nothing, and tells its memory after them.
 *  Arguments: data directory, number of blocks. */
const [, , data = '', count = '0'] = process.argv;
const founder = wallet(0);
const chain = await Chain.open(parseChainOptions({ data, chainId: CHAIN_ID, genesisTime: 1_700_000_000 }));
const blocks = Number(count);
const call = { to: wallet(1).address, data: '0x1234', gas: 30_000 };
for (let height = chain.head.height + 1; height <= blocks; height++) {
  const raw = getBytes(signed(founder, height - 1, call));
  const tx = decodeTransaction(chain.common, raw);
  const hash = chain.crypto.keccak256(raw);
  const { rejected } = await chain.makeBlock({ timestamp: 1_700_000_000 + height }, [
    { tx, raw, hash, sender: tx.getSenderAddress().bytes },
  ]);
  if (rejected.length > 0) throw new Error(rejected[0]?.reason);
  if (height % 10_000 === 0) process.send?.({ height, rss: process.memoryUsage().rss });
}
process.send?.({ height: blocks, rss: process.memoryUsage().rss, done: true });
await chain.close();
