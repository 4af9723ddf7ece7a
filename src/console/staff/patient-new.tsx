import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CustosError, enrollSubject, findSubjects, isCustosError } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { AnyOf } from '../parts/choices.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { Refusal } from './answer.tsx';
import { numberOf, useStaffAct } from './asked.ts';
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
  /** What was said of another number says nothing of this one. */
  const change = (set: (text: string) => void) => (text: string) => {
    enrol.reset();
    setAlike([]);
    set(text);
  };
  if (enrol.data !== undefined) {
    return (
      <Page title={t('called', { number: value.trim() })}>
        <Said as="done" role="status">
          <p>{t('enrolled')}</p>
        </Said>
        <InvitePatient subject={enrol.data} number={value.trim()} />
        <p className="screen-only">
          <Link to="/staff/patients/$subject" params={{ subject: enrol.data }}>
            {t('toPatient')}
          </Link>
        </p>
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
        <TextField
          label={t('value')}
          value={value}
          onChange={change(setValue)}
          fault={value.includes('|') ? t('valueFault') : undefined}
          isRequired
          autoComplete="off"
        />
        <TextField label={t('system')} hint={t('systemHint')} value={system} onChange={change(setSystem)} />
        {isCustosError(enrol.error, 'CONFLICT') && <Alike error={enrol.error} picked={alike} onPick={setAlike} />}
        {enrol.isError && !isCustosError(enrol.error, 'CONFLICT') && <Refusal error={enrol.error} />}
        <div className="row">
          <Button look="main" type="submit" isPending={enrol.isPending}>
            {t('enrol')}
          </Button>
        </div>
      </form>
    </Page>
  );
}

/** Somebody is enrolled by the number, or by one that is spelled like it: the way to that patient, or the word that it is another one. */
function Alike({
  error,
  picked,
  onPick,
}: {
  readonly error: CustosError;
  readonly picked: readonly string[];
  readonly onPick: (picked: readonly string[]) => void;
}) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const { alike } = error.details;
  const identifier = typeof alike === 'string' ? alike : '';
  const found = useQuery({
    queryKey: ['staff', 'alike', identifier],
    queryFn: () => findSubjects(gateway, [identifier]),
    enabled: identifier !== '',
  });
  if (found.isLoading) return <Waiting />;
  const known = found.data?.[0]?.subject;
  if (known === undefined) return <Refusal error={error} />;
  return (
    <>
      <Said as="warn" role="alert">
        <p>{t('alikeSays', { number: numberOf(known) })}</p>
        <Link to="/staff/patients/$subject" params={{ subject: known.subject }}>
          {t('toAlike', { number: numberOf(known) })}
        </Link>
      </Said>
      <AnyOf
        label={t('alikeAsks')}
        value={picked}
        onChange={onPick}
        options={[{ value: 'alike', label: t('alike') }]}
      />
    </>
  );
}
