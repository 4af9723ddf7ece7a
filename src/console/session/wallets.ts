import { useEffect, useState } from 'react';
import type { WalletProvider } from '../../client/index.ts';

/** A wallet of this browser, as it announces itself (EIP-6963). */
export interface FoundWallet {
  readonly uuid: string;
  readonly name: string;
  readonly provider: WalletProvider;
}

interface Announcement {
  readonly info?: { readonly uuid?: unknown; readonly name?: unknown };
  readonly provider?: WalletProvider;
}

const MAX_NAME = 60;
const MAX_WALLETS = 8;

/** Wallets, in the order in which they answered. Whatever a wallet says of itself is cut short and shown as text alone. */
export function useWallets(): readonly FoundWallet[] {
  const [found, setFound] = useState<readonly FoundWallet[]>([]);
  useEffect(() => {
    const announced = (event: Event) => {
      const wallet = walletOf((event as CustomEvent<Announcement>).detail);
      if (wallet === undefined) return;
      setFound((before) =>
        before.length >= MAX_WALLETS || before.some(({ uuid }) => uuid === wallet.uuid) ? before : [...before, wallet],
      );
    };
    addEventListener('eip6963:announceProvider', announced);
    dispatchEvent(new Event('eip6963:requestProvider'));
    return () => removeEventListener('eip6963:announceProvider', announced);
  }, []);
  return found;
}

function walletOf(said: Announcement | null): FoundWallet | undefined {
  const { info, provider } = said ?? {};
  if (typeof info?.uuid !== 'string' || typeof info.name !== 'string') return undefined;
  if (typeof provider?.request !== 'function') return undefined;
  return { uuid: info.uuid, name: info.name.slice(0, MAX_NAME), provider };
}
