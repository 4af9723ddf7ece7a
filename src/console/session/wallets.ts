import {
  type Account,
  type Address,
  CustosError,
  toAddress,
  type WalletProvider,
  walletAccount,
} from '../../client/index.ts';

/** A wallet that announced itself to the page (EIP-6963). */
export interface Wallet {
  readonly id: string;
  readonly name: string;
  readonly provider: WalletProvider;
}

interface Announcement {
  readonly info: { readonly uuid: string; readonly name: string };
  readonly provider: WalletProvider;
}

/** Asks wallets to announce themselves; more may come later. What is given ends it. */
export function findWallets(found: (wallet: Wallet) => void): () => void {
  const announced = (event: Event) => {
    const { info, provider } = (event as CustomEvent<Announcement>).detail;
    found({ id: info.uuid, name: info.name.slice(0, 60), provider });
  };
  addEventListener('eip6963:announceProvider', announced);
  dispatchEvent(new Event('eip6963:requestProvider'));
  return () => removeEventListener('eip6963:announceProvider', announced);
}

/** The account that the person lets the page see. The wallet asks it, and shows each text before it signs. */
export async function accountOfWallet({ provider }: Wallet): Promise<Account> {
  const accounts = await provider.request({ method: 'eth_requestAccounts', params: [] });
  const [first] = Array.isArray(accounts) ? accounts : [];
  if (typeof first !== 'string') throw new CustosError('SIGNATURE_INVALID', 'The wallet showed no account.');
  return walletAccount(provider, toAddress(first.toLowerCase() as Address, 'The wallet’s account'));
}
