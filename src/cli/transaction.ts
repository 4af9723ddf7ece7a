import { Transaction } from 'ethers';
import type { GatewayClient } from '../client/gateway-client.ts';
import { fromHex, type Hex } from '../core/bytes.ts';
import type { Address, LedgerText } from '../core/ids.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { type Call, type LedgerCalls, ledgerCalls } from '../ledger/calls.ts';
import type { Contracts } from '../ledger/contracts.ts';
import type { Context } from './context.ts';

export interface MinedTransaction {
  readonly transaction: Hex;
  readonly height: number;
}

/** What a gateway says of its ledger: hints, until they were checked against the chain. */
export interface LedgerAnswer {
  readonly ledger: LedgerText;
  readonly chainId: number;
  readonly membership: Address;
  readonly contracts: Contracts;
  readonly gateway: Address;
  readonly holder: Address;
  readonly rpc?: string;
  readonly head: { readonly height: number; readonly hash: Hex; readonly time: number };
}

const GAS = 3_000_000n;

/** Signs a call here, with the caller's own key, has the gateway relay it, and says `done` when it is final. */
export async function transact(context: Context, call: (calls: LedgerCalls) => Call, done: string): Promise<void> {
  const client = await context.client();
  const { contracts } = await client.json<LedgerAnswer>('GET', '/v1/ledger');
  const mined = await sendTransaction(client, await context.account(), call(ledgerCalls(contracts)));
  context.output.result(mined, () => `${done} (block ${mined.height}).`);
}

export async function sendTransaction(client: GatewayClient, key: AccountKey, call: Call): Promise<MinedTransaction> {
  const { chainId } = await client.json<LedgerAnswer>('GET', '/v1/ledger');
  const account = await client.json<{ nonce: number; gasPrice: string }>('GET', `/v1/accounts/${key.address}`);
  const fields = { to: call.to, data: call.data, chainId, nonce: account.nonce, type: 0, gasLimit: GAS, value: 0n };
  const unsigned = Transaction.from({ ...fields, gasPrice: BigInt(account.gasPrice) });
  unsigned.signature = key.sign(fromHex(unsigned.unsignedHash, 32));
  return client.json<MinedTransaction>('POST', '/v1/transactions', { json: { transaction: unsigned.serialized } });
}
