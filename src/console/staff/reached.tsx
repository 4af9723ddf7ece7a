import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Subject } from '../../client/index.ts';
import './patients-words.ts';

/** How a patient takes part. */
export function Reached({ patient: { reach, signsBy } }: { readonly patient: Subject }) {
  const { t } = useTranslation('staff-patients');
  if (reach === 'paper-only') {
    return (
      <span className="state">
        <FileText aria-hidden size={16} />
        {t('reaches.paper-only')}
      </span>
    );
  }
  return t(reach === 'signs' ? `reaches.signs.${signsWord(signsBy)}` : `reaches.${reach}`);
}

function signsWord(signsBy: Subject['signsBy']): 'self' | 'guardian' | 'both' {
  if (signsBy.length > 1) return 'both';
  return signsBy[0] ?? 'self';
}
