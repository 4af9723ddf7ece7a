import type { Common } from '@ethereumjs/common';
import { createMerkleProof } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { Account, bytesToBigInt, createAccountFromRLP } from '@ethereumjs/util';
import { type Bytes, type Hex, toHex } from '../core/bytes.ts';
import { openTrie } from './state.ts';
import type { CommittedNodes } from './state-nodes.ts';

/** As EIP-1186 has it. Numbers are hex quantities; a proof lists the nodes from the root down. */
export interface StateProof {
  readonly address: Hex;
  readonly balance: Hex;
  readonly nonce: Hex;
  readonly codeHash: Hex;
  readonly storageHash: Hex;
  readonly accountProof: Hex[];
  readonly storageProof: { key: Hex; value: Hex; proof: Hex[] }[];
}

/** Proves an account and slots of it, or that they do not exist, at a state root. */
export async function proveState(
  common: Common,
  nodes: CommittedNodes,
  root: Bytes,
  address: Bytes,
  slots: readonly Bytes[],
): Promise<StateProof> {
  const accounts = openTrie(common, nodes, root);
  const rlp = await accounts.get(address);
  const account = rlp ? createAccountFromRLP(rlp) : new Account();
  const storage = openTrie(common, nodes, account.storageRoot);
  const storageProof: StateProof['storageProof'] = [];
  for (const slot of slots) {
    const value = await storage.get(slot);
    storageProof.push({
      key: toHex(slot),
      value: quantity(value ? bytesToBigInt(RLP.decode(value) as Bytes) : 0n),
      proof: (await createMerkleProof(storage, slot)).map(toHex),
    });
  }
  return {
    address: toHex(address),
    balance: quantity(account.balance),
    nonce: quantity(account.nonce),
    codeHash: toHex(account.codeHash),
    storageHash: toHex(account.storageRoot),
    accountProof: (await createMerkleProof(accounts, address)).map(toHex),
    storageProof,
  };
}

function quantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
