import { storageRootOf, storageWord } from '../core/account-leaf.ts';
import { type Bytes, fromHex, toHex } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import { TrieProof } from '../core/trie-proof.ts';
import type { Keccak } from '../core/trie-root.ts';
import { record, toQuantity } from './engine-block.ts';
import type { Header } from './header.ts';
import type { Rpc } from './rpc.ts';

/** Slots of one question: their paths are some 4 KB each. */
const SLOTS = 256;

/** What a proof showed of a contract's storage. */
export interface ProvenWords {
  /** Undefined where no contract stands at the address. While it stays the same, so does all of the storage. */
  readonly root: Digest | undefined;
  /** In the order of the slots that were asked for; zero for what was never written. */
  readonly words: readonly bigint[];
}

/** Storage of contracts as the state root of a header commits to it, by EIP-1186. */
export class ProvenState {
  readonly #rpc: Rpc;
  readonly #keccak: Keccak;

  constructor(rpc: Rpc, keccak: Keccak) {
    this.#rpc = rpc;
    this.#keccak = keccak;
  }

  /** The words of the slots in the block. Whether the header is a block of the chain is for the caller to know.
   *  Undefined where the engine gives no proof: it has no such method, or has forgotten the block's state.
   *
   *  LEDGER_INCOMPLETE where a proof does not hold. */
  async words(header: Header, contract: Address, slots: readonly Digest[]): Promise<ProvenWords | undefined> {
    const words: bigint[] = [];
    let root: Digest | undefined;
    for (let at = 0; at === 0 || at < slots.length; at += SLOTS) {
      const part = await this.#part(header, contract, slots.slice(at, at + SLOTS));
      if (part === undefined) return undefined;
      words.push(...part.words);
      root = part.root;
    }
    return { root, words };
  }

  async #part(header: Header, contract: Address, slots: readonly Digest[]): Promise<ProvenWords | undefined> {
    const answer = await this.#answer(header, contract, slots);
    if (answer === undefined) return undefined;
    try {
      return this.#read(answer, header, contract, slots);
    } catch (error) {
      if (!isCustosError(error, 'PROOF_INVALID')) throw error;
      const message = `The ledger’s engine contradicts the chain: what it says of the state of ${contract} in block ${header.height} is not proven by the header. ${error.message}`;
      throw new CustosError('LEDGER_INCOMPLETE', message, {
        cause: error,
        details: { fault: 'state', height: header.height, contract },
      });
    }
  }

  /** Undefined where the engine refuses, for whatever reason: none of them is a proof. */
  async #answer(header: Header, contract: Address, slots: readonly Digest[]): Promise<unknown> {
    try {
      const answer = await this.#rpc.request('eth_getProof', [contract, slots, toQuantity(header.height)]);
      return answer ?? undefined;
    } catch (error) {
      if (isCustosError(error, 'LEDGER_REJECTED')) return undefined;
      throw error;
    }
  }

  #read(answer: unknown, header: Header, contract: Address, slots: readonly Digest[]): ProvenWords {
    const { accountProof, storageProof } = record(answer, 'proof of the state');
    const nodes = [accountProof, ...listOf(storageProof).map((one) => record(one, 'proof of a slot').proof)];
    const proof = new TrieProof(this.#keccak, new Set(nodes.flatMap(listOf)).values().map(bytesOf));
    const leaf = proof.value(fromHex(header.stateRoot), fromHex(contract));
    const root = leaf && storageRootOf(leaf);
    const words = slots.map((slot) => {
      const value = root && proof.value(root, fromHex(slot));
      return value ? storageWord(value) : 0n;
    });
    return { root: root && (toHex(root) as Digest), words };
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw broken();
}

function bytesOf(value: unknown): Bytes {
  if (typeof value === 'string' && /^0x(?:[0-9a-f]{2})*$/i.test(value)) return Buffer.from(value.slice(2), 'hex');
  throw broken();
}

function broken(): CustosError {
  return new CustosError('PROOF_INVALID', 'It cannot be read.');
}
