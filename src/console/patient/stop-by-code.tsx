import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { askNarrowingCode, isCustosError } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Failed } from '../parts/failed.tsx';
import { Officer } from '../parts/officer.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { startOf } from '../session/asked.ts';
import { stranger } from '../session/session.ts';
import { CodeTyped } from './code-typed.tsx';
import './patient.css';
import './words/stop.ts';
import { useOnce } from '../parts/use-once.ts';

/** For somebody who cannot come in: a code to the contact on file stops what it should not have to wait for. */
export function StopByCode() {
  return (
    <div className="patient">
      <Ways />
    </div>
  );
}

/** Nobody types a number where no code comes of it. */
function Ways() {
  const { t } = useTranslation('patient');
  const start = useQuery(startOf());
  if (start.isPending) return <Waiting />;
  if (start.data?.codes !== false) return <Asking />;
  return (
    <Page title={t('stop.telephoneTitle')}>
      <div className="stack close">
        <p>{t('stop.unavailable')}</p>
        <p>{t('stop.treatment')}</p>
      </div>
      <Officer />
      <Door />
    </Page>
  );
}

function Door() {
  const { t } = useTranslation('patient');
  return (
    <Link to="/enter/$who" params={{ who: 'patient' }}>
      {t('stop.door')}
    </Link>
  );
}

function Asking() {
  const { t } = useTranslation('patient');
  const { of } = useSearch({ from: '/patient/stop' });
  const [number, setNumber] = useState('');
  // Letters can name whose number it is, so that the number alone is typed.
  const [kind, setKind] = useState(of ?? '');
  const ask = useOnce({ mutationFn: (identifier: string) => askNarrowingCode(stranger(), identifier) });
  const typed = number.trim();
  if (ask.data) return <CodeTyped attempt={ask.data.attempt} onAnother={() => ask.reset()} />;
  const isUnavailable = isCustosError(ask.error, 'UNAVAILABLE');
  const isFaulty = isCustosError(ask.error, 'INPUT_INVALID');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== '') ask.mutate(identifierOf(kind.trim(), typed));
  };
  return (
    <Page title={t('stop.title')}>
      <div className="stack close">
        <p>{t('stop.intro')}</p>
        <p>{t('stop.treatment')}</p>
      </div>
      <Form className="stack" onSubmit={send}>
        <TextField
          label={t('stop.number')}
          hint={t('stop.numberHint')}
          value={number}
          onChange={setNumber}
          autoComplete="off"
          fault={isFaulty ? t('stop.numberFault') : undefined}
        />
        {of === undefined && (
          <TextField
            label={t('stop.kind')}
            hint={t('stop.kindHint')}
            value={kind}
            onChange={setKind}
            autoComplete="off"
          />
        )}
        <div className="row">
          <Button look="main" type="submit" isDisabled={typed === ''} isPending={ask.isPending}>
            {t('stop.send')}
          </Button>
        </div>
      </Form>
      {ask.isPending && <p role="status">{t('stop.sending')}</p>}
      {isUnavailable && (
        <Said as="warn" role="alert">
          <p>{t('stop.unavailable')}</p>
        </Said>
      )}
      {ask.isError && !isUnavailable && !isFaulty && <Failed error={ask.error} />}
      <section className="stack close">
        <h2>{t('stop.telephone')}</h2>
        <Officer />
      </section>
      <Door />
    </Page>
  );
}

/** As letters and cards have it, in one piece or in two. */
function identifierOf(kind: string, number: string): string {
  return kind === '' || number.includes('|') ? number : `${kind}|${number}`;
}
