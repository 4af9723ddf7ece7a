import { toHex, utf8 } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
import { type TypedDataName, type TypedDomain, type TypedMessage, walletPayload } from '../core/typed-data.ts';
import type { Account } from './gateway-client.ts';

/** What a wallet offers to pages (EIP-1193). */
export interface WalletProvider {
  request(call: { readonly method: string; readonly params: readonly unknown[] }): Promise<unknown>;
}

/** An account whose key a wallet holds: the wallet shows its owner each text and each consent before it signs
 *  (`personal_sign`, `eth_signTypedData_v4`). What the wallet answers for another thing than a signature is
 *  SIGNATURE_INVALID; its own errors, such as a refusal of the owner, are thrown as they are. */
export function walletAccount(wallet: WalletProvider, address: Address): Account {
  const sign = async (method: string, params: readonly unknown[]) => {
    const signature = await wallet.request({ method, params });
    if (typeof signature === 'string' && /^0x(?:[0-9a-fA-F]{2})+$/.test(signature)) return signature;
    throw new CustosError('SIGNATURE_INVALID', `The wallet’s answer to ${method} is no signature.`);
  };
  return {
    address,
    signMessage: (text) => sign('personal_sign', [toHex(utf8(text)), address]),
    signTypedData: async <Name extends TypedDataName>(domain: TypedDomain, name: Name, message: TypedMessage<Name>) => {
      const payload = JSON.stringify(walletPayload(domain, name, message));
      return `0x${(await sign('eth_signTypedData_v4', [address, payload])).slice(2).toLowerCase()}`;
    },
  };
}
