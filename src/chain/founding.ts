import type { Common } from '@ethereumjs/common';
import { Account, createAddressFromString, KECCAK256_RLP, setLengthLeft } from '@ethereumjs/util';
import { fromHex, toHex, utf8 } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { makeHeader } from './block.ts';
import { blockWrites, headerFields } from './commit.ts';
import type { ChainCrypto } from './crypto.ts';
import { GENESIS_KEY } from './keys.ts';
import { nodeCache } from './node-cache.ts';
import type { ChainOptions } from './options.ts';
import { chainProtocol } from './protocol.ts';
import { seal, unsealedExtraData } from './seal.ts';
import { ChainState } from './state.ts';
import { CommittedNodes, PendingNodes } from './state-nodes.ts';
import type { ChainStore, GenesisRecord } from './store.ts';
import { foundValidatorKey } from './validator-key.ts';

/** Writes the genesis block of an empty directory, sealed like every other block. */
export async function foundChain(
  store: ChainStore,
  crypto: ChainCrypto,
  options: ChainOptions,
): Promise<GenesisRecord> {
  if (options.chainId === undefined) {
    throw new CustosError('CONFIG_INVALID', 'A new chain needs a chainId: a random number below 2^52.');
  }
  const key = await foundValidatorKey(options.data);
  const validator = toHex(crypto.addressOf(key));
  const common = chainProtocol(options.chainId, options.p256, crypto);
  const { stateRoot, nodes } = await genesisState(common, store, crypto, options);
  const unsealed = makeHeader(common, {
    number: 0,
    coinbase: fromHex(validator),
    gasLimit: options.blockGasLimit,
    timestamp: options.genesisTime ?? Math.floor(Date.now() / 1000),
    extraData: unsealedExtraData(),
    baseFeePerGas: BigInt(options.minGasPrice),
    stateRoot,
    transactionsTrie: KECCAK256_RLP,
    receiptTrie: KECCAK256_RLP,
  });
  const header = makeHeader(common, { ...unsealed, extraData: seal(crypto, headerFields(unsealed), key) });
  const record: GenesisRecord = {
    chainId: options.chainId,
    genesisHash: toHex(header.hash()),
    validator,
    p256: options.p256,
    blockGasLimit: options.blockGasLimit,
  };
  const { writes } = blockWrites({ header, executed: [], nodes });
  writes.push({ type: 'put', key: GENESIS_KEY, value: utf8(JSON.stringify(record)) });
  await store.commit(writes);
  return record;
}

async function genesisState(common: Common, store: ChainStore, crypto: ChainCrypto, { alloc }: ChainOptions) {
  const cache = nodeCache(2 ** 20);
  const pending = new PendingNodes(new CommittedNodes(store.node, cache, crypto.keccak256), cache);
  const state = new ChainState(common, pending);
  for (const [name, { balance, nonce, code, storage }] of Object.entries(alloc)) {
    const address = createAddressFromString(name);
    await state.putAccount(address, new Account(BigInt(nonce), BigInt(balance)));
    await state.putCode(address, fromHex(code));
    for (const [slot, value] of Object.entries(storage)) {
      await state.putStorage(address, setLengthLeft(fromHex(slot), 32), fromHex(value));
    }
  }
  const stateRoot = await state.getStateRoot();
  return { stateRoot, nodes: pending.written() };
}
