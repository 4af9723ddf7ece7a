import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSigners } from '../../client/index.ts';
import { HouseGate } from '../parts/house-gate.tsx';
import { usePerson } from '../session/use-presence.ts';
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
          <SignedInWith />
        </div>
      )}
    </HouseGate>
  );
}

/** By what the person is in, as it calls it: quietly, for whoever shares a device. */
function SignedInWith() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const signers = useQuery({ queryKey: ['patient', 'signers'], queryFn: () => listSigners(gateway) });
  const device = signers.data?.find(({ isThis }) => isThis)?.name;
  if (!signers.isSuccess) return null;
  return (
    <p className="quiet as-whom no-print">
      {device === undefined ? t('signedInAs') : t('signedInWith', { device })}{' '}
      <Link to="/patient/more/devices">{t('devicesLink')}</Link>
    </p>
  );
}
