import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Pseudonym } from '../../client/index.ts';
import { csvText } from '../parts/csv-text.ts';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { clock, date, isoTime } from '../words/times.ts';
import { CardTable } from './card-table.tsx';
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
  const whatOf = ({ what }: PatientLine) => t(`what.${what as 'enrolment'}`);
  const keep = () => {
    const rows = lines.map((line) => [
      ...[isoTime(line.at), line.height ?? '', line.what, whatOf(line), line.how],
      ...[line.who ?? '', line.form ?? '', line.seq ?? ''],
    ]);
    saveFile('patient.csv', csvText([COLUMNS, ...rows]), 'text/csv;charset=utf-8');
  };
  return (
    <CardTable
      label={t('table')}
      columns={[
        {
          title: t('columns.at'),
          cell: ({ at }: PatientLine) => (
            <time>
              {date(at / 1000)}, {clock(at)}
            </time>
          ),
        },
        { title: t('columns.what'), isHead: true, cell: whatOf },
        { title: t('columns.who'), cell: (line: PatientLine) => <Who line={line} names={names} /> },
        { title: t('columns.entry'), cell: (line: PatientLine) => <Place line={line} /> },
      ]}
      rows={lines}
      page={PAGE}
      moreWords={(left) => t('more', { left: figure(left) })}
      keepWords={t('keep')}
      onKeep={keep}
    />
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
