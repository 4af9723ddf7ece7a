import { Interface } from 'ethers';
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

/** The contract at an address; undefined if it is none of the ledger's. */
export function contractAt(contracts: Contracts, address: string): ContractName | undefined {
  return CONTRACT_NAMES.find((name) => contracts[name] === address);
}
