import { useTranslation } from 'react-i18next';
import { figure } from './figures.ts';
import { shortened } from './names.ts';
import type { ProvenEntry } from './proven-entry.ts';

const ROW = 56;
const MIDDLE = 150;
const ASIDE = 110;

/** The path from the leaf to the signed root: drawn, and beside it the same as an ordered list. */
export function MerklePath({ proven: { entry, leaf, steps } }: { readonly proven: ProvenEntry }) {
  const { t } = useTranslation('audit-entry');
  const height = (steps.length + 1) * ROW;
  const seq = figure(entry.seq);
  const yOf = (level: number) => height - level * ROW - ROW / 2;
  return (
    <section className="stack">
      <h2>{t('path.heading')}</h2>
      {steps.length === 0 && <p>{t('path.alone')}</p>}
      <div className="path">
        <svg viewBox={`0 0 ${2 * MIDDLE} ${height}`} role="img" aria-label={t('path.picture', { seq })}>
          {steps.map(({ side }, level) => {
            const x = MIDDLE + (side === 'left' ? -ASIDE : ASIDE);
            return (
              <g key={yOf(level)}>
                <line x1={MIDDLE} y1={yOf(level)} x2={MIDDLE} y2={yOf(level + 1)} className="way" />
                <line x1={x} y1={yOf(level)} x2={MIDDLE} y2={yOf(level + 1)} />
                <circle cx={x} cy={yOf(level)} r={7} />
                <text x={x} y={yOf(level) + 22}>
                  {level + 1}
                </text>
              </g>
            );
          })}
          {Array.from({ length: steps.length + 1 }, (_, level) => yOf(level)).map((y) => (
            <circle key={y} cx={MIDDLE} cy={y} r={8} className="own" />
          ))}
        </svg>
        <ol className="items">
          <li>
            {t('path.leaf', { seq })}: <code>{leaf}</code>
          </li>
          {steps.map(({ sibling, side, parent }, level) => (
            <li key={parent}>
              {t('path.sibling', { side: t(`path.${side}`) })} ({level + 1}):{' '}
              <code title={sibling}>{shortened(sibling)}</code> →{' '}
              <code>{level === steps.length - 1 ? parent : shortened(parent)}</code>
              {level === steps.length - 1 && <strong> {t('path.root')}</strong>}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
