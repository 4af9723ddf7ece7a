import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { HeartHandshake } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { readStart } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { stranger } from '../session/session.ts';
import { usePresence } from '../session/use-presence.ts';
import { SamplePatients } from './sample-patients.tsx';
import './words.ts';
import './doors.css';

/** The first commands of whoever works with data. */
const WORK = [
  ['holders', ['subject list --as holder', 'dataset list --as holder', 'permit list --as holder']],
  [
    'requesters',
    ['dataset list --as me', 'permit list --as me', 'get DATASET --purpose "biomedical research" --as me'],
  ],
  ['auditors', ['audit --as me', 'log list --as me']],
] as const;

export function Start() {
  const { t } = useTranslation('doors');
  const presence = usePresence();
  const holder = useQuery({ queryKey: ['start'], queryFn: () => readStart(stranger()) });
  return (
    <Page title={t('start.title')}>
      {presence.state === 'nobody' && presence.left !== undefined && (
        <Said role="status">
          <p>{t(`start.left.${presence.left}`)}</p>
        </Said>
      )}
      {holder.isSuccess && <p>{t('start.holder', { name: holder.data.organisation ?? t('start.unnamed') })}</p>}
      <Link to="/enter/$who" params={{ who: 'patient' }} className="door">
        <HeartHandshake aria-hidden size={32} />
        <span>
          <strong>{t('start.patient')}</strong>
          <span className="quiet">{t('start.patientHint')}</span>
        </span>
      </Link>
      <SamplePatients />
      <section className="stack">
        <h2>{t('start.work')}</h2>
        <p>
          {t('start.workText')} <a href="/docs">{t('start.api')}</a>.
        </p>
        {WORK.map(([who, commands]) => (
          <div key={who} className="stack close">
            <h3>{t(`start.${who}`)}</h3>
            {commands.map((command) => (
              <code key={command}>custos {command}</code>
            ))}
          </div>
        ))}
      </section>
    </Page>
  );
}
