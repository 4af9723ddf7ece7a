import { createRequire } from 'node:module';
import { expect, vi } from 'vitest';
import type { Hex } from '../../src/core/bytes.ts';
import type { Address } from '../../src/core/ids.ts';
import { accountState } from '../../src/ledger/account-state.ts';
import { createdAddress, signFields } from '../../src/ledger/encode-transaction.ts';
import { loadKeccak } from '../../src/ledger/keccak.ts';
import type { LedgerReader } from '../../src/ledger/reader.ts';
import type { Consortium } from './consortium.ts';

/** The least smart account: what its owner’s key signed is its own (ERC-1271). */
const SOURCE = `
  contract SmartAccount {
    address immutable owner;
    constructor(address owner_) { owner = owner_; }
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
      if (signature.length != 65) return 0;
      bytes32 r = bytes32(signature[0:32]);
      bytes32 s = bytes32(signature[32:64]);
      return ecrecover(digest, uint8(signature[64]), r, s) == owner ? this.isValidSignature.selector : bytes4(0);
    }
  }`;

/** Resolves once it stands on the chain. */
export async function deploySmartAccount(
  { keys: { administrator } }: Consortium,
  reader: LedgerReader,
  owner: Address,
): Promise<Address> {
  const data = `${compile()}${owner.slice(2).padStart(64, '0')}` as Hex;
  const { nonce } = await accountState(reader, administrator.address);
  const keccak = await loadKeccak();
  const fees = { maxPriorityFee: 0n, maxFee: 0n };
  const fields = { chainId: reader.ledger.chainId, nonce, ...fees, gas: 1_000_000, to: undefined, data };
  const { raw, hash } = signFields(fields, administrator, keccak);
  await reader.rpc.request('eth_sendRawTransaction', [raw]);
  await vi.waitFor(async () => {
    const receipt = await reader.rpc.request('eth_getTransactionReceipt', [hash]);
    expect(receipt).toMatchObject({ status: '0x1' });
  }, 10_000);
  return createdAddress(administrator.address, nonce, keccak);
}

function compile(): Hex {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const input = {
    language: 'Solidity',
    sources: { 'SmartAccount.sol': { content: SOURCE } },
    settings: { evmVersion: 'cancun', outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
  };
  const { contracts } = JSON.parse(solc.compile(JSON.stringify(input))) as {
    contracts: Record<string, Record<string, { evm: { bytecode: { object: string } } }>>;
  };
  return `0x${contracts['SmartAccount.sol']?.['SmartAccount']?.evm.bytecode.object}`;
}
