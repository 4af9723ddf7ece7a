import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { locale } from '../words/language.ts';
import { figure } from '../words/numbers.ts';
import { Answer } from './answer.tsx';
import { overviewOf } from './asked.ts';
import { Listing } from './listing.tsx';
import { everyMonth, type LogCounts, logCounts, type MonthCounts, median } from './overview-counts.ts';
import { useWordsOfUse } from './use-words.ts';

const LATEST = 100;

/** Consents over time, releases by purpose, and how fast withdrawals come to the ledger. */
export function OverviewCharts() {
  const { t } = useTranslation('staff-overview');
  const { gateway } = usePerson();
  const may = useMay();
  const [seesConsents, seesLog] = [may('data-manager'), may('auditor')];
  const counts = useQuery({ ...overviewOf(gateway), enabled: seesConsents });
  const log = useQuery({
    queryKey: ['staff', 'log-counts'],
    queryFn: () => logCounts(gateway),
    staleTime: 60_000,
    enabled: seesLog,
  });
  if (!seesConsents && !seesLog) return null;
  return (
    <section className="stack">
      <h2>{t('charts')}</h2>
      {seesLog && <Answer query={log}>{(counts) => <Withdrawals counts={counts} />}</Answer>}
      <div className="columns wide">
        {seesConsents && (
          <Answer query={counts}>{({ consents }) => <ConsentsChart months={everyMonth(consents)} />}</Answer>
        )}
        {seesLog && <Answer query={log}>{(counts) => <ReleasesChart counts={counts} />}</Answer>}
      </div>
    </section>
  );
}

function Withdrawals({ counts: { lags, stuck, before } }: { readonly counts: LogCounts }) {
  const { t } = useTranslation('staff-overview');
  const latest = lags.slice(-LATEST);
  const form = {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'long',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  } as const;
  const seconds = (ms: number) => new Intl.NumberFormat(locale(), form).format(ms / 1000);
  return (
    <>
      <p>
        {latest.length === 0
          ? t('noWithdrawals')
          : t('withdrawals', {
              seconds: seconds(median(latest)),
              most: seconds(Math.max(...latest)),
              count: latest.length,
            })}
      </p>
      {stuck > 0 && <p>{t('stuck', { count: stuck })}</p>}
      {before > 0 && <p className="quiet">{t('before', { count: before })}</p>}
    </>
  );
}

function ConsentsChart({ months }: { readonly months: readonly MonthCounts[] }) {
  const { t } = useTranslation('staff-overview');
  const called = (month: string) =>
    new Intl.DateTimeFormat(locale(), {
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(new Date(`${month}-01T00:00:00Z`));
  if (months.length === 0) return <p className="quiet">{t('noConsents')}</p>;
  const rows = months.map((one) => ({ label: called(one.month), first: one.given, second: one.ended }));
  return (
    <TwoBars
      title={t('consents')}
      says={t('endedSays')}
      first={t('given')}
      second={t('ended')}
      axis={t('month')}
      rows={rows}
    />
  );
}

function ReleasesChart({ counts: { byPurpose } }: { readonly counts: LogCounts }) {
  const { t } = useTranslation('staff-overview');
  const words = useWordsOfUse();
  if (byPurpose.size === 0) return <p className="quiet">{t('noReleases')}</p>;
  const rows = Array.from(byPurpose, ([purpose, { released, refused }]) => ({
    label: words.purpose(purpose),
    first: released,
    second: refused,
  }));
  return <TwoBars title={t('releases')} first={t('released')} second={t('refused')} axis={t('purpose')} rows={rows} />;
}

interface TwoBarsProps {
  /** What it shows. */
  readonly title: string;
  /** What it counts, where the title cannot say it. */
  readonly says?: string;
  readonly first: string;
  readonly second: string;
  /** What the rows are. */
  readonly axis: string;
  readonly rows: readonly { readonly label: string; readonly first: number; readonly second: number }[];
}

/** Two counts of each row, as bars with their words and numbers beside them: a library that draws charts is half as large again as all that
 *  whoever begins the day here loads. The table of the same numbers is what is read aloud. */
function TwoBars({ title, says, first, second, axis, rows }: TwoBarsProps) {
  const { t } = useTranslation('staff-overview');
  const most = Math.max(1, ...rows.flatMap((row) => [row.first, row.second]));
  const bar = (look: string, name: string, value: number) => (
    <div className="bars">
      <span className="quiet">{name}</span>
      <span className={value === 0 ? 'bar none' : 'bar'}>
        <span className={look} style={{ width: `${(100 * value) / most}%` }} />
      </span>
      <span className="value">{figure(value)}</span>
    </div>
  );
  const table = (
    <Listing
      label={title}
      rows={rows}
      keyOf={({ label }) => label}
      empty=""
      columns={[
        { title: axis, cell: ({ label }) => label },
        { title: first, isNumber: true, cell: (row) => figure(row.first) },
        { title: second, isNumber: true, cell: (row) => figure(row.second) },
      ]}
    />
  );
  return (
    <figure className="panel stack">
      <figcaption>
        <strong>{title}</strong>
        {says !== undefined && <p className="quiet">{says}</p>}
      </figcaption>
      {/* A single row compares nothing. */}
      {rows.length < 2 ? (
        table
      ) : (
        <>
          <div className="stack close two-bars" aria-hidden>
            {rows.map((row) => (
              <div key={row.label}>
                <p>{row.label}</p>
                {bar('first', first, row.first)}
                {bar('second', second, row.second)}
              </div>
            ))}
          </div>
          <details className="folded">
            <summary>{t('table')}</summary>
            {table}
          </details>
        </>
      )}
    </figure>
  );
}
