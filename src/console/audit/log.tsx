import { getRouteApi } from '@tanstack/react-router';
import { Download, X } from 'lucide-react';
import { type FormEvent, useDeferredValue, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { GatewayClient } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { TextField } from '../parts/text-field.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { Histogram } from './histogram.tsx';
import { logCsv } from './log-csv.ts';
import { filtersIn, narrowed, passes, patientOf, permitOf, plainText, spanOf, without } from './log-filter.ts';
import { LogList } from './log-list.tsx';
import { LogScan, type Scan } from './log-scan.ts';
import { useNames } from './names.ts';
import { OfPatient, usePatientLook } from './of-patient.tsx';
import { Pasted } from './pasted.tsx';
import { PermitEvents } from './permit-events.tsx';
import { recognised } from './recognised.ts';
import { Referenced } from './references.tsx';
import './log-words.ts';
import './audit.css';

const route = getRouteApi('/audit/log');

function useScan(gateway: GatewayClient): readonly [Scan, LogScan] {
  const scan = useMemo(() => new LogScan(gateway), [gateway]);
  return [useSyncExternalStore(scan.subscribe, scan.state), scan];
}

/** The log, to be searched. */
export function Log() {
  const { t } = useTranslation('audit-log');
  const { gateway } = usePerson();
  const { find = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const seek = (text: string) => void navigate({ search: { find: text.trim() || undefined }, replace: true });
  const [scan, reader] = useScan(gateway);
  const names = useNames();
  const filters = useMemo(() => filtersIn(find), [find]);
  const found = useFound(scan, find, names);
  const patient = patientOf(filters);
  const permit = permitOf(filters);
  const words = plainText(find);
  const of = usePatientLook(gateway, patient);
  const listed =
    patient === undefined ? found.entries : found.entries.filter(({ seq }) => (of.look.items.get(seq) ?? 0) > 0);
  return (
    <Page title={t('title')}>
      <SearchBar find={find} onFind={seek} />
      <Pasted text={find} names={names} logId={scan.logId} />
      {permit === undefined &&
        words !== '' &&
        scan.logId !== '' &&
        recognised(find, names, scan.logId) === undefined && <Referenced key={words} text={words} names={names} />}
      {filters.length > 0 && (
        <ul role="list" className="row chips" aria-label={t('filters')}>
          {filters.map((filter) => (
            <li key={filter.text}>
              <Button onPress={() => seek(without(filters, filter))}>
                {filter.text}
                <X aria-hidden size={16} />
                <span className="unseen">{t('remove', { filter: filter.text })}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {filters.map(
        ({ text, wrong }) =>
          wrong && (
            <Said key={text} as="warn">
              <p>{t(`wrong.${wrong}`, { filter: text })}</p>
            </Said>
          ),
      )}
      {permit !== undefined && <PermitEvents permit={permit} text={words} names={names} />}
      {scan.state === 'failed' && <Trouble error={scan.error} again={reader.more} />}
      {scan.size === 0 && scan.state === 'reads' && <Waiting />}
      {scan.size === 0 && scan.state === 'whole' && <p>{t('empty')}</p>}
      {found.timed.length > 0 && (
        <Histogram times={found.timed} span={spanOf(filters)} onSpan={(span) => seek(narrowed(filters, span))} />
      )}
      {scan.size > 0 && (
        <Counted scan={scan} found={found.entries.length} isFiltered={filters.length > 0} onMore={reader.more} />
      )}
      <OfPatient releases={found.entries} of={of} />
      {listed.length > 0 && <LogList entries={listed} names={names} />}
      {scan.size > 0 && found.entries.length === 0 && scan.state !== 'reads' && <p>{t('none')}</p>}
      {listed.length > 0 && (
        <div className="row">
          <Button onPress={() => saveFile('log.csv', logCsv(t, listed, names), 'text/csv;charset=utf-8')}>
            <Download aria-hidden size={18} />
            {t('keep')}
          </Button>
        </div>
      )}
      {patient === undefined && <p className="quiet">{t('patients')}</p>}
    </Page>
  );
}

/** Those that pass; and the times of those that would, whatever the span of time. */
function useFound({ entries, size, state }: Scan, find: string, names: ReturnType<typeof useNames>) {
  const wanted = useDeferredValue(find);
  const read = entries.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list grows in place
  return useMemo(() => {
    const filters = filtersIn(wanted);
    const besides = filters.filter(({ key }) => key !== 'from' && key !== 'to');
    const { from, to } = spanOf(filters);
    const timed = entries.filter((entry) => passes(entry, besides, names));
    const within = timed.filter(({ time }) => time >= from && time <= to);
    return { timed: timed.map(({ time }) => time), entries: within };
  }, [entries, read, size, state, wanted, names]);
}

function SearchBar({ find, onFind }: { readonly find: string; readonly onFind: (text: string) => void }) {
  const { t } = useTranslation('audit-log');
  const [text, setText] = useState(find);
  useEffect(() => setText(find), [find]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFind(text);
  };
  return (
    <search>
      <form className="stack close find" onSubmit={submit}>
        <TextField label={t('find')} hint={t('hint')} value={text} onChange={setText} autoComplete="off" />
        <div className="row">
          <Button type="submit" look="main">
            {t('search')}
          </Button>
        </div>
      </form>
    </search>
  );
}

/** Whether this is all, and if not, why. */
function Counted({
  scan: { entries, size, anchored, state },
  found,
  isFiltered,
  onMore,
}: {
  readonly scan: Scan;
  readonly found: number;
  readonly isFiltered: boolean;
  readonly onMore: () => void;
}) {
  const { t } = useTranslation('audit-log');
  const left = size - entries.length;
  const of = { count: found, figure: figure(found), of: figure(size) };
  return (
    <div className="stack close">
      <p role="status">
        {state === 'whole'
          ? t(isFiltered ? 'found' : 'all', of)
          : t('some', { figure: figure(found), left: figure(left), why: t(`why.${state}`) })}
      </p>
      {anchored < size && <p className="quiet">{t('anchored', { figure: figure(anchored) })}</p>}
      {state === 'paused' && (
        <div className="row">
          <Button onPress={onMore}>{t('more')}</Button>
        </div>
      )}
    </div>
  );
}
