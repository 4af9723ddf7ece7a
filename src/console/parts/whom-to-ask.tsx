import { useTranslation } from 'react-i18next';
import { Officer } from './officer.tsx';
import './officer-words.ts';

/** Whom patients ask, behind a press where nothing is wrong yet. */
export function WhomToAsk() {
  const { t } = useTranslation('officer');
  return (
    <details className="no-print">
      <summary>{t('whom')}</summary>
      <Officer />
    </details>
  );
}
