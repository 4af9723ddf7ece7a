import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formDigest, recordNarrowing, recordWidening, type Subject, type Withdrawal } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { day, moment } from '../words/times.ts';
import { numberOf } from './asked.ts';
import { ByTelephone } from './by-telephone.tsx';
import { Confirm } from './confirm.tsx';
import { dayAhead, isOver, lastSecond } from './figures.ts';

const MONTH = 30;

interface Of {
  readonly patient: Subject;
  readonly onDone: (done: Withdrawal) => void;
}

/** What the patient withholds altogether, and how the hospital records that it does, or does no more. */
export function PatientWithheld({ patient, onDone }: Of) {
  const { t } = useTranslation('staff-patients');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const number = numberOf(patient) ?? staff('unnamedPatient');
  const { subject, optOut, pausedUntil, pending } = patient;
  return (
    <section className="stack">
      <h2>{t('narrow')}</h2>
      {optOut === 'none' && pending.includes('opt-out') && (
        <Said as="warn">
          <p>{t('withheld.pending')}</p>
        </Said>
      )}
      {optOut !== 'none' && (
        <Said as="warn">
          <p>{t(`withheld.${optOut}`)}</p>
          {pending.includes('opt-out') && <p>{t('withheld.pending')}</p>}
          <Widen patient={patient} what={{ level: 'none' }} verb={t('back')} />
        </Said>
      )}
      {(pausedUntil !== undefined || pending.includes('pause')) && (
        <Said as="warn">
          <p>{pausedUntil === undefined ? t('withheld.pending') : t('withheld.pause', { when: day(pausedUntil) })}</p>
          <Widen patient={patient} what="resumption" verb={t('resume')} />
        </Said>
      )}
      <div className="row">
        {optOut === 'none' && (
          <ByTelephone
            verb={t('optOut')}
            title={t('optOutTitle', { number })}
            onDone={onDone}
            act={(form) => recordNarrowing(gateway, subject, form, { level: 'research' })}
          >
            <p>{t('optOutSays')}</p>
          </ByTelephone>
        )}
        {optOut !== 'all' && (
          <ByTelephone
            verb={t('optOutAll')}
            title={t('optOutAllTitle', { number })}
            onDone={onDone}
            act={(form) => recordNarrowing(gateway, subject, form, { level: 'all' })}
          >
            <p>{t('optOutAllSays')}</p>
          </ByTelephone>
        )}
        {pausedUntil === undefined && <Pause patient={patient} onDone={onDone} />}
      </div>
    </section>
  );
}

function Pause({ patient, onDone }: Of) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const { t: staff } = useTranslation('staff');
  const [until, setUntil] = useState(dayAhead(MONTH));
  return (
    <ByTelephone
      verb={t('pause')}
      title={t('pauseTitle', { number: numberOf(patient) ?? staff('unnamedPatient') })}
      onDone={onDone}
      act={(form) => recordNarrowing(gateway, patient.subject, form, { until: lastSecond(until) })}
    >
      <p>{t('pauseSays')}</p>
      <TextField
        label={t('pauseUntil')}
        type="date"
        value={until}
        onChange={setUntil}
        fault={isOver(until) ? staff('dayOver') : undefined}
        isRequired
      />
    </ByTelephone>
  );
}

/** The hospital records it for those alone who sign nothing themselves: the gateway refuses it for others, and says so. */
function Widen({
  patient,
  what,
  verb,
}: {
  readonly patient: Subject;
  readonly what: { readonly level: 'none' } | 'resumption';
  readonly verb: string;
}) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  return (
    <div className="row">
      <Confirm
        look="outlined"
        verb={verb}
        title={`${verb}?`}
        reason={{ label: t('call'), hint: t('callHint'), first: t('callFirst', { when: moment(Date.now()) }) }}
        act={(reference) => recordWidening(gateway, patient.subject, formDigest(reference), what, patient)}
      >
        <p>{t('backSays')}</p>
      </Confirm>
    </div>
  );
}
