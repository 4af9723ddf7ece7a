import { sendOwnCall } from '../client/own-transaction.ts';
import { type Call, type LedgerCalls, ledgerCalls } from '../ledger/calls.ts';
import type { Context } from './context.ts';

/** Has a call of the caller's own relayed by the gateway, and says `done`, or what it comes to, when it is final. */
export async function transact(
  context: Context,
  call: (calls: LedgerCalls) => Call,
  done: string | (() => Promise<string>),
): Promise<void> {
  const client = await context.client();
  const { contracts } = await client.identity();
  const mined = await sendOwnCall(client, call(ledgerCalls(contracts)));
  const said = typeof done === 'string' ? done : await done();
  context.output.result(mined, () => `${said} (block ${mined.height}).`);
}
