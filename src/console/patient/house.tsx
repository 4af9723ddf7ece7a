import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { HouseGate } from '../parts/house-gate.tsx';
import './patient.css';
import './words/house.ts';

/** Everything that is about one patient, for whoever signs for it. */
export function PatientHouse() {
  const { t } = useTranslation('patient');
  return (
    <HouseGate house="patient">
      {({ standing }) => (
        <div className="patient">
          {standing.signsAs === 'guardian' && (
            <div className="band person" role="note">
              <p>{t('actsFor')}</p>
            </div>
          )}
          <nav className="tabs no-print" aria-label={t('pages')}>
            <Link to="/patient/data">{t('dataTab')}</Link>
            <Link to="/patient/consents">{t('consents.tab')}</Link>
            <Link to="/patient/accesses">{t('accessesTab')}</Link>
            <Link to="/patient/more">{t('moreTab')}</Link>
          </nav>
          <Outlet />
        </div>
      )}
    </HouseGate>
  );
}
