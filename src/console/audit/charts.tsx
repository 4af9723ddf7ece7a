import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, BarChart, LabelList, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { clock, date } from '../words/times.ts';
import { scanOf } from './kept-scans.ts';
import type { Scan } from './log-scan.ts';
import { type Tally, tallies } from './tallies.ts';
import { TimesTable } from './times-table.tsx';
import { WaitsChart } from './waits-chart.tsx';
import './charts-words.ts';
import './audit.css';

type Measure = 'released' | 'own' | 'refused' | 'acknowledged' | 'lag';
/** More would run into each other. */
const LABELS = 31;
const LOOKS: Readonly<Record<Measure, string>> = {
  released: 'var(--accent)',
  own: 'var(--accent)',
  refused: 'var(--danger)',
  acknowledged: 'var(--accent)',
  lag: 'var(--warn)',
};

/** What was released, refused and withdrawn, over time. */
export function Charts() {
  const { t } = useTranslation('audit-charts');
  const { gateway } = usePerson();
  const reader = scanOf(gateway);
  const scan = useSyncExternalStore(reader.subscribe, reader.state);
  const { read } = scan;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the entries become more in place
  const parts = useMemo(() => tallies(scan.entries), [scan.entries, read]);
  const hasLag = parts.some(({ lag }) => lag > 0);
  return (
    <Page title={t('title')}>
      {scan.state === 'failed' && <Trouble error={scan.error} again={reader.more} />}
      {read === 0 && scan.state === 'reads' && <Waiting />}
      {read === 0 && scan.state === 'whole' && <p>{t('none')}</p>}
      {read > 0 && (
        <>
          <p role="status">{t('covers', { read: figure(read), size: figure(scan.size) })}</p>
          {scan.state === 'paused' && (
            <div className="row">
              <Button onPress={reader.more}>{t('more')}</Button>
            </div>
          )}
          {scan.state === 'reads' && read < scan.size && (
            <div className="row">
              <Button onPress={reader.stop}>{t('stop')}</Button>
            </div>
          )}
          <Chart title={t('releases')} parts={parts} measures={['released', 'refused', 'own']} said={t('counted')} />
          <Chart title={t('withdrawals')} parts={parts} measures={['acknowledged']} />
          {hasLag && <Chart title={t('lag')} parts={parts} measures={['lag']} />}
          {!hasLag && <p>{t('lagNone')}</p>}
          <Unanchored scan={scan} />
          <WaitsChart />
        </>
      )}
    </Page>
  );
}

function Unanchored({ scan: { entries, size, anchored } }: { readonly scan: Scan }) {
  const { t } = useTranslation('audit-charts');
  const oldest = entries.timeAt(anchored);
  const seconds = oldest === undefined ? 0 : Math.max(0, Math.round((Date.now() - oldest) / 1000));
  return (
    <section className="stack close">
      <h2>{t('unanchored')}</h2>
      <p>
        {anchored >= size
          ? t('unanchoredNone')
          : t('unanchoredSome', { figure: figure(size - anchored), seconds: figure(seconds) })}
      </p>
    </section>
  );
}

interface ChartProps {
  readonly title: string;
  readonly parts: readonly Tally[];
  readonly measures: readonly Measure[];
  /** What is counted, where the title does not say it. */
  readonly said?: string;
}

function Chart({ title, parts, measures, said: about }: ChartProps) {
  const { t } = useTranslation('audit-charts');
  const nameOf = (measure: Measure) => t(measure === 'lag' ? 'seconds' : measure);
  const isShort = (parts.at(-1)?.start ?? 0) - (parts[0]?.start ?? 0) < 2 * 86_400_000;
  const filled = parts.filter((part) => measures.some((measure) => part[measure] > 0));
  // A picture of one bar, or of none, says less than its number.
  const drawn = measures.filter((measure) => parts.filter((part) => part[measure] > 0).length > 1);
  const said = (start: number) => (isShort ? clock(start).slice(0, 5) : date(start / 1000));
  return (
    <section className="stack close chart">
      <h2>{title}</h2>
      {about && <p className="quiet">{about}</p>}
      {filled.length === 0 && <p>{t('noneOf')}</p>}
      {drawn.map((measure) => (
        <figure key={measure} className="stack close">
          {measures.length > 1 && <figcaption className="quiet">{nameOf(measure)}</figcaption>}
          <div aria-hidden>
            <ResponsiveContainer width="100%" height={150}>
              <BarChart data={[...parts]} accessibilityLayer={false} margin={{ top: 20, right: 8, bottom: 0, left: 0 }}>
                <XAxis dataKey="start" tickFormatter={said} stroke="var(--quiet)" minTickGap={40} fontSize={13} />
                <YAxis
                  allowDecimals={measure === 'lag'}
                  tickFormatter={figure}
                  width={40}
                  stroke="var(--quiet)"
                  fontSize={13}
                />
                <Bar dataKey={measure} fill={LOOKS[measure]} isAnimationActive={false} minPointSize={0}>
                  <LabelList
                    dataKey={measure}
                    position="top"
                    fill="var(--ink)"
                    fontSize={13}
                    formatter={(value) => (Number(value) > 0 && filled.length <= LABELS ? figure(Number(value)) : '')}
                  />
                </Bar>
              </BarChart>
            </ResponsiveContainer>
          </div>
        </figure>
      ))}
      <TimesTable
        summary={t('table')}
        isAlone={drawn.length < measures.length}
        columns={[t('since'), ...measures.map(nameOf)]}
        rows={filled.map((part) => ({
          key: part.start,
          when: `${date(part.start / 1000)}, ${clock(part.start)}`,
          values: measures.map((measure) => part[measure]),
        }))}
      />
    </section>
  );
}
