import type { GatewayClient } from '../client/gateway-client.ts';
import { type MinedTransaction, sendOwnCall } from '../client/own-transaction.ts';
import type { Call, LedgerCalls } from '../ledger/calls.ts';
import type { Context } from './context.ts';

/** Has a call of the caller's own relayed by the gateway, and says `done`, or what it comes to, when it is final. */
export async function transact(
  context: Context,
  call: (calls: LedgerCalls) => Call,
  done: string | (() => Promise<string>),
): Promise<void> {
  const mined = await send(await context.client(), call);
  const said = typeof done === 'string' ? done : await done();
  context.output.result(mined, () => `${said} (block ${mined.height}).`);
}

/** As `sendOwnCall`, of the ledger that is pinned. */
export async function send(client: GatewayClient, call: (calls: LedgerCalls) => Call): Promise<MinedTransaction> {
  // Writing calls takes most of what the program reads, and most commands write none.
  const [{ contracts }, { ledgerCalls }] = await Promise.all([client.identity(), import('../ledger/calls.ts')]);
  return sendOwnCall(client, call(ledgerCalls(contracts)));
}
