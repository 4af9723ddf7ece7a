import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enrollSubject } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { AnyOf } from '../parts/choices.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { InvitePatient } from './invite-patient.tsx';
import './patients-words.ts';

/** Enrols somebody, and then makes the code for it, at the desk and in one place. */
export function NewPatient() {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const [system, setSystem] = useState('');
  const [value, setValue] = useState('');
  const [alike, setAlike] = useState<readonly string[]>([]);
  const enrol = useStaffAct(() =>
    enrollSubject(gateway, `${system.trim()}|${value.trim()}`, { acceptAlike: alike.length > 0 }),
  );
  if (enrol.data !== undefined) {
    return (
      <Page title={t('called', { number: value.trim() })}>
        <Said as="done" role="status">
          <p>{t('enrolled')}</p>
          <Link to="/staff/patients/$subject" params={{ subject: enrol.data }}>
            {t('toPatient')}
          </Link>
        </Said>
        <InvitePatient subject={enrol.data} number={value.trim()} />
      </Page>
    );
  }
  return (
    <Page title={t('enrol')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          enrol.mutate();
        }}
      >
        <TextField label={t('value')} value={value} onChange={setValue} isRequired autoComplete="off" />
        <TextField label={t('system')} hint={t('systemHint')} value={system} onChange={setSystem} />
        {enrol.isError && (
          <>
            <Refusal error={enrol.error} />
            <AnyOf
              label={t('value')}
              value={alike}
              onChange={setAlike}
              options={[{ value: 'alike', label: t('alike') }]}
            />
          </>
        )}
        <div className="row">
          <Button look="main" type="submit" isPending={enrol.isPending}>
            {t('enrol')}
          </Button>
        </div>
      </form>
    </Page>
  );
}
