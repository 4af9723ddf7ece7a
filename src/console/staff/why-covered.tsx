import { useTranslation } from 'react-i18next';
import type { Coverage, PurposeCoverage } from '../../client/index.ts';
import { usePeopleWords } from './told-people.ts';
import { useWordsOfUse } from './use-words.ts';

/** Why patients are withheld for one purpose, or need review, in sentences. */
export function WhyCovered({ of, counts }: { readonly of: PurposeCoverage; readonly counts: Coverage['counts'] }) {
  const { t } = useTranslation('staff-coverage');
  const said = usePeopleWords(counts);
  const { purpose } = useWordsOfUse();
  const { refused, released, partly, review, withheld } = of;
  const isAll = review === 0 && withheld === 0 && partly === 0;
  return (
    <details className="folded">
      <summary>{t('why', { purpose: purpose(of.purpose) })}</summary>
      <div className="stack close">
        {refused !== undefined && (
          <p>{t(`refused.${refused.reason}` as 'refused.other', { defaultValue: t('refused.other') })}</p>
        )}
        {isAll && released !== 0 && <p>{t('all')}</p>}
        {partly !== 0 && <p>{t('partly', { patients: said(partly) })}</p>}
        {review !== 0 && <p>{t('whyReview', { patients: said(review) })}</p>}
        {withheld !== 0 && <Reasons of={of} counts={counts} />}
      </div>
    </details>
  );
}

function Reasons({ of: { reasons, withheld }, counts }: Parameters<typeof WhyCovered>[0]) {
  const { t } = useTranslation('staff-coverage');
  const said = usePeopleWords(counts);
  const sorted = Object.entries(reasons).sort(([, one], [, other]) => other - one);
  return (
    <>
      <p>{t('whyWithheld', { patients: said(withheld) })}</p>
      <ul className="points">
        {sorted.map(([reason, patients]) => (
          <li key={reason}>
            {t(`reason.${reason}` as 'reason.other', { defaultValue: t('reason.other') })}:{' '}
            <span className="figures">{said(patients)}</span>
          </li>
        ))}
      </ul>
      {counts === 'full-tens' && <p className="quiet">{t('notAll')}</p>}
    </>
  );
}
