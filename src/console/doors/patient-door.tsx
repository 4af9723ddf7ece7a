import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { Fingerprint } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bindPasskey, browserPasskeys, isCustosError, typedCode } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { AnyOf } from '../parts/choices.tsx';
import { Failed } from '../parts/failed.tsx';
import { lazyPart } from '../parts/lazy.ts';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useOnce } from '../parts/use-once.ts';
import { startOf } from '../session/asked.ts';
import { keptClient } from '../session/kept.ts';
import { session } from '../session/session.ts';
import { date } from '../words/times.ts';
import { CodeField } from './code-field.tsx';
import { Left } from './left.tsx';

// In the quickstart alone.
const SamplePeople = lazyPart(() => import('./sample-people.tsx').then((module) => module.SamplePeople));

const CODE = /^[A-Z2-7]{26}$/;

export function PatientDoor() {
  const { t } = useTranslation('doors');
  const [isShared, setShared] = useState(false);
  // Of the picture in a letter. What stands behind # was sent to nobody.
  const given = useLocation({ select: ({ hash }) => hash });
  const isSample = useQuery(startOf()).data?.sample === true;
  const enter = useOnce({ mutationFn: () => session.enter({ device: browserPasskeys() }, { isShared }) });
  if (typeof PublicKeyCredential === 'undefined') return <NoPasskeys />;
  return (
    <Page title={t('patient.title')}>
      <Left />
      {isSample && (
        <Suspense>
          <SamplePeople of="patient" />
        </Suspense>
      )}
      <section className="card stack">
        <h2>{t('patient.passkeyTitle')}</h2>
        <p>{t('patient.passkeyText')}</p>
        <div className="row">
          <Button look="main" onPress={() => enter.mutate()} isPending={enter.isPending}>
            <Fingerprint aria-hidden size={20} />
            {t('patient.passkeyButton')}
          </Button>
        </div>
        {enter.isError && <Failed error={enter.error} />}
        <SharedDevice isShared={isShared} onChange={setShared} />
      </section>
      <CodeDoor key={given} isShared={isShared} given={given} />
      <Neither />
    </Page>
  );
}

/** By a code only where the hospital sends any; else the page that is led to has the telephone. */
function Neither() {
  const { t } = useTranslation('doors');
  const start = useQuery(startOf());
  return (
    <section className="stack">
      <h2>{t('patient.neither')}</h2>
      <p>
        <a href="/patient/stop">{t(start.data?.codes === true ? 'patient.neitherText' : 'patient.neitherTelephone')}</a>
      </p>
    </section>
  );
}

function SharedDevice({
  isShared,
  onChange,
}: {
  readonly isShared: boolean;
  readonly onChange: (is: boolean) => void;
}) {
  const { t } = useTranslation('doors');
  const option = { value: 'shared', label: t('patient.shared'), hint: t('patient.sharedHint') };
  return (
    <AnyOf
      label=""
      options={[option]}
      value={isShared ? ['shared'] : []}
      onChange={(chosen) => onChange(chosen.length > 0)}
    />
  );
}

/** The invitation: a device becomes the person’s signature. */
function CodeDoor({ isShared, given }: { readonly isShared: boolean; readonly given: string }) {
  const { t } = useTranslation('doors');
  const [code, setCode] = useState(given);
  const [name, setName] = useState('');
  const [device, setDevice] = useState(t(isHandheld() ? 'patient.deviceFirst' : 'patient.deviceFirstComputer'));
  const [kinds, setKinds] = useState<readonly string[]>([]);
  const [isTried, setTried] = useState(false);
  const written = typedCode(code);
  const isCode = CODE.test(written);
  const bind = useOnce({
    mutationFn: async () => {
      const client = keptClient({ device: browserPasskeys() });
      const as = kinds.includes('guardian') ? 'guardian' : 'self';
      const said = {
        ...(name.trim() ? { name: name.trim() } : {}),
        ...(device.trim() ? { device: device.trim() } : {}),
      };
      const bound = await bindPasskey(client.gateway, written, { ...said, as });
      if (bound.waits === undefined) await session.adopt(client);
      return bound;
    },
  });
  const submit = () => {
    setTried(true);
    if (isCode) bind.mutate();
  };
  const isUseless = isCustosError(bind.error, 'CHALLENGE_INVALID');
  const fault = isTried && !isCode ? t('patient.codeFault') : isUseless ? t('patient.codeUseless') : undefined;
  return (
    <section className="card stack">
      <h2>{t('patient.codeTitle')}</h2>
      <p>{t(isShared ? 'patient.sharedCode' : 'patient.codeText')}</p>
      {!isShared && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <CodeField value={code} onChange={setCode} isRefused={isUseless} forget={bind.reset} fault={fault} />
          <TextField
            label={t('patient.name')}
            hint={t('patient.nameHint')}
            value={name}
            onChange={setName}
            autoComplete="given-name"
          />
          <TextField label={t('patient.device')} hint={t('patient.deviceHint')} value={device} onChange={setDevice} />
          <AnyOf
            label=""
            options={[{ value: 'guardian', label: t('patient.guardian'), hint: t('patient.guardianHint') }]}
            value={kinds}
            onChange={setKinds}
          />
          <div className="row">
            <Button look="main" type="submit" isPending={bind.isPending}>
              {t('patient.begin')}
            </Button>
          </div>
        </form>
      )}
      {bind.isPending && (
        <Said role="status">
          <p>{t('patient.binding')}</p>
        </Said>
      )}
      {bind.data?.waits && (
        <Said as="warn" role="status">
          <p>{t('patient.waits', { until: date(bind.data.waits.until) })}</p>
        </Said>
      )}
      {bind.isError && !isUseless && <Failed error={bind.error} />}
    </section>
  );
}

/** Views of mail and chat programs. */
function NoPasskeys() {
  const { t } = useTranslation('doors');
  const [isCopied, setCopied] = useState(false);
  return (
    <Page title={t('patient.title')}>
      <Said as="warn">
        <p>{t('patient.noPasskeys')}</p>
      </Said>
      <div className="row">
        <Button onPress={() => void navigator.clipboard.writeText(location.href).then(() => setCopied(true))}>
          {t('patient.copyLink')}
        </Button>
        {isCopied && <p role="status">{t('patient.copied')}</p>}
      </div>
      <Neither />
    </Page>
  );
}

/** As far as a page can tell: what is touched is held. */
function isHandheld(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
