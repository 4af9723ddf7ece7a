import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download, FileUp } from 'lucide-react';
import { useState } from 'react';
import { DropZone, FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { listNotices } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { OneOf } from '../parts/choices.tsx';
import { fileBytes } from '../parts/file-bytes.ts';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { TextField } from '../parts/text-field.tsx';
import { usePerson } from '../session/use-presence.ts';
import { date } from '../words/times.ts';
import { Refusal } from './answer.tsx';
import { useStaffAct } from './asked.ts';
import { Bars } from './bars.tsx';
import { COLUMNS, neededOf } from './bulk-cells.ts';
import { BulkColumns } from './bulk-columns.tsx';
import type { BulkKind } from './bulk-kinds.ts';
import { type Outcome, type RowOutcome, runRows } from './bulk-rows.ts';
import './bulk-words.ts';
import { csvFile } from '../../core/csv-cells.ts';
import { figure } from '../words/numbers.ts';
import { Codes } from './codes.tsx';
import { type CsvFault, type CsvTable, problemRows, readTable } from './csv.ts';
import { KeepCode } from './keep-code.tsx';
import { useLeftOutWords } from './left-out.ts';
import { Listing } from './listing.tsx';
import './papers-words.ts';
import { Select } from '../parts/select.tsx';

const KINDS = ['enrol', 'invite', 'consents'] as const;
/** Of a hundred thousand patients and more; a page cannot hold any size. */
const MOST_BYTES = 64 * 1024 * 1024;
const OUTCOMES = ['done', 'stood', 'repeated', 'incomplete', 'refused'] as const;

/** Many patients from a file: what would become of each row is shown first, and then done. */
export function Bulk() {
  const { t } = useTranslation('staff-bulk');
  const { what } = useSearch({ from: '/staff/patients/bulk' });
  const navigate = useNavigate();
  return (
    <Page title={t('title')}>
      <OneOf
        label={t('what')}
        value={what}
        onChange={(kind) => void navigate({ to: '/staff/patients/bulk', search: { what: kind as BulkKind } })}
        options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
      />
      {what && <FileOf key={what} kind={what} />}
    </Page>
  );
}

interface Given {
  readonly name: string;
  readonly table: CsvTable;
}

function FileOf({ kind }: { readonly kind: BulkKind }) {
  const { t } = useTranslation('staff-bulk');
  const [given, setGiven] = useState<Given>();
  const [fault, setFault] = useState<CsvFault>();
  const [notice, setNotice] = useState('');
  const [identified, setIdentified] = useState('');
  const defaults = { notice, identified };
  const take = async (file: File | undefined) => {
    const bytes = await fileBytes(file, MOST_BYTES);
    const table = bytes
      ? readTable(bytes, COLUMNS[kind], (columns) => neededOf(kind, columns, defaults))
      : ({ fault: 'unread' } as const);
    setFault('fault' in table ? table : undefined);
    setGiven('fault' in table || file === undefined ? undefined : { name: file.name, table });
  };
  if (given !== undefined) {
    return <Rows kind={kind} given={given} defaults={defaults} onOther={() => setGiven(undefined)} />;
  }
  return (
    <>
      <p>{t('columns', { needed: neededOf(kind, [], defaults).join(', ') })}</p>
      <p className="quiet">{t('empty')}</p>
      <BulkColumns kind={kind} defaults={defaults} />
      {kind === 'consents' && <PickNotice value={notice} onChange={setNotice} />}
      {kind === 'invite' && <TextField label={t('identified')} value={identified} onChange={setIdentified} />}
      <DropZone
        className="panel drop"
        aria-label={t('drop')}
        onDrop={({ items }) => {
          const file = items.find((one) => one.kind === 'file');
          void Promise.resolve(file?.getFile()).then(take);
        }}
      >
        <FileTrigger
          acceptedFileTypes={['.csv', 'text/csv']}
          onSelect={(files) => {
            const file = files?.item(0);
            if (file) void take(file);
          }}
        >
          <Button look="main">
            <FileUp aria-hidden size={18} />
            {t('pick')}
          </Button>
        </FileTrigger>
      </DropZone>
      {fault && (
        <Said as="danger" role="alert">
          <p>{t(`faults.${fault.fault}`, 'columns' in fault ? { columns: fault.columns.join(', ') } : { ...fault })}</p>
        </Said>
      )}
    </>
  );
}

function PickNotice({ value, onChange }: { readonly value: string; readonly onChange: (notice: string) => void }) {
  const { t } = useTranslation('staff-bulk');
  const { gateway } = usePerson();
  const notices = useQuery({ queryKey: ['staff', 'notices'], queryFn: () => listNotices(gateway) });
  return (
    <Select
      label={t('notice')}
      none={t('noNotice')}
      value={value}
      onChange={(notice) => onChange(notice ?? '')}
      options={(notices.data ?? [])
        .filter(({ version }) => version !== 'withdrawn')
        .map(({ notice, title, publishedAt }) => ({ value: notice, label: title || date(publishedAt) }))}
    />
  );
}

interface RowsProps {
  readonly kind: BulkKind;
  readonly given: Given;
  readonly defaults: { readonly notice: string; readonly identified: string };
  readonly onOther: () => void;
}

function Rows({ kind, given: { name, table }, defaults, onOther }: RowsProps) {
  const { t } = useTranslation('staff-bulk');
  const { gateway } = usePerson();
  const [done, setDone] = useState(0);
  const [isStarted, setStarted] = useState(false);
  const all = table.rows.length;
  // Only what does nothing is done by itself.
  const check = useQuery({
    queryKey: ['bulk', kind, name, defaults, table],
    queryFn: () => runRows(gateway, table, { kind, defaults, isDry: true, onProgress: setDone }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    enabled: !isStarted,
  });
  const navigate = useNavigate();
  const run = useStaffAct(() => runRows(gateway, table, { kind, defaults, isDry: false, onProgress: setDone }));
  const shown = run.data ?? check.data;
  const wanted = check.data?.filter(({ outcome }) => outcome === 'done' || outcome === 'incomplete').length ?? 0;
  // By an address of its own: codes that were made are shown this once, and are not left unasked.
  const other = () =>
    run.data === undefined ? onOther() : void navigate({ to: '/staff/patients/bulk', search: { what: undefined } });
  const start = () => {
    setStarted(true);
    setDone(0);
    run.mutate();
  };
  return (
    <section className="stack">
      <h2>{t('file', { name, rows: figure(all) })}</h2>
      {kind === 'invite' && run.isPending && <KeepCode isKept={false} />}
      {(check.isFetching || run.isPending) && (
        <div className="stack close">
          <p role="status">{t(run.isPending ? 'doing' : 'checking')}</p>
          <progress aria-label={name} value={done} max={all} />
          <p className="figures">{t('progress', { done: figure(done), all: figure(all) })}</p>
        </div>
      )}
      {(check.isError || run.isError) && <Refusal error={run.error ?? check.error} />}
      {shown && !run.isPending && (
        <Results kind={kind} table={table} outcomes={shown} isDone={run.data !== undefined} />
      )}
      <div className="row">
        {run.data === undefined && wanted > 0 && (
          <Button look="main" isPending={run.isPending} onPress={start}>
            {t('run', { count: wanted })}
          </Button>
        )}
        <Button onPress={other} isDisabled={run.isPending}>
          {t('other')}
        </Button>
      </div>
    </section>
  );
}

function Results({
  kind,
  table,
  outcomes,
  isDone,
}: {
  readonly kind: BulkKind;
  readonly table: CsvTable;
  readonly outcomes: readonly RowOutcome[];
  readonly isDone: boolean;
}) {
  const { t } = useTranslation('staff-bulk');
  const wordsOf = useFaultWords();
  const wrong = outcomes.filter(({ outcome }) => outcome === 'refused' || outcome === 'incomplete');
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused');
  const label = (outcome: Outcome) =>
    outcome === 'done' || outcome === 'stood' ? t(`outcomes.${outcome}.${kind}`) : t(`outcomes.${outcome}`);
  const codes = outcomes.flatMap(({ row, invitation }) =>
    invitation ? [{ number: table.cell(row, 'identifier') ?? '', isGuardian: false, ...invitation }] : [],
  );
  const save = () => {
    const rows = refused.map((one) => ({ row: one.row, words: wordsOf(one) }));
    saveFile('refused.csv', csvFile(problemRows(table, rows)), 'text/csv;charset=utf-8');
  };
  return (
    <>
      <Said as={isDone ? 'done' : 'note'} role="status">
        <p>{t(isDone ? 'real' : 'dry')}</p>
      </Said>
      {codes.length > 0 && <Codes codes={codes} />}
      <Bars
        title={t('counts', { all: figure(outcomes.length) })}
        all={outcomes.length}
        bars={OUTCOMES.map((outcome) => ({
          label: label(outcome),
          value: outcomes.filter((one) => one.outcome === outcome).length,
        })).filter((bar) => bar.label !== '')}
      />
      {wrong.length > 0 && (
        <Listing
          label={t('refusedRows')}
          rows={wrong}
          keyOf={({ row }) => String(row.line)}
          empty=""
          columns={[
            { title: t('row'), isNumber: true, cell: ({ row }) => row.line },
            { title: t('problem'), cell: wordsOf },
          ]}
        />
      )}
      {refused.length > 0 && (
        <div className="stack close">
          <div className="row">
            <Button onPress={save}>
              <Download aria-hidden size={18} />
              {t('saveRefused')}
            </Button>
          </div>
          <p className="quiet">{t('refusedNext')}</p>
        </div>
      )}
    </>
  );
}

/** What is wrong with a row, in words. */
function useFaultWords(): (outcome: RowOutcome) => string {
  const { t } = useTranslation('staff-bulk');
  const { t: papers } = useTranslation('staff-papers');
  const leftOut = useLeftOutWords();
  return ({ fault, incomplete }) => {
    if (incomplete !== undefined) return incomplete.map((one) => papers(`faults.${one as 'not-signed'}`)).join(', ');
    if (fault === undefined || typeof fault === 'string') return fault ?? '';
    const { cell, column, value } = fault;
    const codes = leftOut.map(({ code, words }) => `${code} (${words})`);
    return cell === 'said' ? value : t(`cell.${cell}`, { column, value, codes: codes.join(', ') });
  };
}
