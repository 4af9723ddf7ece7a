import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import './words/change.ts';

/** Stopping consents leaves what the law allows without one: the way to be out of that stands where it is named. */
export function OptOutWay() {
  const { t } = useTranslation('patient');
  return (
    <p className="no-print">
      {t('change.optOutToo')} <Link to="/patient/opt-out">{t('change.optOutWay')}</Link>
    </p>
  );
}
