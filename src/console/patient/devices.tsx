import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cancelSigner, type KnownSigner, keepSigner, listSigners, removeSigner } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { session } from '../session/session.ts';
import { usePerson } from '../session/use-presence.ts';
import { day, onDay } from '../words/times.ts';
import { AddDevice } from './add-device.tsx';
import { useAct } from './asked.ts';
import './words/more.ts';

/** What signs for the person: its devices, and guardians. */
export function Devices() {
  const { t } = useTranslation('patient');
  const { gateway, standing } = usePerson();
  const signers = useQuery({ queryKey: ['patient', 'signers'], queryFn: () => listSigners(gateway) });
  return (
    <Page title={t('devices.title')}>
      <Asked query={signers}>
        {(all) => {
          const there = all.filter((one) => one.standing !== 'ended');
          const own = there.filter(({ kind }) => kind === 'self');
          const guardians = there.filter(({ kind }) => kind === 'guardian');
          const alike = standing.signsAs === 'guardian' ? guardians : own;
          const ways = alike.filter((one) => one.standing === 'stands').length;
          return (
            <>
              {ways === 1 && (
                <Said as="warn">
                  <p>{t('devices.oneWay')}</p>
                </Said>
              )}
              <Signers title={t('devices.own')} all={own} ways={ways} />
              {guardians.length > 0 ? (
                <Signers title={t('devices.guardians')} all={guardians} ways={ways} />
              ) : (
                <section className="stack close">
                  <h2>{t('devices.guardians')}</h2>
                  <p>{t('devices.noGuardians')}</p>
                </section>
              )}
              <AddDevice />
            </>
          );
        }}
      </Asked>
      <Link to="/patient/more">{t('more.back')}</Link>
    </Page>
  );
}

interface SignersProps {
  readonly title: string;
  readonly all: readonly KnownSigner[];
  /** How many let the caller in: the last one stays. */
  readonly ways: number;
}

function Signers({ title, all, ways }: SignersProps) {
  return (
    <section className="stack">
      <h2>{title}</h2>
      <ul role="list" className="stack">
        {all.map((signer) => (
          <li key={signer.signer}>
            <SignerCard signer={signer} isOnly={signer.isThis && ways <= 1} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SignerCard({ signer, isOnly }: { readonly signer: KnownSigner; readonly isOnly: boolean }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const [isSure, setSure] = useState(false);
  const { standing, from, until, leavesAt, used, fell, isThis } = signer;
  const name = useNameOf(signer);
  const remove = useAct(async () => {
    await removeSigner(gateway, signer.signer);
    if (isThis) await session.leave('signed-out');
  });
  const cancel = useAct(() => cancelSigner(gateway, signer.signer));
  const keep = useAct(() => keepSigner(gateway, signer.signer));
  const failed = remove.error ?? cancel.error ?? keep.error;
  return (
    <article className="card stack close">
      <h3>{name}</h3>
      {isThis && <p className="state done">{t('devices.this')}</p>}
      {standing !== 'stands' && <p>{t(`devices.standing.${standing}`, { when: day(leavesAt ?? from) })}</p>}
      <p className="quiet">
        {t('devices.since', { when: day(from) })}
        {used !== undefined && `. ${t('devices.used', { when: onDay(used / 1000) })}`}
        {until !== undefined && until > 0 && `. ${t('devices.until', { when: day(until) })}`}
      </p>
      {fell !== undefined && (
        <Said as="danger">
          <p>{t('devices.fell')}</p>
        </Said>
      )}
      {isOnly && <p className="quiet">{t('devices.only')}</p>}
      <div className="row">
        {standing === 'stands' && !isOnly && (
          <Button look="danger" onPress={() => setSure(true)} label={`${t('devices.remove')}: ${name}`}>
            {t('devices.remove')}
          </Button>
        )}
        {standing === 'waits' && (
          <Button look="danger" onPress={() => cancel.mutate()} isPending={cancel.isPending}>
            {t('devices.cancel')}
          </Button>
        )}
        {standing === 'leaves' && (
          <Button onPress={() => keep.mutate()} isPending={keep.isPending}>
            {t('devices.keep')}
          </Button>
        )}
      </div>
      {failed && <Failed error={failed} />}
      <Sheet title={t('devices.sure', { name })} isOpen={isSure} onClose={() => setSure(false)} isGrave>
        <p>{t('devices.sureText')}</p>
        {isThis && <p>{t('devices.sureThis')}</p>}
        <div className="row">
          <Button
            look="danger main"
            onPress={() => remove.mutate(undefined, { onSettled: () => setSure(false) })}
            isPending={remove.isPending}
          >
            {t('devices.confirm')}
          </Button>
          <Button onPress={() => setSure(false)}>{t('cancel', { ns: 'common' })}</Button>
        </div>
      </Sheet>
    </article>
  );
}

function useNameOf({ kind, as, name, type }: KnownSigner): string {
  const { t } = useTranslation('patient');
  const device = name ?? t(type === 'passkey' ? 'devices.device' : 'devices.file');
  return kind === 'guardian' ? `${t(`devices.as.${as ?? 'guardian'}`)}: ${device}` : device;
}
