import { type FunctionFragment, Interface } from 'ethers';
import type { Address } from '../core/ids.ts';
import { ABI, type ContractAddresses } from './abi.ts';

export type ContractName = keyof typeof ABI;

/** Addresses of the ledger's contracts; `subjects` and `consents` are the same one. */
export type Contracts = ContractAddresses & { readonly membership: Address };

/** ethers' codec of each contract. */
export const INTERFACES: Readonly<Record<ContractName, Interface>> = {
  membership: new Interface(ABI.membership),
  datasets: new Interface(ABI.datasets),
  consents: new Interface(ABI.consents),
  permits: new Interface(ABI.permits),
  accessLog: new Interface(ABI.accessLog),
};

export const CONTRACT_NAMES = Object.keys(ABI) as ContractName[];

/** Every function of a contract, by name: none has two forms. */
export const FUNCTIONS = Object.fromEntries(
  CONTRACT_NAMES.map((name) => [name, INTERFACES[name].fragments.filter(({ type }) => type === 'function')]),
) as unknown as Readonly<Record<ContractName, readonly FunctionFragment[]>>;

/** The contract at an address; undefined if it is none of the ledger's. */
export function contractAt(contracts: Contracts, address: string): ContractName | undefined {
  return CONTRACT_NAMES.find((name) => contracts[name] === address);
}
