import { useQuery } from '@tanstack/react-query';
import { Mail, Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';

import './officer.css';
import { startOf } from '../session/asked.ts';
import './officer-words.ts';

/** Whom patients ask: by name, and reached with one press. */
export function Officer() {
  const { t } = useTranslation('officer');
  const start = useQuery(startOf());
  const { organisation: hospital = t('hospital'), officer } = start.data ?? {};
  if (officer === undefined) return <p>{t('askUnnamed', { hospital })}</p>;
  const { name, telephone, email } = officer;
  return (
    <>
      <p>{t('ask', { name, hospital })}</p>
      <p className="row">
        {telephone && (
          <a className="way" href={`tel:${telephone.replace(/[^+\d]/g, '')}`}>
            <Phone aria-hidden size={18} />
            {t('telephone')} {telephone}
          </a>
        )}
        {email && (
          <a className="way" href={`mailto:${email}`}>
            <Mail aria-hidden size={18} />
            {t('email')} {email}
          </a>
        )}
      </p>
    </>
  );
}
