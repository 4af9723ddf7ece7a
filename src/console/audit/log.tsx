import { getRouteApi, Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { type FormEvent, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { TextField } from '../parts/text-field.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { size as bytes, figure } from '../words/numbers.ts';
import { Histogram } from './histogram.tsx';
import { KeepList } from './keep-list.tsx';
import { scanOf } from './kept-scans.ts';
import {
  type Filter,
  filtersIn,
  type Names,
  narrowed,
  patientOf,
  permitOf,
  plainText,
  spanOf,
  without,
} from './log-filter.ts';
import { LogList } from './log-list.tsx';
import type { Scan } from './log-scan.ts';
import { type Found, LogSearch } from './log-search.ts';
import { useNames } from './names.ts';
import { heldIn, OfPatient, usePatientLook } from './of-patient.tsx';
import { Pasted } from './pasted.tsx';
import { PermitEvents } from './permit-events.tsx';
import { recognised } from './recognised.ts';
import { Referenced } from './references.tsx';
import './log-words.ts';
import './audit.css';

const route = getRouteApi('/audit/log');
/** Of an entry of a release, as it comes. */
const ENTRY_BYTES = 770;
/** More take so long that whoever asks for them is told. */
const LONG = 100_000;

/** The log, to be searched. */
export function Log() {
  const { t } = useTranslation('audit-log');
  const { gateway } = usePerson();
  const { find = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const seek = (text: string) => void navigate({ search: { find: text.trim() || undefined }, replace: true });
  const reader = scanOf(gateway);
  const scan = useSyncExternalStore(reader.subscribe, reader.state);
  const names = useNames();
  const filters = useMemo(() => filtersIn(find), [find]);
  const found = useFound(scan, filters, names);
  const patient = patientOf(filters);
  const permit = permitOf(filters);
  const words = plainText(find);
  const of = usePatientLook(gateway, patient);
  const isWhole = scan.state === 'whole' && found.searched === scan.size;
  const listed = patient === undefined ? found.seqs : heldIn(found.seqs, of);
  return (
    <Page title={t('title')}>
      <p>
        {t('holds')} <Link to="/audit/lists">{t('toLists')}</Link>
      </p>
      <SearchBar find={find} onFind={seek} />
      {scan.size > 0 && <Pasted text={find} names={names} logId={scan.logId} size={scan.size} />}
      {permit === undefined && words !== '' && scan.logId !== '' && mayBeReference(find, names, scan) && (
        <Referenced key={words} text={words} names={names} isFound={found.seqs.length > 0} />
      )}
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
      {found.times.length > 0 && (
        <Histogram times={found.times} span={spanOf(filters)} onSpan={(span) => seek(narrowed(filters, span))} />
      )}
      {scan.size > 0 && (
        <Counted scan={scan} found={found} isFiltered={filters.length > 0} onMore={reader.more} onStop={reader.stop} />
      )}
      <OfPatient releases={found.seqs} entries={scan.entries} of={of} />
      {listed.length > 0 && <LogList key={find} seqs={listed} isWhole={isWhole} entries={scan.entries} names={names} />}
      {scan.size > 0 && found.seqs.length === 0 && scan.state !== 'reads' && found.searched === scan.read && (
        <p>{t('none')}</p>
      )}
      {words !== '' && found.seqs.length > 0 && <p className="quiet">{t('behind')}</p>}
      {listed.length > 0 && (
        <KeepList key={`${find} ${listed.length}`} seqs={listed} entries={scan.entries} names={names} />
      )}
      {patient === undefined && <p className="quiet">{t('patients')}</p>}
    </Page>
  );
}

/** What passes, as far as it was searched. */
function useFound({ entries, read }: Scan, filters: readonly Filter[], names: Names): Found {
  const search = useMemo(() => new LogSearch(entries), [entries]);
  useEffect(() => search.seek(filters, names), [search, filters, names]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the entries become more in place
  useEffect(() => search.go(), [search, read]);
  return useSyncExternalStore(search.subscribe, search.state);
}

/** Words may be one; so may a number that no entry has. */
function mayBeReference(find: string, names: Names, { logId, size }: Scan): boolean {
  const known = recognised(find, names, logId);
  return known === undefined || (known.as === 'entry' && known.log === undefined && known.seq >= size);
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
  scan: { size, anchored, state, read },
  found: { seqs, searched },
  isFiltered,
  onMore,
  onStop,
}: {
  readonly scan: Scan;
  readonly found: Found;
  readonly isFiltered: boolean;
  readonly onMore: () => void;
  readonly onStop: () => void;
}) {
  const { t } = useTranslation('audit-log');
  const of = { count: seqs.length, figure: figure(seqs.length), of: figure(size) };
  const why = t(`why.${state === 'whole' || searched < read ? 'searches' : state}`);
  const isWhole = state === 'whole' && searched === size;
  return (
    <div className="stack close">
      <p role="status">
        {isWhole
          ? t(isFiltered ? 'found' : 'all', of)
          : t('some', { figure: of.figure, of: of.of, left: figure(size - searched), why })}
      </p>
      {anchored < size && <p className="quiet">{t('anchored', { figure: figure(anchored) })}</p>}
      {state === 'paused' && (
        <div className="row">
          <Button onPress={onMore}>{t('more', { count: size - read, figure: figure(size - read) })}</Button>
          {size - read > LONG && <p className="quiet">{t('long', { size: bytes((size - read) * ENTRY_BYTES) })}</p>}
        </div>
      )}
      {state === 'reads' && read < size && (
        <div className="row">
          <progress className="read" aria-label={t('read')} value={read} max={size} />
          <Button onPress={onStop}>{t('stop')}</Button>
        </div>
      )}
    </div>
  );
}
