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
import { stranger } from '../session/session.ts';
import { CodeTyped } from './code-typed.tsx';
import './patient.css';
import './words/stop.ts';
import { useOnce } from '../parts/use-once.ts';

/** For somebody who cannot come in: a code to the contact on file stops what it should not have to wait for. */
export function StopByCode() {
  return (
    <div className="patient">
      <Asking />
    </div>
  );
}

function Asking() {
  const { t } = useTranslation('patient');
  const { of } = useSearch({ from: '/patient/stop' });
  const [number, setNumber] = useState('');
  const ask = useOnce({
    // Letters can name whose number it is, so that the number alone is typed.
    mutationFn: (typed: string) => askNarrowingCode(stranger(), of === undefined ? typed : `${of}|${typed}`),
  });
  const typed = number.trim();
  if (ask.data) return <CodeTyped attempt={ask.data.attempt} onAnother={() => ask.reset()} />;
  const isUnavailable = isCustosError(ask.error, 'UNAVAILABLE');
  const isFaulty = isCustosError(ask.error, 'INPUT_INVALID');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== '') ask.mutate(typed);
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
      <Link to="/enter/$who" params={{ who: 'patient' }}>
        {t('stop.door')}
      </Link>
    </Page>
  );
}
