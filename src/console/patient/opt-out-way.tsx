import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../session/use-presence.ts';
import { choicesOf } from './asked.ts';
import './words/change.ts';

/** Stopping consents leaves what the law allows without one: the way to be out of that stands where it is named, as far as the person is
 *  not out of it already. */
export function OptOutWay() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const choices = useQuery(choicesOf(gateway));
  const standing = choices.data?.optOut ?? 'none';
  if (choices.isPending || standing === 'all') return null;
  return (
    <p className="no-print">
      {t(`change.optOutToo.${standing}`)} <Link to="/patient/opt-out">{t(`change.optOutWay.${standing}`)}</Link>
    </p>
  );
}
