import { useTranslation } from 'react-i18next';
import type { CheckedConsent } from '../../client/index.ts';
import { LESS_EFFECT } from '../../core/less-effect.ts';
import { Said } from '../parts/said.tsx';
import './words/choose.ts';

interface LessenedProps {
  readonly by: Pick<CheckedConsent, 'reasons' | 'warnings'>;
  /** What stands above the reasons. */
  readonly head: string;
}

/** Why a consent comes to less than it says, in words that everybody reads; what the program says of it is for whom the patient asks. */
export function Lessened({ by: { reasons, warnings }, head }: LessenedProps) {
  const { t } = useTranslation('patient');
  if (warnings.length === 0) return null;
  return (
    <Said as="warn">
      <p>{head}</p>
      <Reasons of={reasons} />
      <details className="no-print">
        <summary>{t('failed.details', { ns: 'common' })}</summary>
        {warnings.map((warning) => (
          <p key={warning} className="quiet" lang="en">
            {warning}
          </p>
        ))}
      </details>
    </Said>
  );
}

/** Each reason in plain words; what this page has no words for is asked of the hospital. */
export function Reasons({ of: reasons }: { readonly of: readonly string[] }) {
  const { t } = useTranslation('patient');
  const known = LESS_EFFECT.filter((reason) => reasons.includes(reason));
  if (reasons.length === 0) return null;
  return (
    <ul className="items">
      {known.map((reason) => (
        <li key={reason}>{t(`choose.reasons.${reason}`)}</li>
      ))}
      {known.length < new Set(reasons).size && <li>{t('choose.lessened')}</li>}
    </ul>
  );
}
