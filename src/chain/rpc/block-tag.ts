import { CustosError } from '../../core/errors.ts';
import type { ChainBlock } from '../block.ts';
import type { Chain } from '../chain.ts';
import { readHash, readQuantity } from './params.ts';

const HEAD_TAGS = ['latest', 'pending', 'safe', 'finalized'];

/** The block that a tag, number, hash or EIP-1898 object names; undefined if the chain has none. One validator and
 *  no reorganisation make the head safe and final; nothing pends but the pool. */
export function blockOf(chain: Chain, tag: unknown): ChainBlock | undefined {
  if (tag === undefined || tag === null || HEAD_TAGS.includes(tag as string)) return chain.head;
  if (tag === 'earliest') return chain.block(0);
  if (typeof tag === 'object' && 'blockHash' in tag) return blockOfHash(chain, tag.blockHash);
  if (typeof tag === 'object' && 'blockNumber' in tag) return chain.block(readQuantity(tag.blockNumber, 'blockNumber'));
  if (typeof tag === 'string' && tag.length === 66) return blockOfHash(chain, tag);
  return chain.block(readQuantity(tag, 'block'));
}

export function blockOfHash(chain: Chain, hash: unknown): ChainBlock | undefined {
  const height = chain.store.heightOfHash(readHash(hash, 'block hash'));
  return height === undefined ? undefined : chain.block(height);
}

/** For methods that cannot answer without the block. */
export function requireBlock(chain: Chain, tag: unknown): ChainBlock {
  const block = blockOf(chain, tag);
  if (!block) throw new CustosError('LEDGER_REJECTED', 'header not found');
  return block;
}
