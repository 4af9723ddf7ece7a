import { Link } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, BarChart, ReferenceDot, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { figure } from '../words/numbers.ts';
import { clock, date, day } from '../words/times.ts';
import { spread, type Wait } from './spread-waits.ts';
import { TimesTable } from './times-table.tsx';
import { verification } from './verification.ts';
import './charts-words.ts';

/** How long entries waited for the ledger, as the verifier of this page saw it: nobody's word is drawn here. */
export function WaitsChart() {
  const { t } = useTranslation('audit-charts');
  const state = useSyncExternalStore(verification.subscribe, verification.state);
  const waits = state.state === 'done' ? state.report.logs.flatMap((log) => log.waits) : undefined;
  return (
    <section className="stack close chart">
      <h2>{t('waits')}</h2>
      {waits === undefined && (
        <>
          <p>{t(state.state === 'runs' ? 'waitsRuns' : 'waitsFirst')}</p>
          <Link to="/audit/verdict">{t('toVerdict')}</Link>
        </>
      )}
      {waits?.length === 0 && <p>{t('waitsNone')}</p>}
      {waits !== undefined && waits.length > 0 && <Drawn waits={waits} />}
    </section>
  );
}

const seconds = (waited: number) => Math.round(waited / 100) / 10;

function Drawn({ waits }: { readonly waits: readonly Wait[] }) {
  const { t } = useTranslation('audit-charts');
  const { parts, longest } = spread(waits);
  const points = parts.map(({ until, waited }) => ({ until, seconds: seconds(waited) }));
  const [first, last] = [points[0]?.until ?? 0, points.at(-1)?.until ?? 0];
  const said = (until: number) => (last - first < 2 * 86_400_000 ? clock(until).slice(0, 5) : date(until / 1000));
  const worst = { figure: figure(seconds(longest.waited)), day: day(longest.until / 1000), time: clock(longest.until) };
  return (
    <>
      <p>{t('waitsLongest', worst)}</p>
      {points.length > 1 && (
        <div aria-hidden>
          <ResponsiveContainer width="100%" height={150}>
            <BarChart data={points} accessibilityLayer={false} margin={{ top: 20, right: 8, bottom: 0, left: 0 }}>
              <XAxis
                dataKey="until"
                type="number"
                domain={['dataMin', 'dataMax']}
                padding={{ left: 8, right: 8 }}
                tickFormatter={said}
                stroke="var(--quiet)"
                minTickGap={40}
                fontSize={13}
              />
              <YAxis tickFormatter={figure} width={40} stroke="var(--quiet)" fontSize={13} />
              {/* Each wait is one of its moment, and says nothing of the time until the next. */}
              <Bar dataKey="seconds" barSize={4} fill="var(--warn)" isAnimationActive={false} />
              <ReferenceDot
                x={longest.until}
                y={seconds(longest.waited)}
                r={4}
                fill="var(--warn)"
                stroke="var(--paper)"
                label={{ value: worst.figure, position: 'top', fill: 'var(--ink)', fontSize: 13 }}
              />
            </BarChart>
          </ResponsiveContainer>
        </div>
      )}
      <TimesTable
        summary={t('table')}
        isAlone={points.length < 2}
        columns={[t('until'), t('seconds')]}
        rows={parts.map(({ until, waited }) => ({
          key: until,
          when: `${date(until / 1000)}, ${clock(until)}`,
          values: [seconds(waited)],
        }))}
      />
    </>
  );
}
