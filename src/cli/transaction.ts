import type { Wallet } from 'ethers';
import type { GatewayClient } from '../client/gateway-client.ts';
import type { Hex } from '../core/bytes.ts';
import type { Address } from '../core/ids.ts';

export interface MinedTransaction {
  readonly transaction: Hex;
  readonly height: number;
}

export interface LedgerAnswer {
  readonly ledger: string;
  readonly chainId: number;
  readonly membership: Address;
  readonly contracts: Readonly<
    Record<'datasets' | 'subjects' | 'consents' | 'permits' | 'accessLog' | 'passkeyVerifier', Address>
  >;
  readonly gateway: Address;
  readonly holder: Address;
  readonly rpc?: string;
  readonly head: { readonly height: number; readonly hash: Hex; readonly time: number };
}

/** Signs a call here, with the member's own key, and has the gateway relay it; gives it when it is final. */
export async function sendTransaction(
  client: GatewayClient,
  wallet: Wallet,
  call: { readonly to: Address; readonly data: Hex },
): Promise<MinedTransaction> {
  const { chainId } = await client.json<LedgerAnswer>('GET', '/v1/ledger');
  const { nonce, gasPrice } = await client.json<{ nonce: number; gasPrice: string }>(
    'GET',
    `/v1/accounts/${wallet.address}`,
  );
  const transaction = await wallet.signTransaction({
    ...call,
    chainId,
    nonce,
    type: 0,
    gasPrice: BigInt(gasPrice),
    gasLimit: 3_000_000,
    value: 0,
  });
  return client.json<MinedTransaction>('POST', '/v1/transactions', { json: { transaction } });
}
