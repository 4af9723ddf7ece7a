import '@nomicfoundation/hardhat-ethers';
import type { BaseContract, ContractTransactionReceipt, InterfaceAbi, LogDescription, Result, Signer } from 'ethers';
import { Interface } from 'ethers';
import hre from 'hardhat';

const INTERFACES = [
  'Membership',
  'IDatasetRegistry',
  'IConsentRegistry',
  'IConsentLens',
  'IPermitRegistry',
  'IAccessLog',
];

/** A named error of a contract with its facts. */
export interface Refusal {
  name: string;
  args: unknown[];
}

async function knownAbi(): Promise<Interface> {
  const abis = await Promise.all(INTERFACES.map(async (name) => abiOf(name)));
  return new Interface(abis.flat() as InterfaceAbi);
}

async function abiOf(name: string): Promise<readonly unknown[]> {
  const suffix = `/${name}.sol:${name}`;
  const names = [...(await hre.artifacts.getAllFullyQualifiedNames())];
  const found = names.find((candidate) => candidate.endsWith(suffix));
  if (found === undefined) throw new Error(`no artifact of ${name}`);
  return (await hre.artifacts.readArtifact(found)).abi;
}

const ABI = await knownAbi();

/** A chain in memory. */
export async function connect(network: string = 'default') {
  const chosen = hre.globalOptions.coverage ? 'coverage' : network;
  const connection = await hre.network.create(chosen);
  return connection.ethers;
}

/** Sends a transaction and waits for its receipt. */
export async function send(
  contract: BaseContract,
  from: Signer,
  name: string,
  ...args: unknown[]
): Promise<ContractTransactionReceipt> {
  const connected = contract.connect(from) as BaseContract;
  const response = await connected.getFunction(name).send(...args);
  const receipt = await response.wait();
  if (receipt === null) throw new Error(`${name} was not mined`);
  return receipt;
}

/** Calls a view. */
export async function read(contract: BaseContract, name: string, ...args: unknown[]): Promise<unknown> {
  const result = await contract.getFunction(name).staticCall(...args);
  return result;
}

/** Calls a view that returns a struct or several values. */
export async function readStruct(contract: BaseContract, name: string, ...args: unknown[]) {
  const result = (await read(contract, name, ...args)) as Result;
  return result.toObject() as Record<string, unknown>;
}

/** The error that a call reverts with; throws if it does not revert. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    const data = revertData(error);
    const parsed = ABI.parseError(data);
    if (parsed === null) throw new Error(`unknown revert ${data}`);
    return { name: parsed.name, args: parsed.args.toArray() };
  }
  throw new Error('the call was not refused');
}

function revertData(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('data' in error && typeof error.data === 'string') return error.data;
    for (const key of ['error', 'cause', 'info'] as const) {
      if (key in error) return revertData((error as Record<string, unknown>)[key]);
    }
  }
  throw error;
}

/** The events of a receipt, with their arguments as plain objects. */
export function events(receipt: ContractTransactionReceipt): { name: string; args: Record<string, unknown> }[] {
  return receipt.logs
    .map((log) => ABI.parseLog(log))
    .filter((log): log is LogDescription => log !== null)
    .map((log) => ({ name: log.name, args: log.args.toObject() }));
}

/** The one event of a receipt. */
export function event(receipt: ContractTransactionReceipt): { name: string; args: Record<string, unknown> } {
  const [first, ...others] = events(receipt);
  if (first === undefined || others.length > 0) throw new Error('not exactly one event');
  return first;
}
