import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, type Hex, toHex } from '../core/bytes.ts';
import { type CallValue, callData } from '../core/call-data.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, type Digest, parseLedger } from '../core/ids.ts';
import { digest, text } from '../core/shape.ts';
import { answerOf, count, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { LedgerContracts } from './gateway-identity.ts';

/** A transaction that is final. */
export interface MinedTransaction {
  readonly transaction: Digest;
  /** Of the block that holds it. */
  readonly height: number;
}

/** What is called of a contract of the ledger. */
export interface OwnCall {
  readonly to: Address;
  readonly data: Hex;
}

interface AccountState {
  readonly nonce: number;
  readonly gasPrice: string;
}

const STATE: ShapeOf<AccountState> = { nonce: count, gasPrice: text(/^\d{1,30}$/, 'a number in decimal') };
const MINED: ShapeOf<MinedTransaction> = { transaction: digest, height: count };
const GAS = 3_000_000;

/** Whether who signed in can change something on the ledger in its own name: a key file can, wallets, passkeys and persons cannot. */
export function signsTransactions({ account }: Pick<GatewayClient, 'account'>): boolean {
  return account !== undefined && 'signTransaction' in account && account.signTransaction !== undefined;
}

/** Signs a call here, for the pinned ledger and no other, has the gateway relay it, and resolves when it is final. KEY_MISSING where
 *  the account signs none, LEDGER_REJECTED with the contract's reason, PROOF_INVALID where the gateway says that another one was
 *  mined. */
export async function sendOwnCall(gateway: GatewayClient, { to, data }: OwnCall): Promise<MinedTransaction> {
  const { account } = gateway;
  if (account === undefined || !('address' in account) || account.signTransaction === undefined) {
    throw new CustosError(
      'KEY_MISSING',
      'This takes a transaction, which the key of an account signs: sign in with it.',
    );
  }
  const { chainId } = parseLedger((await gateway.identity()).ledger);
  const { nonce, gasPrice } = await answerOf(gateway, ['GET', `/v1/accounts/${account.address}`], STATE);
  const [maxFee, maxPriorityFee] = [BigInt(gasPrice), BigInt(gasPrice)];
  const fields = { chainId, nonce, maxPriorityFee, maxFee, gas: GAS, to: fromHex(to, 20), data: fromHex(data) };
  const signed = await account.signTransaction(fields);
  const json = { transaction: toHex(signed) };
  const mined = await answerOf<MinedTransaction>(gateway, ['POST', '/v1/transactions'], MINED, { json });
  if (mined.transaction === toHex(keccak_256(signed))) return mined;
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway says that another transaction was mined than was signed. Look at the ledger before you repeat it.',
  );
}

/** By the function's canonical signature (contracts/interfaces). */
export async function callOwn(
  gateway: GatewayClient,
  contract: keyof LedgerContracts,
  signature: string,
  values: readonly CallValue[],
): Promise<MinedTransaction> {
  const { contracts } = await gateway.identity();
  return sendOwnCall(gateway, { to: contracts[contract], data: callData(signature, values) });
}
