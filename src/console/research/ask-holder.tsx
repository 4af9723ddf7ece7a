import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Officer } from '../parts/officer.tsx';
import { startOf } from '../session/asked.ts';

/** Who decides about permits, and the contact that the gateway tells: there is no application on these pages yet. */
export function AskHolder() {
  const { t } = useTranslation('research');
  const start = useQuery(startOf());
  return (
    <section className="card stack close">
      <h2>{t('ask.title')}</h2>
      <p>{t('ask.who', { hospital: start.data?.organisation ?? t('ask.hospital') })}</p>
      <p>{t('ask.write')}</p>
      {start.data?.officer && <p className="quiet">{t('ask.contact')}</p>}
      {start.data && <Officer />}
    </section>
  );
}
