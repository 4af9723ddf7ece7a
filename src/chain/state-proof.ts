import type { Common } from '@ethereumjs/common';
import { RLP } from '@ethereumjs/rlp';
import { Account, bytesToBigInt, createAccountFromRLP } from '@ethereumjs/util';
import { type Bytes, type Hex, toHex } from '../core/bytes.ts';
import { keccakOf } from './state.ts';
import type { CommittedNodes } from './state-nodes.ts';
import { lookUp } from './state-trie.ts';

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
export function proveState(
  common: Common,
  nodes: CommittedNodes,
  root: Bytes,
  address: Bytes,
  slots: readonly Bytes[],
): StateProof {
  const keccak256 = keccakOf(common);
  const prove = (trie: Bytes, key: Bytes) => {
    const proof: Hex[] = [];
    const value = lookUp(nodes.find, trie, keccak256(key), (node) => proof.push(toHex(node)));
    return { value, proof };
  };
  const { value: rlp, proof: accountProof } = prove(root, address);
  const account = rlp ? createAccountFromRLP(rlp) : new Account();
  const storageProof = slots.map((slot): StateProof['storageProof'][number] => {
    const { value, proof } = prove(account.storageRoot, slot);
    return { key: toHex(slot), value: quantity(value ? bytesToBigInt(RLP.decode(value) as Bytes) : 0n), proof };
  });
  return {
    address: toHex(address),
    balance: quantity(account.balance),
    nonce: quantity(account.nonce),
    codeHash: toHex(account.codeHash),
    storageHash: toHex(account.storageRoot),
    accountProof,
    storageProof,
  };
}

function quantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}
