import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { BriefcaseMedical, ClipboardCheck, HeartHandshake, Microscope } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { readStart } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { stranger } from '../session/session.ts';
import { usePresence } from '../session/use-presence.ts';
import { SamplePeople } from './sample-people.tsx';
import './words.ts';
import './doors.css';

const DOORS = [
  ['patient', HeartHandshake],
  ['staff', BriefcaseMedical],
  ['research', Microscope],
  ['audit', ClipboardCheck],
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
      <ul role="list" className="doors">
        {DOORS.map(([who, Icon]) => (
          <li key={who}>
            <Link to="/enter/$who" params={{ who }} className="door">
              <Icon aria-hidden size={32} />
              <span>
                <strong>{t(`start.${who}`)}</strong>
                <span className="quiet">{t(`start.${who}Hint`)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <SamplePeople />
    </Page>
  );
}
