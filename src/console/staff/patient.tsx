import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Copy, FilePen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pseudonym, Subject, Withdrawal } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Missing } from '../parts/missing.tsx';
import { Page } from '../parts/page.tsx';
import { usePerson } from '../session/use-presence.ts';
import { Answer } from './answer.tsx';
import { inUse, numberOf, patientOf } from './asked.ts';
import { Receipt } from './by-telephone.tsx';
import { InvitePatient } from './invite-patient.tsx';
import { PatientPaperOnly } from './paper-only.tsx';
import { PatientConsents } from './patient-consents.tsx';
import { PatientContact } from './patient-contact.tsx';
import { PatientRecorded } from './patient-recorded.tsx';
import { PatientSigners } from './patient-signers.tsx';
import { PatientWithheld } from './patient-withheld.tsx';
import { Reached } from './reached.tsx';
import './patients-words.ts';

/** All that the hospital does for one patient: also for one who only ever telephones. */
export function PatientPage() {
  const { subject } = useParams({ from: '/staff/patients/$subject' });
  const { gateway } = usePerson();
  const patient = useQuery(patientOf(gateway, subject as Pseudonym));
  return <Answer query={patient}>{(one) => (one === null ? <Missing /> : <Known patient={one} />)}</Answer>;
}

function Known({ patient }: { readonly patient: Subject }) {
  const { t } = useTranslation('staff-patients');
  const { t: staff } = useTranslation('staff');
  const navigate = useNavigate();
  const { subject, identifiers, reach } = patient;
  const [done, setDone] = useState<Withdrawal>();
  const number = numberOf(patient) ?? staff('unnamedPatient');
  return (
    <Page title={t('called', { number })}>
      <dl className="facts">
        <dt>{t('knownAs')}</dt>
        <dd>{inUse(identifiers).map(spoken).join(', ')}</dd>
        <dt>{t('reached')}</dt>
        <dd>
          <Reached patient={patient} />
        </dd>
      </dl>
      <LedgerName subject={subject} />
      <div className="row">
        <Button
          look="main"
          onPress={() => void navigate({ to: '/staff/patients/$subject/paper', params: { subject } })}
        >
          <FilePen aria-hidden size={18} />
          {t('record')}
        </Button>
      </div>
      {done && <Receipt key={done.seq} done={done} />}
      <PatientWithheld patient={patient} onDone={setDone} />
      <PatientConsents subject={subject} onDone={setDone} />
      <PatientSigners patient={patient} />
      {reach === 'paper-only' ? <NoCode /> : <InvitePatient subject={subject} number={number} />}
      <PatientPaperOnly subject={subject} />
      <PatientContact subject={subject} />
      <PatientRecorded subject={subject} />
    </Page>
  );
}

/** Nobody reads it: it is compared, and pasted into a search. */
function LedgerName({ subject }: { readonly subject: Pseudonym }) {
  const { t } = useTranslation('staff-patients');
  const [isCopied, setCopied] = useState(false);
  return (
    <details className="folded">
      <summary>{t('ledgerName')}</summary>
      <div className="stack close">
        <p className="quiet">{t('copyName')}</p>
        <code>{subject}</code>
        <div className="row">
          <Button onPress={() => void navigator.clipboard.writeText(subject).then(() => setCopied(true))}>
            <Copy aria-hidden size={18} />
            {t('copyIt')}
          </Button>
          <span role="status">{isCopied && t('copied')}</span>
        </div>
      </div>
    </details>
  );
}

/** In the place of the code that would be made. */
function NoCode() {
  const { t } = useTranslation('staff-paper-only');
  const { t: patients } = useTranslation('staff-patients');
  return (
    <section className="stack">
      <h2>{patients('invite')}</h2>
      <p className="quiet">{t('noCode')}</p>
    </section>
  );
}

/** `70017 (urn:mrn)` */
function spoken(identifier: string): string {
  const bar = identifier.indexOf('|');
  const system = identifier.slice(0, bar);
  return system === '' ? identifier.slice(bar + 1) : `${identifier.slice(bar + 1)} (${system})`;
}
