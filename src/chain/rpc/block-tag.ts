import { CustosError } from '../../core/errors.ts';
import type { ChainBlock } from '../block.ts';
import type { Chain } from '../chain.ts';
import { invalid, readHash, readObject, readQuantity } from './params.ts';

const HEAD_TAGS = ['latest', 'safe', 'finalized'];
const BLOCK_FIELDS = ['blockHash', 'blockNumber', 'requireCanonical'];

/** The block that a tag, number, hash or EIP-1898 object names; undefined if the chain has none. One validator and
 *  no reorganisation make the head safe and final. INPUT_INVALID for `pending`: transactions wait, but make no block yet. */
export function blockOf(chain: Chain, tag: unknown): ChainBlock | undefined {
  if (tag === undefined || tag === null || HEAD_TAGS.includes(tag as string)) return chain.head;
  if (tag === 'earliest') return chain.block(0);
  if (tag === 'pending') throw invalid('block', 'a block that was made; pending is not supported here');
  if (typeof tag === 'object') return blockOfObject(chain, tag);
  if (typeof tag === 'string' && tag.length === 66) return blockOfHash(chain, tag);
  return chain.block(readQuantity(tag, 'block'));
}

/** EIP-1898. Every block is canonical here. */
function blockOfObject(chain: Chain, tag: object): ChainBlock | undefined {
  const { blockHash, blockNumber, requireCanonical } = readObject(tag, 'block', BLOCK_FIELDS);
  if ((blockHash === undefined) === (blockNumber === undefined)) throw invalid('block', 'blockHash or blockNumber');
  if (requireCanonical !== undefined && typeof requireCanonical !== 'boolean') {
    throw invalid('requireCanonical', 'true or false');
  }
  return blockHash === undefined
    ? chain.block(readQuantity(blockNumber, 'blockNumber'))
    : blockOfHash(chain, blockHash);
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
