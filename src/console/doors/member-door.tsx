import { useMutation, useQuery } from '@tanstack/react-query';
import { Building2, Fingerprint, KeyRound, WalletMinimal } from 'lucide-react';
import { useEffect, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import {
  browserPasskeys,
  byProvider,
  byStaffPasskey,
  isCustosError,
  isEncryptedKey,
  openKeyFile,
  readStart,
} from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { session, stranger } from '../session/session.ts';
import { accountOfWallet, findWallets, type Wallet } from '../session/wallets.ts';
import { signInWindow } from './sign-in-window.ts';

const MAX_KEY_FILE_BYTES = 16 * 1024;

/** For people who act for an organisation: as a person of this node’s own, or with the account of a member. */
export function MemberDoor({ who }: { readonly who: 'staff' | 'research' | 'audit' }) {
  const { t } = useTranslation('doors');
  const start = useQuery({ queryKey: ['start'], queryFn: () => readStart(stranger()) });
  return (
    <Page title={t(`member.title.${who}`)}>
      <section className="card stack">
        <h2>{t('member.person', { name: start.data?.organisation ?? t('start.unnamed') })}</h2>
        <PersonWays hasProvider={start.data?.provider ?? false} />
      </section>
      <section className="card stack">
        <h2>{t('member.account')}</h2>
        <p className="quiet">{t('member.accountText')}</p>
        <Wallets />
        <KeyFile />
      </section>
    </Page>
  );
}

function PersonWays({ hasProvider }: { readonly hasProvider: boolean }) {
  const { t } = useTranslation('doors');
  const passkey = useMutation({
    mutationFn: () => session.enter('staff', byStaffPasskey(stranger(), browserPasskeys())),
  });
  const provider = useMutation({ mutationFn: () => session.enter('staff', byProvider(stranger(), signInWindow())) });
  return (
    <>
      <div className="row">
        <Button look="main" onPress={() => passkey.mutate()} isPending={passkey.isPending}>
          <Fingerprint aria-hidden size={20} />
          {t('patient.passkeyButton')}
        </Button>
        {hasProvider && (
          <Button onPress={() => provider.mutate()} isPending={provider.isPending}>
            <Building2 aria-hidden size={20} />
            {t('member.provider')}
          </Button>
        )}
      </div>
      {passkey.isError && <Failed error={passkey.error} />}
      {provider.isError && <Failed error={provider.error} />}
    </>
  );
}

/** Wallets that announced themselves to the page. */
function Wallets() {
  const { t } = useTranslation('doors');
  const [wallets, setWallets] = useState<readonly Wallet[]>([]);
  useEffect(
    () => findWallets((found) => setWallets((known) => [...known.filter(({ id }) => id !== found.id), found])),
    [],
  );
  const enter = useMutation({
    mutationFn: async (wallet: Wallet) => session.enter('wallet', await accountOfWallet(wallet)),
  });
  if (wallets.length === 0) return <p className="quiet">{t('member.noWallet')}</p>;
  return (
    <>
      <div className="row">
        {wallets.map((wallet) => (
          <Button key={wallet.id} onPress={() => enter.mutate(wallet)} isPending={enter.isPending}>
            <WalletMinimal aria-hidden size={20} />
            {t('member.wallet', { name: wallet.name })}
          </Button>
        ))}
      </div>
      {enter.isError && <Failed error={enter.error} />}
    </>
  );
}

/** A key file is read in the page’s memory, and forgotten with the page. */
function KeyFile() {
  const { t } = useTranslation('doors');
  const [file, setFile] = useState<{ readonly name: string; readonly text: string }>();
  const [passphrase, setPassphrase] = useState('');
  const enter = useMutation({
    mutationFn: async (text: string) =>
      session.enter('key-file', await openKeyFile(text, isEncryptedKey(text) ? passphrase : undefined)),
  });
  const choose = async (files: FileList | null) => {
    const [chosen] = files ?? [];
    if (chosen === undefined) return;
    const text = await chosen.slice(0, MAX_KEY_FILE_BYTES).text();
    setFile({ name: chosen.name, text });
    if (!isEncryptedKey(text)) enter.mutate(text);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== undefined) enter.mutate(file.text);
      }}
    >
      <div className="row">
        <FileTrigger onSelect={(files) => void choose(files)}>
          <Button isPending={enter.isPending}>
            <KeyRound aria-hidden size={20} />
            {t('member.keyFile')}
          </Button>
        </FileTrigger>
        {file && <span>{file.name}</span>}
      </div>
      <p className="quiet">{t('member.keyFileText')}</p>
      {file !== undefined && isEncryptedKey(file.text) && (
        <>
          <TextField
            label={t('member.passphrase')}
            type="password"
            autoComplete="off"
            value={passphrase}
            onChange={setPassphrase}
            fault={isCustosError(enter.error, 'KEY_WRONG') ? t('member.keyWrong') : undefined}
          />
          <div className="row">
            <Button look="main" type="submit" isPending={enter.isPending}>
              {t('member.open')}
            </Button>
            {enter.isPending && <p role="status">{t('member.opening')}</p>}
          </div>
        </>
      )}
      {enter.isError &&
        (isCustosError(enter.error, 'KEY_WRONG') ? (
          <p role="alert">{t('member.keyWrong')}</p>
        ) : (
          <Failed error={enter.error} />
        ))}
    </form>
  );
}
