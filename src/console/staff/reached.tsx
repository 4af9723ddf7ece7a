import { FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Subject } from '../../client/index.ts';
import './patients-words.ts';

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

/** Under which word it is said: on pages as in files that are saved. Who said nothing yet takes part in no way. */
export function reachedWord({
  reach,
  signsBy,
  grants,
  optOut,
}: Pick<Subject, 'reach' | 'signsBy' | 'grants' | 'optOut'>) {
  if (reach === 'none' && grants === 0 && optOut === 'none') return 'reaches.uninvited' as const;
  return reach === 'signs' ? (`reaches.signs.${signsWord(signsBy)}` as const) : (`reaches.${reach}` as const);
}

function signsWord(signsBy: Subject['signsBy']): 'self' | 'guardian' | 'both' {
  if (signsBy.length > 1) return 'both';
  return signsBy[0] ?? 'self';
}
