import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Subject } from '../../client/index.ts';
import './patients-words.ts';
import { reachedWord } from './reached-word.ts';

/** How a patient takes part. */
export function Reached({ patient }: { readonly patient: Subject }) {
  const { t } = useTranslation('staff-patients');
  if (patient.reach === 'paper-only') {
    return (
      <span className="state">
        <FileText aria-hidden size={16} />
        {t('reaches.paper-only')}
      </span>
    );
  }
  return t(reachedWord(patient));
}
