import { useQuery } from '@tanstack/react-query';
import { Building2, Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  browserPasskeys,
  byProvider,
  byStaffPasskey,
  enrollStaff,
  isCustosError,
  typedCode,
} from '../../client/index.ts';
import type { House } from '../houses.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useOnce } from '../parts/use-once.ts';
import { startOf } from '../session/asked.ts';
import { session, stranger } from '../session/session.ts';
import { usePresence } from '../session/use-presence.ts';
import { CodeField } from './code-field.tsx';
import { DoorTrouble } from './door-trouble.tsx';
import { KeyFileDoor } from './key-file-door.tsx';
import { Left } from './left.tsx';
import { SamplePeople } from './sample-people.tsx';
import { signInWindow } from './sign-in-window.ts';
import { WalletDoor } from './wallet-door.tsx';

export type MemberHouse = Exclude<House, 'patient'>;

/** For whoever works with data: persons of the organisation by its passkeys or its own sign-in, others by the key of an account. */
export function MemberDoor({ house }: { readonly house: MemberHouse }) {
  const { t } = useTranslation('doors');
  const presence = usePresence();
  const start = useQuery(startOf());
  const organisation = start.data?.organisation ?? t('start.unnamed');
  return (
    <Page title={t(`member.title.${house}`)}>
      <Left />
      {presence.state === 'in' && (
        <Said as="warn">
          <p>{t(`member.other.${house}`)}</p>
          <div className="row">
            <Button onPress={() => void session.leave('signed-out')}>{t('member.signOut')}</Button>
          </div>
        </Said>
      )}
      <SamplePeople of={({ staff: 'holder', research: 'requester', audit: 'auditor' } as const)[house]} />
      <PersonDoor organisation={organisation} hasProvider={start.data?.provider === true} />
      <section className="stack">
        <h2>{t('member.keys')}</h2>
        <p>{t('member.keysText')}</p>
        <WalletDoor />
        <KeyFileDoor />
      </section>
    </Page>
  );
}

/** For persons of the organisation whose node this is. */
function PersonDoor({ organisation, hasProvider }: { readonly organisation: string; readonly hasProvider: boolean }) {
  const { t } = useTranslation('doors');
  const byPasskey = useOnce({
    mutationFn: () => session.enter(byStaffPasskey(stranger(), browserPasskeys())),
  });
  const provider = useOnce({
    mutationFn: () => session.enter(byProvider(stranger(), signInWindow(t('member.providerWindow')))),
  });
  return (
    <section className="card stack">
      <h2>{t('member.person', { organisation })}</h2>
      <div className="row">
        {hasProvider && (
          <Button look="main" onPress={() => provider.mutate()} isPending={provider.isPending}>
            <Building2 aria-hidden size={20} />
            {t('member.provider')}
          </Button>
        )}
        <Button
          look={hasProvider ? 'outlined' : 'main'}
          onPress={() => byPasskey.mutate()}
          isPending={byPasskey.isPending}
        >
          <Fingerprint aria-hidden size={20} />
          {t('member.passkey')}
        </Button>
      </div>
      {provider.isPending && (
        <Said role="status">
          <p>{t('member.providerWaits')}</p>
        </Said>
      )}
      {provider.isError && <DoorTrouble error={provider.error} />}
      {byPasskey.isError && <DoorTrouble error={byPasskey.error} />}
      <details>
        <summary>{t('member.code')}</summary>
        <StaffCode />
      </details>
    </section>
  );
}

/** The code that somebody was handed makes its first passkey, or one more. */
function StaffCode() {
  const { t } = useTranslation('doors');
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const enroll = useOnce({
    mutationFn: async () => {
      const device = browserPasskeys();
      await enrollStaff(stranger(), { code: typedCode(code), device, name: name.trim() });
      return session.enter(byStaffPasskey(stranger(), device));
    },
  });
  // What is no code at all is refused by another word, and is wrong as well.
  const isUseless = isCustosError(enroll.error, 'CHALLENGE_INVALID', 'INPUT_INVALID');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        enroll.mutate();
      }}
    >
      <p>{t('member.codeText')}</p>
      <CodeField
        value={code}
        onChange={setCode}
        isRefused={isUseless}
        forget={enroll.reset}
        fault={isUseless ? t('member.codeUseless') : undefined}
        isRequired
      />
      <TextField
        label={t('patient.device')}
        hint={t('patient.deviceHint')}
        value={name}
        onChange={setName}
        isRequired
      />
      <div className="row">
        <Button type="submit" isPending={enroll.isPending}>
          {t('member.enroll')}
        </Button>
      </div>
      {enroll.isError && !isUseless && <DoorTrouble error={enroll.error} />}
    </form>
  );
}
