import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Building2, HeartHandshake, type LucideIcon, Microscope, ScanSearch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SamplePerson } from '../../client/index.ts';
import { HOUSES, type House, houseOf } from '../houses.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { startOf } from '../session/asked.ts';
import { session } from '../session/session.ts';
import { usePresence } from '../session/use-presence.ts';
import { Left } from './left.tsx';
import { SamplePeople } from './sample-people.tsx';
import { sampleName, useSamplePerson } from './sample-person.ts';
import './words.ts';
import './doors.css';

const ICONS: Readonly<Record<House, LucideIcon>> = {
  patient: HeartHandshake,
  staff: Building2,
  research: Microscope,
  audit: ScanSearch,
};
const HOUSE_OF: Readonly<Record<SamplePerson['role'], House>> = {
  patient: 'patient',
  holder: 'staff',
  requester: 'research',
  auditor: 'audit',
};

export function Start() {
  const { t } = useTranslation('doors');
  const presence = usePresence();
  const navigate = useNavigate();
  const [{ person }] = useSamplePerson();
  const start = useQuery(startOf());
  const own = presence.state === 'in' ? houseOf(presence.person.standing) : undefined;
  const as = start.data?.sample && person ? t('sample.in', { who: sampleName(t, person) }) : t('start.in');
  return (
    <Page title={t('start.title')}>
      <Left />
      {presence.state === 'in' && (
        <Said role="status">
          <p>{own === undefined ? t('start.nobody') : as}</p>
          {own && <Link to={`/${own}`}>{t(`start.goOn.${own}`)}</Link>}
          {start.data?.sample && <p>{t('sample.others')}</p>}
          <div className="row">
            <Button onPress={() => void session.leave('signed-out')}>{t('member.signOut')}</Button>
          </div>
        </Said>
      )}
      <div className="stack close">
        <p>{t('start.about')}</p>
        {start.isSuccess && <p>{t('start.holder', { name: start.data.organisation ?? t('start.unnamed') })}</p>}
      </div>
      <ul role="list" className="doors">
        {HOUSES.map((house) => (
          <li key={house}>
            <Door house={house} />
          </li>
        ))}
      </ul>
      {presence.state !== 'in' && <SamplePeople onEntered={(role) => void navigate({ to: `/${HOUSE_OF[role]}` })} />}
      <p className="quiet">
        {t('start.programs')} <a href="/docs">{t('start.api')}</a>.
      </p>
    </Page>
  );
}

function Door({ house }: { readonly house: House }) {
  const { t } = useTranslation('doors');
  const Icon = ICONS[house];
  return (
    <Link to="/enter/$who" params={{ who: house }} className="door">
      <Icon aria-hidden size={32} />
      <span>
        <strong>{t(`start.doors.${house}`)}</strong>
        <span className="quiet">{t(`start.hints.${house}`)}</span>
      </span>
    </Link>
  );
}
