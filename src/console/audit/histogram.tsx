import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { clock, date } from '../words/times.ts';
import { BARS, barsOf } from './bars.ts';
import { TimesTable } from './times-table.tsx';

const HEIGHT = 72;

/** Entries over time: a bar narrows the list to its part; both ends are moved by keys, too. */
export function Histogram({
  times,
  span,
  onSpan,
}: {
  readonly times: Float64Array;
  /** What is shown of it; either end may be open. */
  readonly span: { readonly from: number; readonly to: number };
  readonly onSpan: (span: readonly [number, number] | undefined) => void;
}) {
  const { t } = useTranslation('audit-log');
  const { start, end, step, counts } = useMemo(() => barsOf(times), [times]);
  const barOf = (time: number) => Math.min(BARS, Math.max(0, Math.round((time - start) / step)));
  const ends = [barOf(span.from), barOf(span.to + 1000)] as const;
  const most = Math.max(1, ...counts);
  const at = (bar: number) => start + bar * step;
  const [begun, ended] = [whenSaid(start), whenSaid(end)];
  // The last of the bars may reach beyond the last of the times.
  const said = (bar: number) => whenSaid(Math.min(at(bar), end));
  const narrow = ([first, last]: readonly [number, number]) => {
    onSpan(first === 0 && last === BARS ? undefined : [at(first), at(last) - 1000]);
  };
  if (begun === ended) {
    return (
      <p>
        <strong>{t('histogram.title')}</strong> <span className="quiet figures">{begun}</span>
      </p>
    );
  }
  const filled = counts.flatMap((count, bar) => (count > 0 ? [{ count, bar }] : []));
  return (
    <figure className="stack close histogram">
      <figcaption>
        <strong>{t('histogram.title')}</strong>{' '}
        <span className="quiet figures">
          {begun} – {ended}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${BARS * 10} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
        {counts.map((count, bar) => {
          const height = count === 0 ? 0 : Math.max(3, (count / most) * (HEIGHT - 4));
          const isIn = bar >= ends[0] && bar < ends[1];
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: for a pointer; keys move the two ends below
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            <g key={bar} onClick={() => narrow([bar, bar + 1])}>
              <rect className="ground" x={bar * 10} y={0} width={10} height={HEIGHT} />
              <rect
                className={isIn ? 'bar' : 'bar out'}
                x={bar * 10 + 1}
                y={HEIGHT - height}
                width={8}
                height={height}
              />
            </g>
          );
        })}
      </svg>
      <div className="ends">
        {([0, 1] as const).map((which) => (
          <label key={which}>
            {t(which === 0 ? 'histogram.from' : 'histogram.to')}
            <input
              type="range"
              min={0}
              max={BARS}
              value={ends[which]}
              aria-valuetext={said(ends[which])}
              onChange={({ target }) => {
                const bar = Number(target.value);
                narrow(which === 0 ? [Math.min(bar, ends[1] - 1), ends[1]] : [ends[0], Math.max(bar, ends[0] + 1)]);
              }}
            />
          </label>
        ))}
      </div>
      <TimesTable
        summary={t('histogram.table')}
        columns={[t('histogram.since'), t('histogram.entries')]}
        rows={filled.map(({ count, bar }) => ({ key: bar, when: said(bar), values: [count] }))}
      />
    </figure>
  );
}

function whenSaid(time: number): string {
  return `${date(time / 1000)}, ${clock(time)}`;
}
