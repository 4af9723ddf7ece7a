import { useTranslation } from 'react-i18next';
import { MerklePicture } from '../parts/merkle-picture.tsx';
import { figure } from '../words/numbers.ts';
import { shortened } from './names.ts';
import type { ProvenEntry } from './proven-entry.ts';

/** The path from the leaf to the signed root: drawn, and beside it the same as an ordered list. */
export function MerklePath({ proven: { entry, proof } }: { readonly proven: ProvenEntry }) {
  const { t } = useTranslation('audit-entry');
  const { leaf, steps } = proof;
  const seq = figure(entry.seq);
  return (
    <section className="stack">
      <h2>{t('path.heading')}</h2>
      {steps.length === 0 && <p>{t('path.alone')}</p>}
      <div className="path">
        <MerklePicture label={t('path.picture', { seq })} path={proof} />
        <ol className="items">
          <li>
            {t('path.leaf', { seq })}: <code>{leaf}</code>
          </li>
          {steps.map(({ sibling, side, sum }, level) => (
            <li key={sum}>
              {t('path.sibling', { side: t(`path.${side}`) })} ({level + 1}):{' '}
              <code title={sibling}>{shortened(sibling)}</code> →{' '}
              <code>{level === steps.length - 1 ? sum : shortened(sum)}</code>
              {level === steps.length - 1 && <strong> {t('path.root')}</strong>}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
