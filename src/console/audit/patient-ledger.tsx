import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pseudonym } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { csvText } from '../parts/csv-text.ts';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { clock, date, isoTime } from '../words/times.ts';
import '../parts/listing.css';
import type { Names } from './log-filter.ts';
import { type PatientLine, readPatientLines } from './patient-acts.ts';
import './patient-words.ts';
import { WholeId } from './whole-id.tsx';

/** Nobody reads more at once. */
const PAGE = 50;
const COLUMNS = ['time', 'block', 'kind', 'what', 'how', 'who', 'form', 'entry'];

interface PatientLedgerProps {
  readonly subject: Pseudonym;
  readonly names: Names;
}

/** What ledger and hospital say of one patient: none of it is an entry of the log by itself. */
export function PatientLedger({ subject, names }: PatientLedgerProps) {
  const { t } = useTranslation('audit-patient');
  const { gateway } = usePerson();
  const read = useQuery({
    queryKey: ['audit', 'patient', subject],
    queryFn: () => readPatientLines(gateway, subject),
    retry: false,
    staleTime: 0,
  });
  return (
    <section className="stack" aria-label={t('title')}>
      <h2>{t('title')}</h2>
      <p className="row close">
        {t('patient')} <WholeId id={subject} of="patient" />
      </p>
      {read.isPending && <Waiting />}
      {read.isError && <Trouble error={read.error} again={() => void read.refetch()} />}
      {read.data?.lines.length === 0 && (
        <Said as="warn">
          <p>{t('none')}</p>
        </Said>
      )}
      {read.data !== undefined && read.data.lines.length > 0 && (
        <>
          <p role="status">{t('all', { count: read.data.lines.length, figure: figure(read.data.lines.length) })}</p>
          <Lines key={subject} lines={read.data.lines} names={names} />
          {read.data.unsaid !== undefined && <p>{t(`unsaid.${read.data.unsaid}`)}</p>}
          <p className="quiet">{t('word')}</p>
        </>
      )}
    </section>
  );
}

function Lines({ lines, names }: { readonly lines: readonly PatientLine[]; readonly names: Names }) {
  const { t } = useTranslation('audit-patient');
  const [shown, setShown] = useState(PAGE);
  const whatOf = ({ what }: PatientLine) => t(`what.${what as 'enrolment'}`);
  const keep = () => {
    const rows = lines.map((line) => [
      ...[isoTime(line.at), line.height ?? '', line.what, whatOf(line), line.how],
      ...[line.who ?? '', line.form ?? '', line.seq ?? ''],
    ]);
    saveFile('patient.csv', csvText([COLUMNS, ...rows]), 'text/csv;charset=utf-8');
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has keys alone scrolls it, too */}
      <section className="scroll" aria-label={t('table')} tabIndex={0}>
        {/* Roles are named: a table that is laid out as cards loses its own. */}
        <table className="plain listing" role="table">
          <thead role="rowgroup">
            <tr role="row">
              {(['at', 'what', 'who', 'entry'] as const).map((column) => (
                <th key={column} role="columnheader" scope="col">
                  {t(`columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {lines.slice(0, shown).map((line) => (
              <tr key={JSON.stringify(line)} role="row">
                <td role="cell" data-title={t('columns.at')}>
                  <time>
                    {date(line.at / 1000)}, {clock(line.at)}
                  </time>
                </td>
                <th role="rowheader" scope="row" data-title={t('columns.what')}>
                  {whatOf(line)}
                </th>
                <td role="cell" data-title={t('columns.who')}>
                  <span>
                    <Who line={line} names={names} />
                  </span>
                </td>
                <td role="cell" data-title={t('columns.entry')}>
                  <Place line={line} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="row">
        {lines.length > shown && (
          <Button onPress={() => setShown(shown + PAGE)}>{t('more', { left: figure(lines.length - shown) })}</Button>
        )}
        <Button onPress={keep}>
          <Download aria-hidden size={18} />
          {t('keep')}
        </Button>
      </div>
    </>
  );
}

function Who({ line: { how, who }, names }: { readonly line: PatientLine; readonly names: Names }) {
  const { t } = useTranslation('audit-patient');
  if (how !== 'recorded' && how !== 'done') return t(`signed.${how}`);
  const called = who === undefined ? t('somebody') : names.members.get(who);
  return (
    <>
      {how === 'recorded' && `${t('recorded')} `}
      {called ?? <WholeId id={who ?? ''} of={who?.length === 66 ? 'person' : 'id'} />}
    </>
  );
}

function Place({ line: { seq, height } }: { readonly line: PatientLine }) {
  const { t } = useTranslation('audit-patient');
  if (seq === undefined) return height === undefined ? t('noBlock') : t('block', { height: figure(height) });
  return (
    <Link to="/audit/log/$seq" params={{ seq: String(seq) }} search={{ log: undefined }}>
      {t('entry', { seq: figure(seq) })}
    </Link>
  );
}
