import type { FunctionFragment, Result } from 'ethers';
import { CustosError } from '../core/errors.ts';
import type { Views } from './abi.ts';
import { CONTRACT_NAMES, type ContractName, type Contracts, FUNCTIONS, INTERFACES } from './contracts.ts';
import { plainFields, plainValue } from './plain.ts';
import type { Rpc } from './rpc.ts';

/** Every view as a function with the arguments and the result of abi.ts: `views.permits.permitOf(7)`. A view that
 *  reverts rejects with LEDGER_REJECTED. */
export type LedgerViews = {
  readonly [Contract in ContractName]: {
    readonly [View in keyof Views[Contract]]: Views[Contract][View] extends { args: infer Args; result: infer Answer }
      ? (...args: Args & readonly unknown[]) => Promise<Answer>
      : never;
  };
};

type ViewOf<Contract extends ContractName, View extends keyof Views[Contract]> = Views[Contract][View] & {
  args: readonly unknown[];
  result: unknown;
};

/** `at` is a tag or a height in hex. */
export function ledgerViews(rpc: Rpc, contracts: Contracts, at: string): LedgerViews {
  const views = CONTRACT_NAMES.map((contract) => {
    const functions: Record<string, (...args: unknown[]) => Promise<unknown>> = {};
    for (const fragment of FUNCTIONS[contract].filter(({ constant }) => constant)) {
      functions[fragment.name] = (...args) => call(rpc, contracts[contract], at, contract, fragment, args);
    }
    return [contract, functions];
  });
  return Object.fromEntries(views) as LedgerViews;
}

/** One view of a contract whose address is known before the others are. */
export async function callView<Contract extends ContractName, View extends keyof Views[Contract] & string>(
  rpc: Rpc,
  to: string,
  at: string,
  contract: Contract,
  view: View,
  args: ViewOf<Contract, View>['args'],
): Promise<ViewOf<Contract, View>['result']> {
  const fragment = INTERFACES[contract].getFunction(view);
  if (!fragment) throw new TypeError(`${contract} has no view ${view}.`);
  return (await call(rpc, to, at, contract, fragment, args)) as ViewOf<Contract, View>['result'];
}

async function call(
  rpc: Rpc,
  to: string,
  at: string,
  contract: ContractName,
  fragment: FunctionFragment,
  args: readonly unknown[],
): Promise<unknown> {
  const data = encode(contract, fragment, args);
  const answer = await rpc.request('eth_call', [{ to, data }, at]);
  const [first] = fragment.outputs;
  const values = decode(contract, fragment, answer);
  if (first && fragment.outputs.length === 1) return plainValue(first, values[0]);
  return plainFields(fragment.outputs, values);
}

function encode(contract: ContractName, fragment: FunctionFragment, args: readonly unknown[]): string {
  try {
    return INTERFACES[contract].encodeFunctionData(fragment, args);
  } catch (cause) {
    throw new CustosError('ENCODING_INVALID', `The arguments of ${fragment.format()} do not fit.`, { cause });
  }
}

function decode(contract: ContractName, fragment: FunctionFragment, answer: unknown): Result {
  try {
    return INTERFACES[contract].decodeFunctionResult(fragment, String(answer));
  } catch (cause) {
    const message = `The contract answers ${fragment.name} in a form that this version does not know.`;
    throw new CustosError('LEDGER_MISMATCH', message, { cause });
  }
}
