import { randomInt } from 'node:crypto';
import type { FunctionFragment } from 'ethers';
import type { Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address, Digest, LogId, Pseudonym } from '../core/ids.ts';
import type { ConsentRecord, DisclosedEntry, Writes } from './abi.ts';
import { CONTRACT_NAMES, type ContractName, type Contracts, contractAt, FUNCTIONS, INTERFACES } from './contracts.ts';
import { encodeCheckpoint, encodeRecord } from './encode.ts';
import { plainFields } from './plain.ts';

/** A write, ready to be signed. */
export interface Call {
  readonly to: Address;
  readonly data: Hex;
  /** Fixed limit, for calls that cannot be estimated because they build on others that are not mined yet. */
  readonly gas?: number;
}

/** Every write of the contracts as a function with the arguments of abi.ts: `calls.permits.issue(terms)`. */
export type LedgerCalls = {
  readonly [Contract in ContractName]: {
    readonly [Write in keyof Writes[Contract]]: (...args: Writes[Contract][Write] & readonly unknown[]) => Call;
  };
};

export interface DescribedCall {
  readonly contract: ContractName;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Measured: 45,000 for a first head and 4,600 an entry; the rest is for engines that count otherwise. */
const HEAD_GAS = 150_000;
const ENTRY_GAS = 8_000;
/** 100 enrolments take some 5 million gas, which fits blocks of 8 million. */
const CHUNK = 100;

/** The builders throw ENCODING_INVALID if an argument does not fit its type. */
export function ledgerCalls(contracts: Contracts): LedgerCalls {
  const calls = CONTRACT_NAMES.map((contract) => {
    const builders: Record<string, (...args: never[]) => Call> = {};
    for (const fragment of FUNCTIONS[contract].filter(({ constant }) => !constant)) {
      builders[fragment.name] = (...args) => ({ to: contracts[contract], data: encode(contract, fragment, args) });
    }
    if (contract === 'accessLog') Object.assign(builders, logCalls(contracts.accessLog));
    return [contract, builders];
  });
  return Object.fromEntries(calls) as LedgerCalls;
}

/** Enrols any number of pseudonyms, in batches and in random order, so that the order of the chain says nothing about
 *  the order of the hospital's records. Each batch is all or none. */
export function enrollCalls(contracts: Contracts, pseudonyms: readonly Pseudonym[], chunk = CHUNK): Call[] {
  const { consents } = ledgerCalls(contracts);
  return chunks(shuffled(pseudonyms), chunk).map((batch) => consents.enrollBatch(batch));
}

/** Records any number of grants on paper, in batches and in random order. Each batch is all or none. */
export function recordedGrantCalls(contracts: Contracts, records: readonly ConsentRecord[], chunk = CHUNK): Call[] {
  const { consents } = ledgerCalls(contracts);
  return chunks(shuffled(records), chunk).map((batch) => consents.grantRecordedBatch(batch));
}

/** What a call does; undefined if it is no write of one of the contracts. For relays, and for whoever is asked to
 *  sign. @public */
export function describeCall(contracts: Contracts, { to, data }: Pick<Call, 'to' | 'data'>): DescribedCall | undefined {
  const contract = contractAt(contracts, to);
  if (contract === undefined) return undefined;
  try {
    const fragment = INTERFACES[contract].getFunction(data.slice(0, 10));
    if (!fragment || fragment.constant) return undefined;
    const values = INTERFACES[contract].decodeFunctionData(fragment, data);
    return { contract, name: fragment.name, args: plainFields(fragment.inputs, values) };
  } catch {
    return undefined; // no selector, or arguments that do not fit
  }
}

function logCalls(to: Address) {
  return {
    record: (log: LogId, size: number, root: Digest, entries: readonly DisclosedEntry[]): Call => ({
      to,
      data: encodeRecord(log, size, root, entries),
      gas: HEAD_GAS + ENTRY_GAS * entries.length,
    }),
    checkpoint: (log: LogId, size: number, root: Digest): Call => ({
      to,
      data: encodeCheckpoint(log, size, root),
      gas: HEAD_GAS,
    }),
  };
}

function encode(contract: ContractName, fragment: FunctionFragment, args: readonly unknown[]): Hex {
  try {
    return INTERFACES[contract].encodeFunctionData(fragment, args) as Hex;
  } catch (cause) {
    throw new CustosError('ENCODING_INVALID', `The arguments of ${fragment.format()} do not fit.`, { cause });
  }
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** Fisher and Yates with unpredictable numbers. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [out[i], out[j]] = [out[j] as Item, out[i] as Item];
  }
  return out;
}
