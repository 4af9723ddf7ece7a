import { Wallet } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CustosError, toAddress, walletAccount } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { useOnce } from '../parts/use-once.ts';
import { session } from '../session/session.ts';
import { type FoundWallet, useWallets } from '../session/wallets.ts';

/** Each wallet that this browser has. */
export function WalletDoor() {
  const { t } = useTranslation('doors');
  const wallets = useWallets();
  const enter = useOnce({
    mutationFn: async ({ provider }: FoundWallet) => {
      const accounts = await provider.request({ method: 'eth_requestAccounts', params: [] });
      const [first] = Array.isArray(accounts) ? accounts : [];
      if (typeof first !== 'string') throw new CustosError('SESSION_REQUIRED', t('member.walletNone'));
      return session.enter(walletAccount(provider, toAddress(first, t('member.walletAccount'))));
    },
  });
  if (wallets.length === 0) return <p className="quiet">{t('member.noWallet')}</p>;
  return (
    <>
      <div className="row">
        {wallets.map((wallet) => (
          <Button key={wallet.uuid} onPress={() => enter.mutate(wallet)} isPending={enter.isPending}>
            <Wallet aria-hidden size={20} />
            {t('member.wallet', { name: wallet.name })}
          </Button>
        ))}
      </div>
      {enter.isError && <Failed error={enter.error} />}
    </>
  );
}
