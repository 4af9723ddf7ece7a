import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Overview, type ShownSubjects, type Subject, searchSubjects } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Select } from '../parts/select.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { Answer } from './answer.tsx';
import { numberOf, overviewOf } from './asked.ts';
import { Listing } from './listing.tsx';
import './patients-words.ts';
import { PATIENTS_SHOWN } from './patients-shown.ts';
import { Reached } from './reached.tsx';
import { SaveLists } from './save-lists.tsx';
import { StateMark } from './state-mark.tsx';
import { useSettled } from './use-settled.ts';

/** More than any number has. */
const LONGEST = 200;
const AT_ONCE = 50;

/** The hospital's patients, as it knows them. */
export function Patients() {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  // A number of a patient's stands in no address: those are logged on their way.
  const [{ q }, search] = useDraft('patients', { q: '' });
  const { show } = useSearch({ from: '/staff/patients' });
  const counts = useQuery(overviewOf(gateway));
  const sought = useSettled(q.trim());
  return (
    <Page title={t('title')}>
      <nav className="row" aria-label={t('title')}>
        <Link to="/staff/patients/new" className="button outlined">
          {t('enrol')}
        </Link>
        <Link to="/staff/patients/bulk" className="button outlined">
          {t('bulk')}
        </Link>
        <Link to="/staff/codes">{t('codes')}</Link>
        <Link to="/staff/forms">{t('forms')}</Link>
      </nav>
      <Answer query={counts}>{({ patients }) => <Narrowed counts={patients} show={show} />}</Answer>
      <TextField
        label={t('find')}
        hint={t('findHint')}
        type="search"
        value={q}
        fault={q.trim().length > LONGEST ? t('findTooLong') : undefined}
        onChange={(text) => search({ q: text })}
      />
      <Marks text={q.trim()} show={show} clearText={() => search({ q: '' })} />
      {sought.length <= LONGEST && <Found sought={sought} show={show} />}
    </Page>
  );
}

/** What narrows the list, each to be taken off: what was sought before stays while other pages are looked at. */
function Marks({
  text,
  show,
  clearText,
}: {
  readonly text: string;
  readonly show: ShownSubjects | undefined;
  readonly clearText: () => void;
}) {
  const { t } = useTranslation('staff-patients');
  const navigate = useNavigate();
  const clearShow = () => void navigate({ to: '/staff/patients', search: { show: undefined }, replace: true });
  if (text === '' && show === undefined) return null;
  return (
    <div className="row">
      <span className="quiet">{t('narrowedBy')}</span>
      {text !== '' && (
        <Button onPress={clearText} aria-label={t('takeOff', { what: t('marks.text', { text }) })}>
          {t('marks.text', { text })}
          <X aria-hidden size={16} />
        </Button>
      )}
      {show !== undefined && (
        <Button onPress={clearShow} aria-label={t('takeOff', { what: t(`marks.${show}`) })}>
          {t(`marks.${show}`)}
          <X aria-hidden size={16} />
        </Button>
      )}
    </div>
  );
}

/** How many are reached in which way, and of whom the list is. */
function Narrowed({
  counts,
  show,
}: {
  readonly counts: Overview['patients'];
  readonly show: ShownSubjects | undefined;
}) {
  const { t } = useTranslation('staff-patients');
  const navigate = useNavigate();
  return (
    <>
      <p>
        {t('reach', {
          all: figure(counts.all),
          signed: figure(counts.signs),
          invited: figure(counts.invited),
          paperOnly: figure(counts['paper-only']),
          rest: figure(counts.none),
        })}
      </p>
      <Select
        label={t('show')}
        none={t('shows.all', { count: counts.all, figure: figure(counts.all) })}
        value={show}
        onChange={(value) =>
          void navigate({
            to: '/staff/patients',
            search: { show: PATIENTS_SHOWN.find((one) => one === value) },
            replace: true,
          })
        }
        options={PATIENTS_SHOWN.map((value) => ({
          value,
          label: t(`shows.${value}`, { count: counts[value], figure: figure(counts[value]) }),
        }))}
      />
    </>
  );
}

function Found({ sought, show }: { readonly sought: string; readonly show: ShownSubjects | undefined }) {
  const { t } = useTranslation('staff-patients');
  const { t: staff } = useTranslation('staff');
  const { gateway } = usePerson();
  const query = useInfiniteQuery({
    queryKey: ['staff', 'patients', sought, show],
    queryFn: ({ pageParam: from }) => searchSubjects(gateway, { text: sought, show, from, limit: AT_ONCE }),
    initialPageParam: 0,
    getNextPageParam: ({ found }, pages) => {
      const read = pages.reduce((sum, { subjects }) => sum + subjects.length, 0);
      return read < found && pages.at(-1)?.subjects.length !== 0 ? read : undefined;
    },
    placeholderData: keepPreviousData,
  });
  const isNarrowed = sought !== '' || show !== undefined;
  return (
    <Answer query={query}>
      {({ pages }) => {
        const found = pages.at(-1)?.found ?? 0;
        return (
          <>
            {isNarrowed && <p role="status">{t('found', { count: found, figure: figure(found) })}</p>}
            <Listing
              label={t('title')}
              rows={pages.flatMap(({ subjects }) => subjects)}
              more={{ all: found, isPending: query.isFetchingNextPage, read: () => void query.fetchNextPage() }}
              keyOf={({ subject }) => subject}
              empty={t(isNarrowed ? 'noneFound' : 'none')}
              columns={[
                {
                  title: t('number'),
                  cell: (one) => (
                    <Link to="/staff/patients/$subject" params={{ subject: one.subject }}>
                      {numberOf(one) ?? staff('unnamedPatient')}
                    </Link>
                  ),
                },
                { title: t('reached'), cell: (one) => <Reached patient={one} /> },
                { title: t('consents'), isNumber: true, cell: ({ grants }) => figure(grants) },
                { title: t('now'), cell: (one) => <Withheld subject={one} /> },
              ]}
            />
            {found > 0 && <SaveLists text={sought} show={show} />}
          </>
        );
      }}
    </Answer>
  );
}

function Withheld({ subject: { optOut, pausedUntil, pending, grants } }: { readonly subject: Subject }) {
  const { t } = useTranslation('staff-patients');
  if (optOut !== 'none') return <StateMark as="danger">{t('state.optedOut')}</StateMark>;
  if (pausedUntil !== undefined) return <StateMark as="warn">{t('state.paused')}</StateMark>;
  if (pending.length > 0) return <StateMark as="warn">{t('state.pending')}</StateMark>;
  return t(grants === 0 ? 'state.silent' : 'state.counts');
}
