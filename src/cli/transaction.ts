import { Transaction } from 'ethers';
import type { GatewayClient } from '../client/gateway-client.ts';
import { fromHex, type Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { parseLedger } from '../core/ids.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { type Call, type LedgerCalls, ledgerCalls } from '../ledger/calls.ts';
import type { Context } from './context.ts';

export interface MinedTransaction {
  readonly transaction: Hex;
  readonly height: number;
}

const GAS = 3_000_000n;

/** Signs a call here, with the caller's own key, has the gateway relay it, and says `done`, or what it comes to, when it is
 *  final. */
export async function transact(
  context: Context,
  call: (calls: LedgerCalls) => Call,
  done: string | (() => Promise<string>),
): Promise<void> {
  const client = await context.client();
  const { contracts } = await client.identity();
  const mined = await sendTransaction(client, await context.account(), call(ledgerCalls(contracts)));
  const said = typeof done === 'string' ? done : await done();
  context.output.result(mined, () => `${said} (block ${mined.height}).`);
}

/** Signed for the pinned ledger and for no other. PROOF_INVALID where the gateway says that another one was mined. */
export async function sendTransaction(client: GatewayClient, key: AccountKey, call: Call): Promise<MinedTransaction> {
  const { chainId } = parseLedger((await client.identity()).ledger);
  const account = await client.json<{ nonce: number; gasPrice: string }>('GET', `/v1/accounts/${key.address}`);
  const fields = { to: call.to, data: call.data, chainId, nonce: account.nonce, type: 0, gasLimit: GAS, value: 0n };
  const signed = Transaction.from({ ...fields, gasPrice: BigInt(account.gasPrice) });
  signed.signature = key.sign(fromHex(signed.unsignedHash, 32));
  const json = { transaction: signed.serialized };
  const mined = await client.json<MinedTransaction>('POST', '/v1/transactions', { json });
  if (mined.transaction === signed.hash) return mined;
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway says that another transaction was mined than was signed. Look at the ledger before you repeat it.',
  );
}
