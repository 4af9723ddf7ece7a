import { getRouteApi, Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { Counted } from './counted.tsx';
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
import type { Found } from './log-search.ts';
import { useNames } from './names.ts';
import { OfPatient, usePatientLook } from './of-patient.tsx';
import { Pasted } from './pasted.tsx';
import { PatientLedger } from './patient-ledger.tsx';
import { PatientNamed, useNamedPatient } from './patient-named.tsx';
import { heldIn } from './patient-scan.ts';
import { PermitEvents } from './permit-events.tsx';
import { recognised } from './recognised.ts';
import { Referenced } from './references.tsx';
import { SearchBar } from './search-bar.tsx';
import { useFound } from './use-found.ts';
import './log-words.ts';
import './audit.css';

const route = getRouteApi('/audit/log');

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
  const beginning = patientOf(filters);
  const patient = useNamedPatient(beginning);
  const permit = permitOf(filters);
  const words = plainText(find);
  const of = usePatientLook(gateway, patient);
  const isWhole = scan.state === 'whole' && found.searched === scan.size;
  const listed = beginning === undefined ? found.seqs : heldIn(found.seqs, of.look);
  const [known, setKnown] = useState('');
  // Entries have not the words of a reference: that none says them is no answer to who looked for what they are of.
  const isReference = words !== '' && known === words && found.seqs.length === 0;
  const narrowing = isReference ? filters.filter(({ key }) => key !== 'any') : filters;
  const narrowedBy = isReference ? 'reference' : narrowedByOf(filters);
  return (
    <Page title={t('title')}>
      <p>
        {t('holds')} <Link to="/audit/lists">{t('toLists')}</Link>
      </p>
      <SearchBar find={find} onFind={seek} />
      {scan.size > 0 && <Pasted text={find} names={names} logId={scan.logId} size={scan.size} />}
      {permit === undefined && words !== '' && scan.logId !== '' && mayBeReference(find, names, scan) && (
        <Referenced key={words} text={words} names={names} isFound={found.seqs.length > 0} onKnown={setKnown} />
      )}
      {narrowing.length > 0 && (
        <ul role="list" className="row chips" aria-label={t('filters')}>
          {narrowing.map((filter) => (
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
      {beginning !== undefined && <PatientNamed beginning={beginning} />}
      {patient !== undefined && <PatientLedger subject={patient} names={names} />}
      {permit !== undefined && <PermitEvents permit={permit} text={words} names={names} />}
      {scan.state === 'failed' && <Trouble error={scan.error} again={reader.more} />}
      {scan.size === 0 && scan.state === 'reads' && <Waiting />}
      {scan.size === 0 && scan.state === 'whole' && <p>{t('empty')}</p>}
      {found.times.length > 0 && (
        <Histogram times={found.times} span={spanOf(filters)} onSpan={(span) => seek(narrowed(filters, span))} />
      )}
      {scan.size > 0 && (
        <Counted scan={scan} found={found} narrowedBy={narrowedBy} onMore={reader.more} onStop={reader.stop} />
      )}
      {scan.size > 0 && <OfPatient seqs={found.seqs} log={scan} of={of} />}
      {listed.length > 0 && <LogList key={find} seqs={listed} isWhole={isWhole} entries={scan.entries} names={names} />}
      {scan.size > 0 && !isReference && isNone(found, scan) && <p>{t('none')}</p>}
      {words !== '' && found.seqs.length > 0 && <p className="quiet">{t('behind')}</p>}
      {listed.length > 0 && (
        <KeepList key={`${find} ${listed.length}`} seqs={listed} entries={scan.entries} names={names} />
      )}
      {beginning === undefined && <p className="quiet">{t('patients')}</p>}
    </Page>
  );
}

function narrowedByOf(filters: readonly Filter[]): 'patient' | 'filters' | 'nothing' {
  if (patientOf(filters) !== undefined) return 'patient';
  return filters.length > 0 ? 'filters' : 'nothing';
}

/** Whether no entry of those that were read is like what is looked for. */
function isNone({ seqs, searched }: Found, { state, read }: Scan): boolean {
  return seqs.length === 0 && state !== 'reads' && searched === read;
}

/** Words may be one; so may a number that no entry has. */
function mayBeReference(find: string, names: Names, { logId, size }: Scan): boolean {
  const known = recognised(find, names, logId);
  return known === undefined || (known.as === 'entry' && known.log === undefined && known.seq >= size);
}
